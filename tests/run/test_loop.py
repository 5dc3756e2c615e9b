"""A run's folder: what is in it, going on, refusing, stopping, failing."""

import csv
import glob
import json
import os

import numpy as np
import pytest
from conftest import build, pixels, smooth_picture

from gatys_tf1 import images, optimize
from gatys_tf1.errors import UserError
from gatys_tf1.losses import gatys
from gatys_tf1.losses.styles import Style
from gatys_tf1.run import folder, logbook, loop, state
from gatys_tf1.tf1 import tf

PICTURE = smooth_picture(20, 24)
NOISE = images.white_noise(20, 24, 0)


def graph_of(config, optimizer='adam', learning_rate=10.0, label=''):
    """A content and style reconstruction of PICTURE at conv1_1."""
    layers = {'conv1_1': 1.0}
    terms = [gatys.content_term(PICTURE, layers), gatys.style_term([Style(PICTURE)], layers)]
    adam = optimize.Adam(learning_rate)
    return build(terms, PICTURE, config, label, optimizer=optimizer, adam=adam)


def start_run(out, config, optimizer='adam', steps=6, graph=None, generator=optimize.steps,
              callback=None,
              start=NOISE, **output):  # fmt: skip
    """A run of one stage in `out`; returns the image as the session left it."""
    output = folder.Output(str(out), quiet=True, arguments={'steps': steps}, **output)
    graph = graph or graph_of(config, optimizer)
    with loop.Run(output, config, steps, callback) as run:
        for stage in run.pending([loop.Stage('', 0, steps)]):
            with loop.session(graph, config) as sess:
                run.stage(sess, graph, stage, generator, ('white_noise', start))
                return sess.run(graph.image)


def events(out):
    """All summaries of a folder's event files: {tag: {step: value}}."""
    found = {}
    for path in glob.glob(os.path.join(out, 'events.out.*')):
        for event in tf.train.summary_iterator(path):
            for value in event.summary.value:
                found.setdefault(value.tag, {})[event.step] = value
    return found


def test_folder(tmp_path, random_config):
    """Catches a file that is missing, left over, or named otherwise."""
    start_run(tmp_path / 'r', random_config, image_every=3)
    assert {name for name in os.listdir(tmp_path / 'r') if 'events' not in name} == {
        'final.png', 'image_00000.png', 'image_00003.png', 'image_00006.png', 'loss.csv',
        'loss.png', 'config.json', 'state',
    }  # fmt: skip
    last = pixels(tmp_path / 'r/image_00006.png')  # the best one, too: the loss falls
    np.testing.assert_array_equal(pixels(tmp_path / 'r/final.png'), last)
    assert not glob.glob(str(tmp_path / 'r' / '.*'))


def test_two_states_are_kept(tmp_path, random_config):
    """Catches a disk that fills with states, and a single one, which may be the damaged one."""
    start_run(tmp_path / 'r', random_config, image_every=1)
    kept = {name for name in os.listdir(tmp_path / 'r/state') if name.endswith('.index')}
    assert kept == {'run.ckpt-5.index', 'run.ckpt-6.index'}


