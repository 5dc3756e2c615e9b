"""Several workers train one decoder: the same numbers as one, and whoever dies is waited for."""

import argparse
import json
import os
import re
import signal
import socket
import sys

import adain_data
import numpy as np
import pytest
from cluster_processes import cluster

from gatys_tf1 import vgg, workers
from gatys_tf1.adain import decoder_file, network, replicas, training_graph
from gatys_tf1.cli import adain_train
from gatys_tf1.cli import cluster as cluster_flags
from gatys_tf1.run import folder, state
from gatys_tf1.tf1 import tf

STEPS = 8


@pytest.fixture(scope='module')
def flags(tmp_path_factory, random_checkpoint):
    """The flags of a small training."""
    place = tmp_path_factory.mktemp('pictures')
    contents, styles = adain_data.save_photos(place)
    return [
        '--content-images', contents, '--style-images', styles, '--checkpoint', random_checkpoint,
        '--batch', 4, '--crop', 16, '--shorter-side', 24, '--precision', 'float32', '--log-every',
        1, '--save-every', 2,
    ]  # fmt: skip


@pytest.fixture(scope='module')
def alone(flags, tmp_path_factory):
    """The folder of a training in one process."""
    out = tmp_path_factory.mktemp('alone') / 'r'
    train_here(*flags, '--steps', STEPS, '--out', out)
    return out


