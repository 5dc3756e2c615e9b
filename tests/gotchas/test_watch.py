"""Watch mode: every exercise is broken, every right code solves it, and the loop notices a save."""

import json
import os
import queue
import subprocess
import sys
import threading
import time

import pytest
from conftest import ROOT

from gatys_tf1 import gotchas
from gatys_tf1.cli import gotcha_watch
from gatys_tf1.gotchas import progress, watch
from gatys_tf1.gotchas.watch import check

SLUG = 'equals-asks-for-identity'


@pytest.fixture(scope='module')
def verdicts(tmp_path_factory):
    """{half: {slug: `Verdict`}} of every exercise as it is handed out, and with the right code."""
    folder = tmp_path_factory.mktemp('exercises')
    found = {}
    for half in ('wrong', 'right'):
        paths = {}
        for slug in watch.exercises():
            paths[slug] = str(folder / f'{half}_{slug}.py')
            with open(paths[slug], 'w', encoding='utf-8') as file:
                file.write(watch.text(slug, half))
        found[half] = check.judge_all(paths)
    return found


def test_there_are_enough():
    """Catches tasks for lessons that have gone, which nobody would ever be handed."""
    from gatys_tf1.gotchas.watch.tasks import TASKS

    assert set(watch.exercises()) == set(TASKS)
    assert len(TASKS) >= 25
    assert not [slug for slug in TASKS if gotchas.part(slug, 'OWN_PROCESS')]


@pytest.mark.slow
@pytest.mark.parametrize('slug', watch.exercises())
def test_broken_file_is_not_accepted(verdicts, slug):
    """Catches an exercise that is solved by saving it as it is."""
    assert not verdicts['wrong'][slug].solved
    assert verdicts['wrong'][slug].reason


@pytest.mark.slow
@pytest.mark.parametrize('slug', watch.exercises())
def test_right_code_is_accepted(verdicts, slug):
    """Catches a check that no solution passes."""
    assert verdicts['right'][slug].solved, verdicts['right'][slug].reason


@pytest.mark.parametrize('slug', watch.exercises())
def test_file_does_not_hold_the_answer(slug):
    """Catches a file that hands the right code or the lesson's parts out with the broken one."""
    text = watch.text(slug)
    compile(text, slug, 'exec')
    assert text.count('def exercise():') == 1 and 'def wrong' not in text
    assert 'def right' not in text and 'gatys_tf1' not in text
    assert gotchas.part(slug, 'RULE') not in text and gotchas.part(slug, 'SURPRISE') not in text
    assert max(map(len, text.splitlines())) <= 100
    hints = watch.hints(slug)
    assert len(hints) >= 3 and all(map(str.strip, hints))


@pytest.mark.parametrize(
    ('value', 'expected', 'equal'),
    [
        ([[11.0]], 11.0, True),
        ([0.1, 0.01], [0.1, 0.01], True),
        ((30, 0.125), [30, 0.125], True),
        ([1.0], [1.0, 1.0], False),
        (None, 0.5, False),
        (0.5, 'half', False),
        (float('nan'), 0.0, False),
        ({'a': 1}, {'a': 1.0}, True),
        ({'a': 1}, {'b': 1.0}, False),
        ([], [], True),
        (['fc/kernel'], ['fc/kernel'], True),
        ('fc', ['fc'], False),
        (0.502, 0.5, False),
    ],
)
def test_values_are_compared(value, expected, equal):
    """Catches a comparison that takes anything, or that wants a list where an array is as good."""
    assert check.passes(check.same, value, expected) is equal


def test_what_goes_wrong_is_said(tmp_path):
    """Catches a traceback of ours, and a file that takes the checker down with it."""
    texts = [
        'def exercise():\n    return {}["key"]\n',
        'x = 1\n',
        'def exercise(:\n',
        'print("seen")\ndef exercise():\n    return 0.5\n',
        'import os\nos._exit(3)\n',
    ]
    paths = {}
    for slug, text in zip(watch.exercises(), texts):
        paths[slug] = tmp_path / f'{slug}.py'
        paths[slug].write_text(text)
    crash = {slug: paths.pop(slug) for slug in list(paths)[-1:]}
    ended = list(check.judge_all(paths).values())
    assert not any(verdict.solved for verdict in ended)
    assert ended[0].reason == 'line 2: return {}["key"]\nKeyError: \'key\''
    assert ended[1].reason == 'The file has no function exercise().'
    assert ended[2].reason.startswith('SyntaxError: ')
    assert ended[3].printed == 'seen\n' and ended[3].reason.startswith('exercise() returns 0.5')
    (verdict,) = check.judge_all(crash).values()
    assert verdict.reason.startswith('The process ended early.')


