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
from conftest import ROOT, run_script

from gatys_tf1 import gotchas
from gatys_tf1.cli import gotcha_docs
from gatys_tf1.gotchas import page, versions
from gatys_tf1.gotchas.observe import LEFT_OUT, Observed, Outcome, shortened

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


def named_in_code():
    """The pairs (file, slug) of every `gotcha: slug` in the package and the scripts."""
    paths = glob.glob('gatys_tf1/**/*.py', root_dir=ROOT, recursive=True)
    paths = [path for path in paths if not path.startswith('gatys_tf1/gotchas/')]
    paths += glob.glob('scripts/*.py', root_dir=ROOT)
    return {(path, slug) for path in paths for slug in re.findall(r'gotcha: ([\w-]+)', read(path))}


def defined(path):
    """The functions and classes of a file, those of classes as `Class.function`."""
    found = set()
    for node in ast.parse(read(path)).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            functions = [inner for inner in node.body if isinstance(inner, ast.FunctionDef)]
            found |= {f'{node.name}.{inner.name}' for inner in functions}
    return found


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


@pytest.mark.parametrize('slug', SLUGS)
def test_stepped_round_exists(slug):
    """Catches a place in the code that a lesson points to and that has gone or was renamed."""
    for place in gotchas.lesson(slug).STEPPED_ROUND:
        path, _, name = place.partition(':')
        assert os.path.exists(os.path.join(ROOT, path)), place
        assert not name or name in defined(path), place


def test_code_names_lessons():
    """Catches a `gotcha: slug` that leads nowhere, and a lesson that does not lead back to it."""
    assert {slug for _, slug in named_in_code()} <= set(SLUGS)
    for path, slug in sorted(named_in_code()):
        places = gotchas.lesson(slug).STEPPED_ROUND
        assert path in {place.partition(':')[0] for place in places}, (path, slug)


def test_normalise():
    """Catches a normaliser that leaves in what varies, or takes out what does not."""
    text = 'at 0x7f3a2b1c4d50 in /tmp/tmpab12_x/vgg.ckpt, 0.31 s, 40.2 ms; 0.31 at conv1_1, 0xff'
    assert page.normalise(text).replace('/tmp/', '') == (
        'at 0x… in <folder>/vgg.ckpt, … s, … ms; 0.31 at conv1_1, 0xff'
    )


def test_both_modes_are_shown_where_they_differ():
    """Catches a page that hides one mode's output, or shows the same output twice."""

    def answer(wrong_b):
        observed = {
            mode: Observed(Outcome(printed, None, ''), Outcome('right', None, ''))
            for mode, printed in (('A', 'six'), ('B', wrong_b))
        }
        return page.answer('feeding-a-variable', observed)

    assert answer('fourteen').count('```text\nsix\n```') == 1
    assert answer('fourteen').count('```text\nfourteen\n```') == 1
    assert answer('six').count('```text\nsix\n```') == 1
    assert 'in both modes' in answer('six')


def test_what_isshortened_says_so():
    """Catches an exception without its first line, or one whose missing lines go unmentioned."""
    text = "Restoring failed:\n\nDetected at node\nNode: 'x'\nKey y not found\n\t [[x]]"
    expected = ['Restoring failed:', LEFT_OUT, 'Key y not found', LEFT_OUT]
    assert shortened(text) == '\n'.join(expected)
    assert shortened('one line') == 'one line'
    assert shortened('first\nsecond') == f'first\n{LEFT_OUT}'


@pytest.mark.parametrize('slug', ['log-noise', 'cv2-resize-width-height', 'init-after-restore'])
def test_versions_name_what_the_output_depends_on(slug):
    """Catches OpenCV's output under TensorFlow's version alone."""
    names = {version.split()[0] for version in versions.of(slug)}
    assert ('OpenCV' in names) == ('cv2' in gotchas.imports(slug))
    assert 'TensorFlow' in names or not gotchas.imports(slug) & {'tensorflow.compat.v1', 'tf_slim'}


def test_page_of_other_versions_is_recognised(monkeypatch):
    """Catches a page that is compared on versions that it was not written with."""
    monkeypatch.setattr(versions, 'of', lambda slug: ['TensorFlow 2.21', 'OpenCV 4.13'])
    assert not versions.written_with_others('uint8-wraps', 'x\nTensorFlow 2.21, OpenCV 4.13:\n')
    assert not versions.written_with_others(
        'uint8-wraps', 'x\nTensorFlow 2.21, OpenCV 4.13, in both'
    )
    other = versions.written_with_others('uint8-wraps', 'x\nTensorFlow 2.21, OpenCV 4.9:\n')
    assert other.startswith('written with TensorFlow 2.21, OpenCV 4.9, and here is ')


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


