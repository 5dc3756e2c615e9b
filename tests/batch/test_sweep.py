"""Sweeps: which values are varied, which runs follow, and what is made of them."""

import glob
import os
import subprocess
import sys

import numpy as np
import PIL.Image
import pytest
from conftest import ROOT, pixels

import gatys_tf1 as gatys
from gatys_tf1 import images, sheets
from gatys_tf1.batch import grid
from gatys_tf1.batch.results import read_results
from gatys_tf1.errors import UserError
from gatys_tf1.run.result import Result
from gatys_tf1.tf1 import tf


@pytest.mark.parametrize(
    'text, name, values',
    [
        ('seed=0,1,2', 'seed', ['0', '1', '2']),
        ('depth=1..5', 'depth', ['1', '2', '3', '4', '5']),
        ('size=64,128..130', 'size', ['64', '128', '129', '130']),
        ('style_weight=1e-3,.5', 'style-weight', ['1e-3', '.5']),
        ('--layers=conv1_1;conv1_1,conv2_1', 'layers', ['conv1_1', 'conv1_1,conv2_1']),
        ('preset=,blog', 'preset', ['', 'blog']),
        ('style=a/x.1.jpg,../y.png', 'style', ['a/x.1.jpg', '../y.png']),
    ],
)
def test_an_axis(text, name, values):
    """Catches commas that split a list of layers, and a path taken for a range."""
    assert grid.axis(text) == (name, values)


@pytest.mark.parametrize(
    'text, sentence',
    [
        ('seed', '--vary seed names no flag and its values'),
        ('=1', '--vary =1 names no flag'),
        ('seed=', '--vary seed= names no flag'),
        ('seed=5..1', '5..1 is not a range'),
        ('seed=0..100000000', 'is not a range'),
        ('seed=0,1,0', 'seed has the value 0 twice'),
    ],
)
def test_no_axis(text, sentence):
    """Catches a hundred million runs for a slip of the finger."""
    with pytest.raises(UserError) as error:
        grid.axis(text)
    assert sentence in str(error.value)


def test_the_points_of_a_grid():
    """Catches an order that is not the sheet's, and names that are no folders or not unique."""
    axes = [grid.axis('style=a/x.jpg,b/y.jpg'), grid.axis('layers=conv1_1:2;conv1_1,conv2_1')]
    assert [(p.numbers, p.name) for p in grid.points(axes)] == [
        ((0, 0), 'style=x,layers=conv1_1_2'),
        ((0, 1), 'style=x,layers=conv1_1_conv2_1'),
        ((1, 0), 'style=y,layers=conv1_1_2'),
        ((1, 1), 'style=y,layers=conv1_1_conv2_1'),
    ]
    clash = [p.name for p in grid.points([grid.axis('layers=a:b;a,b')])]
    assert len(set(clash)) == 2
    with pytest.raises(UserError, match='a sweep has one to three axes, and not 4'):
        grid.points([grid.axis(f'{name}=1') for name in 'abcd'])
    with pytest.raises(UserError, match='a is varied twice'):
        grid.points([grid.axis('a=1'), grid.axis('a=2')])


@pytest.mark.parametrize(
    'arguments, sentence',
    [
        (['style', '--vary', 'sead=1'], 'sead=1: unrecognized arguments: --sead=1'),
        (['style', '--vary', 'depth=4..6'], 'depth=6: argument --depth: invalid choice'),
        (['style', '--vary', 'seed=1', '--size', 'big'], 'seed=1: argument --size: big is not'),
        (['content', '--vary', 'layer=conv1_2,conv9_9'], "layer=conv9_9: unknown layer 'conv9_9'"),
        (['style', '--vary', 'tv-kind=squared'], 'tv-kind=squared: --tv-kind has no effect'),
        (['style', '--vary', 'out=a,b'], '--out cannot be varied'),
        (['style', '--vary', 'seed=1', '--overwrite'], '--overwrite cannot be given to a sweep'),
        (['transfer', '--vary', 'seed=1', '--init', 'noise', '--content', '.'], 'is a folder'),
        (['tyle', '--vary', 'seed=1'], "invalid choice: 'tyle'"),
        (['style'], 'required: --vary'),
    ],
)
def test_what_the_experiment_refuses(script, tmp_path, monkeypatch, arguments, sentence):
    """Catches a sweep that finds the fault of its last run after hours, or begins a folder."""
    monkeypatch.chdir(tmp_path)
    code, out, err = script('sweep', *arguments, '--out', 'all')
    assert code == 2 and sentence in err and out == ''
    assert not os.path.exists('all')


def test_a_folder_of_something_else(script, tmp_path):
    """Catches files of a person's own among those of the sweep."""
    (tmp_path / 'mine.txt').touch()
    code, _, err = script('sweep', 'style', '--vary', 'seed=0', '--out', tmp_path)
    assert code == 2 and 'holds files that do not belong to a sweep' in err
    assert os.listdir(tmp_path) == ['mine.txt']


