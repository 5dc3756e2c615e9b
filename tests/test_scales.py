"""Runs of several scales and precisions: going over, going on, profiling, not growing."""

import os
import resource
import time

import numpy as np
import pytest
from test_run import NOISE, PICTURE, events, graph_of, start_run

from gatys_tf1 import folder, images, optimize, run, transfer
from gatys_tf1.tf1 import tf

SIZES = [(10, 12), (20, 24)]


def scales(network, optimizer, ends=(4, 9)):
    """Two scales of a content reconstruction of PICTURE at conv1_1."""

    def build(size):
        picture = images.resize(PICTURE, size)
        target = transfer.content_representation(picture, ['conv1_1'], network)['conv1_1']
        content = {'conv1_1': transfer.Term(target)}
        return transfer.build(
            picture.shape, network, content, optimizer=optimizer, learning_rate=10.0
        )

    return [run.Scale(lambda s=s: build(s), end) for s, end in zip(SIZES, ends)]


def run_scales(out, network, optimizer, parts, **kwargs):
    out = folder.new(str(out), kwargs.pop('resume', False))
    folder.write_config(out, {}, network)
    start = ('white_noise', images.resize(NOISE, SIZES[0]))
    return run.optimise(parts, network, start, out, optimizer, quiet=True, **kwargs)


@pytest.mark.parametrize('optimizer', ['adam', 'lbfgs'])
def test_each_scale_starts_from_the_one_before_it(tmp_path, random_network, optimizer):
    """Catches a scale that starts anew, a gap in the steps, and a state of the wrong size."""
    out = tmp_path / 'r'
    run_scales(out, random_network, optimizer, scales(random_network, optimizer), image_every=1)
    assert [row['step'] for row in folder.read_losses(out)] == list(range(10))
    assert images.load(out / 'image_00004.png').shape[1:3] == SIZES[0]
    before, after = (images.load(out / f'image_0000{step}.png') for step in (4, 5))
    assert after.shape[1:3] == SIZES[1]
    enlarged = np.clip(images.resize(before, SIZES[1]), 0, 255)
    assert np.abs(after - enlarged).max() <= 2  # both were rounded
    assert images.load(out / 'final.png').shape[1:3] == SIZES[1]


@pytest.mark.parametrize('stop', [2, 4, 5, 7])
def test_scales_go_on_where_they_stopped(tmp_path, random_network, monkeypatch, stop):
    """Catches a resumed run that repeats, leaves out or restarts a scale; Adam is bit-equal."""
    once = run_scales(tmp_path / 'once', random_network, 'adam', scales(random_network, 'adam'))
    adam = optimize.adam

    def killed(sess, graph, last_step):
        for step in adam(sess, graph, last_step):
            yield step
            if step.step == stop:
                raise KeyboardInterrupt

    monkeypatch.setitem(run.OPTIMIZERS, 'adam', killed)
    parts = scales(random_network, 'adam')
    with pytest.raises(KeyboardInterrupt):
        run_scales(tmp_path / 'r', random_network, 'adam', parts, image_every=1)
    monkeypatch.setitem(run.OPTIMIZERS, 'adam', adam)
    twice = run_scales(tmp_path / 'r', random_network, 'adam', parts, resume=True)
    np.testing.assert_array_equal(once, twice)
    rows = [folder.read_losses(tmp_path / name) for name in ('once', 'r')]
    assert rows[0] == rows[1]


