"""What a person sees of a run: the lines of progress, the plot, the table of operations, shares."""

import json

import numpy as np
import pytest
from conftest import pixels, smooth_picture

from gatys_tf1.errors import UserError
from gatys_tf1.run import folder, logbook, loop, profiling, stages
from gatys_tf1.run.result import Result
from gatys_tf1.tf1 import tf


@pytest.fixture
def clock(monkeypatch):
    """`clock(seconds)` lets time pass; nothing else does."""
    now = [100.0]
    monkeypatch.setattr(logbook.time, 'monotonic', lambda: now[0])

    def pass_(seconds):
        now[0] += seconds

    return pass_


def test_lines_of_progress(clock, capsys):
    """Catches a line a step in a log file, silence for minutes, and an end that is not said."""
    log = logbook.Logbook(folder.Output(), ['total'], 0, 13)
    for step in range(14):
        clock(5)
        log.progress(step, 2.0 / (step + 3))
    log.close()
    lines = capsys.readouterr().out.splitlines()
    # More than 10 s apart, so every third step of 5 s; and the last step, whenever it comes.
    assert [int(line.split()[1].split('/')[0]) for line in lines] == [2, 5, 8, 11, 13]
    assert lines[0] == 'step 2/13  loss 0.4'


def test_quiet(clock, capsys):
    """Catches `quiet` that is obeyed by the bar alone."""
    log = logbook.Logbook(folder.Output(quiet=True), ['total'], 0, 1, 'objective', 'frame')
    for step in range(2):
        clock(60)
        log.progress(step, 1.0)
    log.close()
    assert capsys.readouterr() == ('', '')


def test_rows_of_an_earlier_part(tmp_path):
    """Catches rows that are lost when a run goes on, that come twice, or a column that is new."""
    (tmp_path / 'loss.csv').write_text('step,total\n0,4.0\n1,3.0\n2,2.5\n3,')
    log = logbook.Logbook(folder.Output(str(tmp_path), quiet=True), ['total', 'tv'], 2, 9)
    for step in (2, 2, 3):
        log.row(step, {'total': 1.5, 'tv': 0.5})
    log.close()
    expected = 'step,total,tv\n0,4.0,\n1,3.0,\n2,1.5,0.5\n3,1.5,0.5\n'
    with open(tmp_path / 'loss.csv') as file:
        assert file.read() == expected


def test_a_row_does_not_wait_for_the_disk(tmp_path, monkeypatch):
    """Catches an event file that is flushed at every step, and one that is not when it has to."""
    flushed = []
    monkeypatch.setattr(tf.summary.FileWriter, 'flush', lambda writer: flushed.append(True))
    log = logbook.Logbook(folder.Output(str(tmp_path), quiet=True), ['total'], 0, 2)
    for step in range(3):
        log.row(step, {'total': 1.0}, tf.Summary().SerializeToString())
    assert not flushed
    log.summary(2, tf.Summary().SerializeToString(), flush=True)
    assert flushed == [True]


def test_graph_without_large_constants():
    """Catches targets of megabytes in TensorBoard's graph, and small constants that are gone."""
    with tf.Graph().as_default() as graph:
        tf.constant(np.arange(257, dtype=np.float32), name='large')  # 1028 bytes
        tf.constant(np.arange(256, dtype=np.float32), name='small')  # 1024
    shown = {node.name: node for node in logbook.readable_graph_def(graph).node}
    sizes = {name: len(node.attr['value'].tensor.tensor_content) for name, node in shown.items()}
    assert sizes == {'large': 0, 'small': 1024}
    assert [d.size for d in shown['large'].attr['value'].tensor.tensor_shape.dim] == [257]


@pytest.fixture
def drawn(monkeypatch):
    """The figures that are drawn."""
    figures = []

    class Figure(folder.Figure):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            figures.append(self)

    monkeypatch.setattr(folder, 'Figure', Figure)
    return figures


def test_plot(tmp_path, drawn):
    """Catches a curve over the wrong axis or of another column, and a total like any other."""
    rows = [{'step': n, 'tv': 1.0 / (n + 1), 'total': 3.0 - n} for n in (0, 2, 3)]
    folder.plot_losses(tmp_path / 'loss.png', rows, 'objective')
    assert pixels(tmp_path / 'loss.png').shape[:2] == (500, 800)
    (axes,) = drawn[0].axes
    curves = {line.get_label(): line for line in axes.get_lines()}
    assert set(curves) == {'tv', 'total'}
    for name, line in curves.items():
        np.testing.assert_array_equal(line.get_xdata(), [0, 2, 3])
        np.testing.assert_array_equal(line.get_ydata(), [row[name] for row in rows])
    assert curves['total'].get_linewidth() > curves['tv'].get_linewidth()
    assert (curves['total'].get_linestyle(), curves['tv'].get_linestyle()) == ('-', '--')
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_yscale()) == ('step', 'objective', 'log')