def test_the_command(script, tmp_path, photo, random_checkpoint):
    """Catches values that do not reach the runs, and what is missing of the report."""
    root = tmp_path / 'all'
    arguments = ('sweep', 'style', '--vary', 'depth=1..2', '--out', root, '--image', photo,
                 '--steps', 2, '--size', 32, '--checkpoint', random_checkpoint)  # fmt: skip
    code, out, err = script(*arguments)
    assert code == 0, err
    runs = read_results(root)
    assert [run.job.name for run in runs] == ['depth=1', 'depth=2']
    assert [run.step for run in runs] == [2, 2] and runs[0].loss != runs[1].loss
    header = [(root / run.job.name / 'loss.csv').read_text().splitlines()[0] for run in runs]
    assert 'conv2_1' not in header[0] and 'conv2_1' in header[1]
    files = {'sheet.png', 'curves.png', 'results.md', 'results.csv', 'depth=1', 'depth=2'}
    assert files < set(os.listdir(root))
    table = (root / 'results.md').read_text().splitlines()
    assert table[0] == '| depth | loss | last step | seconds | memory, MB |' and len(table) == 4
    assert table[2].startswith(f'| 1 | {runs[0].loss:.4g} | 2 | ')
    assert '2 runs in' in out and f'sheet:       {root}/sheet.png' in out
    before = (root / 'results.csv').read_text()
    code, out, _ = script(*arguments)
    assert code == 0 and (root / 'results.csv').read_text() == before


# --- from Python ---------------------------------------------------------------------------------

CALLED = []


def paint(value, *, shade=0, options=None, out=None):
    """Stands in for an experiment: a plain picture and three steps."""
    if shade == 'none':
        raise UserError('no such shade')
    CALLED.append((value, shade, options))
    os.makedirs(out, exist_ok=True)
    picture = np.full((1, 40, 60, 3), [float(value), float(shade), 0], np.float32)
    images.save(os.path.join(out, 'final.png'), picture)
    with open(os.path.join(out, 'loss.csv'), 'w') as file:
        file.write(f'step,total\n0,{value + 9.0}\n1,{value + 2.0}\n2,{value + 1.0}\n')
    open(os.path.join(out, 'config.json'), 'w').close()
    return Result(picture[0].astype(np.uint8), {'total': value + 1.0}, 3, out)


def places(path, colour):
    ys, xs = np.nonzero((pixels(path)[..., :3] == colour).all(axis=2))
    assert len(ys) > 1000, colour
    return ys.mean(), xs.mean()


def test_from_python(tmp_path):
    """Catches rows for columns, runs done twice, and results that are not those of their place."""
    CALLED.clear()
    root = tmp_path / 'all'
    vary = {'value': [20, 200], 'shade': [50, 90, 130]}
    swept = gatys.sweep(paint, vary, out=root)
    assert [r.losses['total'] for r in swept.results] == [21.0] * 3 + [201.0] * 3
    assert swept.table.splitlines()[4].startswith('| 20 | 130 | 21 | 2 | ')
    centres = [[places(root / 'sheet.png', (v, s, 0)) for s in (50, 90, 130)] for v in (20, 200)]
    for upper, lower in zip(*centres):
        assert upper[0] < lower[0] and upper[1] == pytest.approx(lower[1], abs=1)
    for row in centres:
        assert row[0][1] < row[1][1] < row[2][1]
        assert row[0][0] == pytest.approx(row[2][0], abs=1)
    assert swept.sheet.dtype == np.uint8 and swept.sheet.shape[2] == 3
    assert repr(swept) == f'<Sweep: 6 runs in {root}>'
    again = gatys.sweep(paint, vary, out=root)
    assert len(CALLED) == 6 and again.table == swept.table
    for one, other in zip(swept.results, again.results):
        np.testing.assert_array_equal(one.image, other.image)
        assert one[1:] == other[1:]


def test_three_axes_and_a_failure(tmp_path):
    """Catches a third axis that is left out, and a failure that stops the others."""
    CALLED.clear()
    vary = {'value': [20, 200], 'shade': [50, 'none'], 'seed': {'a': 1, 'b': 2}}
    swept = gatys.sweep(paint, vary, out=tmp_path / 'all', options=gatys.Options())
    assert [os.path.basename(path) for path in swept.sheets] == ['sheet-seed=a.png',
                                                                 'sheet-seed=b.png']  # fmt: skip
    assert [r is None for r in swept.results] == [False, False, True, True] * 2
    assert [(v, o.seed) for v, _, o in CALLED] == [(20, 1), (20, 2), (200, 1), (200, 2)]
    assert '| 20 | none | a | no such shade |  |  |  |' in swept.table


