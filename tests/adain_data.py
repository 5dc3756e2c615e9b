"""Pictures and a decoder for the tests of AdaIN."""

import io

import numpy as np
import PIL.Image
from conftest import smooth_picture

from gatys_tf1 import images
from gatys_tf1.adain import decoder_file, network
from gatys_tf1.tf1 import tf


def random_decoder(seed=0):
    """A decoder with random weights: {name: float32 array}."""
    rng = np.random.default_rng(seed)
    return {
        name: rng.normal(0, np.sqrt(2 / np.prod(shape[:-1])) if len(shape) > 1 else 0.1, shape)
        .astype(np.float32)
        for name, shape in network.decoder_shapes().items()
    }  # fmt: skip


def save_decoder(path):
    """Writes a random decoder that paints little black and white; returns the path."""
    rng = np.random.default_rng(8)
    values = {
        name: rng.normal(0, np.sqrt(2 / np.prod(shape[:-1])), shape) if len(shape) > 1
        else np.zeros(shape)
        for name, shape in network.decoder_shapes().items()
    }  # fmt: skip
    # A random encoder's features are small in units of the real one's.
    values['decoder/conv4_1/weights'] *= 4
    decoder_file.save(path, values)
    return path


def decoded_by_hand(t):
    """What the random decoder makes of t."""
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        picture = network.decode(tf.constant(t))
        for name, variable in network.decoder_variables(graph).items():
            variable.load(random_decoder()[name], sess)
        return sess.run(picture)


def save_photos(folder):
    """Makes two folders, of contents and of styles; the first has a file that is no picture."""
    for kind, count in (('contents', 3), ('styles', 4)):
        (folder / kind).mkdir()
        for number in range(count):
            image = smooth_picture(40 + number, 48, seed=7 * number + len(kind))
            images.save(folder / kind / f'{kind[0]}{number}.png', image)
    (folder / 'contents' / 'bad.jpg').write_text('no picture')
    return folder / 'contents', folder / 'styles'


def png(image, form='PNG', **options):
    """A picture `[1, height, width, 3]` as the bytes of a file."""
    data = io.BytesIO()
    PIL.Image.fromarray(images.to_uint8(image)[0]).save(data, form, **options)
    return data.getvalue()


def opened(data):
    """The array `[height, width, 3]` in the bytes of a file."""
    return np.asarray(PIL.Image.open(io.BytesIO(data)))