def test_loss_csv_holds_every_term(tmp_path, random_config):
    """Catches a missing term, a missing step, and losses that are not the graph's."""
    graph = graph_of(random_config)
    start_run(tmp_path / 'r', random_config, graph=graph, log_every=2)
    with open(tmp_path / 'r/loss.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    assert [row['step'] for row in rows] == ['0', '2', '4', '6']
    assert list(rows[0]) == ['step', *graph.losses]
    totals = [float(row['total']) for row in rows]
    assert totals == sorted(totals, reverse=True)
    np.testing.assert_allclose(
        totals, [float(r['content/total']) + float(r['style/total']) for r in rows], rtol=1e-5
    )


def test_config_is_enough_to_repeat(tmp_path, random_config):
    """Catches a config without the weights' hash or the versions."""
    start_run(tmp_path / 'r', random_config)
    config = json.loads((tmp_path / 'r/config.json').read_text())
    assert config['arguments'] == {'steps': 6}
    assert len(config['weights']['sha256']) == 64
    assert config['versions']['tensorflow'] == tf.__version__


def test_tensorboard_shows_what_was_saved(tmp_path, random_config):
    """Catches TensorBoard's rescaling of floats, and scalars that differ from loss.csv."""
    graph = graph_of(random_config)
    start_run(tmp_path / 'r', random_config, graph=graph, image_every=3)
    found = events(tmp_path / 'r')
    assert set(found) == {'image/image', *(f'loss/{name}' for name in graph.losses)}
    for step in (0, 3, 6):
        encoded = found['image/image'][step].image.encoded_image_string
        (tmp_path / 'shown.png').write_bytes(encoded)
        np.testing.assert_array_equal(
            pixels(tmp_path / 'shown.png'), pixels(tmp_path / f'r/image_{step:05d}.png')
        )
    rows = folder.read_losses(tmp_path / 'r')
    for name in graph.losses:
        shown = [found[f'loss/{name}'][row['step']].simple_value for row in rows]
        np.testing.assert_allclose(shown, [row[name] for row in rows], rtol=1e-6)


def test_tensorboard_follows_a_run_that_goes_on(tmp_path, random_config, monkeypatch):
    """Catches summaries that stay in a buffer until the run has ended."""
    seen, save = [], state.save

    def look(sess, saver, out, step):  # comes after the picture
        seen.append(sorted(events(out).get('image/image', {})))
        save(sess, saver, out, step)

    monkeypatch.setattr(state, 'save', look)
    start_run(tmp_path / 'r', random_config, image_every=3)
    assert seen[:3] == [[0], [0, 3], [0, 3, 6]]


def test_event_file_is_small_and_holds_the_graph(tmp_path, random_config):
    """Catches the targets' values in the event file: a graph to look at needs none."""
    start_run(tmp_path / 'r', random_config)
    (path,) = glob.glob(str(tmp_path / 'r/events.out.*'))
    assert os.path.getsize(path) < 200_000
    graph_defs = [e.graph_def for e in tf.train.summary_iterator(path) if e.graph_def]
    shown = tf.GraphDef.FromString(graph_defs[0])
    assert {node.name.split('/')[0] for node in shown.node} >= {'image', 'vgg_19', 'loss'}


def test_second_run_is_refused(tmp_path, random_config):
    """Catches a run that destroys another, and --overwrite that removes foreign files."""
    start_run(tmp_path / 'r', random_config)
    before = sorted(os.listdir(tmp_path / 'r'))
    with pytest.raises(UserError, match='holds a run already: resume it, overwrite it or'):
        start_run(tmp_path / 'r', random_config)
    assert sorted(os.listdir(tmp_path / 'r')) == before
    (tmp_path / 'r/notes.txt').write_text('mine')
    start_run(tmp_path / 'r', random_config, steps=2, overwrite=True)
    assert (tmp_path / 'r/notes.txt').read_text() == 'mine'
    assert not os.path.exists(tmp_path / 'r/image_00006.png')
    assert len(folder.read_losses(tmp_path / 'r')) == 3
    assert len(glob.glob(str(tmp_path / 'r/events.out.*'))) == 1


def test_clearing_leaves_no_empty_folders(tmp_path):
    """Catches a folder of passes that stays, empty, and a person's own picture that goes."""
    for place in ('passes/1', 'passes/2', 'frames', 'state'):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / '00001.png').touch()
    (tmp_path / 'frames/mine.png').touch()
    folder.clear(str(tmp_path))
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob('*'))
    assert left == ['frames', 'frames/mine.png']


def test_foreign_folder_and_nothing_to_resume(tmp_path):
    """Catches --overwrite on somebody's photographs."""
    (tmp_path / 'photo.jpg').touch()
    for overwrite in (False, True):
        with pytest.raises(UserError, match='files that do not belong to a run: choose another'):
            folder.check(folder.Output(str(tmp_path), overwrite=overwrite))
    with pytest.raises(UserError, match='holds no run to resume'):
        folder.check(folder.Output(str(tmp_path), resume=True))
    assert os.listdir(tmp_path) == ['photo.jpg']


def test_two_runs_in_one_second_have_their_own_event_files(tmp_path):
    """Catches FileWriters that overwrite each other's file within one second."""
    with tf.Graph().as_default():
        for _ in range(2):
            tf.summary.FileWriter(str(tmp_path), filename_suffix=logbook.event_suffix()).close()
    assert len(os.listdir(tmp_path)) == 2


@pytest.mark.parametrize('optimizer', ['adam', 'lbfgs'])
def test_nothing_is_built_while_looping_and_the_network_is_untouched(
    tmp_path, random_config, optimizer, monkeypatch
):
    """Catches a graph that grows, and an optimiser that changes VGG-19."""
    graph = graph_of(random_config, optimizer)
    before = graph.graph.as_graph_def().SerializeToString(deterministic=True)
    names = ['vgg_19/conv1/conv1_1/weights', 'vgg_19/conv1/conv1_1/biases']
    reader = tf.train.NewCheckpointReader(random_config.checkpoint)
    held = {}
    save = state.save

    def spy(sess, *args):
        held.update({name: sess.run(f'{name}:0') for name in names})
        save(sess, *args)

    monkeypatch.setattr(state, 'save', spy)
    start_run(tmp_path / 'r', random_config, optimizer, graph=graph)
    assert graph.graph.as_graph_def().SerializeToString(deterministic=True) == before
    assert tf.get_default_graph().get_operations() == []
    for name in names:
        np.testing.assert_array_equal(held[name], reader.get_tensor(name))