def test_a_stopped_run_without_options(tmp_path):
    """Catches a run that is never finished, and another run in its place that is removed."""
    stops = [KeyboardInterrupt, UserError('the worker is lost')]

    def dream(value, *, out=None):
        assert read_results(root)[0].error == 'stopped'  # what a killed process leaves
        if os.path.exists(os.path.join(out, 'config.json')):
            raise UserError(f'{out} holds a run already')
        if stops:
            os.makedirs(out, exist_ok=True)
            open(os.path.join(out, 'config.json'), 'w').close()
            raise stops.pop(0)
        return paint(value, out=out)

    root, vary = tmp_path / 'all', {'value': [20]}
    with pytest.raises(KeyboardInterrupt):
        gatys.sweep(dream, vary, out=root)
    assert gatys.sweep(dream, vary, out=root).results == [None]
    assert 'the worker is lost' in (root / 'results.md').read_text()
    assert gatys.sweep(dream, vary, out=root).results[0].losses == {'total': 21.0}
    before = (root / 'value=20' / 'final.png').stat().st_mtime_ns
    for _ in range(2):  # the first leaves a row of its own, which must not make the run its own
        other = gatys.sweep(dream, {'value': {'20': 30}}, out=root)
        assert other.results == [None] and 'a run with other arguments already' in other.table
    assert (root / 'value=20' / 'final.png').stat().st_mtime_ns == before


def test_functions_that_a_sweep_cannot_run(tmp_path):
    """Catches a video that is painted for hours, and then not found by the same call."""
    for function, sentence in [
        (gatys.style_video, 'style_video returns no Result, so a sweep cannot run it'),
        (gatys.stylize, 'stylize has no argument out, so a sweep cannot run it'),
    ]:
        with pytest.raises(UserError, match=sentence):
            gatys.sweep(function, {'size': [32]}, out=tmp_path / 'all')
    assert not (tmp_path / 'all').exists()

    def draw(value, *, out=None):
        return paint(value, out=out).image

    swept = gatys.sweep(draw, {'value': [20]}, out=tmp_path / 'all')
    assert swept.results == [None] and 'draw returned no Result' in swept.table


def test_a_table_of_losses_that_is_empty(tmp_path):
    """Catches an IndexError where somebody has emptied a finished run's loss.csv."""
    root = tmp_path / 'all'
    gatys.sweep(paint, {'value': [20]}, out=root)
    (root / 'value=20' / 'loss.csv').write_text('step,total\n')
    (found,) = gatys.sweep(paint, {'value': [20]}, out=root).results
    assert found.losses == {} and found.steps == 3 and (found.image == [20, 0, 0]).all()


def test_unknown_arguments(tmp_path):
    """Catches a TypeError after the first hour."""
    with pytest.raises(UserError, match="paint has no argument 'sead' that a sweep can set"):
        gatys.sweep(paint, {'sead': [1]}, out=tmp_path / 'all', value=3)
    assert not (tmp_path / 'all').exists()


def test_in_a_process_of_its_own(tmp_path):
    """Catches event files that are written in eager mode, which a user's process is in."""
    code = f"""import gatys_tf1 as gatys
from gatys_tf1.run.result import Result
def paint(value, *, out=None):
    return Result(None, {{}}, 1, out)
gatys.sweep(paint, {{'value': [1]}}, out={str(tmp_path / 'all')!r})"""
    done = subprocess.run([sys.executable, '-c', code], cwd=ROOT, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert glob.glob(f'{tmp_path}/all/events.out.*')


def test_tensorboard_can_read_it(tmp_path):
    """Catches hyperparameters that the HParams page does not know, and files for each new look."""
    from tensorboard.plugins.hparams import plugin_data_pb2

    root = tmp_path / 'all'
    for _ in range(2):
        gatys.sweep(paint, {'value': [20, 200], 'shade': {'dark': 9, 'light': 99}}, out=root)
    (path,) = glob.glob(f'{root}/events.out.*')
    found = {}
    for event_path in [path, *glob.glob(f'{root}/value=200,shade=dark/events.out.*')]:
        for event in tf.train.summary_iterator(event_path):
            for value in event.summary.value:
                content = value.metadata.plugin_data.content
                data = plugin_data_pb2.HParamsPluginData.FromString(content)
                assert value.tag not in found
                found[value.tag] = data if content else value.simple_value
    experiment = found['_hparams_/experiment'].experiment
    assert [info.name for info in experiment.hparam_infos] == ['value', 'shade']
    assert [m.name.tag for m in experiment.metric_infos][0] == 'result/loss'
    session = found['_hparams_/session_start_info'].session_start_info
    assert session.hparams['value'].number_value == 200
    assert session.hparams['shade'].string_value == 'dark'
    assert found['result/loss'] == 201.0


def test_a_grid_fits_its_pictures(tmp_path):
    """Catches titles over pictures, pictures cut off, and pictures enlarged."""
    green, words = [10, 200, 30], 'a caption of some words\nand a second line'
    rows = [
        [sheets.Panel(words, np.full(shape, green, np.float32))
         for shape in [(1, 30, 300, 3), (1, 80, 8, 3)]],
        [sheets.Panel('', np.full((1, 1, 1, 3), 99, np.float32))] * 2,
    ]  # fmt: skip
    path = tmp_path / 'sheet.png'
    sheets.save_grid(path, 'a heading', ['one', 'two'], ['narrow', 'wide'], rows, 256)
    with PIL.Image.open(path) as picture:
        found = np.asarray(picture.convert('RGB'))
    assert (found == green).all(axis=2).sum() == 30 * 300 + 80 * 8