def test_script_runs_a_lesson():
    """Catches a live lesson that shows something else than its page."""
    ended = run_script('gotcha.py', 'init-after-restore')
    assert ended.returncode == 0, ended.stderr
    written = read('docs/gotchas/init-after-restore.md').split('\n\n', 1)[1].split('\nNext: ')[0]
    folds = ('', '<details>', '<summary>Answer</summary>', '</details>')
    expected = [line for line in written.splitlines() if line not in folds]
    assert [line for line in ended.stdout.splitlines() if line] == expected


def test_script_lists_the_course(state):
    """Catches a lesson that the contents leave out, and contents that wait for TensorFlow."""
    listed = subprocess.run(
        [sys.executable, '-c', 'from gatys_tf1.cli import gotcha; import sys; gotcha.contents(); '
         'print("tensorflow" in sys.modules)'],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    for slug in SLUGS:
        assert f'  {slug} ' in listed and gotchas.title(slug) in listed
    assert listed.endswith('\nFalse\n')


def test_script_names_near_lessons(script):
    """Catches a misspelt slug that ends in a traceback, or without help."""
    code, _, err = script('gotcha', 'init-before-restore')
    assert code == 2
    assert err == (
        "error: the course has no lesson 'init-before-restore': did you mean init-after-restore?\n"
    )
    code, _, err = script('gotcha', 'xyz')
    assert err == "error: the course has no lesson 'xyz': run without one for the list\n"


def test_script_writes_pages_and_notices_a_stale_one(script, monkeypatch, tmp_path):
    """Catches an `--all` that passes whatever the pages say, and pages that it refuses at once."""
    monkeypatch.setattr(gotchas, 'COURSE', {'Restoring weights': ['init-after-restore']})
    monkeypatch.setattr(gotchas, 'PATHS', {'start': ['init-after-restore']})
    monkeypatch.setattr(gotcha_docs, 'DOCS', str(tmp_path))
    assert script('gotcha', '--write-docs')[0] == 0
    assert script('gotcha', '--all')[:2] == (
        0, 'as its page says       init-after-restore\n1 lessons, 0 differ\n'
    )  # fmt: skip
    path = tmp_path / 'init-after-restore.md'
    path.write_text(path.read_text().replace('weights: 0.0', 'weights: 0.5'))
    code, out, _ = script('gotcha', '--all')
    assert code == 1 and 'differs from its page  init-after-restore' in out


def test_writing_one_page_fixes_the_link_to_it(script, monkeypatch, tmp_path):
    """Catches a new title that stays unknown to the page before it, or more written than that."""
    slugs = ['float64-image', 'init-after-restore']
    monkeypatch.setattr(gotchas, 'COURSE', {'Restoring weights': slugs})
    monkeypatch.setattr(gotchas, 'PATHS', {'start': slugs})
    monkeypatch.setattr(gotcha_docs, 'DOCS', str(tmp_path))
    before = tmp_path / 'float64-image.md'
    before.write_text('as it was\n\nNext: [Another title](init-after-restore.md)\n')
    assert script('gotcha', '--write-docs', 'init-after-restore')[0] == 0
    title = gotchas.title('init-after-restore')
    assert before.read_text() == f'as it was\n\nNext: [{title}](init-after-restore.md)\n'
    assert 'Next: ' not in (tmp_path / 'init-after-restore.md').read_text()


def test_lesson_without_its_package_is_skipped(script, monkeypatch):
    """Catches a lesson that ends in an ImportError where its package is not installed."""
    part = gotchas.part
    monkeypatch.setattr(
        gotchas,
        'part',
        lambda slug, name, default=None: (
            'no-such-package' if name == 'REQUIRES' else part(slug, name, default)
        ),
    )
    code, _, err = script('gotcha', 'init-after-restore')
    assert code == 2
    assert err == (
        'error: init-after-restore needs no-such-package, which is not installed: '
        "pip install 'gatys_tf1[course]'\n"
    )
    assert list(gotcha_docs.observed_behind_a_bar(['init-after-restore'])) == []
