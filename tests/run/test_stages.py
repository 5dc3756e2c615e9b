"""Runs of several scales and precisions: going over, going on, profiling, not growing."""

import functools
import os
import resource
import time

import numpy as np
import pytest
from test_loop import NOISE, PICTURE, events, graph_of, start_run

from gatys_tf1 import images, optimize, transfer
from gatys_tf1.losses import gatys
from gatys_tf1.run import folder, loop
from gatys_tf1.run.stages import Settings, stages
from gatys_tf1.tf1 import tf

SIZES = [(10, 12), (20, 24)]


def run_scales(out, config, optimizer, **output):
    """Two scales of a content reconstruction of PICTURE at conv1_1, 4 and 5 steps."""
    terms = [gatys.content_term(PICTURE, {'conv1_1': 1.0})]
    settings = Settings(config, steps=(4, 5), scales=(12, 24), optimizer=optimizer)
    output = folder.Output(str(out), quiet=True, **output)
    return transfer.optimize_image(terms, ('white_noise', NOISE), settings, output)


def run_stages(out, parts, generator=optimize.steps, **output):
    """Stages given by hand: a list of `(Stage, build, config)`."""
    output = folder.Output(out and str(out), quiet=True, **output)
    built, last_step = [], parts[-1][0].last_step
    with loop.Run(output, parts[0][2], last_step) as run:
        for stage in run.pending([stage for stage, *_ in parts]):
            (build, config) = next(rest for its_stage, *rest in parts if its_stage == stage)
            built.append(stage.label)
            graph = build(config)
            with loop.session(graph, config) as sess:
                run.stage(sess, graph, stage, generator(stage.label), ('white_noise', NOISE))
    return built


@pytest.mark.parametrize('optimizer', ['adam', 'lbfgs'])
def test_each_scale_starts_from_the_one_before_it(tmp_path, random_config, optimizer):
    """Catches a scale that starts anew, a gap in the steps, and a state of the wrong size."""
    out = tmp_path / 'r'
    run_scales(out, random_config, optimizer, image_every=1)
    assert [row['step'] for row in folder.read_losses(out)] == list(range(10))
    assert images.load(out / 'image_00004.png').shape[1:3] == SIZES[0]
    rows = folder.read_losses(out)[:5]
    best = min(rows, key=lambda row: row['total'])['step'] if optimizer == 'adam' else 4
    before, after = (images.load(out / f'image_0000{step}.png') for step in (best, 5))
    assert after.shape[1:3] == SIZES[1]
    enlarged = np.clip(images.resize(before, SIZES[1]), 0, 255)
    assert np.abs(after - enlarged).max() <= 2  # both were rounded
    assert images.load(out / 'final.png').shape[1:3] == SIZES[1]


@pytest.mark.parametrize('stop', [2, 4, 5, 7])
@pytest.mark.parametrize('optimizer', ['adam', 'lbfgs'])
def test_scales_resume_where_they_stopped(tmp_path, random_config, monkeypatch, optimizer, stop):
    """Catches a resumed run that repeats, leaves out or restarts a scale: it is bit-equal."""
    once = run_scales(tmp_path / 'once', random_config, optimizer)
    steps = optimize.steps

    def killed(sess, graph, last_step):
        for step in steps(sess, graph, last_step):
            yield step
            if step.step == stop:
                raise KeyboardInterrupt

    monkeypatch.setattr(optimize, 'steps', killed)
    with pytest.raises(KeyboardInterrupt):
        run_scales(tmp_path / 'r', random_config, optimizer, image_every=1)
    monkeypatch.undo()
    twice = run_scales(tmp_path / 'r', random_config, optimizer, resume=True)
    np.testing.assert_array_equal(once.image, twice.image)
    rows = [folder.read_losses(tmp_path / name) for name in ('once', 'r')]
    assert rows[0] == rows[1]


def parts(config, ends, gain=0.0):
    """A stage in bfloat16 and one in float32, both up to the same step."""
    found = []
    for precision, end, its_gain in zip(('bfloat16', 'float32'), ends, (gain, 0.0)):
        stage = loop.Stage(precision, 0, end, its_gain)
        build = functools.partial(graph_of, optimizer='lbfgs', label=precision)
        found.append((stage, build, config._replace(precision=precision)))
    return found


def plain(label):
    return optimize.steps


def test_float32_takes_over_where_bfloat16_gives_up(tmp_path, random_config):
    """Catches a run that ends early for bfloat16's sake, and one that repeats what is done."""

    def giving_up(label):
        def steps(sess, graph, last_step):
            for step in optimize.steps(sess, graph, last_step):
                yield step
                if label == 'bfloat16' and step.step == 3:
                    return

        return steps

    built = run_stages(tmp_path / 'r', parts(random_config, (8, 8)), giving_up)
    losses = [row['total'] for row in folder.read_losses(tmp_path / 'r')]
    assert built == ['bfloat16', 'float32'] and len(losses) == 9
    assert losses[8] < losses[3] * 1.01


