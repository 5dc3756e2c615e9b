"""AdaIN over HTTP: what is painted, what is refused and with which sentence, what does not grow."""

import concurrent.futures
import io
import re
import threading
import time

import numpy as np
import pytest
from adain_data import opened, png
from conftest import smooth_picture
from test_site import PHONE, all_of, click, driver, wait_for  # noqa: F401

from gatys_tf1 import images

pytest.importorskip('flask', reason="pip install -e '.[serve]'")
pytest.importorskip('waitress', reason="pip install -e '.[serve]'")

from gatys_tf1.adain import server  # noqa: E402

LIMITS = server.Limits(queue=2, megabytes=0.05, megapixels=0.02, size=40, style_size=32, timeout=20)
STYLES = {'waves': smooth_picture(30, 40, 4), '<b>': smooth_picture(40, 30, 5)}


@pytest.fixture(scope='module')
def app(stylizer):
    return server.app(stylizer, STYLES, LIMITS, ['localhost'])


@pytest.fixture
def post(app):
    """`post(**fields)` sends a form; bytes become files. Returns Flask's response."""

    def call(**fields):
        files = {k: (io.BytesIO(v), f'{k}.png') for k, v in fields.items() if isinstance(v, bytes)}
        return app.test_client().post('/stylize', data={**fields, **files})

    return call


CONTENT = png(smooth_picture(24, 32))


def test_it_paints_what_the_stylizer_paints(post, stylizer):
    """Catches a style by the wrong name, alpha that does not arrive, and pictures in 0..1."""
    styles = {'style_name': 'waves'}, {'style': png(STYLES['waves'])}
    for style in styles:
        answer = post(content=CONTENT, alpha='0.5', **style)
        assert answer.status_code == 200 and answer.content_type == 'image/png', answer.text
        assert float(answer.headers['X-Seconds']) > 0
        style_image = images.to_uint8(STYLES['waves']).astype(np.float32)
        expected = stylizer.stylize(opened(CONTENT), style_image, style_size=32, alpha=0.5).image
        assert np.abs(opened(answer.data).astype(int) - expected).max() <= 1
    plain = opened(post(content=CONTENT, style_name='waves').data)
    assert np.abs(plain.astype(int) - expected).mean() > 1
    luma = opened(post(content=CONTENT, style_name='waves', preserve_color='luma').data)
    expected = stylizer.stylize(
        opened(CONTENT), STYLES['waves'][0], style_size=32, preserve_color='luma'
    ).image
    np.testing.assert_array_equal(luma, expected)


def test_large_contents_are_shrunk_and_small_ones_are_not(post):
    """Catches work that grows with what is sent, and small pictures that are blown up."""
    large = post(content=png(smooth_picture(120, 60)), style_name='waves', format='jpeg')
    assert large.content_type == 'image/jpeg' and opened(large.data).shape == (40, 20, 3)
    small = post(content=png(smooth_picture(9, 4)), style_name='waves')
    assert opened(small.data).shape == (9, 4, 3)


BAD = [
    ({}, 400, 'no content: send a picture in the form field content'),
    ({'content': 'text'}, 400, 'no content: send a picture in the form field content'),
    ({'content': b''}, 400, 'the content cannot be read as a picture: send a PNG, JPEG or WebP'),
    ({'content': b'GIF89a'}, 400, 'the content cannot be read as a picture: send a PNG, JPEG or W'),
    ({'content': CONTENT[:-200]}, 400, 'the content cannot be read as a picture: send a PNG'),
    ({'content': png(smooth_picture(8, 8), 'BMP')}, 400, 'the content cannot be read as a pictu'),
    (
        {'content': png(np.zeros((1, 200, 150, 3)))},
        413,
        'the content has 0.03 megapixels, above',
    ),
    ({'content': b'x' * 60_000}, 413, 'the request is above 0.05 MB: send smaller pictures'),
    (
        {'style_name': 'rain'},
        400,
        'no style: send a picture as style, or style_name of: waves, <b>',
    ),
    ({'style': b'no picture'}, 400, 'the style cannot be read as a picture: send a PNG, JPEG or W'),
    ({'style_name': 'waves', 'alpha': '1.5'}, 400, "alpha is '1.5': send a number from 0 to 1"),
    ({'style_name': 'waves', 'alpha': 'nan'}, 400, "alpha is 'nan': send a number from 0 to 1"),
    ({'style_name': 'waves', 'format': 'gif'}, 400, "format is 'gif': send png or jpeg"),
    ({'style_name': 'waves', 'preserve_color': 'x'}, 400, "preserve_color is 'x': send luma"),
]


