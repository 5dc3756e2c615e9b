"""The gotcha course: each pitfall of legacy TensorFlow as a lesson that can be run.

A lesson is a plain module of this folder, read from top to bottom. Its slug is its file's name with
hyphens, and never changes. contents.py lists the lessons, page.py says what one consists of, and
init_after_restore.py is a good example. observe.py runs a lesson, page.py and index.py make the
pages in docs/gotchas, find.py finds a lesson by an error message, progress.py keeps what a person
has answered, and scripts/gotcha.py is the way in. Nothing else in the package imports this folder.
"""

import ast
import difflib
import functools
import importlib
import importlib.metadata
import os
import sys

from gatys_tf1.errors import UserError
from gatys_tf1.gotchas.contents import COURSE, PATHS  # noqa: F401

ENGINE = set(
    '__init__ contents find index observe page progress teaching versions'.split()
)  # no lessons
FOLDER = os.path.dirname(os.path.abspath(__file__))
LEVELS = ('start', 'core', 'deep')


def slugs():
    """The slugs of all lessons, in the course's order."""
    return [slug for chapter in COURSE.values() for slug in chapter]


def file_of(slug):
    """The name of a lesson's file."""
    return slug.replace('-', '_') + '.py'


def path_of(slug):
    """The path of a lesson's file.

    Raises:
      UserError: if the course has no such lesson; it names those that are spelt alike.
    """
    if slug not in slugs():
        near = difflib.get_close_matches(slug, slugs(), n=3)
        fix = f'did you mean {" or ".join(near)}?' if near else 'run without one for the list'
        raise UserError(f'the course has no lesson {slug!r}: {fix}')
    return os.path.join(FOLDER, file_of(slug))


def source(slug):
    """The text of a lesson's file."""
    with open(path_of(slug), encoding='utf-8') as file:
        return file.read()


@functools.cache
def _tree(path):
    with open(path, encoding='utf-8') as file:
        return ast.parse(file.read())


def title(slug):
    """A lesson's title, a teaser: its docstring's first line. Imports no TensorFlow."""
    return ast.get_docstring(_tree(path_of(slug))).splitlines()[0].rstrip('.')


def part(slug, name, default=None):
    """A part of a lesson that is a literal, such as MESSAGES. Imports no TensorFlow."""
    for node in _tree(path_of(slug)).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return ast.literal_eval(node.value)
    return default


def function(slug, name):
    """The syntax tree of a lesson's function; None if it has none of that name."""
    nodes = _tree(path_of(slug)).body
    return next((n for n in nodes if isinstance(n, ast.FunctionDef) and n.name == name), None)


def imports(slug):
    """The modules that a lesson imports, at its top or in a function, as a set of dotted names."""
    found = set()
    for node in ast.walk(_tree(path_of(slug))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module)
    return found


def missing(slug):
    """Why a lesson cannot be run here, in one sentence; '' if it can. See REQUIRES in page.py."""
    package = part(slug, 'REQUIRES')
    try:
        if package:
            importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        return f"{slug} needs {package}, which is not installed: pip install 'gatys_tf1[course]'"
    return ''


def command():
    """The course's command, as a person types it here."""
    return sys.argv[0] if sys.argv[0].endswith(' course') else 'python scripts/gotcha.py'


def lesson(slug):
    """The module of a lesson."""
    path_of(slug)
    return importlib.import_module(f'{__name__}.{slug.replace("-", "_")}')
