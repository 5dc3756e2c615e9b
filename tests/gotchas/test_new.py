"""A new lesson: the skeleton is complete in form, and the tests are red until it is filled in."""

import importlib
import sys

import pytest

from gatys_tf1 import gotchas
from gatys_tf1.gotchas import observe, page

from . import test_course

SLUG = 'my-lesson'
FILLED = {
    '""".""': '"""What does it print?""',
    "SYMPTOM = ''": "SYMPTOM = 'Zero is printed.'",
    "SOURCE = ''": "SOURCE = 'known'",
    "LEVEL = ''": "LEVEL = 'start'",
    "PREDICT = ''": "PREDICT = 'What is printed?'",
    "['', '', '']": "['0.0', '1.0', 'nothing']",
    'ANSWER = None': 'ANSWER = 1',
    'TEMPTING = {}': "TEMPTING = {0: 'It is the default.', 2: 'There is no variable.'}",
    "SURPRISE = ''": "SURPRISE = 'It prints what it was told to.'",
    '"""\n"""': '"""\nA constant is constant.\n"""',
    "DIFFER = ''": "DIFFER = 'the constant'",
    "RULE = ''": "RULE = 'Read the line.'",
}


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A folder in which new lessons are written, and found."""
    monkeypatch.setattr(gotchas, 'FOLDER', str(tmp_path))
    monkeypatch.setattr(gotchas, '__path__', [str(tmp_path), *gotchas.__path__])
    monkeypatch.setattr(gotchas, 'COURSE', {'Names': [SLUG]})
    yield tmp_path
    sys.modules.pop('gatys_tf1.gotchas.my_lesson', None)


def checks():
    """The tests of one lesson, as functions without arguments."""
    return [
        lambda: test_course.test_lesson_is_complete(SLUG),
        lambda: test_course.test_question_can_be_answered(SLUG),
        lambda: test_course.test_halves_differ(observe.mode_a, SLUG),
    ]


def test_skeleton_turns_the_tests_red(script, folder):
    """Catches a skeleton that is taken for a lesson."""
    code, out, _ = script('gotcha', '--new', SLUG)
    assert code == 0 and f'{folder}/my_lesson.py is written.' in out
    for check in checks():
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            check()


def test_skeleton_has_every_part_in_order(script, folder):
    """Catches a skeleton that goes stale when a part is added, and one that no page can show."""
    script('gotcha', '--new', SLUG)
    path = folder / 'my_lesson.py'
    text = path.read_text()
    for empty, filled in FILLED.items():
        assert text.count(empty) == 1, empty
        text = text.replace(empty, filled)
    path.write_text(text.replace('constant(0.0)', 'constant(1.0)', 1))
    importlib.invalidate_caches()
    gotchas._tree.cache_clear()
    for check in checks():
        check()
    assert '**2 is right:** 1.0' in page.whole(SLUG, {'A': observe.mode_a(SLUG)})


@pytest.mark.parametrize('slug', ['My-Lesson', 'my_lesson', '../my-lesson', '-x', 'two--hyphens'])
def test_other_names_are_refused(script, folder, slug):
    """Catches a slug that is no file name, or one that two spellings lead to."""
    code, _, err = script('gotcha', f'--new={slug}')
    assert code == 2
    assert err == (
        f'error: {slug!r} is not a slug: small letters and digits, with hyphens between words\n'
    )
    assert list(folder.iterdir()) == []


def test_lesson_is_not_overwritten(script, folder):
    """Catches an evening's work that is replaced by a skeleton."""
    (folder / 'my_lesson.py').write_text('mine')
    code, _, err = script('gotcha', '--new', SLUG)
    assert code == 2 and err.endswith('my_lesson.py is there already: take another slug\n')
    assert (folder / 'my_lesson.py').read_text() == 'mine'
