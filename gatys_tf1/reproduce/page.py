"""results.md: each figure with its command, what the source saw, what we see, and the numbers."""

import os
import re
from typing import NamedTuple

from gatys_tf1.files import atomic_write
from gatys_tf1.reproduce import pictures, plan
from gatys_tf1.reproduce.figures import FIGURES

SOURCES = {  # headings, in the table's order; the keys are those of docs/references.md
    'blog-content': 'The content post',
    'blog-style': 'The style post',
    'class-post': 'The class-visualisation post',
    'datalab': 'The DataLab tutorial, with its assignment',
    'losses-post': 'The losses post',
}
# What the sentences and verdicts of the table were written from: the run on docs/results.md.
WRITTEN_FROM = (
    'python scripts/reproduce.py --strokes starry_night.jpg --dots coastal_scene.jpg '
    '--paintings paintings'
)
ANOTHER = (
    '**The sentences and verdicts were not written from this run** but from the one on '
    'docs/results.md: judge by the pictures and numbers here.'
)
MANY = 12  # rows: longer tables are folded


class Row(NamedTuple):
    """A run in the table of a figure."""

    planned: plan.Planned
    outcome: object  # `batch.results.Outcome`: loss, step, seconds, memory
    arrangement: float | None  # kept, -1..1; None: not asked for, see `Figure.arrangement`


class Shown(NamedTuple):
    """What the page shows of a figure."""

    paths: list  # of its drawings
    rows: list  # of `Row`
    notes: list  # further sentences


def write(root, shown, command, machine, level):
    """Writes `root/results.md`.

    Args:
      root: str, the folder of the drawings.
      shown: {name of a figure: `Shown`}; figures that are missing are left out.
      command: str, as a person types it, without --figure.
      machine: str, what it ran on, in a sentence.
      level: see `plan.plan`.

    Returns:
      its path.
    """
    lines = [
        '# The figures of the sources',
        '',
        'Every figure of [the sources](references.md) that compares something, made again '
        'by one command: what the source saw, and what we see with its settings and with our own.',
        '',
        f'```\n{command}\n```',
        '',
        f'{settings(level)} {machine}',
        '',
        *([] if command.startswith(WRITTEN_FROM) else [ANOTHER, '']),
        *summary(shown),
        '',
    ]
    for source, heading in SOURCES.items():
        figures = [f for f in FIGURES.values() if f.source == source and f.name in shown]
        if figures:
            lines += [f'## {heading}', '']
            for figure in figures:
                lines += section(figure, shown[figure.name], root, level, command)
    path = os.path.join(root, 'results.md')
    with atomic_write(path) as temporary, open(temporary, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines).rstrip() + '\n')
    return path


def summary(shown):
    """A table with a row for each figure: does it hold?"""
    lines = ['| figure | does what its source says hold? |', '|---|---|']
    for source in SOURCES:
        for figure in FIGURES.values():
            if figure.source == source and figure.name in shown:
                anchor = re.sub(r'[^\w\- ]', '', figure.title.lower()).replace(' ', '-')
                lines.append(f'| [{figure.title}](#{anchor}) | {figure.holds} |')
    return lines


def section(figure, shown, root, level, command):
    """The lines of one figure.

    Args:
      figure: `entries.Figure`.
      shown: `Shown`.
      root, level, command: see `write`.
    """
    lines = [
        f'### {figure.title}',
        '',
        f'`{command} --figure {figure.name}`',  # with every flag: it makes what is shown
        '',
        f'*The source saw.* {figure.saw}',
        '',
    ]
    if figure.see:
        lines += [f'*We see.* {figure.see}', '']
    notes = shown.notes
    lines += [*(f'- {sentence}' for sentence in notes), ''] if len(notes) > 1 else []
    lines += [*notes, ''] if len(notes) == 1 else []
    if figure.cut and level == plan.HERE:
        lines += [f'*Cut.* {figure.cut}.', '']
    for path in shown.paths:
        lines += [f'![{figure.title}]({os.path.relpath(path, root)})', '']
    if shown.rows:
        rows = table(figure, shown.rows)
        if len(rows) > MANY + 2:
            rows = ['<details>', '<summary>its runs</summary>', '', *rows, '', '</details>']
        lines += [*rows, '']
    return lines


def table(figure, rows):
    """The runs of a figure, each a `Row`, as the lines of a Markdown table."""
    columns = ['run', 'size', 'evaluations', 'of the source', 'loss', 'seconds', 'memory GB']
    measured = bool(figure.arrangement)
    columns += ['arrangement kept'] * measured
    lines = [f'| {" | ".join(columns)} |', '|---' * len(columns) + '|']
    for planned, outcome, arrangement in rows:
        published = planned.run.published
        size = planned.scale.size
        sizes = ', '.join(map(str, size)) if isinstance(size, tuple) else str(size)
        cells = [
            planned.run.title or pictures.title(planned.picture),
            sizes,
            f'{outcome.step + 1:,}' if outcome.step is not None else '',
            f'{published.steps:,} at {published.size}' if published else '–',
            f'{outcome.loss:.4g}' if outcome.loss is not None else '',
            f'{outcome.seconds:.0f}',
            f'{outcome.memory / 1e9:.1f}',
        ]
        cells += [f'{arrangement:.2f}'] if measured else []
        lines.append(f'| {" | ".join(cells)} |')
    return lines


def settings(level):
    """What a level of the table is, in a sentence."""
    return {
        plan.HERE: 'Steps and sizes are cut to what two cores finish in less than an hour; each '
        'figure says what was cut.',
        plan.QUICK: f'A quick run: at most {plan.SMALL.steps} steps and {plan.SMALL.size} pixels, '
        'too few for any of the claims.',
        plan.PUBLISHED: "The sources' own steps and sizes.",
    }[level]
