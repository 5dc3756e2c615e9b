"""Where the code avoids a pitfall, and where the lessons say that it does."""

import ast
import glob
import os
import re

import pytest
from conftest import ROOT

from gatys_tf1 import gotchas


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()


def spans(path):
    """`(first line, last line, name)` of a file's functions and classes, and `Class.function`."""
    found = []
    for node in ast.parse(read(path)).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.append((node.lineno, node.end_lineno, node.name))
        if isinstance(node, ast.ClassDef):
            found += [
                (inner.lineno, inner.end_lineno, f'{node.name}.{inner.name}')
                for inner in node.body
                if isinstance(inner, ast.FunctionDef)
            ]
    return found


def marked_places():
    """Every `gotcha: slug` in the code: `(slug, 'file:function')` or `(slug, 'file')`."""
    paths = glob.glob('gatys_tf1/**/*.py', root_dir=ROOT, recursive=True)
    paths = [path for path in paths if not path.startswith('gatys_tf1/gotchas/')]
    for path in sorted([*paths, *glob.glob('scripts/*.py', root_dir=ROOT)]):
        for number, line in enumerate(read(path).splitlines(), start=1):
            for slug in re.findall(r'gotcha: ([\w-]+)', line):
                around = [span for span in spans(path) if span[0] <= number <= span[1]]
                yield slug, f'{path}:{max(around)[2]}' if around else path


def test_a_lesson_points_at_the_function_that_holds_the_code():
    """Catches a slug that leads nowhere, and a lesson that names a function that is no longer it.

    All of them are listed, because one merge can move many.
    """
    found = list(marked_places())
    assert len(found) > 30
    assert {slug for slug, _ in found} <= set(gotchas.slugs())
    missing = []
    for slug, place in found:
        places = gotchas.lesson(slug).STEPPED_ROUND
        if ':' not in place:  # beside a constant, or in the module's docstring
            places = [one.partition(':')[0] for one in places]
        if place not in places:
            missing.append((slug, place))
    assert not missing


@pytest.mark.parametrize('slug', gotchas.slugs())
def test_stepped_round_exists(slug):
    """Catches a place in the code that a lesson points to and that has gone or was renamed."""
    for place in gotchas.lesson(slug).STEPPED_ROUND:
        path, _, name = place.partition(':')
        assert os.path.exists(os.path.join(ROOT, path)), place
        assert not name or name in {span[2] for span in spans(path)}, place
