"""AdaIN from Python: pictures in any form, mixtures, refusals, and nothing that leaks."""

import itertools
import subprocess
import sys

import numpy as np
import PIL.Image
import pytest
from conftest import ROOT, smooth_picture

from gatys_tf1 import colours, images, vgg
from gatys_tf1.adain import api
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf


def test_pictures_may_be_paths_pillow_pictures_or_arrays(stylizer, tmp_path):
    """Catches a form that is read as BGR, scaled, or refused."""
    array = images.to_uint8(smooth_picture(24, 32))[0]
    PIL.Image.fromarray(array).save(tmp_path / 'c.png')
    style = images.to_uint8(smooth_picture(20, 20, seed=4))[0]
    forms = tmp_path / 'c.png', str(tmp_path / 'c.png'), PIL.Image.fromarray(array), array
    results = [stylizer.stylize(form, style, style_size=None).image for form in forms]
    for result in results:
        np.testing.assert_array_equal(result, results[0])
    assert results[0].dtype == np.uint8 and results[0].shape == (24, 32, 3)
    painted = stylizer.paint(
        array[np.newaxis].astype(np.float32), [style[np.newaxis].astype(np.float32)]
    )
    np.testing.assert_array_equal(results[0], images.to_uint8(painted)[0])


def test_sizes(stylizer):
    """Catches a style that is resized with the content, and a size that squashes."""
    content, style = smooth_picture(24, 32)[0], smooth_picture(60, 30, seed=4)[0]
    result = stylizer.stylize(content, style, size=48, style_size=20)
    assert result.image.shape == (36, 48, 3)
    smaller = images.resize(style[np.newaxis], 20)[0]
    same = stylizer.stylize(content, smaller, size=48, style_size=None)
    np.testing.assert_array_equal(result.image, same.image)


def test_mixtures(stylizer):
    """Catches weights without effect, and styles that are not mixed equally by default."""
    content = smooth_picture(24, 32)
    styles = [smooth_picture(24, 24, seed) for seed in (11, 12)]
    equal = stylizer.paint(content, styles)
    np.testing.assert_array_equal(equal, stylizer.paint(content, styles, [2.0, 2.0]))
    np.testing.assert_array_equal(
        stylizer.paint(content, styles, [0, 1]), stylizer.paint(content, styles[1:])
    )
    assert np.abs(equal - stylizer.paint(content, styles, [1, 3])).max() > 1


def test_the_contents_colours(stylizer):
    """Catches colours that are matched the wrong way round, and luma of the unclipped result."""
    content, style = smooth_picture(24, 32), smooth_picture(24, 24, seed=5) * [1, 0.3, 0.1]
    style = style.astype(np.float32)
    plain = stylizer.paint(content, [style])
    luma = stylizer.paint(content, [style], preserve_color='luma')
    np.testing.assert_allclose(luma, colours.keep_luma(plain, content))
    matched = stylizer.paint(content, [style], preserve_color='match')
    beforehand = stylizer.paint(content, [colours.match_colours(style, content)])
    np.testing.assert_array_equal(matched, beforehand)


def test_one_call_is_a_stylizer_once(stylizer, decoder, random_checkpoint):
    """Catches arguments that do not arrive, a graph that leaks, and a result that shows nothing."""
    content, styles = smooth_picture(24, 32)[0], [smooth_picture(24, 24, s)[0] for s in (5, 6)]
    arguments = dict(alpha=0.5, size=40, style_size=30, weights=[1, 2])
    before = tf.get_default_graph(), len(tf.get_default_graph().get_operations())
    result = api.stylize(
        content, styles, decoder=decoder, config=vgg.Config(random_checkpoint), **arguments
    )
    assert (tf.get_default_graph(), len(tf.get_default_graph().get_operations())) == before
    same = stylizer.stylize(content, styles, **arguments)
    np.testing.assert_array_equal(result.image, same.image)
    assert result._repr_png_().startswith(b'\x89PNG')


@pytest.mark.parametrize(
    'arguments, sentence',
    [
        ({'alpha': 1.5}, 'alpha is 1.5: give a number from 0 to 1'),
        ({'alpha': float('nan')}, 'alpha is nan: give a number from 0 to 1'),
        ({'weights': [1, 2]}, 'the number of weights is 2 and that of styles 1'),
        ({'weights': [-1]}, 'the weights must be zero or above, and not all zero'),
        ({'preserve_color': 'hue'}, "preserve_color is 'hue': give 'match', 'luma' or None"),
    ],
)
def test_refusals(stylizer, arguments, sentence):
    """Catches values out of range that paint something all the same."""
    picture = smooth_picture(20, 20)
    with pytest.raises(UserError, match=sentence):
        stylizer.paint(picture, [picture], **arguments)


def test_only_the_network_that_decoders_are_trained_for(random_checkpoint):
    """Catches average pooling or raw pixels, for which the decoder paints garbage in silence."""
    for change in ({'pool': 'avg'}, {'preprocess': 'raw'}):
        with pytest.raises(UserError, match="use a config with pool='max' and preprocess='vgg'"):
            api.Stylizer(config=vgg.Config(random_checkpoint, **change))


def test_whitening_and_colouring(decoder, random_checkpoint, tmp_path):
    """Catches a transform that is ignored, an export that leaves it out, and an unknown one."""
    config = vgg.Config(random_checkpoint)
    content, styles = smooth_picture(24, 32), [smooth_picture(24, 24, seed) for seed in (11, 12)]
    with api.Stylizer(decoder, config, transform='wct') as stylizer:
        results = [stylizer.paint(content, styles, weights) for weights in ([1, 0], [0, 1], None)]
        plain = stylizer.paint(content, styles[:1], alpha=0.0)
        with pytest.raises(UserError, match="only transform='adain' can be exported"):
            stylizer.export(tmp_path / 'model')
    with api.Stylizer(decoder, config) as stylizer:
        results += [stylizer.paint(content, styles[:1])]
        np.testing.assert_allclose(plain, stylizer.paint(content, styles[:1], alpha=0.0), atol=0.5)
    for a, b in itertools.combinations(results, 2):
        assert np.abs(a - b).max() > 1
    with pytest.raises(UserError, match="transform is 'pca': give 'adain' or 'wct'"):
        api.Stylizer(decoder, config, transform='pca')


GUEST = """
import sys

import numpy as np
import tensorflow as tf
import gatys_tf1 as gatys

gatys.Stylizer  # before vgg is imported: as a guest
from gatys_tf1 import vgg

stylizer = gatys.Stylizer(sys.argv[1], vgg.Config(sys.argv[2]))
assert tf.executing_eagerly() and float(tf.constant(1.0) + 1.0) == 2.0
assert type(tf.Variable(1.0)).__name__ == 'ResourceVariable'
picture = np.full((24, 32, 3), 100, np.uint8)
print(stylizer.stylize(picture, picture))
stylizer.export(sys.argv[3])
stylizer.close()
assert tf.executing_eagerly()
"""


def test_an_open_stylizer_leaves_its_host_alone(decoder, random_checkpoint, tmp_path):
    """Catches a session that makes its graph the caller's default one, and log lines."""
    done = subprocess.run(
        [sys.executable, '-c', GUEST, decoder, random_checkpoint, tmp_path / 'model'],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == '<Result: 32x24 pixels, 0 steps>\n'
    assert ':tensorflow:' not in done.stderr  # as in WARNING:tensorflow:
