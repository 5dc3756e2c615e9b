"""README and docs against the code that they describe."""

import argparse
import glob
import importlib
import itertools
import os
import re
import shlex
import sys
import textwrap

import numpy as np
import pytest
from conftest import ROOT
from test_structure import arrows

from gatys_tf1 import transfer, vgg
from gatys_tf1.cli import commands
from gatys_tf1.losses import gatys, histogram, long_range, moments, temporal, variation
from gatys_tf1.losses.styles import Style
from gatys_tf1.run.stages import Part, Settings

PAGES = [
    'README.md',
    'checkpoints/README.md',
    *sorted(glob.glob('docs/**/*.md', root_dir=ROOT, recursive=True)),
]
IMAGE = np.zeros((1, 32, 32, 3), np.float32)


def read(page):
    with open(os.path.join(ROOT, page), encoding='utf-8') as file:
        return file.read()


def section(page, title):
    return read(page).split(f'\n## {title}\n')[1].split('\n## ')[0]


def blocks(page):
    """The Python blocks of a page: the paragraph above each, and the code."""
    parts = re.split(r'^```(python)?\n', read(page), flags=re.MULTILINE)
    for above, language, code in zip(parts[0::4], parts[1::4], parts[2::4]):
        if language:
            yield above.strip().split('\n\n')[-1], code


def test_readme_maps_the_rooms():
    """Catches a room that the map leaves out, one that is gone, and an import that points up."""
    listed = re.findall(r'\]\((gatys_tf1/[\w/.]+)\)', section('README.md', 'Map of the code'))
    rooms = {
        f'gatys_tf1/{name}' + '/' * os.path.isdir(os.path.join(ROOT, 'gatys_tf1', name))
        for name in os.listdir(os.path.join(ROOT, 'gatys_tf1'))
        if not name.startswith('__') and name != 'py.typed'
    }
    assert set(listed) == rooms
    assert len(listed) == len(rooms)
    order = [name.split('/')[1].removesuffix('.py') for name in listed]
    for above, below in arrows():
        if '__init__' not in (above, below):
            assert order.index(above) < order.index(below), f'{above} imports {below}'


@pytest.mark.parametrize('page', PAGES)
def test_links_lead_somewhere(page):
    """Catches a link or a picture that is not there, and a heading that has another name."""
    text = re.sub(r'^```.*?^```$|(`+)[^\n]*?\1', '', read(page), flags=re.MULTILINE | re.DOTALL)
    for target, _, anchor in re.findall(r'\]\(([^)#]*)(#([^)]+))?\)', text):
        if '://' in target:
            continue
        path = os.path.join(os.path.dirname(page), target) if target else page
        assert os.path.exists(os.path.join(ROOT, path)), target
        if anchor and path.endswith('.md'):
            titles = re.findall(r'^#+ (.*)$', read(path), re.MULTILINE)
            slugs = {re.sub(r'[^\w\- ]', '', t.lower()).replace(' ', '-') for t in titles}
            assert anchor in slugs, f'{target}#{anchor}'


class Parsed(BaseException):
    """Raised in place of running a command, once its arguments have been parsed."""


def commands_of(page):
    """The commands of this project that the blocks of a page show: [(module, arguments)]."""
    found = []
    for block in re.findall(r'^ *```\w*\n(.*?)^ *```', read(page), re.DOTALL | re.MULTILINE):
        for line in block.replace('\\\n', ' ').splitlines():
            shown = re.search(r'(python scripts/\w+\.py|gatys-tf1 \w+)(?![\w/]).*', line)
            words = shlex.split(shown[0], comments=True) if shown else ['']
            if words[0] == 'python':
                name = words[1].removeprefix('scripts/').removesuffix('.py')
            elif words[0] == 'gatys-tf1' and words[1] in commands.COMMANDS:
                name, _ = commands.COMMANDS[words[1]]
            else:
                continue
            found.append(
                (
                    name,
                    list(
                        itertools.takewhile(lambda word: word not in ('|', '&', '...'), words[2:])
                    ),
                )
            )
    return found


