"""Runs that are stopped, killed and resumed: bit for bit, or refused in one sentence."""

import os
import signal

import numpy as np
import pytest
from conftest import pixels
from test_loop import start_run

from gatys_tf1.errors import Stopped, UserError
from gatys_tf1.run import folder, logbook
from gatys_tf1.tf1 import tf


def test_adam_resumes_bit_equal(tmp_path, random_config):
    """Catches lost Adam slots, a lost step, and an update done twice or not at all."""
    at_once = start_run(tmp_path / 'once', random_config, steps=12)
    start_run(tmp_path / 'halves', random_config, steps=6)
    halves = start_run(tmp_path / 'halves', random_config, steps=12, resume=True)
    np.testing.assert_array_equal(halves, at_once)
    assert (tmp_path / 'halves/loss.csv').read_text() == (tmp_path / 'once/loss.csv').read_text()


@pytest.mark.parametrize('optimizer', ['adam', 'lbfgs'])
def test_kill_and_resume(tmp_path, random_config, optimizer, monkeypatch):
    """Catches a state that needs a tidy end. Here the process is killed between two states."""
    at_once = start_run(tmp_path / 'once', random_config, optimizer, steps=12, image_every=4)

    class Killed(BaseException):
        pass

    row = logbook.Logbook.row

    def kill(log, step, *args):
        row(log, step, *args)
        if step == 7:
            raise Killed

    monkeypatch.setattr(logbook.Logbook, 'row', kill)
    monkeypatch.setattr(logbook.Logbook, 'close', lambda log: log._csv.close())
    with pytest.raises(Killed):
        start_run(tmp_path / 'killed', random_config, optimizer, steps=12, image_every=4)
    monkeypatch.undo()
    with open(tmp_path / 'killed/loss.csv', 'a') as file:
        file.write('8,12')  # a row cut short
    image = start_run(tmp_path / 'killed', random_config, optimizer, steps=12, resume=True)
    rows = folder.read_losses(tmp_path / 'killed')
    assert [row['step'] for row in rows] == list(range(13))
    np.testing.assert_array_equal(image, at_once)
    assert (tmp_path / 'killed/loss.csv').read_text() == (tmp_path / 'once/loss.csv').read_text()
    best = [pixels(tmp_path / name / 'final.png') for name in ('once', 'killed')]
    np.testing.assert_array_equal(*best)


def test_ctrl_c_stops_between_steps_and_saves(tmp_path, random_config, monkeypatch):
    """Catches an interrupt that loses the state, or that leaves a step half done."""
    row, sent = logbook.Logbook.row, []

    def interrupt(log, step, *args):
        row(log, step, *args)
        if step == 3 and not sent:
            sent.append(os.kill(os.getpid(), signal.SIGINT))

    monkeypatch.setattr(logbook.Logbook, 'row', interrupt)
    handler = signal.getsignal(signal.SIGINT)
    with pytest.raises(Stopped):
        start_run(tmp_path / 'r', random_config, steps=12)
    assert signal.getsignal(signal.SIGINT) is handler
    monkeypatch.undo()
    assert os.path.exists(tmp_path / 'r/final.png')
    stopped_at = folder.read_losses(tmp_path / 'r')[-1]['step']
    assert stopped_at in (3, 4)
    image = start_run(tmp_path / 'r', random_config, steps=12, resume=True)
    np.testing.assert_array_equal(image, start_run(tmp_path / 'once', random_config, steps=12))


def test_an_old_run_is_refused_in_one_sentence(tmp_path, random_config):
    """Catches a traceback for the state of a version that had no stages."""
    start_run(tmp_path / 'r', random_config)
    with tf.Graph().as_default(), tf.Session() as sess:
        step = tf.get_variable('train/step', initializer=np.int64(7))
        sess.run(step.initializer)
        tf.train.Saver().save(sess, str(tmp_path / 'r/state/run.ckpt'), global_step=7)
    with pytest.raises(UserError, match='made by an earlier version .* start a new run'):
        start_run(tmp_path / 'r', random_config, resume=True)


def test_a_state_of_other_settings_is_one_sentence(tmp_path, random_config):
    """Catches TensorFlow's traceback of a variable that is not in the state: L-BFGS after Adam."""
    start_run(tmp_path / 'r', random_config, 'adam', steps=1)
    with pytest.raises(
        UserError, match='saved by another version .* or with other settings: start'
    ):
        start_run(tmp_path / 'r', random_config, 'lbfgs', steps=2, resume=True)


def test_a_converged_run_that_is_resumed_has_a_result(tmp_path, random_config):
    """Catches a result that is missing because the optimiser takes no further step."""
    first = start_run(tmp_path / 'r', random_config, 'lbfgs', steps=3)

    def none_left(sess, graph, last_step):
        yield from ()

    start_run(tmp_path / 'r', random_config, 'lbfgs', 9, generator=none_left, resume=True)
    assert pixels(tmp_path / 'r/final.png').shape == first.shape[1:]


def test_the_meta_goes_on_without_this_project(tmp_path, random_checkpoint, random_config):
    """Catches a .meta that lacks what is needed: plain TensorFlow restores it and trains on."""
    start_run(tmp_path / 'r', random_config, steps=6)
    expected = start_run(tmp_path / 'once', random_config, steps=8)
    with tf.Graph().as_default(), tf.Session() as sess:
        saver = tf.train.import_meta_graph(str(tmp_path / 'r/state/graph.meta'))
        vgg = [v for v in tf.global_variables() if v.op.name.startswith('vgg_19/')]
        tf.train.Saver(vgg).restore(sess, random_checkpoint)
        saver.restore(sess, tf.train.latest_checkpoint(str(tmp_path / 'r/state')))
        assert sess.run('train/step:0') == 6
        for _ in range(2):
            sess.run('train/adam')
        np.testing.assert_array_equal(sess.run('image:0'), expected)
