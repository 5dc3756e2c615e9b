"""Runs on a worker: the same numbers, files on this side, and nothing shared."""

import glob
import os
import re
import signal
import socket
import time

import numpy as np
import pytest
from conftest import ROOT, build, pixels, smooth_picture
from worker_process import workers

from gatys_tf1 import machine, optimize, transfer, vgg
from gatys_tf1.adain import api as adain
from gatys_tf1.batch import jobs
from gatys_tf1.cli import worker
from gatys_tf1.dream import api as dream
from gatys_tf1.errors import UserError, WorkerLost
from gatys_tf1.losses.gatys import content_term, style_term
from gatys_tf1.losses.styles import Style
from gatys_tf1.run import folder, state
from gatys_tf1.run.folder import Output
from gatys_tf1.run.stages import Settings
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint
from gatys_tf1.workers import confine

PICTURE, STYLE = smooth_picture(32, 40), smooth_picture(24, 32, seed=5)
TERMS = [
    content_term(PICTURE, {'conv2_2': 1.0}),
    style_term([Style(STYLE)], {'conv1_1': None, 'conv2_1': None}, 0.1),
]


@pytest.fixture(scope='module')
def worker_and_target():
    with workers() as (found,):
        yield found


@pytest.fixture
def target(worker_and_target):
    process, its_target = worker_and_target
    assert process.poll() is None, 'the last test of this file has killed it'
    return its_target


def optimise(config, steps, out=None, callback=None, **output):
    """A style transfer of `steps` steps, whose state is saved at every second."""
    its_output = Output(out and str(out), image_every=2, quiet=True, **output)
    settings = Settings(config, (steps,))
    return transfer.optimize_image(
        TERMS, ('content_image', PICTURE), settings, its_output, callback
    )


def variables(out):
    """What the newest state of a run holds."""
    reader = tf.train.NewCheckpointReader(state.latest(str(out)))
    return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}


@pytest.fixture(scope='module')
def whole(random_checkpoint, tmp_path_factory):
    """The folder of a run of eight steps in this process."""
    out = tmp_path_factory.mktemp('runs') / 'here'
    optimise(vgg.Config(random_checkpoint), 8, out)
    return out


def test_a_worker_makes_the_same_run(whole, target, random_config, tmp_path):
    """Catches weights that stay at zero, a graph of its own, a state on the worker's disk."""
    out = tmp_path / 'there'
    optimise(random_config._replace(target=target), 8, out)
    np.testing.assert_array_equal(pixels(out / 'final.png'), pixels(whole / 'final.png'))
    assert folder.read_losses(out) == folder.read_losses(whole)
    assert sorted(os.listdir(out / 'state')) == sorted(os.listdir(whole / 'state'))
    assert (out / 'state/graph.meta').read_bytes() == (whole / 'state/graph.meta').read_bytes()
    here, there = variables(whole), variables(out)
    assert here.keys() == there.keys()
    for name, value in here.items():
        np.testing.assert_array_equal(there[name], value, name)


@pytest.mark.parametrize('first, second', [(True, False), (False, True)])
def test_a_run_moves(whole, target, random_config, tmp_path, first, second):
    """Catches a state that only the side which wrote it can read, or that lacks L-BFGS' memory."""
    for steps, there, resume in ((4, first, False), (8, second, True)):
        config = random_config._replace(target=target if there else '')
        optimise(config, steps, tmp_path / 'r', resume=resume)
    assert folder.read_losses(tmp_path / 'r') == folder.read_losses(whole)
    np.testing.assert_array_equal(pixels(tmp_path / 'r/final.png'), pixels(whole / 'final.png'))


def test_runs_on_one_worker_do_not_meet(target, random_config):
    """Catches variables of one name shared by the sessions of a server, as TensorFlow has it."""
    graph = build(TERMS, PICTURE, random_config)
    config = random_config._replace(target=target)

    def steps(image):
        sess = machine.session(graph.graph, config.target)
        checkpoint.initialise(sess, graph.ends.init_op, graph.ends.vgg_saver, config.checkpoint)
        sess.run(graph.assigns['image'], {graph.pixels: image})
        for step in optimize.steps(sess, graph, 5):
            yield step.losses['total']
        sess.close()

    start = smooth_picture(32, 40, seed=9)
    alone = list(steps(PICTURE)), list(steps(start))
    both = list(zip(steps(PICTURE), steps(start)))
    assert tuple(map(list, zip(*both))) == alone
    assert alone[0] != alone[1]


