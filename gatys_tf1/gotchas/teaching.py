"""The page for those who teach: a lecture and a day, with minutes computed from the lessons."""

from typing import NamedTuple

from gatys_tf1 import gotchas
from gatys_tf1.gotchas.index import HOME, cell, minutes
from gatys_tf1.gotchas.page import HEADER

LECTURE = 90  # minutes
OPENING, CLOSING = 10, 5  # of the lecture: what graph mode is; questions
START = 9 * 60  # when the day begins, in minutes after midnight
ROUND = 5  # a block of lessons ends at a multiple of this


class Block(NamedTuple):
    """A part of the day: lessons whose minutes are computed, or so many minutes of something."""

    title: str
    how: str
    slugs: tuple = ()
    minutes: int = 0


DAY = (
    Block('A graph and a session', 'On the board: placeholders, variables, a run.', minutes=15),
    Block(
        'The first path',
        'Together: show the snippet, let all raise one, two or three fingers, run it.',
        tuple(gotchas.PATHS['start']),
    ),
    Block('Break', '', minutes=15),
    Block(
        'Broken files',
        'Alone or in pairs: `python scripts/gotcha.py --watch`. Hints with `h`.',
        minutes=60,
    ),
    Block('Lunch', '', minutes=60),
    Block(
        'Weights that do not arrive',
        'In pairs, `--predict SLUG`: one reads, the other answers; then change one line.',
        ('all-variables-by-position', 'float64-image', 'checkpoint-exists', 'stale-adam-moments'),
    ),
    Block(
        'Bring a traceback',
        'Each pastes one of their own into `--find`: was it the right lesson?',
        minutes=20,
    ),
    Block('Break', '', minutes=15),
    Block(
        'Silent failures',
        'In pairs, as before. No message, so the discussion is: what would have shown it?',
        ('sqrt-of-zero-is-nan', 'clip-kills-the-gradient', 'fetch-order-is-a-race'),
    ),
    Block(
        'Three of the ten exercises',
        'In groups: [exercises 1, 5 and 6](exercises.md). Write down the prediction first.',
        minutes=45,
    ),
    Block('What is left', 'Scores, questions, `--predict` for the evenings.', minutes=15),
)


def plan(pages):
    """The page teaching.md, from {slug: text of the lesson's page}."""
    takes = {slug: minutes(slug, text)[1] for slug, text in pages.items()}
    text = HEADER.format(' from gatys_tf1/gotchas/teaching.py and the lessons')
    text += f"""# Teaching with the course

{HOME} › teaching

The minutes of a lesson are computed: its words at a slow reader's pace, and 2 to 4 minutes by its
level to predict, run and change it. In a room, your talking takes the place of the reading. Every
participant needs the project installed (`scripts/setup_venv course`); nothing has to be downloaded
on the day.

## A lecture of {LECTURE} minutes

Show a snippet, let everybody choose, run it (`python scripts/gotcha.py SLUG --predict`), and talk
about the one wrong choice that most of them took. Lessons at the end of the list are there to be
left out.

| minute | | minutes |
|---|---|---|
"""
    clock = OPENING
    text += f'| 0 | what a graph and a session are | {OPENING} |\n'
    for slug in [slug for slug in gotchas.PATHS['start'] if slug in takes]:
        if clock + takes[slug] > LECTURE - CLOSING:
            break
        text += f'| {clock} | [{cell(gotchas.title(slug))}]({slug}.md) | {takes[slug]} |\n'
        clock += takes[slug]
    text += f'| {clock} | questions; where to look up a message | {LECTURE - clock} |\n'
    text += '\n## A day\n\n| from | | minutes |\n|---|---|---|\n'
    clock = START
    for block in DAY:
        lasts = block.minutes or _rounded(sum(takes.get(slug, 0) for slug in block.slugs))
        links = ', '.join(f'[{slug}]({slug}.md)' for slug in block.slugs if slug in takes)
        what = ' '.join(filter(None, [f'**{block.title}.**', block.how, links]))
        text += f'| {clock // 60}:{clock % 60:02} | {what} | {lasts} |\n'
        clock += lasts
    return text + f'\nIt ends at {clock // 60}:{clock % 60:02}.\n'


def _rounded(number):
    return -(-number // ROUND) * ROUND
