"""README and docs against the code that they speak of."""

import glob
import os
import re

import numpy as np
import pytest
from conftest import ROOT

from gatys_tf1 import transfer

PAGES = [
    'README.md',
    'checkpoints/README.md',
    *sorted(glob.glob('docs/**/*.md', root_dir=ROOT, recursive=True)),
]


def read(page):
    with open(os.path.join(ROOT, page), encoding='utf-8') as file:
        return file.read()


def lines(path):
    if os.path.isdir(path):
        return sum(lines(name) for name in glob.glob(os.path.join(path, '*.py')))
    with open(path, encoding='utf-8') as file:
        return len(file.readlines())


def test_readme_maps_the_package():
    """Catches a file that the reading order leaves out, and line counts that have gone stale."""
    row = r'^\| \[([\w/.]+)\]\(\1\) \| (\d+)( a lesson)? \|'
    rows = re.findall(row, read('README.md'), re.MULTILINE)
    for name, count, a_lesson in rows:
        path = os.path.join(ROOT, name)
        actual = lines(path) / (len(glob.glob(os.path.join(path, '*.py'))) if a_lesson else 1)
        near = 0.25 if a_lesson else 0.1
        assert abs(actual - int(count)) <= near * actual, f'{name} has {actual:.0f} lines'
    modules = {f'gatys_tf1/{name}' for name in os.listdir(os.path.join(ROOT, 'gatys_tf1'))}
    listed = {name.rstrip('/') for name, *_ in rows}
    assert {m for m in modules if not m.rsplit('/', 1)[1].startswith('__')} <= listed


@pytest.mark.parametrize('page', PAGES)
def test_links_lead_somewhere(page):
    """Catches a link or a picture that is not there."""
    text = re.sub(r'^```.*?^```$|(`+)[^\n]*?\1', '', read(page), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r'\]\(([^)#]+)', text):
        if '://' not in target:
            path = os.path.join(ROOT, os.path.dirname(page), target)
            assert os.path.exists(path), target


def test_graph_page_names_nodes_that_exist():
    """Catches a node that docs/graph.md tells of and the graph does not have."""
    content, style = transfer.zero_terms((1, 32, 32, 3), ['conv4_2'], ['conv1_1'])
    names = set()
    for optimizer, precision in (('adam', 'bfloat16'), ('lbfgs', 'float32')):
        graph = transfer.build(
            (1, 32, 32, 3), transfer.Network('', precision=precision), content, style,
            optimizer=optimizer, low_memory=optimizer == 'adam',
        ).graph  # fmt: skip
        names |= {op.name for op in graph.get_operations()}
    gram, mask = np.zeros((64, 64), np.float32), np.ones((32, 32), np.float32)
    more = transfer.build(
        (1, 32, 32, 3), transfer.Network(''), content,
        {'region_1/conv1_1': transfer.Term(gram, mask=mask)}, content_variables=True,
        long_range={'conv1_1': transfer.Term(np.stack([[gram, gram]]))}, shifts={'conv1_1': [4]},
        histogram={'conv1_1': transfer.Term(np.zeros((64, 32 * 32), np.float32))}, tv_weight=1.0,
    )  # fmt: skip
    names |= {op.name for op in more.graph.get_operations()}
    table = read('docs/graph.md').split('## Scopes and nodes')[1].split('\n## ')[0]
    told = [
        name.replace('…', '')
        for row in re.findall(r'^\| (`.*?) \|', table, re.MULTILINE)
        for name in re.findall(r'`([^`]+)`', row)
    ]
    assert len(told) > 20
    for name in told:
        name = name.replace('content/<layer>', 'content/conv4_2').replace('<layer>', 'conv1_1')
        name = name.replace('<n>', '1').replace('<d>', '4')
        assert any(
            existing.startswith(name.lstrip('/')) or existing.endswith(name) for existing in names
        ), name