def test_everything_else_runs_there(target, random_config, decoder):
    """Catches a session that was left in this process: there, it would not need the worker."""
    here, there = random_config, random_config._replace(target=target)
    opened, original = [], machine.session

    def session(graph=None, target=''):
        opened.append(target)
        return original(graph, target)

    pytest.MonkeyPatch().setattr(machine, 'session', session)
    try:
        for function in (
            lambda c: dream.deep_dream(PICTURE[0], 'conv2_1', size=32, steps=1, config=c).image,
            lambda c: adain.stylize(PICTURE[0], STYLE[0], decoder=decoder, config=c).image,
            lambda c: vgg.representation(PICTURE, ['conv2_2'], c)['conv2_2'],
            lambda c: transfer.measure(TERMS, c, tile=16)[1][0]['conv1_1'],
        ):
            expected, opened[:] = function(here), []
            np.testing.assert_array_equal(function(there), expected)
            assert opened and set(opened) == {target}
    finally:
        machine.session = original


def test_bfloat16_runs_there(target, random_config):
    """Catches convolutions fused with their biases, which a server's CPU cannot run in bfloat16."""
    config = random_config._replace(precision='bfloat16')
    here = vgg.representation(PICTURE, ['conv2_2'], config)['conv2_2']
    there = vgg.representation(PICTURE, ['conv2_2'], config._replace(target=target))['conv2_2']
    assert np.linalg.norm(there - here) < 0.02 * np.linalg.norm(here)


def test_a_session_is_closed_once(target, monkeypatch):
    """Catches a process that hangs at its end: Python closes a session that it collects again."""
    calls, original = [], machine._watched
    first, second = (machine.session(tf.Graph(), target) for _ in range(2))
    monkeypatch.setattr(machine, '_watched', lambda *args: calls.append(1) or original(*args))
    first.close()
    first.close()
    assert len(calls) == 1
    monkeypatch.setattr(machine.sys, 'is_finalizing', lambda: True)
    second.close()
    monkeypatch.undo()
    assert len(calls) == 1
    second.close()


def test_every_session_can_be_there():
    """Catches a session opened past `machine.session`: not every command is run there by a test."""
    opening = set()
    for path in glob.glob('**/*.py', root_dir=os.path.join(ROOT, 'gatys_tf1'), recursive=True):
        with open(os.path.join(ROOT, 'gatys_tf1', path), encoding='utf-8') as file:
            code = re.sub(r'#.*', '', file.read())
            if 'tf.Session(' in code and not path.startswith('gotchas/'):
                opening.add(path)
    here = {'weights/transport.py', 'weights/manifest.py'}  # files are this machine's
    here |= {'adain/export.py', 'adain/training.py', 'cli/gotcha_new.py'}  # have no target
    assert opening == here | {'machine.py'}


@pytest.mark.parametrize('command', [
    'style_transfer', 'content_reconstruction', 'style_reconstruction', 'style_video', 'deep_dream',
    'class_visualization', 'feature_inversion', 'adain_stylize', 'serve', 'visualize filters',
    'sweep style --vary seed=0',
])  # fmt: skip
def test_every_command_has_targets(command, script):
    """Catches a command that cannot be told where to run, and a port without its scheme."""
    code, _, err = script(*command.split(), '--target', 'host:2222')
    assert code == 2 and 'host:2222 is not grpc://HOST:PORT, nor local' in err