def test_nan_keeps_the_last_good_image(tmp_path, random_config):
    """Catches a grey or black final.png, and a state full of NaN, after a divergence."""
    with pytest.raises(UserError, match='NaN or infinite at step .*last good image is .*final.png'):
        start_run(
            tmp_path / 'r',
            random_config,
            graph=graph_of(random_config, learning_rate=1e30),
            steps=20,
            image_every=1,
        )
    rows = folder.read_losses(tmp_path / 'r')
    assert rows and np.isfinite([row['total'] for row in rows]).all()
    assert pixels(tmp_path / 'r/final.png').shape == (20, 24, 3)


def test_converging_early_is_an_end_like_any_other(tmp_path, random_config):
    """Catches a run without its last picture, row and state when L-BFGS ends before `steps`."""

    def three_steps(sess, graph, last_step):
        yield from optimize.steps(sess, graph, 2)

    start_run(tmp_path / 'r', random_config, 'lbfgs', 100, generator=three_steps, log_every=10)
    assert [row['step'] for row in folder.read_losses(tmp_path / 'r')] == [0, 2]
    assert os.path.exists(tmp_path / 'r/image_00002.png')
    assert tf.train.latest_checkpoint(str(tmp_path / 'r/state')).endswith('run.ckpt-2')


def test_full_disk(tmp_path, random_config, monkeypatch):
    """Catches a traceback, and half-written files, when a write fails."""
    state_saver_fails = tf.errors.ResourceExhaustedError(None, None, 'No space left on device')

    def fail(*_args, **_kwargs):
        raise state_saver_fails

    monkeypatch.setattr(tf.train.Saver, 'save', fail)
    with pytest.raises(UserError, match='state cannot be written .*No space left.*free some space'):
        start_run(tmp_path / 'r', random_config)
    assert not glob.glob(str(tmp_path / 'r' / '.*'))


def test_a_failure_in_the_loop_surfaces(tmp_path, random_config):
    """Catches an exception that ends the run as if it had converged: no final.png, exit code 0."""

    def failing(sess, graph, last_step):
        yield from optimize.steps(sess, graph, 2)
        raise tf.errors.InternalError(None, None, 'the device is gone')

    with pytest.raises(tf.errors.InternalError, match='the device is gone'):
        start_run(tmp_path / 'r', random_config, 'lbfgs', generator=failing)


def test_callback_gets_steps_and_stops(tmp_path, random_config):
    """Catches a callback that is not called for each step, or whose False is not heard."""
    seen = []

    def callback(step):
        seen.append((step.step, step.losses['total'], step.image.shape))
        return len(seen) < 4

    start_run(tmp_path / 'r', random_config, steps=50, callback=callback)
    assert [step for step, *_ in seen] == [0, 1, 2, 3] and seen[0][2] == (1, 20, 24, 3)
    rows = folder.read_losses(tmp_path / 'r')
    assert [row['total'] for row in rows] == pytest.approx([total for _, total, _ in seen])


def test_without_a_folder_nothing_is_written(tmp_path, random_config, monkeypatch):
    """Catches a run from Python that leaves files behind."""
    monkeypatch.chdir(tmp_path)
    graph = graph_of(random_config)
    with loop.Run(folder.Output(quiet=True), random_config, 3) as run:
        for stage in run.pending([loop.Stage('', 0, 3)]):
            with loop.session(graph, random_config) as sess:
                run.stage(sess, graph, stage, optimize.steps, ('white_noise', NOISE))
    assert os.listdir(tmp_path) == [] and run.result.folder is None
    assert run.result.image.shape == (20, 24, 3) and run.result.steps == 4
    assert run.result._repr_png_().startswith(b'\x89PNG')


def test_adam_hands_out_its_best_image(tmp_path, random_config):
    """Catches the last image where an earlier one was better."""
    start_run(tmp_path / 'r', random_config, start=PICTURE, image_every=1)  # which is perfect
    rows = folder.read_losses(tmp_path / 'r')
    assert rows[0]['total'] < 1e-6 < rows[-1]['total']
    final, first, last = (
        pixels(tmp_path / 'r' / f'{name}.png') for name in ('final', 'image_00000', 'image_00006')
    )
    np.testing.assert_array_equal(final, first)
    assert (last != first).any()
