"""docs/gotchas/syllabus.md, which holds the course against a public collection of bugs."""

import os
import re

from conftest import ROOT

from gatys_tf1 import gotchas

CAUSES = ['APIC', 'APIM', 'CCM', 'IPS', 'UT', 'SI', 'Others']  # as the study names them


def rows(text):
    """The rows of all tables of a page, as lists of cells."""
    return [line.strip('| ').split(' | ') for line in text.splitlines() if line.startswith('| ')]


def test_syllabus_names_lessons_that_exist():
    """Catches a lesson that was renamed or dropped, and a cause without one or without its gaps."""
    with open(os.path.join(ROOT, 'docs/gotchas/syllabus.md'), encoding='utf-8') as file:
        text = file.read()
    links = re.findall(r'\[([\w-]+)\]\(([\w-]+)\.md\)', text)
    assert links and all(name == page for name, page in links)
    assert {name for name, _ in links} <= set(gotchas.slugs())
    causes = {match[1]: row for row in rows(text) if (match := re.match(r'\*\*(\w+)\*\*', row[0]))}
    assert list(causes) == CAUSES
    for row in causes.values():
        assert len(row) == 4 and '.md)' in row[2] and row[3].strip()


def test_each_question_has_a_lesson_or_an_honest_gap():
    """Catches a row that says neither, a link to another question, and a question listed twice."""
    with open(os.path.join(ROOT, 'docs/gotchas/syllabus.md'), encoding='utf-8') as file:
        questions = [row for row in rows(file.read()) if 'stackoverflow.com' in row[0]]
    seen = []
    for cell, what, lesson in questions:
        links = re.findall(r'\[(\d+)\]\(https://stackoverflow\.com/questions/(\d+)\)', cell)
        assert links and all(shown == linked for shown, linked in links)
        seen += [shown for shown, _ in links]
        assert what.strip()
        assert '.md)' in lesson or lesson.startswith('not covered')
    assert len(seen) == len(set(seen)) >= 30
