#!/usr/bin/env python3
"""Makes docs/notebooks/*.ipynb: generates them from their sources, and executes them.

The sources are the scripts in docs/notebooks/src (jupytext's percent format), and for the chapter
of the course its lessons. What is committed has outputs, so edit a source, run this, and commit
both. With names, only those notebooks are made. All take some minutes on two cores.

Needs the extra `notebooks`: pip install -e '.[notebooks]'
"""

import argparse
import base64
import copy
import functools
import glob
import io
import os
import re
import tempfile

import jupytext
import nbclient
import nbformat
import PIL.Image

from gatys_tf1 import gotchas
from gatys_tf1.errors import run_script
from gatys_tf1.files import atomic_write
from gatys_tf1.gotchas import observe, page

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, 'docs', 'notebooks')
CHAPTER, CHAPTER_NOTEBOOK = 'Names', 'course_names'  # its lessons need no process of their own
SMALL = 'SIZE, STEPS = 64, 4  # small, for a test'
TIMEOUT = 600  # seconds per cell
VERSIONS = """
import platform
import tensorflow
import gatys_tf1
print(f'TensorFlow {tensorflow.__version__}, gatys_tf1 {gatys_tf1.__version__}, '
      f'Python {platform.python_version()}')
"""
QUIET = """
import os
import tempfile
import warnings

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'  # before TensorFlow is imported
stderr = os.dup(2)
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # its C++ side prints some lines in any case
import tensorflow.compat.v1 as tf
import tf_slim as slim

os.dup2(stderr, 2)
tf.logging.set_verbosity(tf.logging.ERROR)
warnings.simplefilter('ignore')
os.chdir(tempfile.mkdtemp())  # some lessons write checkpoints
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('names', nargs='*', metavar='NAME', help=', '.join(names()))
    args = parser.parse_args()
    if set(args.names) - set(names()):
        parser.error(f'the notebooks are {", ".join(names())}')
    for name in args.names or names():
        path = path_of(name)
        with atomic_write(path) as temporary:
            nbformat.write(executed(source(name)), temporary)
        print(f'{os.path.relpath(path, ROOT)}: {os.path.getsize(path) / 1000:.0f} kB', flush=True)


def names():
    """The names of all notebooks."""
    scripts = glob.glob('*.py', root_dir=os.path.join(FOLDER, 'src'))
    return sorted([*(script.removesuffix('.py') for script in scripts), CHAPTER_NOTEBOOK])


def path_of(name):
    return os.path.join(FOLDER, f'{name}.ipynb')


# --- sources -------------------------------------------------------------------------------------


def source(name):
    """A notebook as its source says, without outputs; the same every time."""
    if name == CHAPTER_NOTEBOOK:
        notebook = nbformat.v4.new_notebook(cells=_chapter())
    else:
        notebook = jupytext.read(os.path.join(FOLDER, 'src', f'{name}.py'), fmt='py:percent')
    for number, cell in enumerate(notebook.cells):
        cell.id = f'cell-{number}'
    kernel = {'name': 'python3', 'display_name': 'Python 3', 'language': 'python'}
    notebook.metadata = {'kernelspec': kernel, 'language_info': {'name': 'python'}}
    return notebook


def _chapter():
    """The cells of a chapter of the course; they show no values, hence the semicolons."""
    slugs = gotchas.COURSE[CHAPTER]
    first = (
        f'# {CHAPTER}: a chapter of the course\n\n{len(slugs)} pitfalls of legacy TensorFlow, out '
        'of [the gotcha course](../gotchas/README.md). Each is a snippet that looks right. Predict '
        'what it prints, write your guess down, and run the cell. (Jupyter folds the outputs that '
        'are there already; GitHub shows them.) The answer below unfolds, and the cell after it '
        'does it right.\n\nThe snippets need TensorFlow and tf-slim only, and paste into any '
        'notebook. This cell [keeps the screen quiet](../gotchas/log-noise.md):'
    )
    cells = [nbformat.v4.new_markdown_cell(first), nbformat.v4.new_code_cell(QUIET.strip())]
    for slug in slugs:
        part = functools.partial(gotchas.part, slug)
        choices = '\n'.join(f'{n}. {choice}' for n, choice in enumerate(part('CHOICES'), 1))
        question = f'## {gotchas.title(slug)}\n\n{part("PREDICT").strip()}\n\n{choices}'
        tempting = '\n'.join(
            f'- *{number + 1}?* {why.strip()}' for number, why in sorted(part('TEMPTING').items())
        )
        answer = '\n\n'.join([
            '<details>\n<summary>Answer</summary>',
            f'**{part("ANSWER") + 1} is right:** {part("CHOICES")[part("ANSWER")]}',
            tempting,
            f'> {part("SURPRISE").strip()}',
            part('EXPLANATION').strip(),
            '</details>',
            f'**The rule:** {part("RULE").strip()} ([The lesson](../gotchas/{slug}.md))',
        ])  # fmt: skip
        folded = {
            'tags': ['raises-exception', f'wrong:{slug}'], 'jupyter': {'outputs_hidden': True}
        }  # fmt: skip
        cells += [
            nbformat.v4.new_markdown_cell(question),
            nbformat.v4.new_code_cell(page.snippet(slug, 'wrong') + ';', metadata=folded),
            nbformat.v4.new_markdown_cell(answer),
            nbformat.v4.new_code_cell(
                page.snippet(slug, 'right') + ';', metadata={'tags': [f'right:{slug}']}
            ),
        ]
    more = 'The other chapters: [the gotcha course](../gotchas/README.md), or `scripts/gotcha.py`.'
    return [*cells, nbformat.v4.new_markdown_cell(more)]


# --- execution -----------------------------------------------------------------------------------


def executed(notebook, small=False):
    """A notebook with its outputs, and with a cell that says what it was executed with.

    Args:
      notebook: from `source`.
      small: bool, at the smallest size at which everything runs, for tests.

    Returns:
      another notebook.
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if small and 'parameters' in cell.metadata.get('tags', []):
            cell.source = SMALL
    notebook.cells.append(nbformat.v4.new_code_cell(VERSIONS))
    with tempfile.TemporaryDirectory() as folder:
        nbclient.NotebookClient(
            notebook, timeout=TIMEOUT, kernel_name='python3', record_timing=False,
            resources={'metadata': {'path': folder}},
        ).execute()  # fmt: skip
    versions = notebook.cells.pop().outputs[0].text.strip()
    for cell in notebook.cells:
        for output in cell.get('outputs', []):
            _tidy(output)
    text = f'*Executed with {versions}, by `scripts/dev/make_notebooks.py`.*'
    said = nbformat.v4.new_markdown_cell(text, id='versions', metadata={'tags': ['generated']})
    notebook.cells.insert(1, said)
    kernel = notebook.metadata['kernelspec']
    notebook.metadata = {'kernelspec': kernel, 'language_info': {'name': 'python'}}
    nbformat.validate(notebook)
    return notebook


def _tidy(output):
    """Brings an output into a form to be committed: small, and without folders of this machine."""
    if output.output_type == 'stream':
        output.text = page.normalise(output.text)
    elif output.output_type == 'error':
        shown = f'{output.ename}: {page.normalise(observe.shortened(output.evalue))}'
        output.evalue, output.traceback = shown.partition(': ')[2], [shown]
    elif 'image/png' in output.data:
        png = output.data['image/png']
        jpeg = _as_jpeg(png)
        if len(jpeg) < len(png) / 2:  # a plot is smaller, and sharper, as a PNG
            del output.data['image/png']
            output.data['image/jpeg'] = jpeg
    if 'text/plain' in output.get('data', {}):
        plain = re.sub(r' at 0x[0-9A-Fa-f]+', '', output.data['text/plain'])
        output.data['text/plain'] = plain


def _as_jpeg(png):
    """A picture in base64, from PNG to JPEG."""
    jpeg = io.BytesIO()
    with PIL.Image.open(io.BytesIO(base64.b64decode(png))) as picture:
        picture.convert('RGB').save(jpeg, format='JPEG', quality=88, optimize=True)
    return base64.b64encode(jpeg.getvalue()).decode()


if __name__ == '__main__':
    run_script(main)