def test_plot_of_what_has_no_logarithm(tmp_path, drawn):
    """Catches an empty plot: an objective that is nowhere positive has no logarithm. The steps,
    which are, do not count."""
    folder.plot_losses(tmp_path / 'a.png', [{'frame': n, 'total': -n} for n in range(3)], 'loss',
                       'frame')  # fmt: skip
    (axes,) = drawn[0].axes
    assert (axes.get_xlabel(), axes.get_yscale()) == ('frame', 'linear')


def test_shares():
    """Catches shares of the unweighted losses, of all terms together, and of a single layer."""
    weights = {'style/conv1_1': 2.0, 'style/conv2_1': 1.0, 'content/conv4_2': 1.0, 'tv': 5.0}
    losses = {'style/conv1_1': 3.0, 'style/conv2_1': 2.0, 'content/conv4_2': 9.0, 'tv': 1.0}
    assert loop.shares(weights, losses) == ['style loss:  conv1_1 75.0%, conv2_1 25.0%']
    assert loop.shares(weights, dict.fromkeys(losses, 0.0)) == []


def trace():
    """Two devices; `a` ran twice, for 3 ms in all."""
    metadata = tf.RunMetadata()
    for name, start, end, size in [
        ('a', 500, 1500, 2e6),
        ('b', 0, 2000, 0),
        ('a', 7000, 9000, 3e6),
    ]:
        device = metadata.step_stats.dev_stats.add()
        node = device.node_stats.add(
            node_name=name, op_start_rel_micros=start, op_end_rel_micros=end
        )
        node.memory.add(peak_bytes=int(size))
    return metadata


def test_slowest_operations():
    """Catches times from the start of the step, the last run instead of the sum, microseconds."""
    assert profiling.slowest(trace()) == [('a', 3.0, 5_000_000), ('b', 2.0, 0)]
    assert profiling.slowest(trace(), 1) == [('a', 3.0, 5_000_000)]
    assert profiling.table(trace()).splitlines() == [
        '      ms       MB  operation',
        '     3.0      5.0  a',
        '     2.0      0.0  b',
    ]


def test_result(tmp_path):
    """Catches height for width, a picture that is written as JPEG, and one that is changed."""
    image = smooth_picture(10, 14)[0].astype(np.uint8)
    result = Result(image, {'total': 1.0}, 7)
    assert repr(result) == '<Result: 14x10 pixels, 7 steps>'
    result.save(tmp_path / 'a.PNG')
    np.testing.assert_array_equal(pixels(tmp_path / 'a.PNG'), image)
    (tmp_path / 'b.png').write_bytes(result._repr_png_())
    np.testing.assert_array_equal(pixels(tmp_path / 'b.png'), image)
    with pytest.raises(UserError, match=r'a\.jpg is written as a PNG: give it a name that ends in'):
        result.save(tmp_path / 'a.jpg')


def test_config_of_a_run(tmp_path, random_config):
    """Catches a config that another tool cannot read, and one that is damaged and not named."""
    folder.write_config(str(tmp_path), {'steps': 3}, random_config)
    saved = folder.read_config(str(tmp_path))
    assert saved == json.loads((tmp_path / 'config.json').read_text())
    assert saved['weights']['path'] == random_config.checkpoint
    assert {'python', 'numpy', 'tf-slim', 'tensorflow'} <= set(saved['versions'])
    (tmp_path / 'config.json').write_text('{"arguments"')
    with pytest.raises(UserError, match=r'config\.json is damaged .*: start over with --overwrite'):
        folder.read_config(str(tmp_path))
    (tmp_path / 'config.json').unlink()
    with pytest.raises(UserError, match='holds no run to resume'):
        folder.read_config(str(tmp_path))


def test_defaults():
    """Catches defaults other than those of README: a row each step, a state every 50."""
    assert folder.Output() == (None, 1, 50, False, None, False, False, {})
    assert (loop.PATIENCE, stages.LEAST_GAIN) == (30, 0.01)  # as docs/performance.md says
