"""The course as a whole: every lesson is complete, listed, up to date on its page, and in use."""

import ast
import glob
import inspect
import os
import re
import subprocess
import sys

import pytest
from conftest import ROOT, run_script

from gatys_tf1 import gotchas
from gatys_tf1.gotchas import page
from gatys_tf1.gotchas.observe import Observed, Outcome

SLUGS = gotchas.slugs()
FRAMEWORK = {'__init__', 'observe', 'page'}
NOT_LESSONS = {'README', 'exercises'}  # pages of docs/gotchas
# Lessons that the code names and that are still to be written.
PENDING = set()


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
    files = names('gatys_tf1/gotchas', 'py') - FRAMEWORK
    assert {name.replace('_', '-') for name in files} == set(SLUGS)
    assert names('docs/gotchas', 'md') - NOT_LESSONS == set(SLUGS)
    with_figure = {slug for slug in SLUGS if hasattr(gotchas.lesson(slug), 'figure')}
    assert names('docs/gotchas/figures', 'png') == with_figure


def test_index_is_up_to_date():
    """Catches an index that was not written again after a lesson changed or came."""
    pages = {slug: read(f'docs/gotchas/{slug}.md') for slug in SLUGS}
    assert page.index(pages) == read('docs/gotchas/README.md')


@pytest.mark.parametrize('slug', SLUGS)
def test_lesson_is_complete(slug):
    """Catches a part that is missing, empty or out of order, and a half that is too long."""
    lesson = gotchas.lesson(slug)
    defined_here = [page.name_of(node) for node in ast.parse(inspect.getsource(lesson)).body]
    parts = [name for name in defined_here if name in page.PARTS]
    assert parts == [name for name in page.PARTS if name in parts]
    assert set(page.PARTS) - set(parts) <= set(page.OPTIONAL)
    for name in ('SOURCE', 'PREDICT', 'SURPRISE', 'EXPLANATION', 'RULE'):
        assert getattr(lesson, name).strip(), name
    assert '\n' not in lesson.SURPRISE.strip() and '\n' not in lesson.RULE.strip()
    for half in (lesson.wrong, lesson.right):
        assert len(inspect.getsource(half).strip().splitlines()[1:]) <= 15, half.__name__


@pytest.mark.parametrize('slug', SLUGS)
def test_page_is_what_the_lesson_prints(observe, slug):
    """Catches a page that says what the code no longer does; `--write-docs` writes it again."""
    modes = 'AB' if getattr(gotchas.lesson(slug), 'BOTH_MODES', False) else 'A'
    observed = {mode: observe(slug, mode) for mode in modes}
    for mode, (wrong, right) in observed.items():
        assert page.output(wrong), f'wrong shows nothing in mode {mode}'
        assert right.printed and not right.error, f'in mode {mode}: {right.error}'
    assert page.whole(slug, observed) == read(f'docs/gotchas/{slug}.md')


@pytest.mark.parametrize('slug', SLUGS)
def test_stepped_round_exists(slug):
    """Catches a place in the code that a lesson points to and that has gone or was renamed."""
    for place in gotchas.lesson(slug).STEPPED_ROUND:
        path, _, name = place.partition(':')
        assert os.path.exists(os.path.join(ROOT, path)), place
        assert not name or name in defined(path), place


def test_code_names_lessons():
    """Catches a `gotcha: slug` that leads nowhere, and a lesson that does not lead back to it."""
    assert {slug for _, slug in named_in_code()} - set(SLUGS) == PENDING
    for path, slug in sorted(named_in_code()):
        if slug not in PENDING:
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


def test_script_runs_a_lesson():
    """Catches a live lesson that shows something else than its page, or waits for no terminal."""
    ended = run_script('gotcha.py', 'init-after-restore', '--predict', stdin=subprocess.DEVNULL)
    assert ended.returncode == 0, ended.stderr
    body = read('docs/gotchas/init-after-restore.md').split('\n\n', 1)[1].split('\nNext: ')[0]
    assert ended.stdout.strip() == body.strip()


def test_script_lists_the_course():
    """Catches a lesson that the contents leave out, and contents that wait for TensorFlow."""
    code = 'import gotcha, sys; gotcha.contents(); print("tensorflow" in sys.modules)'
    listed = subprocess.run(
        [sys.executable, '-c', code], capture_output=True, text=True, check=True,
        cwd=os.path.join(ROOT, 'scripts'),
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
    import gotcha

    monkeypatch.setattr(gotchas, 'COURSE', {'Restoring weights': ['init-after-restore']})
    monkeypatch.setattr(gotcha, 'DOCS', str(tmp_path))
    assert script('gotcha', '--write-docs')[0] == 0
    assert script('gotcha', '--all')[:2] == (
        0, 'as its page says       init-after-restore\n1 lessons, 0 differ\n'
    )  # fmt: skip
    path = tmp_path / 'init-after-restore.md'
    path.write_text(path.read_text().replace('weights: 0.0', 'weights: 0.5'))
    code, out, _ = script('gotcha', '--all')
    assert code == 1 and 'differs from its page  init-after-restore' in out
