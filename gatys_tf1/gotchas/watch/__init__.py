"""Exercises made from the lessons: the wrong code as a script to fix, and a hidden check.

`text` writes the script of an exercise, tasks.py holds what it asks for and its hints, check.py
runs it and judges it. scripts/gotcha.py --watch hands the exercises out.
"""

import os
import textwrap

from gatys_tf1 import gotchas

SCRIPT = '''\
"""{title}

{symptom}

{task}
"""

{code}


if __name__ == '__main__':
    exercise()
'''


def exercises():
    """The slugs of the lessons that have an exercise, in the course's order."""
    from gatys_tf1.gotchas.watch.tasks import TASKS

    return [slug for slug in gotchas.slugs() if slug in TASKS]


def file_name(slug):
    """The name of an exercise's file; its number is its place among the exercises today."""
    return f'{exercises().index(slug) + 1:02}_{gotchas.file_of(slug)}'


def text(slug, half='wrong'):
    """The script of an exercise, as it is handed out; with half='right' as it is when solved."""
    from gatys_tf1.gotchas import page
    from gatys_tf1.gotchas.watch.tasks import TASKS

    code = page.setup(slug)
    code += f'\n\n\n{page.code_of(slug, half)}'
    return SCRIPT.format(
        title=gotchas.title(slug),
        symptom=textwrap.fill(gotchas.part(slug, 'SYMPTOM'), 96),
        task=textwrap.fill(TASKS[slug].task, 96),
        code=code.replace(f'def {half}(', 'def exercise('),
    )


def hints(slug):
    """The hints for an exercise, from a nudge to the lesson itself."""
    from gatys_tf1.gotchas.watch.tasks import TASKS

    return [
        *TASKS[slug].hints,
        f'The rule: {gotchas.part(slug, "RULE").strip()}',
        f'The lesson has it all: {gotchas.command()} {slug}',
    ]


def hand_out(slug, folder, anew=False):
    """Writes the file of an exercise, unless it is there already; returns its path."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, file_name(slug))
    if anew or not os.path.exists(path):
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text(slug))
    return path
