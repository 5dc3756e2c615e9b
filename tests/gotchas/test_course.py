"""The course as a whole: every lesson is complete, listed, up to date on its page, and in use."""

import ast
import glob
import inspect
import json
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from conftest import ROOT

from gatys_tf1 import gotchas
from gatys_tf1.cli import gotcha_docs
from gatys_tf1.gotchas import page, versions

SLUGS = gotchas.slugs()
NOT_LESSONS = {'exercises', 'syllabus', *gotcha_docs.LISTS}  # pages of docs/gotchas
NEUTRAL = {
    'tensorflow', 'tf_slim', 'tf_keras', 'tensorboard', 'numpy', 'sklearn', 'cv2', 'PIL',
    'matplotlib',
}  # fmt: skip


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()


def names(folder, extension):
    """The names of the files of a folder, without their extension."""
    paths = glob.glob(f'*.{extension}', root_dir=os.path.join(ROOT, folder))
    return {os.path.splitext(path)[0] for path in paths}


def test_course_is_the_lessons_and_their_pages():
    """Catches a lesson that is not in the course, listed twice, without a page, or a page left."""
    assert len(SLUGS) == len(set(SLUGS))
    files = names('gatys_tf1/gotchas', 'py') - gotchas.ENGINE
    assert {name.replace('_', '-') for name in files} == set(SLUGS)
    assert names('docs/gotchas', 'md') - NOT_LESSONS == set(SLUGS)
    with_figure = {slug for slug in SLUGS if hasattr(gotchas.lesson(slug), 'figure')}
    assert names('docs/gotchas/figures', 'png') == with_figure


@pytest.mark.parametrize('name', gotcha_docs.LISTS)
def test_list_is_up_to_date(name):
    """Catches a list of the lessons that was not written again after one changed or came."""
    pages = {slug: read(f'docs/gotchas/{slug}.md') for slug in SLUGS}
    assert gotcha_docs.LISTS[name](pages) == read(f'docs/gotchas/{name}.md')


def test_paths_lead_through_the_course():
    """Catches a shorter way with a lesson that has gone, or that is too hard for it."""
    assert len(gotchas.PATHS['start']) == len(set(gotchas.PATHS['start'])) == 10
    assert set(gotchas.PATHS['start']) <= set(SLUGS)
    assert {gotchas.part(slug, 'LEVEL') for slug in gotchas.PATHS['start']} == {'start'}


@pytest.mark.parametrize('slug', SLUGS)
def test_lesson_is_complete(slug):
    """Catches a part that is missing, empty or out of order, and a half that is too long."""
    lesson = gotchas.lesson(slug)
    defined_here = [page.name_of(node) for node in ast.parse(inspect.getsource(lesson)).body]
    parts = [name for name in defined_here if name in page.PARTS]
    assert parts == [name for name in page.PARTS if name in parts]
    assert set(page.PARTS) - set(parts) <= set(page.OPTIONAL)
    for name in ('SYMPTOM', 'SOURCE', 'PREDICT', 'SURPRISE', 'EXPLANATION', 'DIFFER', 'RULE'):
        assert getattr(lesson, name).strip(), name
        assert name == 'EXPLANATION' or '\n' not in getattr(lesson, name).strip(), name
    assert len(gotchas.title(slug)) <= 70
    assert not gotchas.part(slug, 'ENVIRONMENT') or gotchas.part(slug, 'OWN_PROCESS')
    for half in (lesson.wrong, lesson.right):
        assert len(inspect.getsource(half).strip().splitlines()[1:]) <= 15, half.__name__