def train_here(*flags):
    """Trains in this process, which has TensorFlow already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, 'argv', ['adain_train.py', *map(str, flags), '--quiet'])
        adain_train.main()


def assert_alike(out, other):
    """The same losses and the same decoder, but for the order in which float32 numbers are added.

    Adam divides by the root of the squared gradient, so rounding can turn the first step of a
    weight whose gradient is almost nothing.
    """
    rows, expected = folder.read_losses(out), folder.read_losses(other)
    assert [row['step'] for row in rows] == [row['step'] for row in expected]
    for row, expected_row in zip(rows, expected):
        for name, value in expected_row.items():
            assert row[name] == pytest.approx(value, rel=1e-3), (row['step'], name)
    values = [decoder_file.load(path) for path in (out, other)]
    for name in network.decoder_shapes():
        assert np.mean(np.abs(values[0][name] - values[1][name])) < 1e-5, name


def inputs():
    pair = [tf.placeholder(tf.float32, [2, 16, 16, 3]) for _ in range(2)]
    return pair, None


def test_two_workers_reach_what_one_reaches(flags, alone, tmp_path):
    """Catches gradients that are added and not averaged, samples that are seen twice or never,
    losses of the chief's share alone, a worker that gets ahead, and one that never ends.
    """  # fmt: skip
    with cluster([*flags, '--steps', STEPS, '--out', tmp_path / 'r'], tmp_path) as tasks:
        for task in ('ps:0', 'worker:1', 'worker:0'):
            tasks.start(task)
        assert tasks.wait('worker:0') == 0, tasks.log('worker:0')
        assert tasks.wait('worker:1') == 0, tasks.log('worker:1')
        assert tasks.end('ps:0', signal.SIGTERM) == 143
        assert f'had {STEPS} updates' in tasks.log('worker:1')
    assert_alike(tmp_path / 'r', alone)
    names = set(os.listdir(alone)) - {n for n in os.listdir(alone) if n.startswith('events')}
    assert names <= set(os.listdir(tmp_path / 'r'))
    # Either goes on with what the other has saved.
    train_here('--resume', '--out', tmp_path / 'r', '--steps', STEPS + 1)
    assert folder.read_losses(tmp_path / 'r')[-1]['step'] == STEPS


def step_of(out):
    found = state.latest(out)
    return int(found.rpartition('-')[2]) if found else 0


@pytest.mark.slow
@pytest.mark.parametrize('victim', ['worker:1', 'worker:0', 'ps:0'])
def test_a_task_is_killed(flags, tmp_path, victim):
    """Catches others that end or hang, an update that is lost or done twice, and a worker that
    goes on alone with its half of the pictures.
    """  # fmt: skip
    steps = 20
    out = tmp_path / 'r'
    with cluster([*flags, '--steps', steps, '--out', out], tmp_path) as tasks:
        for task in ('ps:0', 'worker:1', 'worker:0'):
            tasks.start(task)
        tasks.until(lambda: step_of(out) >= 4)
        assert tasks.end(victim) == -signal.SIGKILL
        reached = step_of(out)
        assert reached < steps
        tasks.start(victim, *(['--resume'] if victim == 'worker:0' else []))
        assert tasks.wait('worker:0') == 0, tasks.log('worker:0')
        assert tasks.wait('worker:1') == 0, tasks.log('worker:1')
    assert [row['step'] for row in folder.read_losses(out)] == list(range(steps))
    train_here(*flags, '--steps', steps, '--out', tmp_path / 'once')
    rows, expected = folder.read_losses(out), folder.read_losses(tmp_path / 'once')
    for row, expected_row in zip(rows, expected):
        assert row['total'] == pytest.approx(expected_row['total'], rel=0.05), row['step']


@pytest.mark.slow
@pytest.mark.parametrize('missing', [False, True])
def test_the_chief_is_stopped(flags, tmp_path, missing):
    """Catches a chief that waits for a worker that is gone, and workers that wait for the chief.

    In bfloat16, whose fused convolutions a server cannot compute on a CPU.
    """
    out = tmp_path / 'r'
    more = ['--precision', 'bfloat16', '--steps', 100_000, '--out', out]
    with cluster([*flags, *more], tmp_path) as tasks:
        for task in ('ps:0', 'worker:1', 'worker:0'):
            tasks.start(task)
        tasks.until(lambda: step_of(out) >= 4)
        if missing:
            tasks.end('worker:1')
        assert tasks.end('worker:0', signal.SIGTERM) == 143
        stopped = int(step_of(out))
        assert f'--out {out} --resume' in tasks.log('worker:0')
        if not missing:
            assert tasks.wait('worker:1') == 0
            assert f'had {stopped} updates' in tasks.log('worker:1')
        # On the same parameter server, with a worker that was not there before.
        for task in ('worker:1', 'worker:0'):
            tasks.start(task, '--resume', '--steps', stopped + 5)
        assert tasks.wait('worker:0') == 0, tasks.log('worker:0')
        assert tasks.wait('worker:1') == 0, tasks.log('worker:1')
    assert [row['step'] for row in folder.read_losses(out)] == list(range(stopped + 5))


def test_everything_has_its_place():
    """Catches weights of VGG-19 that travel in every step, and slots that do not stay."""
    task = workers.Task({'ps': ['a:1'], 'worker': ['b:1', 'c:1']}, 'worker', 1)
    replica = replicas.build(inputs, vgg.Config(), training_graph.Settings(), task)
    graph = replica.training.graph
    shared = {v.op.name: v.device for v in graph.get_collection(tf.GraphKeys.GLOBAL_VARIABLES)}
    assert set(shared.values()) == {'/job:ps/task:0'}
    assert {f'decoder/conv1_1/biases{slot}' for slot in ('', '/adam', '/adam_1')} <= set(shared)
    local = {v.op.name: v.device for v in graph.get_collection(tf.GraphKeys.LOCAL_VARIABLES)}
    assert set(local.values()) == {'/job:worker/task:1'}
    assert sum(name.startswith('vgg_19/') for name in local) == 18
    alone = training_graph.build(inputs)
    for training in (replica.training, alone):
        names = training.state_saver._var_list
        assert {'train/beta1_power', 'train/beta2_power', 'train/step'} <= set(names)
    assert set(replica.training.state_saver._var_list) == set(alone.state_saver._var_list)
    for op in graph.get_operations():
        if re.match(r'Variable|ResourceConditional|FIFOQueue', op.type):
            assert op.device, op.name


# --- command lines -------------------------------------------------------------------------------

ALL = ['--ps', 'localhost:7001', '--workers', 'localhost:7002', 'localhost:7003']
CLUSTER = '{"cluster": {"ps": ["localhost:7001"], "worker": ["localhost:7002"]}'
REFUSALS = [
    (['--ps', 'localhost:7001'], '', '--ps needs --workers: give --ps, --workers and --task'),
    (ALL, '', '--ps needs --task'),
    (['--task', 'worker:0'], '', '--task needs --ps'),
    ([*ALL, '--task', 'worker:2'], '',
     'the task worker:2 is not in the cluster, which has ps:0, worker:0, worker:1: choose one'),
    ([*ALL, '--task', 'chief:0'], '', 'argument --task: chief:0 is not ps:0, worker:0, worker:1'),
    ([*ALL, '--task', 'worker'], '', 'argument --task: worker is not ps:0'),
    ([*ALL, '--task', 'worker:0', '--batch', '3'], '', '2 workers cannot share --batch 3'),
    (['--ps', 'localhost', '--workers', 'b:1', '--task', 'ps:0'], '',
     'argument --ps: localhost is not HOST:PORT'),
    (['--ps', 'a:99999', '--workers', 'b:1', '--task', 'ps:0'], '', '99999 is not a port'),
    (['--ps', 'a:0', '--workers', 'b:1', '--task', 'ps:0'], '', 'a:0 is not HOST:PORT'),
    (['--ps', 'a:1', '--workers', 'a:1', '--task', 'ps:0'], '',
     'two tasks of the cluster have the address a:1'),
    ([], '{"cluster"', r'TF_CONFIG cannot be used \(.*\): correct it, or unset it'),
    ([], '[1]', r'TF_CONFIG cannot be used \(it is no JSON object\)'),
    ([], CLUSTER + '}', r"TF_CONFIG cannot be used \(it has no 'task'\)"),
    ([], CLUSTER + ', "task": {"type": "worker", "index": 1}}', 'worker:1 is not in the cluster'),
    ([], CLUSTER + ', "task": {"type": "evaluator", "index": 0}}', 'evaluator:0 is not ps:0'),
    ([], CLUSTER + ', "task": 7}', r'TF_CONFIG cannot be used \(it is not {"cluster"'),
    ([], CLUSTER.replace('7002', 'x') + ', "task": {"type": "ps", "index": 0}}',
     'localhost:x is not HOST:PORT'),
    ([], '{"cluster": {"chief": ["a:1"], "worker": ["b:1"]}, "task": {"type": "chief", '
     '"index": 0}}', 'its jobs are chief, worker and not ps and worker'),
    ([*ALL, '--task', 'ps:0'], CLUSTER + ', "task": {"type": "ps", "index": 0}}',
     '--ps and TF_CONFIG both describe a cluster'),
]  # fmt: skip


@pytest.mark.parametrize('given, environment, sentence', REFUSALS)
def test_no_such_cluster(script, monkeypatch, tmp_path, given, environment, sentence):
    """Catches a traceback, a process that waits for ever, and a flag without effect."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv('TF_CONFIG', environment)
    code, _, err = script('adain_train', '--crop', 16, '--checkpoint', 'none', *given)
    assert code == 2 and re.search(sentence, err), err
    assert 'Traceback' not in err and not os.path.exists('runs')