def test_a_stage_that_hardly_gains_ends_early(tmp_path, random_config, monkeypatch):
    """Catches bfloat16 creeping along at its own rounding while float32 waits."""
    monkeypatch.setattr(loop, 'PATIENCE', 4)
    # Nothing loses 100 % of its loss in 4 steps; so it ends at step 4, and the next takes over.
    built = run_stages(tmp_path / 'r', parts(random_config, (9, 9), 1.0), plain, image_every=0)
    assert len(built) == 2 and (tmp_path / 'r/image_00004.png').exists()
    assert [row['step'] for row in folder.read_losses(tmp_path / 'r')] == list(range(10))


def test_the_next_stage_counts_on_without_a_folder(random_config, monkeypatch):
    """Catches float32 that makes all the steps again, where no state says how many are done."""
    monkeypatch.setattr(loop, 'PATIENCE', 4)
    seen = []

    def counted(label):
        def steps(*args):
            for step in optimize.steps(*args):
                seen.append(step.step)
                yield step

        return steps

    assert len(run_stages(None, parts(random_config, (9, 9), 1.0), counted)) == 2
    assert seen == list(range(10))


def test_a_run_that_reached_its_end_builds_no_second_graph(tmp_path, random_config):
    """Catches the float32 twin being built, measured and restored for nothing."""
    assert run_stages(tmp_path / 'r', parts(random_config, (3, 3)), plain) == ['bfloat16']


def test_only_a_run_that_goes_on_leaves_out_stages(tmp_path, random_config):
    """Catches a new run that begins where the one that it overwrites had come to, and a stage that
    is built again although the state is beyond it."""
    both = parts(random_config, (2, 4))
    assert run_stages(tmp_path / 'r', both, plain) == ['bfloat16', 'float32']
    assert run_stages(tmp_path / 'r', both, plain, resume=True) == ['float32']
    assert run_stages(tmp_path / 'r', both, plain, overwrite=True) == ['bfloat16', 'float32']


def test_stages_of_a_run():
    """Catches steps that do not add up over scales, and a float32 stage where none is needed."""
    start = 'white_noise', NOISE
    for precision, optimizer, labels in (
        (
            'bfloat16',
            'lbfgs',
            ['12x10 bfloat16', '12x10 float32', '24x20 bfloat16', '24x20 float32'],
        ),
        ('bfloat16', 'adam', ['12x10 bfloat16', '24x20 bfloat16']),
        ('float32', 'lbfgs', ['12x10 float32', '24x20 float32']),
    ):
        config = transfer.vgg.Config(precision=precision)
        found = list(stages([], start, Settings(config, (8,), (12, 24), optimizer)))
        assert [stage.label for stage in found] == labels
        assert (found[0].first_step, found[0].last_step) == (0, 8)
        assert (found[-1].first_step, found[-1].last_step) == (9, 12)
        assert [stage.least_gain > 0 for stage in found] == [
            'bfloat16' in label and optimizer == 'lbfgs' for label in labels
        ]


def test_pictures_and_steps_of_the_stages(random_config):
    """Catches a scale that steps anew over its start, half a step, pictures of another size, and a
    source that two terms share and that is shrunk twice."""
    terms = [gatys.content_term(PICTURE, {'conv1_1': 1.0}) for _ in range(2)]
    start = 'white_noise', NOISE
    settings = Settings(random_config, (9,), (6, 12, 18, 24), 'adam')
    found = stages(terms, start, settings)
    assert [(s.first_step, s.last_step) for s in found] == [(0, 9), (10, 13), (14, 15), (16, 16)]
    shapes = [(5, 6), (10, 12), (15, 18), (20, 24)]
    assert [part.start[1].shape[1:3] for part in found.values()] == shapes
    for part, shape in zip(found.values(), shapes):
        assert part.start[0] == 'white_noise' and part.config == random_config
        sources = [term.sources[0] for term in part.terms]
        assert sources[0] is sources[1] and sources[0].shape[1:3] == shape
    assert sources[0] is PICTURE and part.start[1] is NOISE
    odd = stages(terms, start, settings._replace(scales=(10, 24), steps=(3, 5)))
    assert [part.start[1].shape[1:3] for part in odd.values()] == [(8, 10), (20, 24)]
    assert [(s.first_step, s.last_step) for s in odd] == [(0, 3), (4, 8)]
    (whole,) = stages(terms, start, Settings(random_config))
    assert whole == ('24x20 float32', 0, 200, 0.0)  # 200 steps of L-BFGS, as docs/deviations.md has


def test_profile_is_a_table_and_is_in_tensorboard(tmp_path, random_config, capsys):
    """Catches a trace that nobody can read."""
    out = tmp_path / 'r'
    start_run(out, random_config, profile=3)
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


def test_nothing_grows_over_2000_steps(tmp_path, random_config):
    """Catches memory or time that grows with the steps: a node a step, a list of images."""
    memory, times = {}, {}

    def watched(step):
        if step.step in (500, 1000, 1500, 2000):
            memory[step.step] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            times[step.step] = time.perf_counter()

    start_run(tmp_path / 'r', random_config, steps=2000, callback=watched, image_every=0)
    assert memory[2000] - memory[500] < 5  # MB; an image each step would be 11
    assert times[2000] - times[1500] < 2 * (times[1000] - times[500])
