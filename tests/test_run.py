"""A run's folder: what is in it, going on, refusing, stopping, failing."""

import csv
import glob
import json
import os
import signal

import numpy as np
import PIL.Image
import pytest
from conftest import smooth_picture

from gatys_tf1 import folder, images, run, transfer
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf

PICTURE = smooth_picture(20, 24)
NOISE = images.white_noise(20, 24, 0)


def graph_of(network, optimizer='adam', learning_rate=10.0):
    """A content and style reconstruction of PICTURE at conv1_1."""
    content = transfer.content_representation(PICTURE, ['conv1_1'], network)
    style = transfer.style_representation(PICTURE, ['conv1_1'], network)
    return transfer.build(
        PICTURE.shape,
        network,
        {'conv1_1': transfer.Term(content['conv1_1'])},
        {'conv1_1': transfer.Term(style['conv1_1'])},
        optimizer=optimizer,
        learning_rate=learning_rate,
    )


def start_run(out, network, optimizer='adam', steps=6, **kwargs):
    """A run as the scripts make it, in `out`."""
    overwrite = kwargs.pop('overwrite', False)
    out = folder.new(str(out), kwargs.pop('resume', False), overwrite)
    if overwrite:
        folder.clear(out)
    folder.write_config(out, {'steps': steps}, network)
    graph = kwargs.pop('graph', None) or graph_of(network, optimizer)
    scales = [run.Scale(lambda: graph, steps)]
    return run.optimise(
        scales, network, ('white_noise', NOISE), out, optimizer, quiet=True, **kwargs
    )


def events(out):
    """All summaries of a folder's event files: {tag: {step: value}}."""
    found = {}
    for path in glob.glob(os.path.join(out, 'events.out.*')):
        for event in tf.train.summary_iterator(path):
            for value in event.summary.value:
                found.setdefault(value.tag, {})[event.step] = value
    return found


def pixels(path):
    with PIL.Image.open(path) as picture:
        return np.asarray(picture)


def test_folder(tmp_path, random_network):
    """Catches a file that is missing, left over, or named otherwise."""
    image = start_run(tmp_path / 'r', random_network, image_every=3)
    assert {name for name in os.listdir(tmp_path / 'r') if 'events' not in name} == {
        'final.png', 'image_00000.png', 'image_00003.png', 'image_00006.png', 'loss.csv',
        'loss.png', 'config.json', 'state',
    }  # fmt: skip
    np.testing.assert_array_equal(pixels(tmp_path / 'r/final.png'), images.to_uint8(image)[0])
    assert not glob.glob(str(tmp_path / 'r' / '.*'))


def test_loss_csv_holds_every_term(tmp_path, random_network):
    """Catches a missing term, a missing step, and losses that are not the graph's."""
    graph = graph_of(random_network)
    start_run(tmp_path / 'r', random_network, graph=graph, log_every=2)
    with open(tmp_path / 'r/loss.csv', newline='') as file:
        rows = list(csv.DictReader(file))
    assert [row['step'] for row in rows] == ['0', '2', '4', '6']
    assert list(rows[0]) == ['step', *graph.losses]
    totals = [float(row['total']) for row in rows]
    assert totals == sorted(totals, reverse=True)
    np.testing.assert_allclose(
        totals, [float(r['content/total']) + float(r['style/total']) for r in rows], rtol=1e-5
    )


def test_config_is_enough_to_repeat(tmp_path, random_network):
    """Catches a config without the weights' hash or the versions."""
    start_run(tmp_path / 'r', random_network)
    config = json.loads((tmp_path / 'r/config.json').read_text())
    assert config['arguments'] == {'steps': 6}
    assert len(config['weights']['sha256']) == 64
    assert config['versions']['tensorflow'] == tf.__version__


def test_tensorboard_shows_what_was_saved(tmp_path, random_network):
    """Catches TensorBoard's rescaling of floats, and scalars that differ from loss.csv."""
    graph = graph_of(random_network)
    start_run(tmp_path / 'r', random_network, graph=graph, image_every=3)
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


def test_tensorboard_follows_a_run_that_goes_on(tmp_path, random_network, monkeypatch):
    """Catches summaries that stay in a buffer until the run has ended."""
    seen, save_state = [], run.save_state

    def look(sess, graph, out, step):  # comes after the picture
        seen.append(sorted(events(out).get('image/image', {})))
        save_state(sess, graph, out, step)

    monkeypatch.setattr(run, 'save_state', look)
    start_run(tmp_path / 'r', random_network, image_every=3)
    assert seen[:3] == [[0], [0, 3], [0, 3, 6]]


