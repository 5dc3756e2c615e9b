"""The notebooks in docs/notebooks: as their sources say, executed in one go, small and quiet."""

import glob
import importlib.util
import os
import re
import sys
import tempfile

import nbformat
import pytest
from conftest import ROOT

from gatys_tf1 import gotchas

spec = importlib.util.spec_from_file_location(
    'make_notebooks', os.path.join(ROOT, 'scripts', 'dev', 'make_notebooks.py')
)
make_notebooks = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_notebooks)

NAMES = make_notebooks.names()
LARGEST = 500_000  # bytes


def committed(name):
    """A notebook as it is committed: its cells without the generated one, and that one's text."""
    cells = nbformat.read(make_notebooks.path_of(name), as_version=4).cells
    generated = [cell for cell in cells if 'generated' in cell.metadata.get('tags', [])]
    assert len(generated) == 1
    return [cell for cell in cells if cell is not generated[0]], generated[0].source


def code_cells(cells):
    return [cell for cell in cells if cell.cell_type == 'code']


def kinds(cell):
    """What the outputs of a cell are, whatever they show.

    A slow kernel may send what is printed in several pieces, so neighbouring ones count as one.
    """
    found = []
    for output in cell.outputs:
        keys = [re.sub('image/(png|jpeg)', 'picture', key) for key in output.get('data', {})]
        kind = (output.output_type, sorted(keys))
        if kind != ('stream', []) or found[-1:] != [kind]:
            found.append(kind)
    return found


@pytest.mark.parametrize('name', NAMES)
def test_committed_cells_are_those_of_the_source(name):
    """Catches a source, or a lesson, that was edited without making its notebook again."""
    expected = make_notebooks.source(name).cells
    cells, _ = committed(name)
    assert [cell.source for cell in cells] == [cell.source for cell in expected]
    assert [cell.cell_type for cell in cells] == [cell.cell_type for cell in expected]
    assert [cell.metadata for cell in cells] == [cell.metadata for cell in expected]


@pytest.mark.parametrize('name', NAMES)
def test_committed_outputs(name):
    """Catches outputs of several sittings, errors, TensorFlow's noise, and a machine's folders."""
    cells, said = committed(name)
    cells = code_cells(cells)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        if 'raises-exception' not in cell.metadata.get('tags', []):
            assert all(output.output_type != 'error' for output in cell.outputs), cell.source
        assert all(output.get('name') != 'stderr' for output in cell.outputs), cell.source
    assert re.match(r'\*Executed with TensorFlow 2\.\d+\.\d+, gatys_tf1 \d+\.\d+\.\d+, Py', said)
    assert os.path.getsize(make_notebooks.path_of(name)) < LARGEST
    with open(make_notebooks.path_of(name), encoding='utf-8') as file:
        text = file.read()
    for noise in ('WARNING', 'INFO:', ROOT, sys.prefix, f'{tempfile.gettempdir()}/', ' at 0x'):
        assert noise not in text, noise


def test_pictures_are_shown():
    """Catches a result that shows itself as words."""
    for name in set(NAMES) - {make_notebooks.CHAPTER_NOTEBOOK}:
        shown = [kind for cell in code_cells(committed(name)[0]) for kind in kinds(cell)]
        assert sum('picture' in keys for _, keys in shown) >= 5, name


def test_outputs_of_the_course_are_those_of_its_pages():
    """Catches a snippet that does something else in a notebook, after the snippets before it."""
    cells, _ = committed(make_notebooks.CHAPTER_NOTEBOOK)
    halves = {tag: cell for cell in cells for tag in cell.metadata.get('tags', []) if ':' in tag}
    assert len(halves) == 2 * len(gotchas.COURSE[make_notebooks.CHAPTER])
    for tag, cell in halves.items():
        with open(os.path.join(ROOT, 'docs', 'gotchas', f'{tag.split(":")[1]}.md')) as file:
            page = file.read()
        printed = ''.join(output.get('text', '') for output in cell.outputs)
        raised = ''.join(line for o in cell.outputs for line in o.get('traceback', []))
        assert f'\n```text\n{printed}{raised}'.rstrip() + '\n```\n' in page, tag


def test_every_notebook_has_its_line_and_its_source():
    """Catches a notebook that nobody finds, and one whose source is gone."""
    found = glob.glob('*.ipynb', root_dir=make_notebooks.FOLDER)
    assert sorted(found) == sorted(f'{name}.ipynb' for name in NAMES)
    with open(os.path.join(make_notebooks.FOLDER, 'README.md'), encoding='utf-8') as file:
        listed = re.findall(r'\]\(([\w.]+\.ipynb)\)', file.read())
    assert sorted(listed) == sorted(found)


@pytest.mark.parametrize('name', NAMES)
def test_links_lead_somewhere(name):
    """Catches a link to a page or a notebook that is not there."""
    text = '\n'.join(cell.source for cell in committed(name)[0] if cell.cell_type == 'markdown')
    links = re.findall(r'\]\(([^)#]+)[^)]*\)', text)
    assert links
    for link in links:
        path = os.path.join(make_notebooks.FOLDER, link)
        assert '://' in link or os.path.exists(path), link


@pytest.mark.weights
@pytest.mark.parametrize('name', NAMES)
def test_executes(name, real_checkpoint, monkeypatch):
    """Catches a cell that fails with today's code, and an output that is missing or of a new kind.

    At the smallest size: what the outputs show is that of the committed ones only in the course.
    """
    monkeypatch.setenv('GATYS_TF1_CHECKPOINTS', os.path.dirname(real_checkpoint))
    inherited = os.environ.get('PYTHONPATH')
    monkeypatch.setenv('PYTHONPATH', os.pathsep.join(filter(None, [ROOT, inherited])))
    cells = make_notebooks.executed(make_notebooks.source(name), small=True).cells
    cells = [cell for cell in cells if 'generated' not in cell.metadata.get('tags', [])]
    for cell, before in zip(code_cells(cells), code_cells(committed(name)[0]), strict=True):
        assert kinds(cell) == kinds(before), cell.source
