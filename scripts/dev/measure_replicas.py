#!/usr/bin/env python3
"""Measures two AdaIN workers: docs/distributed.md shows what this prints.

A parameter server and two workers train beside one process with the same samples, in float32. All
connections between them pass through relays, which count the bytes.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time

from measure_workers import Relay

from gatys_tf1.run import folder

TRAIN = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'adain_train.py')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--steps', type=int, default=20)
    parser.add_argument('--crop', type=int, default=64)
    parser.add_argument('--batch', type=int, default=4)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        alone, together = (os.path.join(place, name) for name in ('alone', 'together'))
        flags = [sys.executable, TRAIN, '--quiet', '--precision', 'float32', '--log-every', '1']
        for name in ('steps', 'crop', 'batch'):
            flags += [f'--{name}', str(getattr(args, name))]
        seconds = -time.perf_counter()
        subprocess.run([*flags, '--out', alone], check=True, stdout=subprocess.DEVNULL)
        print(f'one process, with its start: {seconds + time.perf_counter():.0f} s', flush=True)
        cluster([*flags, '--out', together], together, args.steps)
        compare(alone, together)


def cluster(flags, out, last_step):
    """Trains with two workers, and prints what travels in a step."""
    ps, *own = (f'localhost:{port}' for port in free_ports(3))
    to_ps = [Relay(ps) for _ in own]  # of each worker
    to_workers = [Relay(address) for address in own]
    seen = [relay.target.rpartition('/')[2] for relay in to_workers]
    tasks = [('ps:0', ps, seen)]
    tasks += [(f'worker:{n}', to_ps[n].target.rpartition('/')[2], own) for n in range(2)]
    processes = []
    try:
        for task, ps_address, addresses in tasks:
            command = [*flags, '--ps', ps_address, '--workers', *addresses, '--task', task]
            processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        begun = []  # (step, relays' bytes), from the second step on and before the last one
        while processes[1].poll() is None:
            steps = len(folder.read_losses(out))
            if 2 <= steps < last_step and (not begun or steps > begun[-1][0]):
                counts = [relay.since() for relay in (*to_ps, *to_workers)]
                begun.append((steps, counts, time.perf_counter()))
            time.sleep(0.02)
        (first, before, start), (last, after, end) = begun[0], begun[-1]
        count = last - first
        print(f'two workers: {(end - start) / count:.2f} s per step, steps {first} to {last}')
        print(f'{"bytes per step":14} {"to the ps":>14} {"to the worker":>14}')
        for n in range(2):
            # A tensor is fetched by whoever needs it, so each side opens connections to the other.
            (sent, received), (asked, given) = (
                [(b - a) / count for a, b in zip(before[k], after[k])] for k in (n, n + 2)
            )
            print(f'worker:{n:7} {sent + given:14,.0f} {received + asked:14,.0f}')
    finally:
        for process in processes:
            process.kill()
            process.wait()


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(('', 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def compare(alone, together):
    """Prints the losses of both side by side."""
    print(f'\n{"step":4} {"one process":>14} {"two workers":>14} {"relative":>10}')
    for one, two in zip(folder.read_losses(alone), folder.read_losses(together)):
        a, b = one['total'], two['total']
        print(f'{one["step"]:4} {a:14.6f} {b:14.6f} {abs(a - b) / a:10.1e}')


if __name__ == '__main__':
    main()
