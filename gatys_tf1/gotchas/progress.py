"""What a person has answered and solved: a small JSON file in the user's state directory.

`GATYS_TF1_STATE` names another directory. The file is written whole after each answer, so Ctrl-C
loses nothing.
"""

import json
import os

from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write


def path():
    """The file's path, whether it exists or not."""
    state = os.environ.get('XDG_STATE_HOME') or os.path.expanduser('~/.local/state')
    folder = os.environ.get('GATYS_TF1_STATE') or os.path.join(state, 'gatys_tf1')
    if folder.startswith('~'):  # it stays as it is
        raise UserError(
            'there is no home directory to keep your answers in: name a folder in the environment '
            'variable GATYS_TF1_STATE'
        )
    return os.path.join(folder, 'course.json')


def load():
    """Returns {'answers': {slug: number of the first choice, from 0}, 'solved': [slug, ...]}.

    Raises:
      UserError: if the file is there and is no such thing.
    """
    found = {'answers': {}, 'solved': []}
    if os.path.exists(path()):
        try:
            with open(path(), encoding='utf-8') as file:
                found |= json.load(file)
            found['answers'].items()
        except (ValueError, TypeError, AttributeError):
            raise UserError(f'{path()} is damaged: remove it to start again') from None
    return found


def save(found):
    os.makedirs(os.path.dirname(path()), exist_ok=True)
    with atomic_write(path()) as temporary, open(temporary, 'w', encoding='utf-8') as file:
        json.dump(found, file, indent=1)


def record(slug, choice):
    """Notes an answer, if it is the first to this lesson; returns whether it is."""
    found = load()
    first = slug not in found['answers']
    if first:
        found['answers'][slug] = choice
        save(found)
    return first


def solved(slug):
    """Notes that an exercise was solved."""
    found = load()
    if slug not in found['solved']:
        found['solved'].append(slug)
        save(found)
