"""The exercise book: each change, made to a copy of the project, turns the test red that it names.

docs/gotchas/exercises.md holds the only copy of the diffs and of the tests' names.
"""

import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree
from typing import NamedTuple

import pytest
from conftest import ROOT

from gatys_tf1 import gotchas

pytestmark = pytest.mark.slow

# Runs pytest in the folder it is started in, and says which package that tests.
RUN = (
    'import sys, gatys_tf1, pytest; print(gatys_tf1.__file__); sys.exit(pytest.main(sys.argv[1:]))'
)
AT_ONCE = 2  # each needs a core while TensorFlow is imported

SECTION = (
    r'\d+\. ([^\n]+)\n\n\*Lesson:\* \[([\w-]+)\]\(\2\.md\)\n.+?'
    r'\n```diff\n(.+?\n)```\n\n\*\*[^\n]+.*?\*\*\n\n'
    r'<details>\n<summary>Answer</summary>\n\n.+\n\n\*Red:\* `([\w/.]+::\w+)`\n\n</details>\n*'
)


class Exercise(NamedTuple):
    """What a section of the page consists of."""

    title: str
    lesson: str  # slug
    diff: str
    test: str  # file::test


class Ended(NamedTuple):
    """What came of a pytest run in a copy."""

    package: str  # the file of the gatys_tf1 that was tested
    code: int
    passed: int
    failed: int
    errors: int
    output: str


def exercises():
    with open(os.path.join(ROOT, 'docs/gotchas/exercises.md'), encoding='utf-8') as file:
        sections = file.read().split('\n## ')[1:]
    matches = [re.fullmatch(SECTION, section, re.DOTALL) for section in sections]
    assert all(matches), f'not laid out like the others: {sections[matches.index(None)]}'
    return [Exercise(*match.groups()) for match in matches]


EXERCISES = exercises()


def run_copy(folder, tests, diff=None):
    """Runs tests in a copy of the project, to which a diff has been applied; then removes it."""
    copy = str(folder / 'copy')
    for name in ('gatys_tf1', 'tests', 'scripts'):
        shutil.copytree(
            os.path.join(ROOT, name),
            os.path.join(copy, name),
            ignore=shutil.ignore_patterns('__pycache__'),
        )
    shutil.copy(os.path.join(ROOT, 'pyproject.toml'), copy)
    try:
        if diff:
            apply(diff, copy)
        report = str(folder / 'report.xml')
        ended = subprocess.run(
            [sys.executable, '-c', RUN, *tests, '-q', '-p', 'no:cacheprovider',
             f'--basetemp={folder}/temp', f'--junitxml={report}'],
            cwd=copy, env={**os.environ, 'PYTHONPATH': copy}, capture_output=True, text=True,
            timeout=300,
        )  # fmt: skip
        suite = xml.etree.ElementTree.parse(report).find('testsuite')
        ran, failed, errors = (int(suite.get(key)) for key in ('tests', 'failures', 'errors'))
        return Ended(
            os.path.relpath(ended.stdout.partition('\n')[0], copy), ended.returncode,
            ran - failed - errors, failed, errors, ended.stdout + ended.stderr,
        )  # fmt: skip
    finally:
        shutil.rmtree(copy)
        shutil.rmtree(folder / 'temp', ignore_errors=True)


def apply(diff, folder):
    """Applies a diff as a reader of the page does; an AssertionError if the code has moved on."""
    ended = subprocess.run(
        ['git', 'apply', '-'], input=diff, capture_output=True, text=True, cwd=folder,
        env={**os.environ, 'GIT_CEILING_DIRECTORIES': os.path.dirname(folder)},
    )  # fmt: skip
    assert ended.returncode == 0, f'patch no longer applies: update exercises.md\n{ended.stderr}'


@pytest.fixture(scope='session')
def runs(tmp_path_factory):
    """All runs, two at a time: {exercise's title, or None for the untouched copy: a future}."""
    tests = sorted({exercise.test for exercise in EXERCISES})
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        futures = {None: pool.submit(run_copy, tmp_path_factory.mktemp('untouched'), tests)}
        for exercise in EXERCISES:
            folder = tmp_path_factory.mktemp('exercise')
            futures[exercise.title] = pool.submit(run_copy, folder, [exercise.test], exercise.diff)
        yield futures


def test_there_are_ten_and_each_has_a_lesson_of_its_own():
    """Catches an exercise that is left out, listed twice, or tied to no lesson."""
    lessons = [exercise.lesson for exercise in EXERCISES]
    assert len(set(lessons)) == 10 == len(lessons)
    assert set(lessons) <= set(gotchas.slugs())


def test_untouched_copy_passes(runs):
    """Catches tests that are red anyway, and copies whose tests import the package elsewhere."""
    ended = runs[None].result()
    assert ended.package == os.path.join('gatys_tf1', '__init__.py')
    assert (ended.code, ended.failed, ended.errors) == (0, 0, 0), ended.output
    assert ended.passed >= len(EXERCISES)


@pytest.mark.parametrize('exercise', EXERCISES, ids=[exercise.lesson for exercise in EXERCISES])
def test_exercise_turns_its_test_red(runs, exercise):
    """Catches a pitfall that the suite no longer notices, and a diff or name that is out of date.

    Red means that the test itself fails (pytest's exit code 1), not that it cannot be collected.
    """
    ended = runs[exercise.title].result()
    assert ended.package == os.path.join('gatys_tf1', '__init__.py')
    assert (ended.code, ended.passed, ended.errors) == (1, 0, 0), ended.output
    assert ended.failed > 0