SHOWN = [(page, *command) for page in PAGES for command in commands_of(page)]


@pytest.mark.parametrize(
    'page, name, arguments', SHOWN, ids=[f'{s[1]} {" ".join(s[2])}' for s in SHOWN]
)
def test_pages_show_commands_that_are_accepted(monkeypatch, capsys, page, name, arguments):
    """Catches a flag or a value of a page that the command does not have, or has no longer."""
    parse_args = argparse.ArgumentParser.parse_args

    def parsed(parser, *args, **kwargs):
        parse_args(parser, *args, **kwargs)
        raise Parsed

    monkeypatch.setattr(argparse.ArgumentParser, 'parse_args', parsed)
    monkeypatch.setattr(sys, 'argv', [name, *arguments])
    with pytest.raises(Parsed):
        try:
            importlib.import_module(f'gatys_tf1.cli.{name}').main()
        except SystemExit as exit_:
            raise (Parsed if exit_.code == 0 else AssertionError(capsys.readouterr().err)) from None


def test_enough_commands_were_found():
    """Catches a test that has found none of them."""
    assert len(SHOWN) > 50 and len({name for _, name, _ in SHOWN}) > 15


@pytest.mark.parametrize('page', [page for page in PAGES if 'gotchas' not in page])
def test_pages_quote_the_code_as_it_is(page):
    """Catches a quotation that has gone stale: below `in [file.py](...):` is what stands there."""
    quotes = 0
    for above, code in blocks(page):
        path = re.findall(r'\]\(([^)]+\.py)\)', above)
        if path and above.endswith(':'):
            source = read(os.path.normpath(os.path.join(os.path.dirname(page), path[-1])))
            assert any(textwrap.indent(code, ' ' * n) in source for n in (0, 4, 8, 12)), code
            quotes += 1
    expected = {'docs/walkthrough.md': 7, 'docs/losses.md': 1}
    assert quotes >= expected.get(page, 0)


def test_walkthrough_names_functions_that_exist():
    """Catches a function of the table that was renamed or moved."""
    rows = re.findall(r'^\|.*?\|.*?\|(.*?)\|', read('docs/walkthrough.md'), re.MULTILINE)
    names = re.findall(r'`([a-z_0-9.]+)\.([a-z_0-9]+)`', ''.join(rows))
    assert len(names) > 12
    for module, function in names:
        if module != 'tf':
            source = read(f'gatys_tf1/{module.replace(".", "/")}.py')
            assert f'def {function}(' in source, f'{module}.{function}'


def nodes(terms, config=vgg.Config(), shared=False, **settings):
    """The names of the operations of a graph, built from targets of zeros."""
    part = Part(('image', IMAGE), tuple(terms), config)
    targets = transfer.zero_targets(terms, config)
    graph = transfer.build(part, targets, Settings(config, **settings), shared=shared).graph
    return {op.name for op in graph.get_operations()}


def test_graph_page_names_nodes_that_exist():
    """Catches a node that docs/graph.md lists and no graph has."""
    half, everywhere = Style(IMAGE, mask=np.eye(32, dtype=np.float32)), Style(IMAGE)
    content, layers = gatys.content_term(IMAGE, {'conv4_2': 1.0}), {'conv1_1': 1.0}
    plain = [content, gatys.style_term([everywhere], layers)]
    names = nodes(plain, optimizer='lbfgs')
    names |= nodes(plain, vgg.Config(precision='bfloat16'), optimizer='adam', low_memory=True)
    names |= nodes(plain[1:], tile=8)
    names |= nodes([
        gatys.content_term(IMAGE, {'conv4_2': 1.0}),
        gatys.style_term([half], layers),
        long_range.long_range_term([everywhere], {'conv1_1': [4]}, layers),
        histogram.histogram_term([everywhere], layers),
        moments.moments_term([everywhere], layers),
        variation.total_variation_term(1.0),
        temporal.temporal_term(2),
    ], shared=True)  # fmt: skip
    table = section('docs/graph.md', 'Scopes and nodes')
    listed = []
    for row in re.findall(r'^\| (`.*?) \|', table, re.MULTILINE):
        first, *others = re.findall(r'`([^`]+)`', row)
        # `…/right` after `a/b/down` is `a/b/right`.
        listed += [first, *(other.replace('…', first.rsplit('/', 1)[0]) for other in others)]
    assert len(listed) > 50
    for name in listed:
        name = name.replace('content/<layer>', 'content/conv4_2').replace('<layer>', 'conv1_1')
        name = name.replace('<n>', '1').replace('<d>', '4').removesuffix('/…')
        found = name in names or any(one.startswith(f'{name}/') for one in names)
        assert found, name


