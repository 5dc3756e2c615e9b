"""scripts/gotcha.py: lists, runs, compares and writes lessons."""

import subprocess
import sys

from conftest import ROOT, run_script

from gatys_tf1 import gotchas
from gatys_tf1.cli import gotcha_docs


def test_script_runs_a_lesson():
    """Catches a live lesson that shows something else than its page."""
    ended = run_script('gotcha.py', 'init-after-restore')
    assert ended.returncode == 0, ended.stderr
    with open(f'{ROOT}/docs/gotchas/init-after-restore.md', encoding='utf-8') as file:
        written = file.read().split('\n\n', 1)[1].split('\nNext: ')[0]
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
    for slug in gotchas.slugs():
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