@pytest.mark.parametrize('fields, status, sentence', BAD)
def test_bad_requests(app, post, fields, status, sentence):
    """Catches a 500, a page of HTML, and a place in the queue that is never given back."""
    if 'style' in fields or 'style_name' in fields:
        fields = {'content': CONTENT, **fields}
    answer = post(**fields)
    assert answer.status_code == status and sentence in answer.json['error'], answer.text
    assert '\n' not in answer.json['error'] and len(answer.json['error']) < 200
    assert app.test_client().get('/healthz').json['at_once'] == 0


def test_other_addresses(app):
    """Catches HTML in the place of a sentence, and a host's name that was pointed here."""
    client = app.test_client()
    for answer, status in ((client.get('/stylize'), 405), (client.get('/x'), 404),
                           (client.get('/styles/2.jpg'), 404),
                           (client.get('/', base_url='http://evil.example'), 400)):  # fmt: skip
        assert answer.status_code == status and answer.json['error'], answer.text
    assert opened(client.get('/styles/1.jpg').data).shape == (160, 120, 3)


def test_page_needs_nothing_from_elsewhere(app):
    """Catches a script or a font of another host, and names of files that become code."""
    answer = app.test_client().get('/')
    assert not re.search(r'(src|href)="(https?:)?//|@import|url\(', answer.text)
    assert '"<b>"' not in answer.text and r'"\u003cb>"' in answer.text
    assert "default-src 'none'" in answer.headers['Content-Security-Policy']


class Waits:
    """A stylizer whose painting ends when it is told to."""

    def __init__(self):
        self.begun, self.go_on = threading.Semaphore(0), threading.Event()

    def encode(self, _):
        return ()

    def operations(self):
        return 1

    def paint(self, content, *_, **__):
        self.begun.release()
        assert self.go_on.wait(20)
        return content


def test_queue_is_bounded(monkeypatch):
    """Catches a queue that grows, a health check that waits in it, two paintings at a time."""
    stylizer = Waits()
    app = server.app(stylizer, STYLES, LIMITS)

    def send():
        files = {'content': (io.BytesIO(CONTENT), 'c.png'), 'style_name': 'waves'}
        return app.test_client().post('/stylize', data=files)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        pair = [pool.submit(send) for _ in range(2)]
        assert stylizer.begun.acquire(timeout=20)
        while app.test_client().get('/healthz').json['at_once'] < 2:
            time.sleep(0.01)
        refused = send()
        assert not stylizer.begun.acquire(blocking=False)  # the second one waits for its turn
        stylizer.go_on.set()
        assert [answer.result().status_code for answer in pair] == [200, 200]
    assert refused.status_code == 429 and refused.headers['Retry-After'] == '2'
    assert refused.json['error'] == '2 pictures are being painted: try again later'
    assert send().status_code == 200
    assert app.test_client().get('/healthz').json == {
        'ok': True, 'at_once': 0, 'painted': 3, 'operations': 1
    }  # fmt: skip


def test_timeout(stylizer):
    """Catches a session that is stuck or unusable after a painting that took too long."""
    app = server.app(stylizer, STYLES, LIMITS._replace(timeout=1e-3, size=400, megapixels=1))
    client = app.test_client()

    def send():
        picture = io.BytesIO(png(np.full((1, 400, 400, 3), 99.0)))
        return client.post('/stylize', data={'content': (picture, 'c'), 'style_name': 'waves'})

    answer = send()
    assert answer.status_code == 503 and answer.headers['Retry-After'] == '2', answer.text
    assert answer.json['error'] == 'not painted within 0.001 seconds: try again later'
    assert stylizer.paint(STYLES['waves'], [STYLES['waves']]).std() > 1