@pytest.mark.parametrize('slug', SLUGS)
def test_question_can_be_answered(slug):
    """Catches choices that are not three, an answer that is none of them, a wrong one unexplained.

    And parts that are no literals: those cannot be read without importing TensorFlow.
    """
    choices, right = gotchas.part(slug, 'CHOICES'), gotchas.part(slug, 'ANSWER')
    tempting = gotchas.part(slug, 'TEMPTING')
    assert len(choices) == len(set(choices)) == 3 and all(map(str.strip, choices))
    assert not any('\n' in choice for choice in choices)
    assert set(tempting) == {0, 1, 2} - {right} and all(map(str.strip, tempting.values()))
    assert gotchas.part(slug, 'LEVEL') in gotchas.LEVELS
    assert all('\n' not in message for message in gotchas.part(slug, 'MESSAGES'))
    assert all(thread.startswith('https://') for thread in gotchas.part(slug, 'THREADS', []))


@pytest.mark.parametrize('slug', SLUGS)
def test_lesson_is_neutral(slug):
    """Catches a snippet that would not run in a notebook of somebody who has only TensorFlow."""
    modules = gotchas.imports(slug)
    foreign = {name.partition('.')[0] for name in modules} - NEUTRAL - sys.stdlib_module_names
    assert foreign <= ({'gatys_tf1'} if hasattr(gotchas.lesson(slug), 'figure') else set())


@pytest.mark.parametrize('slug', SLUGS)
def test_halves_differ(observe, slug):
    """Catches a lesson whose right code does the same as its wrong code."""
    wrong, right = observe(slug)
    assert right.value is not None
    with pytest.raises(AssertionError):
        np.testing.assert_equal(wrong.value, right.value)


@pytest.mark.parametrize('slug', SLUGS)
def test_page_is_what_the_lesson_prints(observe, slug):
    """Catches a page that says what the code no longer does; `--write-docs` writes it again."""
    written = read(f'docs/gotchas/{slug}.md')
    if versions.written_with_others(slug, written):
        pytest.skip(versions.written_with_others(slug, written))
    modes = 'AB' if gotchas.part(slug, 'BOTH_MODES') else 'A'
    observed = {mode: observe(slug, mode) for mode in modes}
    for mode, (wrong, right) in observed.items():
        assert page.output(wrong), f'wrong shows nothing in mode {mode}'
        assert right.printed and not right.error, f'in mode {mode}: {right.error}'
    assert page.whole(slug, observed) == written


PASTE = """
import contextlib, io, json, linecache, os, sys, tempfile, warnings
warnings.simplefilter('ignore')
printed = {}
for slug, cells in json.load(sys.stdin).items():
    names, printed[slug] = {}, []
    for number, cell in enumerate(cells):
        shown, name = io.StringIO(), f'<{slug} {number}>'
        # as IPython does: a traceback knows the lines of a cell
        linecache.cache[name] = len(cell), None, cell.splitlines(keepends=True), name
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(shown):
            os.chdir(folder)
            try:
                exec(compile(cell, name, 'exec'), names)
            except Exception:
                pass
            os.chdir('/')
        printed[slug].append(shown.getvalue())
    names['tf'].reset_default_graph() if 'tf' in names else None
json.dump(printed, sys.stdout)
"""


def paste(slugs):
    """What the cells of pages print in a new process: {slug: [of wrong, of right]}."""
    cells = {}
    for slug in slugs:
        blocks = re.findall(r'```python\n(.*?)\n```', read(f'docs/gotchas/{slug}.md'), re.DOTALL)
        cells[slug] = [block for block in blocks if re.search(r'^def (wrong|right)\(', block, re.M)]
    ended = subprocess.run(
        [sys.executable, '-I', '-c', PASTE],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.slow
def test_snippets_paste_into_a_notebook(observe):
    """Catches a page whose code needs something that is not on the page, or never calls it.

    The cells run in a process that has never heard of this project's import of TensorFlow.
    """
    slugs = [slug for slug in SLUGS if not gotchas.missing(slug)]
    own = [slug for slug in slugs if gotchas.part(slug, 'OWN_PROCESS')]
    printed = paste([slug for slug in slugs if slug not in own])
    for slug in own:
        printed |= paste([slug])
    for slug in slugs:
        expected = [half.printed for half in observe(slug)]
        assert list(map(page.normalise, printed[slug])) == list(map(page.normalise, expected)), slug