def test_event_file_is_small_and_holds_the_graph(tmp_path, random_network):
    """Catches the targets' values in the event file: a graph to look at needs none."""
    start_run(tmp_path / 'r', random_network)
    (path,) = glob.glob(str(tmp_path / 'r/events.out.*'))
    assert os.path.getsize(path) < 150_000
    graph_defs = [e.graph_def for e in tf.train.summary_iterator(path) if e.graph_def]
    shown = tf.GraphDef.FromString(graph_defs[0])
    assert {node.name.split('/')[0] for node in shown.node} >= {'image', 'vgg_19', 'loss'}


def test_adam_resumes_bit_equal(tmp_path, random_network):
    """Catches lost Adam slots, a lost step, and an update done twice or not at all."""
    at_once = start_run(tmp_path / 'once', random_network, steps=12)
    start_run(tmp_path / 'halves', random_network, steps=6)
    halves = start_run(tmp_path / 'halves', random_network, steps=12, resume=True)
    np.testing.assert_array_equal(halves, at_once)
    assert (tmp_path / 'halves/loss.csv').read_text() == (tmp_path / 'once/loss.csv').read_text()


@pytest.mark.parametrize('optimizer', ['adam', 'lbfgs'])
def test_kill_and_resume(tmp_path, random_network, optimizer, monkeypatch):
    """Catches a state that needs a tidy end. Here the process is killed between two states."""
    at_once = start_run(tmp_path / 'once', random_network, optimizer, steps=12, image_every=4)

    class Killed(BaseException):
        pass

    scalars = run._Log.scalars

    def kill(log, sess, step):
        scalars(log, sess, step)
        if step.step == 7:
            raise Killed

    monkeypatch.setattr(run._Log, 'scalars', kill)
    monkeypatch.setattr(run._Log, 'close', lambda log: log._csv.close())
    with pytest.raises(Killed):
        start_run(tmp_path / 'killed', random_network, optimizer, steps=12, image_every=4)
    monkeypatch.undo()
    with open(tmp_path / 'killed/loss.csv', 'a') as file:
        file.write('8,12')  # a row cut short
    image = start_run(tmp_path / 'killed', random_network, optimizer, steps=12, resume=True)
    rows = folder.read_losses(tmp_path / 'killed')
    assert [row['step'] for row in rows] == list(range(13))
    if optimizer == 'adam':
        np.testing.assert_array_equal(image, at_once)
    else:  # the curvature is lost, but neither the image nor the count
        assert rows[5]['total'] <= rows[4]['total']
        assert rows[12]['total'] < 0.5 * rows[4]['total']


def test_second_run_is_refused(tmp_path, random_network):
    """Catches a run that destroys another, and --overwrite that removes foreign files."""
    start_run(tmp_path / 'r', random_network)
    before = sorted(os.listdir(tmp_path / 'r'))
    with pytest.raises(UserError, match='holds a run already: give --resume, --overwrite or'):
        start_run(tmp_path / 'r', random_network)
    assert sorted(os.listdir(tmp_path / 'r')) == before
    (tmp_path / 'r/notes.txt').write_text('mine')
    start_run(tmp_path / 'r', random_network, steps=2, overwrite=True)
    assert (tmp_path / 'r/notes.txt').read_text() == 'mine'
    assert not os.path.exists(tmp_path / 'r/image_00006.png')
    assert len(folder.read_losses(tmp_path / 'r')) == 3
    assert len(glob.glob(str(tmp_path / 'r/events.out.*'))) == 1


def test_foreign_folder_and_nothing_to_resume(tmp_path):
    """Catches --overwrite on somebody's photographs."""
    (tmp_path / 'photo.jpg').touch()
    for flags in ({}, {'overwrite': True}):
        with pytest.raises(UserError, match='files that are not of a run: choose another folder'):
            folder.new(str(tmp_path), **flags)
    with pytest.raises(UserError, match='holds no run to resume'):
        folder.new(str(tmp_path), resume=True)
    assert os.listdir(tmp_path) == ['photo.jpg']


def test_two_runs_in_one_second_have_their_own_event_files(tmp_path):
    """Catches FileWriters that overwrite each other's file within one second."""
    with tf.Graph().as_default():
        for _ in range(2):
            tf.summary.FileWriter(str(tmp_path), filename_suffix=run.event_suffix()).close()
    assert len(os.listdir(tmp_path)) == 2


