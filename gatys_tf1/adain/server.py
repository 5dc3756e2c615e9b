"""AdaIN over HTTP: a page for people, `POST /stylize` for programs.

One session on one finalised graph paints for everybody, one picture at a time. Requests that come
meanwhile wait in a queue of bounded length; one more is refused with 429, so that neither memory
nor waiting time grows with the number of people. Needs the extra `serve`: Flask, and waitress,
which serves it in cli/serve.py.

Whatever a request can get wrong is answered with a status of 4xx and `{"error": sentence}`.
"""

import contextlib
import importlib.resources
import itertools
import json
import threading
import time

import flask
import PIL.Image
import werkzeug.exceptions

from gatys_tf1 import images
from gatys_tf1.adain.limits import Limits
from gatys_tf1.tf1 import tf

FORMATS = 'PNG', 'JPEG', 'WEBP'  # what is read: each further one is another decoder to attack
TYPES = {'png': 'image/png', 'jpeg': 'image/jpeg'}  # what is written
THUMBNAIL = 160  # pixels, the long side of a style on the page
POLICY = (
    "default-src 'none'; img-src 'self' blob:; connect-src 'self'; "
    "script-src 'unsafe-inline'; style-src 'unsafe-inline'"
)


class Refusal(Exception):
    """A request that is not served: its status, and one sentence."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def app(stylizer, styles, limits=None, hosts=None):
    """The web application.

    Args:
      stylizer: an `api.Stylizer`, open as long as the application is used.
      styles: {name: float32 array `[1, height, width, 3]`}, to choose from.
      limits: a `Limits`; None: the default ones.
      hosts: list of the names by which the server may be called, against pages that have their own
        name point to this machine; None: any.

    Returns:
      a `flask.Flask`.
    """
    limits = limits or Limits()
    served = flask.Flask(__name__, static_folder=None)
    served.config['MAX_CONTENT_LENGTH'] = int(limits.megabytes * 1e6)
    served.config['TRUSTED_HOSTS'] = hosts
    styles = {name: images.resize(image, limits.style_size) for name, image in styles.items()}
    encoded = {name: stylizer.encode(image) for name, image in styles.items()}
    small = [images.resize(image, THUMBNAIL) for image in styles.values()]
    thumbnails = [images.encode(image, 'JPEG') for image in small]
    queue, painted = Queue(limits), itertools.count(1)
    counts = {'painted': 0, 'operations': stylizer.operations()}

    @served.get('/')
    def page():
        text = importlib.resources.files('gatys_tf1.adain').joinpath('page.html').read_text('utf-8')
        known = {'styles': list(styles), 'megabytes': limits.megabytes, 'size': limits.size}
        script = json.dumps(known).replace('<', r'\u003c')  # names of files are not to be trusted
        return text.replace('"KNOWN"', script), {'Content-Security-Policy': POLICY}

    @served.get('/styles/<int:number>.jpg')
    def thumbnail(number):
        if number >= len(thumbnails):
            raise Refusal(404, f'there is no style number {number}: there are {len(thumbnails)}')
        return thumbnails[number], {'Content-Type': 'image/jpeg', 'Cache-Control': 'max-age=60'}

    @served.get('/healthz')
    def health():
        operations = stylizer.operations()
        return {'ok': operations == counts['operations'], 'at_once': queue.length,
                'painted': counts['painted'], 'operations': operations}  # fmt: skip

    @served.post('/stylize')
    def stylize():
        order = flask.request.form
        form = choice(order, 'format', list(TYPES))
        luma = choice(order, 'preserve_color', ['', 'luma'])
        alpha = share(order.get('alpha', '1'))
        with queue.place():
            content = uploaded('content', limits)
            style = encoded.get(order.get('style_name'))
            if style is None:
                style = uploaded('style', limits) if 'style' in flask.request.files else None
            if style is None:
                names = ', '.join(styles)
                raise Refusal(400, f'no style: send a picture as style, or style_name of: {names}')
            with queue.turn() as left:
                start = time.perf_counter()
                result = stylizer.paint(
                    content, [style], alpha=alpha, preserve_color=luma or None, seconds=left
                )
                seconds = time.perf_counter() - start
                counts['painted'] = next(painted)
            data = images.encode(result, form.upper(), compress_level=3)  # quick
        return data, {'Content-Type': TYPES[form], 'X-Seconds': f'{seconds:.3f}',
                      'Cache-Control': 'no-store'}  # fmt: skip

    @served.errorhandler(Refusal)
    def refused(refusal):
        later = {'Retry-After': '2'} if refusal.status in (429, 503) else {}
        return {'error': refusal.sentence}, refusal.status, later

    @served.errorhandler(werkzeug.exceptions.HTTPException)
    def wrong(error):
        sentence = error.description
        if error.code == 413:
            sentence = f'the request is above {limits.megabytes:g} MB: send smaller pictures'
        return {'error': sentence}, error.code

    return served


class Queue:
    """At most `limits.queue` requests at a time, one of which has its turn."""

    def __init__(self, limits):
        self._limits, self._lock, self._turn = limits, threading.Lock(), threading.Lock()
        self.length = 0

    @contextlib.contextmanager
    def place(self):
        """Holds a place in the queue during the block; 429 if there is none."""
        with self._lock:
            if self.length >= self._limits.queue:
                raise Refusal(429, f'{self.length} pictures are being painted: try again later')
            self.length += 1
        try:
            yield
        finally:
            with self._lock:
                self.length -= 1

    @contextlib.contextmanager
    def turn(self):
        """Holds the turn during the block; yields the seconds left, or 503 if there are none.

        A picture that takes longer is given up between two operations of the graph.
        """
        start, timeout = time.monotonic(), self._limits.timeout
        late = Refusal(503, f'not painted within {timeout:g} seconds: try again later')
        if not self._turn.acquire(timeout=timeout):
            raise late
        try:
            left = timeout - (time.monotonic() - start)
            if left <= 0:
                raise late
            yield left
        except tf.errors.DeadlineExceededError:
            raise late from None
        finally:
            self._turn.release()


def uploaded(field, limits):
    """The picture that a request has as `field`: float32 `[1, height, width, 3]`, resized."""
    file = flask.request.files.get(field)
    if file is None:
        raise Refusal(400, f'no {field}: send a picture in the form field {field}')
    try:
        with PIL.Image.open(file.stream, formats=FORMATS) as picture:
            pixels = picture.width * picture.height / 1e6
            if pixels > limits.megapixels:  # the header says so, nothing is decoded yet
                raise Refusal(
                    413, f'the {field} has {pixels:.4g} megapixels, above '
                    f'{limits.megapixels:g}: send a smaller picture'
                )  # fmt: skip
            image = images.load(picture)
    except Refusal:
        raise
    except PIL.Image.DecompressionBombError:
        raise Refusal(413, f'the {field} has too many pixels: send a smaller picture') from None
    except Exception:  # damaged files raise whatever their format's reader trips over
        raise Refusal(
            400, f'the {field} cannot be read as a picture: send a PNG, JPEG or WebP file'
        ) from None
    if field == 'style':
        return images.resize(image, limits.style_size)
    return images.resize(image, limits.size) if max(image.shape) > limits.size else image


def choice(order, field, values):
    """A form field that is one of a few words; the first of them if it is not there."""
    value = order.get(field, values[0])
    if value not in values:
        named = ' or '.join(filter(None, values))
        raise Refusal(400, f'{field} is {value[:40]!r}: send {named}')
    return value


def share(text):
    """A form field that is a number from 0 to 1."""
    with contextlib.suppress(ValueError):
        if 0 <= float(text) <= 1:
            return float(text)
    raise Refusal(400, f'alpha is {text[:40]!r}: send a number from 0 to 1')
