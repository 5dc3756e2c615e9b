"""Where the code avoids a pitfall, and where the lessons say that it does."""

import ast
import glob
import os
import re

from conftest import ROOT

from gatys_tf1 import gotchas


def marked_places():
    """Every `gotcha: slug` of the package, as `(slug, 'file:function')` or `(slug, 'file')`."""
    for path in sorted(glob.glob('gatys_tf1/**/*.py', root_dir=ROOT, recursive=True)):
        if path.startswith('gatys_tf1/gotchas/'):
            continue
        with open(os.path.join(ROOT, path), encoding='utf-8') as file:
            source = file.read()
        spans = []
        for node in ast.parse(source).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                spans.append((node.lineno, node.end_lineno, node.name))
            if isinstance(node, ast.ClassDef):
                spans += [
                    (inner.lineno, inner.end_lineno, f'{node.name}.{inner.name}')
                    for inner in node.body
                    if isinstance(inner, ast.FunctionDef)
                ]
        for number, line in enumerate(source.splitlines(), start=1):
            for slug in re.findall(r'gotcha: ([\w-]+)', line):
                around = [span for span in spans if span[0] <= number <= span[1]]
                yield slug, f'{path}:{max(around)[2]}' if around else path


def test_a_lesson_points_at_the_function_that_holds_the_code():
    """Catches a lesson that names a function from which the code has moved away."""
    found = list(marked_places())
    assert len(found) > 30
    for slug, place in found:
        places = gotchas.lesson(slug).STEPPED_ROUND
        in_file = {one for one in places if one.partition(':')[0] == place.partition(':')[0]}
        if ':' in place:
            assert place in in_file, (slug, place)
        else:  # beside a constant, or in the module's docstring
            assert in_file, (slug, place)