def test_nothing_is_built_while_looping_and_the_network_is_untouched(tmp_path, random_network):
    """Catches a graph that grows, and an optimiser that changes VGG-19."""
    graph = graph_of(random_network)
    before = graph.graph.as_graph_def().SerializeToString(deterministic=True)
    names = ['vgg_19/conv1/conv1_1/weights', 'vgg_19/conv1/conv1_1/biases']
    reader = tf.train.NewCheckpointReader(random_network.checkpoint)
    held = {}
    save_state = run.save_state

    def spy(sess, *args):
        held.update({name: sess.run(f'{name}:0') for name in names})
        save_state(sess, *args)

    run.save_state, kept = spy, run.save_state
    try:
        start_run(tmp_path / 'r', random_network, graph=graph)
    finally:
        run.save_state = kept
    assert graph.graph.as_graph_def().SerializeToString(deterministic=True) == before
    assert tf.get_default_graph().get_operations() == []
    for name in names:
        np.testing.assert_array_equal(held[name], reader.get_tensor(name))


def test_nan_keeps_the_last_good_image(tmp_path, random_network):
    """Catches a grey or black final.png, and a state full of NaN, after a divergence."""
    with pytest.raises(UserError, match='NaN or infinite at step .*last good image is .*final.png'):
        start_run(
            tmp_path / 'r',
            random_network,
            graph=graph_of(random_network, learning_rate=1e30),
            steps=20,
            image_every=1,
        )
    rows = folder.read_losses(tmp_path / 'r')
    assert rows and np.isfinite([row['total'] for row in rows]).all()
    assert pixels(tmp_path / 'r/final.png').shape == (20, 24, 3)


def test_ctrl_c_stops_between_steps_and_saves(tmp_path, random_network, monkeypatch):
    """Catches an interrupt that loses the state, or that leaves a step half done."""
    scalars, sent = run._Log.scalars, []

    def interrupt(log, sess, step):
        scalars(log, sess, step)
        if step.step == 3 and not sent:
            sent.append(os.kill(os.getpid(), signal.SIGINT))

    monkeypatch.setattr(run._Log, 'scalars', interrupt)
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(run.Stopped):
        start_run(tmp_path / 'r', random_network, steps=12)
    assert signal.getsignal(signal.SIGINT) is handler
    monkeypatch.undo()
    assert os.path.exists(tmp_path / 'r/final.png')
    stopped_at = folder.read_losses(tmp_path / 'r')[-1]['step']
    assert stopped_at in (3, 4)
    image = start_run(tmp_path / 'r', random_network, steps=12, resume=True)
    np.testing.assert_array_equal(image, start_run(tmp_path / 'once', random_network, steps=12))


def test_converging_early_is_an_end_like_any_other(tmp_path, random_network, monkeypatch):
    """Catches a run without its last picture, row and state when L-BFGS ends before `steps`."""

    def three_steps(sess, graph, last_step):
        yield from run.optimize.lbfgs(sess, graph, 2)

    monkeypatch.setitem(run.OPTIMIZERS, 'lbfgs', three_steps)
    start_run(tmp_path / 'r', random_network, 'lbfgs', steps=100, log_every=10)
    assert [row['step'] for row in folder.read_losses(tmp_path / 'r')] == [0, 2]
    assert os.path.exists(tmp_path / 'r/image_00002.png')
    assert tf.train.latest_checkpoint(str(tmp_path / 'r/state')).endswith('run.ckpt-2')


def test_full_disk(tmp_path, random_network, monkeypatch):
    """Catches a traceback, and half-written files, when a write fails."""
    state_saver_fails = tf.errors.ResourceExhaustedError(None, None, 'No space left on device')

    def fail(*_args, **_kwargs):
        raise state_saver_fails

    monkeypatch.setattr(tf.train.Saver, 'save', fail)
    with pytest.raises(UserError, match='state cannot be written .*No space left.*free some space'):
        start_run(tmp_path / 'r', random_network)
    assert not glob.glob(str(tmp_path / 'r' / '.*'))
    assert os.path.exists(tmp_path / 'r/final.png')


def test_the_meta_goes_on_without_this_project(tmp_path, random_checkpoint, random_network):
    """Catches a .meta that lacks what is needed: plain TensorFlow restores it and trains on."""
    start_run(tmp_path / 'r', random_network, steps=6)
    expected = start_run(tmp_path / 'once', random_network, steps=8)
    with tf.Graph().as_default(), tf.Session() as sess:
        saver = tf.train.import_meta_graph(str(tmp_path / 'r/state/graph.meta'))
        vgg = [v for v in tf.global_variables() if v.op.name.startswith('vgg_19/')]
        tf.train.Saver(vgg).restore(sess, random_checkpoint)
        saver.restore(sess, tf.train.latest_checkpoint(str(tmp_path / 'r/state')))
        assert sess.run('train/step:0') == 6
        for _ in range(2):
            sess.run('train/adam')
        np.testing.assert_array_equal(sess.run('image:0'), expected)
