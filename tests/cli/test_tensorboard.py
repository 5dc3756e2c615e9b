"""A real TensorBoard serves what a run has written."""

import importlib
import json
import os
import re
import time
import urllib.request

import numpy as np
import pytest
from conftest import ROOT, pixels

from gatys_tf1.run import folder


@pytest.fixture
def tensorboard(script, tmp_path, photo, random_checkpoint, monkeypatch):
    """A run's folder, and the address of a TensorBoard that serves it on localhost."""
    code, _, err = script(
        'style_transfer', '--content', photo, '--style', photo, '--size', 48, '--steps', 4,
        '--image-every', 2, '--style-layers', 'conv1_1,conv2_1', '--content-layer', 'conv2_2',
        '--checkpoint', random_checkpoint, '--out', tmp_path / 'runs/r',
    )  # fmt: skip
    assert code == 0, err
    monkeypatch.syspath_prepend(os.path.join(ROOT, 'scripts', 'dev'))
    serve = importlib.import_module('make_screenshots').serve
    with serve(tmp_path / 'runs', '--samples_per_plugin', 'images=10') as address:
        yield tmp_path / 'runs/r', address


def get(address, path, until=lambda data: data):
    """GETs a path of TensorBoard; polls until its reloading thread has read the files."""
    deadline = time.monotonic() + 60
    while True:
        with urllib.request.urlopen(address + path, timeout=30) as response:
            data = response.read()
        if until(data) or time.monotonic() > deadline:
            return data


def test_tensorboard_serves_the_run(tensorboard):
    """Catches tags, pictures or a graph that a real TensorBoard does not show as they are."""
    out, address = tensorboard
    tags = json.loads(get(address, 'data/plugin/scalars/tags', lambda d: b'loss/total' in d))
    assert set(tags['r']) == {
        f'loss/{name}' for name in folder.read_losses(out)[0] if name != 'step'
    }
    listing = json.loads(
        get(address, 'data/plugin/images/images?run=r&tag=image/image&sample=0',
            lambda d: len(json.loads(d)) == 3)
    )  # fmt: skip
    assert [entry['step'] for entry in listing] == [0, 2, 4]
    for entry in listing:
        (out / 'shown.png').write_bytes(
            get(address, f'data/plugin/images/individualImage?{entry["query"]}')
        )
        np.testing.assert_array_equal(
            pixels(out / 'shown.png'), pixels(out / f'image_{entry["step"]:05d}.png')
        )
    graph = get(address, 'data/plugin/graphs/graph?run=r').decode()
    names = re.findall(r'^\s*name: "([^"/]+)', graph, re.MULTILINE)
    assert set(names) >= {
        'image',
        'assign',
        'vgg_19',
        'content',
        'style',
        'loss',
        'train',
        'summary',
    }
