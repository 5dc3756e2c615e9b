"""Predictions are asked for, judged and counted, and it resumes where a person stopped."""

import json

import pytest

from gatys_tf1 import gotchas
from gatys_tf1.cli import gotcha_predict
from gatys_tf1.gotchas import progress

FIRST, SECOND = 'silent-broadcast', 'integer-image'


@pytest.fixture
def course(monkeypatch, state):
    """A course of two lessons."""
    monkeypatch.setattr(gotchas, 'COURSE', {'Shapes and types': [FIRST, SECOND]})
    monkeypatch.setattr(gotchas, 'PATHS', {'start': [SECOND]})


@pytest.fixture
def type_in(monkeypatch):
    """`type_in(*lines)`: what a person types, and then the end of the input."""

    def lines_are(*lines):
        rest = iter(lines)

        def answer(prompt=''):
            print(prompt)
            try:
                return next(rest)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr('builtins.input', answer)

    return lines_are


def right(slug):
    return gotchas.part(slug, 'ANSWER')


def wrong(slug):
    return (right(slug) + 1) % 3


def test_right_answer_is_praised_and_explained(course, type_in, script):
    """Catches choices that are not shown, and an answer before the prediction."""
    type_in(str(right(FIRST) + 1))
    code, out, _ = script('gotcha', FIRST, '--predict')
    assert code == 0
    question, answer = out.split('Your answer, 1 to 3 (q stops): ')
    for number, choice in enumerate(gotchas.part(FIRST, 'CHOICES'), 1):
        assert f'{number}. {choice}' in question
    assert '## What it prints' in answer and '## What it prints' not in question
    assert answer.startswith(f'\n\nRight: {gotchas.part(FIRST, "CHOICES")[right(FIRST)]}')
    assert '1 of 1 predictions right' in answer


def test_wrong_answer_is_told_why_it_is_tempting(course, type_in, script):
    """Catches a judge that accepts everything, or that explains the other wrong choice."""
    type_in(str(wrong(FIRST) + 1))
    _, out, _ = script('gotcha', FIRST, '--predict')
    reason = gotchas.part(FIRST, 'TEMPTING')[wrong(FIRST)].strip()
    assert f'\nNot so. {reason}\nIt is {right(FIRST) + 1}.\n' in out
    assert '0 of 1 predictions right' in out


def test_other_input_is_asked_again(course, type_in, script):
    """Catches a '4', a word or an empty line that counts as an answer, or ends in a traceback."""
    type_in('4', '', 'all of them', '0', str(right(FIRST) + 1))
    _, out, _ = script('gotcha', FIRST, '--predict')
    assert out.count(' is none of the choices.') == 4
    assert '1 of 1 predictions right' in out


def test_it_resumes(course, type_in, script, state):
    """Catches progress that is lost with the process, and lessons that are asked twice."""
    type_in(str(wrong(FIRST) + 1), 'q')
    _, out, _ = script('gotcha', '--predict')
    assert gotchas.title(FIRST) in out and gotchas.title(SECOND) not in out
    stored = json.loads((state / 'course.json').read_text())
    assert stored['answers'] == {FIRST: wrong(FIRST)}
    type_in(str(right(SECOND) + 1))
    _, out, _ = script('gotcha', '--predict')
    assert f'# {gotchas.title(FIRST)}' not in out and f'# {gotchas.title(SECOND)}' in out
    assert '1 of 2 predictions right, 0 lessons to go' in out
    type_in()
    _, out, _ = script('gotcha', '--predict')
    assert out == 'Every lesson here is answered; 1 of 2 predictions right, 0 lessons to go.\n'


def test_end_of_input_stops_politely(course, type_in, script, state):
    """Catches an EOFError where there is no terminal, and a question that counts as answered."""
    type_in()
    code, out, _ = script('gotcha', '--predict')
    assert code == 0
    assert out.endswith(
        'Stopped; 0 of 0 predictions right, 2 lessons to go. '
        'To continue: python scripts/gotcha.py --predict\n'
    )
    assert not (state / 'course.json').exists()


def test_first_answer_counts(course, type_in, script):
    """Catches a score that is improved by asking again."""
    type_in(str(wrong(FIRST) + 1))
    script('gotcha', FIRST, '--predict')
    type_in(str(right(FIRST) + 1))
    _, out, _ = script('gotcha', FIRST, '--predict')
    assert 'Right: ' in out and 'The first answer counts.' in out
    assert '0 of 1 predictions right' in out


def test_path_is_a_shorter_way(course, type_in, script):
    """Catches a path that is ignored when it is listed or asked."""
    _, out, _ = script('gotcha', '--path', 'start')
    assert SECOND in out and FIRST not in out
    type_in(str(right(SECOND) + 1))
    _, out, _ = script('gotcha', '--path', 'start', '--predict')
    assert '1 of 1 predictions right, 0 lessons to go' in out


def test_contents_show_level_and_score(course, script):
    """Catches a list that leaves out the level, or marks a wrong answer as a right one."""
    progress.record(FIRST, right(FIRST))
    progress.record(SECOND, wrong(SECOND))
    _, out, _ = script('gotcha')
    rows = {row.split()[0]: row.split()[1:3] for row in out.splitlines() if row.startswith('  ')}
    assert rows[FIRST] == [gotchas.part(FIRST, 'LEVEL'), 'right']
    assert rows[SECOND] == [gotchas.part(SECOND, 'LEVEL'), 'wrong']
    assert 'predicted: 2 of 2, 1 of them right' in out


def test_damaged_progress_is_an_error_of_one_sentence(course, script, state):
    """Catches a traceback, and progress that is silently thrown away."""
    state.mkdir()
    for content in ('{"answers": ', '[1]', '{"answers": 3}'):
        (state / 'course.json').write_text(content)
        code, _, err = script('gotcha')
        assert code == 2
        assert err == f'error: {state}/course.json is damaged: remove it to start again\n'


def test_state_is_where_such_files_belong(monkeypatch):
    """Catches a file in the current folder, and one that ignores XDG_STATE_HOME."""
    monkeypatch.delenv('GATYS_TF1_STATE', raising=False)
    monkeypatch.setenv('XDG_STATE_HOME', '/somewhere')
    assert progress.path() == '/somewhere/gatys_tf1/course.json'
    monkeypatch.delenv('XDG_STATE_HOME')
    monkeypatch.setenv('HOME', '/home/me')
    assert progress.path() == '/home/me/.local/state/gatys_tf1/course.json'


@pytest.mark.parametrize('slug', gotchas.slugs())
def test_every_answer_has_a_judgement(slug):
    """Catches a wrong choice without its reason, and a right one that is called wrong."""
    judgements = [gotcha_predict.judgement(slug, choice) for choice in range(3)]
    assert [text.startswith('Right: ') for text in judgements].index(True) == right(slug)
    assert sum(text.startswith('Not so. ') for text in judgements) == 2
