#!/usr/bin/env python3
"""Photographs a run in a real TensorBoard, and the same network with default names for contrast.

Needs Chromium (Debian: apt install chromium). Writes docs/figures/tensorboard_*.png.
"""

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

from gatys_tf1 import architecture, vgg
from gatys_tf1.errors import UserError, run_script
from gatys_tf1.tf1 import tf

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIGURES = os.path.join(ROOT, 'docs', 'figures')
QUIET = (
    '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars '
    '--disable-background-networking --disable-component-update --disable-sync '
    '--virtual-time-budget=40000'
).split()

TRAINED = '?darkMode=false#scalars&tagFilter=^[cgprst]&_smoothingWeight=0.9'  # losses, on one pane


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--run', default='runs/figures/style_transfer', help='folder of a run')
    parser.add_argument(
        '--training',
        metavar='DIR',
        help='of train_decoder_with_torch.py; only this is photographed',
    )
    args = parser.parse_args()
    run = args.training or args.run
    browser = shutil.which('chromium') or shutil.which('google-chrome')
    if browser is None:
        raise UserError('there is no chromium: install it (Debian: apt install chromium)')
    if not os.path.isdir(run):
        raise UserError(f'there is no run {run}: make it with scripts/dev/make_figures.py')
    os.makedirs(FIGURES, exist_ok=True)
    if args.training:
        return photograph(browser, run, 'tensorboard_adain', TRAINED, '1500,738')
    with tempfile.TemporaryDirectory() as folder:
        tf.summary.FileWriter(folder, graph=default_names()).close()
        photograph(browser, run, 'tensorboard_graph', '#graphs', '1500,1000')
        photograph(browser, folder, 'tensorboard_graph_default_names', '#graphs', '1500,1000')
        photograph(browser, run, 'tensorboard_losses', '?darkMode=false#scalars', '1500,1300')
        photograph(browser, run, 'tensorboard_images', '#images', '1500,1000')


def photograph(browser, logdir, name, page, size):
    """Writes docs/figures/<name>.png of a page of a TensorBoard that serves `logdir`."""
    path = os.path.join(FIGURES, f'{name}.png')
    with tempfile.TemporaryDirectory() as profile, serve(logdir) as address:
        command = [browser, *QUIET, f'--user-data-dir={profile}', f'--screenshot={path}']
        command += [f'--window-size={size}', address + page]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    print(path)


@contextlib.contextmanager
def serve(logdir, *flags):
    """Runs TensorBoard on a free port of localhost, in a process of its own; yields its address."""
    command = [sys.executable, '-m', 'tensorboard.main', '--logdir', str(logdir), *flags]
    command += ['--host', '127.0.0.1', '--port', '0', '--load_fast', 'false']
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            for line in process.stderr:
                found = re.search(r'http://127\.0\.0\.1:\d+/', line)
                if found:
                    break
            yield found.group()
        finally:
            process.terminate()


def default_names():
    """Style transfer's graph as it looks when nobody has named anything."""
    with tf.Graph().as_default() as graph:
        image = tf.Variable(tf.zeros([1, 224, 224, 3]))
        tf.assign(image, tf.placeholder(tf.float32, [1, 224, 224, 3]))
        net, losses = image - vgg.MEAN_RGB, []
        for layer in architecture.LAYERS[: architecture.LAYERS.index('conv5_1') + 1]:
            if layer.startswith('pool'):
                net = tf.nn.max_pool2d(net, 2, 2, 'VALID')
                continue
            channels = architecture.channels(layer)
            kernel = tf.Variable(tf.zeros([3, 3, net.shape[-1], channels]), trainable=False)
            bias = tf.Variable(tf.zeros([channels]), trainable=False)
            net = tf.nn.relu(tf.nn.conv2d(net, kernel, 1, 'SAME') + bias)
            if layer == 'conv4_2':
                losses.append(tf.reduce_mean(tf.square(net - tf.zeros(net.shape))))
            if layer.endswith('_1'):
                rows = tf.reshape(net, [-1, channels])
                gram = tf.matmul(rows, rows, transpose_a=True)
                losses.append(tf.reduce_sum(tf.square(gram - tf.zeros(gram.shape))))
        tf.train.AdamOptimizer(1.0).minimize(tf.add_n(losses))
    return graph


if __name__ == '__main__':
    run_script(main)