@pytest.fixture
def run_named(script, photo, random_checkpoint, tmp_path, monkeypatch):
    """`run_named(name, steps)` makes runs/<name>, where the pages' commands are typed."""
    monkeypatch.chdir(tmp_path)
    os.mkdir('checkpoints')
    for path in glob.glob(f'{random_checkpoint}*'):
        os.symlink(path, f'checkpoints/{os.path.basename(path)}')

    def run(name, steps):
        code, _, err = script(
            'style_transfer', '--content', photo, '--style', photo, '--size', 48, '--steps', steps,
            '--precision', 'float32', '--checkpoint', 'checkpoints/vgg_19.ckpt', '--init', 'noise',
            '--out', f'runs/{name}', '--quiet',
        )  # fmt: skip
        assert code == 0, err

    return run


def printed_by(number, capsys):
    """Runs a block of docs/graph.md: its names, and the lines that it prints."""
    _, code = list(blocks('docs/graph.md'))[number]
    names = {}
    exec(code, names)
    return names, capsys.readouterr().out.splitlines()


def test_graph_page_fetches_a_node(run_named, capsys):
    """Catches a constant that needs a session with weights, and stale code."""
    run_named('NAME', 2)
    assert printed_by(0, capsys)[1] == ['(64, 64)']


def test_graph_page_resumes_without_this_project(run_named, capsys):
    """Catches a .meta that lacks a part of L-BFGS: another picture after ten more steps."""
    run_named('NAME', 2)
    names, printed = printed_by(1, capsys)
    assert [int(line.split()[0]) for line in printed] == list(range(2, 12))
    run_named('once', 11)
    state = names['tf'].train.latest_checkpoint('runs/once/state')
    expected = names['tf'].train.load_variable(state, 'train/best/image')[0]
    np.testing.assert_array_equal(names['best'], expected)


def test_graph_page_adds_a_loss(run_named, capsys):
    """Catches an operation on the way to the image that has no gradient in a loaded graph."""
    run_named('NAME', 2)
    assert printed_by(2, capsys)[1] == ['(1, 40, 48, 3)']


# Each figure of docs/choosing.md is a sheet, below the command that makes it.
@pytest.mark.parametrize(
    'page', sorted({*glob.glob('docs/*.md', root_dir=ROOT)} - {'docs/choosing.md'})
)
def test_pages_name_the_script_that_makes_their_figures(page):
    """Catches a figure that nobody can make again: no script that its page names mentions it."""
    figures = re.findall(r'!\[[^]]*\]\(figures/(\w+)\.\w+\)', read(page))
    paths = [f'scripts/dev/{name}' for name in set(re.findall(r'\b\w+\.py\b', read(page)))]
    sources = ''.join(read(path) for path in paths if os.path.exists(os.path.join(ROOT, path)))
    for figure in figures:
        names = {figure, figure.partition('_')[2] or figure}  # such as inside_filters, or filters
        assert any(re.search(rf'\b{name}\b', sources) for name in names), figure


@pytest.mark.parametrize('page', [page for page in PAGES if 'docs/gotchas' not in page])
def test_sources_have_names(page):
    """Catches a source by a number that means nothing to a reader."""
    assert not re.findall(r'seeds? 00\d', read(page), re.IGNORECASE)