class Person:
    """Somebody who works with the watch mode: types commands, saves files, reads what appears."""

    def __init__(self, folder, monkeypatch):
        self.commands, self.seen, self.read = queue.SimpleQueue(), [], 0
        monkeypatch.setattr(gotcha_watch, '_commands', lambda: self.commands)
        monkeypatch.setattr(gotcha_watch, 'POLL', 0.02)
        monkeypatch.setattr('builtins.print', lambda *texts, **_: self.seen.append(' '.join(texts)))
        self.thread = threading.Thread(target=gotcha_watch.run, args=[str(folder)], daemon=True)

    def wait_for(self, text):
        end = time.monotonic() + 60
        while not any(text in line for line in self.seen[self.read :]):
            assert time.monotonic() < end, f'{text!r} did not appear in {self.seen}'
            time.sleep(0.01)
        while text not in self.seen[self.read]:
            self.read += 1
        self.read += 1


def test_loop(monkeypatch, tmp_path, state):
    """Catches a save that goes unnoticed, hints unasked for, and a person's file overwritten."""
    first, second = 'if-tensor', SLUG
    monkeypatch.setattr(watch, 'exercises', lambda: [first, second])
    solved = check.Verdict(True, 'printed by the file', '')

    def judge(slug, path):
        with open(path, encoding='utf-8') as file:
            text = file.read()
        return solved if 'fixed' in text else check.Verdict(False, '', f'{slug} is broken')

    monkeypatch.setattr(check, 'judge', judge)
    person = Person(tmp_path, monkeypatch)
    person.thread.start()
    person.wait_for(f'{first} is broken')
    path = tmp_path / watch.file_name(first)
    assert path.read_text() == watch.text(first)
    person.commands.put('h')
    person.wait_for(watch.hints(first)[0])
    person.commands.put('h')
    person.wait_for(watch.hints(first)[1])
    path.write_text('still broken')
    person.wait_for(f'{first} is broken')
    path.unlink()  # as some editors do for a moment
    time.sleep(0.1)
    path.write_text('this is fixed')
    person.wait_for('Solved. ')
    person.wait_for(f'{second} is broken')
    assert json.loads((state / 'course.json').read_text())['solved'] == [first]
    (tmp_path / watch.file_name(second)).write_text('my own')
    person.wait_for(f'{second} is broken')
    person.commands.put('q')
    person.thread.join(10)
    assert not person.thread.is_alive()

    person = Person(tmp_path, monkeypatch)  # the next day
    person.thread.start()
    person.wait_for(f'{second} is broken')
    path = tmp_path / watch.file_name(second)
    assert path.read_text() == 'my own'
    person.commands.put('r')
    person.wait_for(f'{second} is broken')
    assert path.read_text() == watch.text(second)
    person.commands.put('n')  # there is no other: it comes again
    person.wait_for(f'{second} is broken')
    path.write_text('fixed')
    person.wait_for('All 2 exercises are solved.')
    person.thread.join(10)
    assert progress.load()['solved'] == [first, second]


def test_script_watches(tmp_path, state):
    """Catches a command that does nothing from a shell, and a check that is never run."""
    solution = tmp_path / 'exercises' / watch.file_name(watch.exercises()[0])
    ended = subprocess.run(
        [sys.executable, os.path.join(ROOT, 'scripts', 'gotcha.py'), '--watch', 'exercises'],
        input='l\nh\nq\n', capture_output=True, text=True, cwd=tmp_path, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert solution.read_text() == watch.text(watch.exercises()[0])
    assert 'Not yet. It is checked again when you save it.' in ended.stdout
    assert watch.hints(watch.exercises()[0])[0] in ended.stdout
    assert ended.stdout.count('.py\n') == len(watch.exercises())
    assert ended.stdout.endswith('To continue: python scripts/gotcha.py --watch\n')
