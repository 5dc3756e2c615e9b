"""Fixtures of the tests of weights: random values, and a server on this machine."""

import http.server
import threading

import numpy as np
import pytest

from gatys_tf1.weights import convert, manifest, slim_checkpoint


@pytest.fixture(scope='session')
def conv_values():
    """Random values for the sixteen convolution layers, 80 MB."""
    generator = np.random.default_rng(0)
    return {
        name: generator.standard_normal(shape, np.float32)
        for name, shape in slim_checkpoint.SHAPES.items()
        if slim_checkpoint.is_conv(name)
    }


@pytest.fixture(scope='session')
def written(conv_values, tmp_path_factory):
    """The prefix of a checkpoint of `conv_values`, written by the function under test."""
    prefix = str(tmp_path_factory.mktemp('written') / 'vgg_19.ckpt')
    manifest.write(conv_values, prefix, {'source': 'random'})
    return prefix


@pytest.fixture
def narrow(monkeypatch):
    """VGG-19 at a 32nd of its width, fc layers included, so that a full set of weights is small.

    Returns random values in these shapes. The default checkpoint is hidden.
    """

    def thin(shape):
        return tuple(size if size < 32 else size // 32 for size in shape)

    shapes = {name: thin(shape) for name, shape in slim_checkpoint.SHAPES.items()}
    monkeypatch.setattr(slim_checkpoint, 'SHAPES', shapes)
    monkeypatch.setattr(convert, 'SHAPES', shapes)
    monkeypatch.setenv('GATYS_TF1_CHECKPOINTS', '/nowhere')
    generator = np.random.default_rng(1)
    return {name: generator.standard_normal(shape, np.float32) for name, shape in shapes.items()}


class Server(http.server.BaseHTTPRequestHandler):
    """Serves one file; knows ranges; the first `breaks` answers break off after `limit` bytes."""

    def do_GET(self):
        state = self.server.state
        state['asked'].append(self.headers.get('Range'))
        start = 0
        if self.headers.get('Range') and state['ranges']:
            start = int(self.headers['Range'].removeprefix('bytes=').removesuffix('-'))
            self.send_response(206)
            whole = len(state['content'])
            self.send_header('Content-Range', f'bytes {start}-{whole - 1}/{whole}')
        else:
            self.send_response(200)
        body = state['content'][start:]
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if state['breaks']:
            state['breaks'] -= 1
            body = body[: state['limit']]
        self.send(body)

    def send(self, body):
        self.wfile.write(body)

    def log_message(self, *_):
        """Keeps quiet."""


@pytest.fixture
def serve():
    """A server on 127.0.0.1; gives a function of what it serves -> (its state, its URL)."""
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def start(content, breaks=0, ranges=True):
        limit = len(content) // 4
        server.state = dict(content=content, breaks=breaks, ranges=ranges, limit=limit, asked=[])
        return server.state, f'http://127.0.0.1:{server.server_port}/vgg_19_2016_08_28.tar.gz'

    yield start
    server.shutdown()
    server.server_close()
    thread.join()
