"""The house as a reader finds it: short ways, small rooms, arrows that point down."""

import ast
import functools
import glob
import inspect
import os
import sys

import pytest
from conftest import ROOT

from gatys_tf1.cli import style_transfer
from gatys_tf1.losses import gatys

PACKAGE = os.path.join(ROOT, 'gatys_tf1')
DATA = {'imagenet.py', 'gotchas/watch/tasks.py'}  # ImageNet's classes; the course's tasks
# They take names that are data, or pass on what they were given.
MAY_SPLAT = {'parser.set_defaults', 'argparse.Namespace', 'function', 'get', 'group.add_argument',
             'np.savez'}  # fmt: skip
ALL = sorted(glob.glob('**/*.py', root_dir=PACKAGE, recursive=True))
FILES = [path for path in ALL if not path.startswith('gotchas/')]


@functools.cache
def tree(path):
    with open(os.path.join(PACKAGE, path), encoding='utf-8') as file:
        return ast.parse(file.read())


def test_from_the_command_to_the_gram_matrix(tmp_path, photo, random_checkpoint, monkeypatch):
    """Catches a way that a reader loses: at most 6 frames in 4 files, measuring and building."""
    ways = []

    def gram_matrix(features, name=None):
        frame, way = inspect.currentframe().f_back, []
        while frame.f_code.co_name != 'main':
            way.append((frame.f_code.co_filename, frame.f_code.co_name))
            frame = frame.f_back
        ways.append([(style_transfer.__file__, 'main'), *reversed(way)])
        return original(features, name)

    original = gatys.gram_matrix
    monkeypatch.setattr(gatys, 'gram_matrix', gram_matrix)
    monkeypatch.setattr(sys, 'argv', [
        'style_transfer.py', '--content', str(photo), '--style', str(photo), '--size', '32',
        '--steps', '1', '--checkpoint', random_checkpoint, '--out', str(tmp_path / 'r'), '--quiet',
    ])  # fmt: skip
    style_transfer.main()
    assert {way[-2][1] for way in ways} == {'evaluate', 'build'}
    for way in ways:
        way = [*way, (gatys.__file__, 'gram_matrix')]
        assert len(way) <= 6, [name for _, name in way]
        assert len({path for path, _ in way}) <= 4


@pytest.mark.parametrize('path', ALL)
def test_a_file_is_a_page_or_two(path):
    """Catches a file with more than one room in it."""
    if path not in DATA:
        with open(os.path.join(PACKAGE, path), encoding='utf-8') as file:
            assert len(file.readlines()) <= 250


@pytest.mark.parametrize('path', FILES)
def test_functions_take_few_arguments(path):
    """Catches a function with more than 8 arguments, and a dict splat into another module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            args = node.args
            names = [a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
            assert len([name for name in names if name != 'self']) <= 8, node.name
        if isinstance(node, ast.Call) and any(k.arg is None for k in node.keywords):
            called = ast.unparse(node.func)
            assert called in MAY_SPLAT, f'{path}: {called}(**...)'


def room(module):
    """The room of a module: a folder, or a file at the top."""
    return module.split('.')[1] if '.' in module else '__init__'


def arrows():
    """Pairs of rooms: importing, imported."""
    found = set()
    for path in FILES:
        here = path.split('/')[0].removesuffix('.py')
        for node in ast.walk(tree(path)):
            modules = []
            if isinstance(node, ast.ImportFrom) and (node.module or '').startswith('gatys_tf1'):
                modules = [node.module]
                if node.module == 'gatys_tf1':
                    modules = [f'gatys_tf1.{alias.name}' for alias in node.names]
            found |= {(here, room(module)) for module in modules if room(module) != here}
    return found


def test_arrows_point_down():
    """Catches an import in a circle, and a sixth floor."""
    found = arrows()
    rooms = {name for pair in found for name in pair}
    floors = {}

    def floor(name, above=()):
        assert name not in above, f'{" -> ".join([*above, name])}: a circle'
        if name not in floors:
            below = [imported for importing, imported in found if importing == name]
            floors[name] = 1 + max((floor(one, (*above, name)) for one in below), default=0)
        return floors[name]

    assert max(floor(name) for name in rooms) <= 5, floors


def test_scripts_hold_no_logic():
    """Catches an engine that only a script can reach."""
    lines = 0
    for path in glob.glob(os.path.join(ROOT, 'scripts', '*.py')):
        with open(path, encoding='utf-8') as file:
            source = file.read()
        lines += len(source.splitlines())
        assert not [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)], path
    assert lines <= 600


def test_scripts_can_be_run_as_the_pages_write_them():
    """Catches `scripts/NAME.py` that ends in 'permission denied'."""
    for path in glob.glob(os.path.join(ROOT, 'scripts', '**'), recursive=True):
        if os.path.isfile(path) and '__pycache__' not in path:
            with open(path, 'rb') as file:
                assert (file.read(2) == b'#!') == os.access(path, os.X_OK), path