@pytest.mark.parametrize('environment', ['', ' ', '{}', '{"cluster": {}}', '{"model": "x"}'])
def test_other_programs_have_a_tf_config(script, monkeypatch, environment):
    """Catches a command that no longer runs because of a variable that is not for it."""
    monkeypatch.setenv('TF_CONFIG', environment)
    code, _, err = script('adain_train', '--crop', 16, '--checkpoint', 'none')
    assert code == 2 and 'there is no checkpoint at' in err


def test_both_ways_describe_the_same_task(monkeypatch):
    """Catches an index that is a text, and addresses in another order."""
    monkeypatch.delenv('TF_CONFIG', raising=False)
    flags = argparse.Namespace(ps=['a:1'], workers=['b:1', '[::1]:2'], task='worker:1')
    expected = workers.Task({'ps': ['a:1'], 'worker': ['b:1', '[::1]:2']}, 'worker', 1)
    assert cluster_flags.task(flags) == expected and not expected.leads
    none = argparse.Namespace(ps=None, workers=None, task=None)
    assert cluster_flags.task(none) is None
    config = {'cluster': expected.cluster, 'task': {'type': 'worker', 'index': 1}}
    monkeypatch.setenv('TF_CONFIG', json.dumps(config))
    assert cluster_flags.task(none) == expected


def test_a_port_of_the_cluster_is_in_use(script):
    """Catches TensorFlow's traceback; and a task that opens its port to the network in silence."""
    with socket.socket() as other:
        other.bind(('', 0))
        other.listen()
        port = other.getsockname()[1]
        code, out, err = script('adain_train', '--ps', f'localhost:{port}', '--workers',
                                'localhost:1', '--task', 'ps:0')  # fmt: skip
    assert code == 2 and f'port {port} is in use' in err and err.count('\n') == 1
    assert 'no authentication' in out and 'EVERY' not in out
