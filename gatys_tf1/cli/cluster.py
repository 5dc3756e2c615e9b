"""The flags of a command that runs as several processes, and `TF_CONFIG` in their place."""

import argparse
import json
import os
import signal

from gatys_tf1 import workers
from gatys_tf1.cli import types
from gatys_tf1.cli.worker import OPEN, WARNING
from gatys_tf1.errors import UserError

FLAGS = 'ps', 'workers', 'task'


def add_flags(add):
    """Adds --ps, --workers and --task, by a group's `add`."""
    add('--ps', type=types.address, nargs='+', metavar='HOST:PORT',
        help='the processes that keep the variables; see docs/distributed.md')  # fmt: skip
    add(
        '--workers',
        type=types.address,
        nargs='+',
        metavar='HOST:PORT',
        help='the processes that compute; the first one is the chief and writes the folder',
    )
    add('--task', type=types.task, metavar='JOB:INDEX',
        help='which of them this one is: ps:0, worker:0, worker:1, ...; in place of all three, '
        'TF_CONFIG in the environment')  # fmt: skip


def task(args):
    """The `workers.Task` that flags or TF_CONFIG describe; None: this is the only process.

    Raises:
      UserError: if it is incomplete, or contradicts itself.
    """
    given = {name: getattr(args, name) for name in FLAGS if getattr(args, name)}
    described = _described(os.environ.get('TF_CONFIG', ''))
    if given and described:
        raise UserError(
            f'--{next(iter(given))} and TF_CONFIG both describe a cluster: leave the flags out, or '
            'unset TF_CONFIG'
        )
    if given and len(given) < len(FLAGS):
        missing = next(name for name in FLAGS if name not in given)
        raise UserError(f'--{next(iter(given))} needs --{missing}: give --ps, --workers and --task')
    if given:
        job, _, index = args.task.partition(':')
        described = {'ps': args.ps, 'worker': args.workers}, job, int(index)
    if not described:
        return None
    cluster, job, index = described
    addresses = [address for job_addresses in cluster.values() for address in job_addresses]
    for address in addresses:
        if addresses.count(address) > 1:
            raise UserError(
                f'two tasks of the cluster have the address {address}: give each its own'
            )
    if index >= len(cluster[job]):
        tasks = [f'{name}:{n}' for name in cluster for n in range(len(cluster[name]))]
        raise UserError(
            f'the task {job}:{index} is not in the cluster, which has {", ".join(tasks)}: choose '
            'one of these'
        )
    return workers.Task(cluster, job, index)


def _described(text):
    """`(cluster, job, index)` of a TF_CONFIG; None if it describes no cluster."""
    if not text.strip():
        return None
    try:
        config = json.loads(text)
        if not isinstance(config, dict):
            raise ValueError('it is no JSON object')
        if not config.get('cluster'):  # of a program for one process
            return None
        cluster, task = config['cluster'], config['task']
        if set(cluster) != {'ps', 'worker'}:
            raise ValueError(f'its jobs are {", ".join(sorted(cluster))} and not ps and worker')
        for job in cluster:
            if not cluster[job] or not isinstance(cluster[job], list):
                raise ValueError(f'its {job} is not a list of addresses')
            for address in cluster[job]:
                types.address(address)
        types.task(f'{task["type"]}:{task["index"]}')
        return cluster, task['type'], int(task['index'])
    except KeyError as reason:
        what = f'it has no {reason}'
    except (TypeError, AttributeError):
        what = 'it is not {"cluster": {"ps": [...], "worker": [...]}, "task": {"type": ...}}'
    except (ValueError, argparse.ArgumentTypeError) as reason:
        what = str(reason)
    raise UserError(f'TF_CONFIG cannot be used ({what}): correct it, or unset it')


def check_batch(args, its_task):
    """Raises UserError unless the workers can divide a batch among them."""
    count = len(its_task.cluster['worker'])
    if args.batch % count:
        raise UserError(f'{count} workers cannot share --batch {args.batch}: give a multiple of it')


def warn(its_task):
    """Prints what has to be known about the port that is going to be opened."""
    print(WARNING, flush=True)
    if its_task.address.rpartition(':')[0] not in workers.LOCAL:
        print(OPEN, flush=True)


def serve(its_task):
    """Runs a parameter server: it keeps the variables until a signal ends it."""
    warn(its_task)
    server = workers.join(its_task)
    print(f'{its_task.job}:{its_task.index} at {its_task.address} keeps the variables; it does not '
          'end with the training: Ctrl-C stops it', flush=True)  # fmt: skip
    signal.pause()  # not server.join(), during which Python sees no signal
    del server