def test_a_sweep_takes_several(script, monkeypatch, tmp_path):
    """Catches targets that a sweep hands to each run instead of keeping each busy."""
    given = []
    monkeypatch.setattr(jobs, 'run_jobs', lambda *args: given.append(args) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        script('sweep', 'style', '--vary', 'seed=0,1', '--out', tmp_path / 's', '--quiet',
               '--target', 'grpc://a:1', 'local')  # fmt: skip
    ((batch, _, targets, _),) = given
    assert targets == ['grpc://a:1', ''] and '--target' not in batch[0].arguments


def test_a_worker_is_for_this_machine(target):
    """Catches TensorFlow's default: a server that listens on every interface."""
    port = int(target.rpartition(':')[2])
    socket.create_connection(('127.0.0.1', port), 2).close()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(('192.0.2.1', 9))  # sends nothing; finds the address of the way there
        except OSError:
            pytest.skip('this machine has no address but localhost')
        own = probe.getsockname()[0]
    with pytest.raises(OSError):
        socket.create_connection((own, port), 2).close()


def test_a_server_that_cannot_be_confined(monkeypatch):
    """Catches a port that stays open to the network where the system cannot close it."""
    with socket.socket() as other:
        other.bind(('127.0.0.1', 0))  # does not listen
        with pytest.raises(UserError, match='cannot confine it to localhost'):
            confine(other.getsockname()[1])


@pytest.mark.parametrize('command', ['worker', 'serve'])
@pytest.mark.parametrize('port', [65536, 99999, -1])
def test_no_such_port(script, command, port):
    """Catches a server that listens on another port than it says, as TensorFlow's does."""
    code, out, err = script(command, '--port', port)
    assert code == 2 and not out and f'--port: {port} is ' in err


def test_a_port_in_use(script):
    """Catches TensorFlow's traceback, and a worker that does not warn."""
    with socket.socket() as other:
        other.bind(('', 0))
        other.listen()
        code, out, err = script('worker', '--port', other.getsockname()[1])
    assert code == 2 and 'it is in use, choose another --port' in err and err.count('\n') == 1
    assert 'no authentication' in out and 'EVERY' not in out


def test_a_worker_for_others(script, monkeypatch):
    """Catches a worker that opens to the network without saying so, or for the wrong host."""
    monkeypatch.setattr(worker.workers, 'start', lambda port, host: (None, f'grpc://{host}:{port}'))
    monkeypatch.setattr(worker.signal, 'pause', lambda: None)
    code, out, _ = script('worker', '--host', 'gpu7', '--port', '7000')
    assert code == 0 and 'EVERY network interface' in out
    assert out.splitlines()[-1].split() == ['--target', 'grpc://gpu7:7000']


# --- workers that are not there ------------------------------------------------------------------


def test_no_worker(script, photo, random_checkpoint, tmp_path):
    """Catches a client that waits for ever, and a folder that is left behind."""
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(('127.0.0.1', 0))
        target = f'grpc://127.0.0.1:{taken.getsockname()[1]}'
        start = time.monotonic()
        code, _, err = script('style_transfer', '--content', photo, '--style', photo, '--steps', 1,
                              '--size', 32, '--checkpoint', random_checkpoint, '--target', target,
                              '--out', tmp_path / 'r')  # fmt: skip
    assert code == 2 and time.monotonic() - start < 20
    assert err == (
        f'error: no worker answers at {target} (nothing listens there): start one there, check '
        'the address, or leave the target out\n'
    )
    assert not (tmp_path / 'r').exists()


def test_another_server(monkeypatch):
    """Catches a client that waits for ever for something that accepts connections."""
    monkeypatch.setattr(machine, 'ANSWER', 1)
    with socket.socket() as other:
        other.bind(('127.0.0.1', 0))
        other.listen()
        with pytest.raises(UserError, match='does not answer as a TensorFlow server'):
            machine.session(tf.Graph(), f'grpc://127.0.0.1:{other.getsockname()[1]}')


@pytest.mark.parametrize(
    'target', ['localhost:2222', 'grpc://localhost', 'grpc://:22', 'http://a:1']
)
def test_no_address(target, script):
    """Catches an address that TensorFlow would take for a file or a local session."""
    with pytest.raises(UserError, match='is not an address: give it as grpc://HOST:PORT'):
        machine.session(tf.Graph(), target)
    code, _, err = script('deep_dream', '--target', target)
    assert code == 2 and f'{target} is not grpc://HOST:PORT, nor local' in err


def test_a_worker_is_suspended(random_config, tmp_path, monkeypatch):
    """Catches a run that waits an hour, since the system accepts connections for the process."""
    monkeypatch.setattr(machine, 'LOOK', 0.3)
    with workers() as ((process, target),):

        def suspend(step):
            if step.step == 1:
                process.send_signal(signal.SIGSTOP)

        with pytest.raises(WorkerLost, match='no longer answers: the last saved state is kept'):
            optimise(random_config._replace(target=target), 8, tmp_path / 'r', suspend)
        assert process.poll() is None
    assert state.label_and_step(str(tmp_path / 'r')) == ('40x32 float32', 1)


def test_a_worker_is_killed(whole, worker_and_target, random_config, tmp_path):
    """Catches a run that hangs, one that loses its saved state, and one that cannot go on.

    The last test of this file: the others need the worker.
    """
    process, target = worker_and_target
    killed = []

    def kill(step):
        if step.step == 5:
            process.kill()
            process.wait()
            killed.append(time.monotonic())

    with pytest.raises(WorkerLost) as error:
        optimise(random_config._replace(target=target), 8, tmp_path / 'r', kill)
    assert time.monotonic() - killed[0] < 15
    assert str(error.value) == (
        f'the worker {target} no longer answers: the last saved state is kept; resume with another '
        'target, or on this machine'
    )
    assert state.label_and_step(str(tmp_path / 'r')) == ('40x32 float32', 5)
    optimise(random_config, 8, tmp_path / 'r', resume=True)
    assert folder.read_losses(tmp_path / 'r') == folder.read_losses(whole)
    np.testing.assert_array_equal(pixels(tmp_path / 'r/final.png'), pixels(whole / 'final.png'))