def test_float32_goes_on_where_bfloat16_gives_up(tmp_path, random_network, monkeypatch):
    """Catches a run that ends early for bfloat16's sake, and one that repeats what is done."""
    built = []

    def part(precision, end):
        def build():
            built.append(precision)
            return graph_of(random_network._replace(precision=precision), 'lbfgs')

        return run.Scale(build, end)

    lbfgs = optimize.lbfgs

    def giving_up(sess, graph, last_step):
        for step in lbfgs(sess, graph, last_step):
            yield step
            if built[-1] == 'bfloat16' and step.step == 3:
                return

    monkeypatch.setitem(run.OPTIMIZERS, 'lbfgs', giving_up)
    out = folder.new(str(tmp_path / 'r'))
    folder.write_config(out, {}, random_network)
    parts = [part('bfloat16', 8), part('float32', 8)]
    run.optimise(parts, random_network, ('white_noise', NOISE), out, 'lbfgs', quiet=True)
    losses = [row['total'] for row in folder.read_losses(out)]
    assert built == ['bfloat16', 'float32'] and len(losses) == 9
    assert losses[8] < losses[3] * 1.01


def test_a_scale_that_hardly_gains_ends_early(tmp_path, random_network, monkeypatch):
    """Catches bfloat16 creeping on at its own rounding while float32 waits."""
    monkeypatch.setattr(run, 'PATIENCE', 4)
    built = []

    def build():
        built.append(1)
        return graph_of(random_network, 'lbfgs')

    out = folder.new(str(tmp_path / 'r'))
    folder.write_config(out, {}, random_network)
    # Nothing loses 100 % of its loss in 4 steps; so it ends at step 4, and the next goes on.
    parts = [run.Scale(build, 9, least_gain=1.0), run.Scale(build, 9)]
    run.optimise(
        parts, random_network, ('white_noise', NOISE), out, 'lbfgs', image_every=0, quiet=True
    )
    assert len(built) == 2 and (tmp_path / 'r/image_00004.png').exists()
    assert [row['step'] for row in folder.read_losses(out)] == list(range(10))


def test_a_run_that_reached_its_end_builds_no_second_graph(tmp_path, random_network):
    """Catches the float32 twin being built, measured and restored for nothing."""
    built = []

    def build():
        built.append(1)
        return graph_of(random_network, 'lbfgs')

    out = folder.new(str(tmp_path / 'r'))
    folder.write_config(out, {}, random_network)
    parts = [run.Scale(build, 3), run.Scale(build, 3)]
    run.optimise(parts, random_network, ('white_noise', NOISE), out, 'lbfgs', quiet=True)
    assert len(built) == 1


def test_profile_is_a_table_and_is_in_tensorboard(tmp_path, random_network, capsys):
    """Catches a trace that nobody can read."""
    out = tmp_path / 'r'
    start_run(out, random_network, profile=3)
    table = capsys.readouterr().out
    assert 'ms       MB  operation' in table and 'vgg_19/conv1/conv1_1/' in table
    assert len(table.splitlines()) == 11
    tagged = [
        event.tagged_run_metadata
        for name in os.listdir(out)
        if name.startswith('events')
        for event in tf.train.summary_iterator(str(out / name))
        if event.HasField('tagged_run_metadata')
    ]
    assert [one.tag for one in tagged] == ['step 3']
    metadata = tf.RunMetadata.FromString(tagged[0].run_metadata)
    assert any(device.node_stats for device in metadata.step_stats.dev_stats)
    assert 'loss/total' in events(out)


def test_nothing_grows_over_2000_steps(tmp_path, random_network):
    """Catches memory or time that grows with the steps: a node a step, a list of images."""
    memory, times = {}, {}
    out = folder.new(str(tmp_path / 'r'))
    folder.write_config(out, {}, random_network)

    def watched(sess, graph, last_step):
        for step in optimize.adam(sess, graph, last_step):
            if step.step in (500, 1000, 1500, 2000):
                memory[step.step] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                times[step.step] = time.perf_counter()
            yield step

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(run.OPTIMIZERS, 'adam', watched)
        graph = graph_of(random_network, 'adam')
        parts = [run.Scale(lambda: graph, 2000)]
        run.optimise(
            parts, random_network, ('white_noise', NOISE), out, 'adam', image_every=0, quiet=True
        )
    assert memory[2000] - memory[500] < 5  # MB; an image each step would be 11
    assert times[2000] - times[1500] < 2 * (times[1000] - times[500])
