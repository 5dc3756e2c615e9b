#!/usr/bin/env python3
"""Measures what a worker costs: docs/distributed.md shows what this prints.

Style transfer at 224 pixels in float32, in this process and on workers on this machine: whether the
results are the same, milliseconds per step, and the bytes that travel, which a relay between the
two sides counts.
"""

import argparse
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import numpy as np

from gatys_tf1 import images, machine, optimize, samples, transfer, vgg
from gatys_tf1.losses.gatys import STYLE_LAYERS, content_term, style_term
from gatys_tf1.losses.styles import Style
from gatys_tf1.run import state
from gatys_tf1.run.graph import run_variables
from gatys_tf1.run.stages import Settings, stages
from gatys_tf1.weights import checkpoint

WORKER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'worker.py')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--steps', type=int, default=12)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--size', type=int, default=224)
    args = parser.parse_args()
    config = vgg.Config(checkpoint.find(), 'avg')
    content = images.resize(samples.coastal_scene(args.size, args.size), (args.size, args.size))
    style = images.resize(samples.night_sky(args.size, args.size), (args.size, args.size))
    terms = [
        content_term(content, {'conv4_2': 1.0}),
        style_term([Style(style)], dict.fromkeys(STYLE_LAYERS), 0.08),
    ]
    start = 'content_image', content
    ((stage, part),) = stages(terms, start, Settings(config, (args.steps,))).items()
    graph = transfer.build(part, transfer.measure(terms, config), Settings(config), stage.label)
    starts = [content, images.white_noise(args.size, args.size, 1)]
    servers = [Server(), Server()]
    try:
        places = ['', *(server.target for server in servers)]
        relay = Relay(servers[0].target)
        bytes_of(graph, config, relay, content)
        same(graph, config, servers, starts, args.steps)
        timed(graph, config, places[:2], content, args)
    finally:
        for server in servers:
            server.process.kill()
            server.process.wait()


class Server:
    """A worker in a process of its own."""

    def __init__(self):
        command = [sys.executable, WORKER, '--port', '0']
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.target = next(x.split()[-1] for x in self.process.stdout if '--target' in x)


class Relay:
    """Passes connections on to a worker and counts the bytes, in both directions."""

    def __init__(self, target):
        self._port = int(target.rpartition(':')[2])
        self.sent = self.received = 0
        self._listener = socket.create_server(('127.0.0.1', 0))
        self.target = f'grpc://127.0.0.1:{self._listener.getsockname()[1]}'
        threading.Thread(target=self._accept, daemon=True).start()

    def since(self, before=(0, 0)):
        return self.sent - before[0], self.received - before[1]

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            server = socket.create_connection(('127.0.0.1', self._port))
            for ends in ((client, server, 'sent'), (server, client, 'received')):
                threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source, sink, name):
        with contextlib.suppress(OSError):  # one of the two has hung up
            while data := source.recv(1 << 20):
                setattr(self, name, getattr(self, name) + len(data))
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)


def entered(graph, config, target, image):
    """A session on a target, with weights and start."""
    sess = machine.session(graph.graph, target)
    checkpoint.initialise(sess, graph.ends.init_op, graph.ends.vgg_saver, config.checkpoint)
    sess.run(graph.assigns['image'], {graph.pixels: image})
    return sess


def bytes_of(graph, config, relay, image):
    """Prints what travels: once, per step, and per save."""

    def row(what, before, count=1):
        time.sleep(0.5)  # the relay's last bytes
        sent, received = (number / count for number in relay.since(before))
        print(f'{what:34} {sent:14,.0f} {received:14,.0f}', flush=True)

    print(f'\n{"bytes":34} {"to the worker":>14} {"back":>14}')
    before = relay.since()
    sess = machine.session(graph.graph, relay.target)
    sess.run(graph.ends.init_op)
    row('graph, with the targets in it', before)
    before = relay.since()
    checkpoint.restore(sess, graph.ends.vgg_saver, config.checkpoint)
    row('weights', before)
    before = relay.since()
    sess.run(graph.assigns['image'], {graph.pixels: image})
    row('the start', before)
    next(optimize.steps(sess, graph, 100))  # where TensorFlow prepares the step
    before, steps = relay.since(), optimize.steps(sess, graph, 100)
    for _ in range(5):
        step = next(steps)
    row('a step', before, 5)
    before = relay.since()
    step.read_image()
    row('image_<step>.png', before)
    with tempfile.TemporaryDirectory() as out:
        before = relay.since()
        began = time.perf_counter()
        state.save(sess, graph.ends.state_saver, out, step.step)
        seconds = time.perf_counter() - began
        row('the state', before)
    count = len(run_variables(graph.graph))
    print(f'saving the state takes {seconds:.2f} s; it has {count} variables')
    sess.close()


def same(graph, config, servers, starts, count):
    """Prints how far the results of two workers at once are from this process's."""

    def run(target, image, found):
        sess = entered(graph, config, target, image)
        for _ in optimize.steps(sess, graph, count):
            pass
        found.append(sess.run([graph.updates.best_image, graph.updates.best_losses]))
        sess.close()

    here, there = [[], []], [[], []]
    for image, found in zip(starts, here):
        run('', image, found)
    threads = [
        threading.Thread(target=run, args=(server.target, image, found))
        for server, image, found in zip(servers, starts, there)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f'\n{count} steps on two workers at once, from two starts, against this process:')
    for name, (a,), (b,) in zip(('content', 'noise'), here, there):
        difference = np.abs(a[0] - b[0]).max()
        equal = all(np.array_equal(x, y) for x, y in zip(a, b))
        print(f'from {name}: largest difference {difference:g}, bit-equal: {equal}', flush=True)


def timed(graph, config, targets, image, args):
    """Prints milliseconds per step: medians of rounds that take turns."""
    found = {target: [] for target in targets}
    sessions = {target: entered(graph, config, target, image) for target in targets}
    empty = {}
    for target, sess in sessions.items():
        next(optimize.steps(sess, graph, 10_000))
        began = time.perf_counter()
        for _ in range(200):
            sess.run(graph.step)
        empty[target] = (time.perf_counter() - began) / 200
    for _ in range(args.rounds):
        for target, sess in sessions.items():
            steps = optimize.steps(sess, graph, 10_000)
            next(steps)
            for _ in range(args.steps):
                began = time.perf_counter()
                next(steps)
                found[target].append(time.perf_counter() - began)
    print(f'\n{"milliseconds":20} {"step, median":>14} {"spread":>16} {"reading one number":>20}')
    for target, seconds in found.items():
        low, middle, high = (1000 * x for x in statistics.quantiles(seconds, n=4))
        where = 'on a worker' if target else 'in this process'
        print(f'{where:20} {middle:14.1f} {f"{low:.0f} to {high:.0f}":>16} '
              f'{1000 * empty[target]:20.2f}')  # fmt: skip


if __name__ == '__main__':
    main()
