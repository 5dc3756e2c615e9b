"""docs/reliability.md: each row has its proof."""

import ast
import os
import re

import pytest
from conftest import ROOT

PAGE = os.path.join(ROOT, 'docs', 'reliability.md')


def rows():
    """Pairs of the first and the last cell of the rows that make a promise."""
    with open(PAGE, encoding='utf-8') as file:
        text = re.sub(r'\n\| (exit code|module) .*?\n\n', '\n', file.read(), flags=re.DOTALL)
    cells = [re.split(r'(?<!\\)\|', line)[1:-1] for line in text.splitlines() if line[:1] == '|']
    return [(c[0].strip(), c[-1]) for c in cells if c[-1].strip() not in ('test', '---')]


def functions(path):
    """{name: whether it is marked slow} of the tests in a file."""
    with open(path, encoding='utf-8') as file:
        tree = ast.parse(file.read())
    return {
        node.name: any('slow' in ast.unparse(mark) for mark in node.decorator_list)
        for node in tree.body if isinstance(node, ast.FunctionDef)
    }  # fmt: skip


def test_every_row_has_a_test():
    """Catches a promise whose test was renamed, removed, or never written."""
    assert len(rows()) > 50
    for fault, cell in rows():
        proofs = re.findall(r'(\*slow\* )?\[(test_\w+)\]\(([^)]+)\)', cell)
        assert proofs, fault
        for slow, name, path in proofs:
            tests = functions(os.path.join(ROOT, 'docs', path))
            assert name in tests, (fault, name)
            assert tests[name] == bool(slow), (fault, name)


@pytest.mark.parametrize('name', sorted(os.listdir(os.path.dirname(__file__))))
def test_every_test_is_in_the_table(name):
    """Catches a proof that nobody hears of."""
    if not name.startswith('test_') or name == 'test_table.py':
        return
    with open(PAGE, encoding='utf-8') as file:
        page = file.read()
    left_out = {
        'test_corpus', 'test_every_command_is_here', 'test_a_stopped_run_says_how_to_go_on',
        'test_a_user_that_the_system_does_not_know',
    }  # fmt: skip
    for test in functions(os.path.join(os.path.dirname(__file__), name)):
        assert not test.startswith('test_') or f'[{test}]' in page or test in left_out, test
