"""Asks what the snippets of lessons print, judges the answers, and keeps a score."""

from gatys_tf1 import gotchas
from gatys_tf1.gotchas import observe, page, progress


def ask(slugs, again=False, resume='--predict'):
    """Goes through the lessons that are still unanswered, until a person stops.

    Args:
      slugs: the lessons, in order.
      resume: arguments with which a person continues after a stop.
      again: also those that were answered; the score counts the first answer.
    """
    answered = progress.load()['answers']
    todo = [slug for slug in slugs if again or slug not in answered]
    for number, slug in enumerate(todo, 1):
        if gotchas.missing(slug):
            print(f'{gotchas.missing(slug)}\n')
            continue
        print(page.question(slug, gotchas.command()))
        choice = read_choice(len(gotchas.part(slug, 'CHOICES')))
        if choice is None:
            print(f'\nStopped; {score(slugs)}. To continue: {gotchas.command()} {resume}')
            return
        first = progress.record(slug, choice)
        print('\n' + judgement(slug, choice) + ('' if first else ' (The first answer counts.)'))
        ((_, observed),) = observe.each([slug])
        print('\n' + page.answer(slug, observed, tidy=str))
        print(f'{score(slugs)[0].upper()}{score(slugs)[1:]}.')
        if number < len(todo) and read_line('Enter shows the next lesson, q stops: ') in (
            None,
            'q',
        ):
            return
    if not todo:
        print(f'Every lesson here is answered; {score(slugs)}.')


def read_choice(count):
    """Reads a number from 1 to `count`; returns it from 0, or None for q or the end of input."""
    while True:
        line = read_line(f'Your answer, 1 to {count} (q stops): ')
        if line is None or line == 'q':
            return None
        if line in [str(number) for number in range(1, count + 1)]:
            return int(line) - 1
        print(f'{line!r} is none of the choices.')


def read_line(prompt):
    """A line of input without blanks around it, in lower case; None at the end of input."""
    try:
        return input(prompt).strip().lower()
    except EOFError:
        return None


def judgement(slug, choice):
    """What is said of an answer: right, or why the wrong one is tempting."""
    choices, right = gotchas.part(slug, 'CHOICES'), gotchas.part(slug, 'ANSWER')
    if choice == right:
        return f'Right: {choices[right]}'
    return f'Not so. {gotchas.part(slug, "TEMPTING")[choice].strip()}\nIt is {right + 1}.'


def score(slugs):
    """`3 of 5 predicted rightly, of 10 lessons`, in words."""
    answers = progress.load()['answers']
    mine = {slug: answers[slug] for slug in slugs if slug in answers}
    right = sum(choice == gotchas.part(slug, 'ANSWER') for slug, choice in mine.items())
    return f'{right} of {len(mine)} predictions right, {len(slugs) - len(mine)} lessons to go'
