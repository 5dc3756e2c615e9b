"""The pages of the course that list its lessons: by chapter, by error message, by silent symptom.

Each takes `pages`, {slug: text of the lesson's page}, from which the minutes are computed.
"""

import re

from gatys_tf1 import gotchas
from gatys_tf1.gotchas.page import HEADER

WORDS_PER_MINUTE = 120  # code and output are read slowly
TRYING = {'start': 2, 'core': 3, 'deep': 4}  # minutes to predict, run and change a lesson
HOME = '[The gotcha course](README.md)'


def minutes(slug, page):
    """Minutes that a lesson takes: `(to read, to read and try)`."""
    reading = max(1, round(len(page.split()) / WORDS_PER_MINUTE))
    return reading, reading + TRYING[gotchas.part(slug, 'LEVEL')]


def chapters(pages):
    """The course's index, README.md."""
    from gatys_tf1.tf1 import tf

    times = {slug: minutes(slug, pages[slug]) for slug in pages}
    reading, trying = (sum(column) for column in zip(*times.values()))
    text = HEADER.format(' from the lessons in gatys_tf1/gotchas')
    text += f"""# The gotcha course

What goes wrong in legacy TensorFlow, one lesson per pitfall: {len(pages)} lessons, which take
{_hours(reading)} to read and {_hours(trying)} with predicting and trying. Each shows a snippet and
asks what it prints, then shows what really comes out and why, and what to do instead. No output
was typed in by hand: each was printed by the code above it, on TensorFlow {tf.__version__}, and the
tests run all of it again. Every snippet pastes into a notebook and runs there.

Something is broken right now? Look it up [by error message](by-message.md) or, if there is none,
[by symptom](by-symptom.md); or let the script look:

```
python scripts/gotcha.py --find "uninitialized value beta1_power"
python train.py 2>&1 | python scripts/gotcha.py --find -
```

To learn, predict first and get a score; you can stop and go on at will:

```
python scripts/gotcha.py --path start --predict   # the ten to start with
python scripts/gotcha.py --predict                # all of them
python scripts/gotcha.py --watch                  # broken files to fix
python scripts/gotcha.py                          # the list, and your score
python scripts/gotcha.py init-after-restore       # a lesson, run live
python scripts/gotcha.py --all                    # run all, compare with these pages
```

Then: [ten exercises](exercises.md), changes to this project that bring a pitfall back. To teach:
[a lecture and a day](teaching.md). What is covered, and what is not:
[the course against 151 reproduced bugs](syllabus.md). `scripts/docs` opens all of it as a site,
with a search and with choices to click.

In the tables, *level* is `start`, `core` or `deep`; *minutes* include predicting and trying.

## The first path

"""
    text += ' → '.join(f'[{slug}]({slug}.md)' for slug in gotchas.PATHS['start'] if slug in pages)
    text += '\n'
    for chapter, slugs in gotchas.COURSE.items():
        present = [slug for slug in slugs if pages.get(slug)]
        if present:
            text += f'\n## {chapter}\n\n| symptom | lesson | level | minutes |\n|---|---|---|---|\n'
        for slug in present:
            level = gotchas.part(slug, 'LEVEL')
            text += (
                f'| {cell(symptom(slug))} | [{slug}]({slug}.md) | {level} | {times[slug][1]} |\n'
            )
    return text


def by_message(pages):
    """The lessons by the messages that people paste, sorted, under the exceptions' types."""
    rows = sorted(
        {(message, slug) for slug in pages for message in gotchas.part(slug, 'MESSAGES')},
        key=lambda row: (*_sort_key(row[0]), row),
    )
    text = HEADER.format(' from the lessons in gatys_tf1/gotchas')
    text += f"""# By error message

{HOME} › by error message

The first lines that people see, in TensorFlow 1.x's wording and today's. Names, shapes and numbers
are examples. `python scripts/gotcha.py --find "…"` compares more tolerantly, and takes a
whole traceback. Nothing was printed at all? [By symptom](by-symptom.md).
"""
    heading = None
    for message, slug in rows:
        kind = _kind(message)
        if kind != heading:
            text += f'\n## {kind}\n\n'
            heading = kind
        text += f'- {_code(_rest(message))} → [{slug}]({slug}.md)\n'
    return text


def by_symptom(pages):
    """The lessons whose failure is silent, chapter by chapter, by what a person notices."""
    text = HEADER.format(' from the lessons in gatys_tf1/gotchas')
    text += f"""# By symptom

{HOME} › by symptom

Failures that print no message: what people notice, and the lesson. There was a message?
[By error message](by-message.md).
"""
    for chapter, slugs in gotchas.COURSE.items():
        silent = [slug for slug in slugs if slug in pages and not gotchas.part(slug, 'MESSAGES')]
        if silent:
            text += f'\n## {chapter}\n\n'
            text += ''.join(f'- {symptom(slug)} → [{slug}]({slug}.md)\n' for slug in silent)
    return text


def symptom(slug):
    return gotchas.part(slug, 'SYMPTOM').rstrip('.')


def cell(text):
    """Text for a table, where a bar would end the cell."""
    return text.replace('|', '\\|')


def _kind(message):
    """The type of an exception, as a heading: `NotFoundError`; other lines are log lines."""
    match = re.match(r'(?:[a-z_]\w*\.)*([A-Z]\w*(?:Error|Exception|Warning|Interrupt)):', message)
    return match[1] if match else 'Without an exception'


def _rest(message):
    return re.sub(r'^(?:[a-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Interrupt): ?', '', message)


def _sort_key(message):
    kind = _kind(message)
    return kind == 'Without an exception', kind.lower(), _rest(message).lower()


def _code(text):
    """Text as code in Markdown, also if it contains backticks."""
    fence = '`'
    while fence in text:
        fence += '`'
    pad = ' ' if text.startswith('`') or text.endswith('`') else ''
    return f'{fence}{pad}{text}{pad}{fence}'


def _hours(number):
    return f'{round(number / 60)} hours' if number >= 90 else f'{number} minutes'
