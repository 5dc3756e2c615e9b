"""A style for each region, and alpha as a picture, against NumPy."""

import numpy as np
import oracle
import PIL.Image
import pytest
from conftest import smooth_picture

from gatys_tf1.adain import inference, maps
from gatys_tf1.errors import UserError

SHAPE = 40, 56  # of the content; with its margins a multiple of 8, so 13 by 15 positions


def halves():
    """A mask of the left half and one of the right, floats."""
    left = np.zeros(SHAPE, np.float32)
    left[:, :32] = 1
    return left, 1 - left


def nodes(stylizer, content, moments, alpha=1.0, masks=None):
    """t and f(c), as the stylizer's graph has them."""
    graph = stylizer._graph
    feed = {graph.content: content, **inference.guiding(graph, moments, alpha, masks)}
    return stylizer._session.run([graph.t, graph.encoded], feed)


def test_each_region_has_the_moments_of_its_style(stylizer):
    """Catches the content's moments over the whole picture, masks exchanged, and lost margins."""
    content = smooth_picture(*SHAPE)
    moments = [stylizer.encode(smooth_picture(32, 40, seed)) for seed in (5, 6)]
    _, alpha, masks = maps.places(halves(), 1.0, 2, SHAPE)
    assert masks.shape == (1, 13, 15, 2)
    t, encoded = nodes(stylizer, content, inference.stacked(moments), alpha, masks)
    # From left to right: the left half's mirror image, itself, the right half, its mirror image,
    # and a strip of the left half's again: 4, 4, 3, 3 and 1 positions.
    inside = np.zeros(15, bool)
    inside[[*range(8), 14]] = True
    for columns, own in ((inside, moments[0]), (~inside, moments[1])):
        expected = oracle.adain(encoded[:, :, columns], None, own)
        np.testing.assert_allclose(t[:, :, columns], expected, rtol=1e-3, atol=1e-4)


def test_equal_masks_are_equal_weights(stylizer):
    """Catches masks that do not sum to 1, and regions whose results are added."""
    content = smooth_picture(*SHAPE)
    styles = [stylizer.encode(smooth_picture(32, 40, seed)) for seed in (5, 6)]
    grey = np.full(SHAPE, 0.5, np.float32)
    mixed = stylizer.paint(content, styles, [1.0, 1.0])
    np.testing.assert_allclose(stylizer.paint(content, styles, [grey, grey]), mixed, atol=0.1)
    lighter = [np.ones(SHAPE, np.float32)] * 2
    np.testing.assert_allclose(stylizer.paint(content, styles, lighter), mixed, atol=0.1)


def test_outside_of_all_masks_the_content_stays(stylizer):
    """Catches a style that fills the rest, and a division by zero where no mask is."""
    content = smooth_picture(*SHAPE)
    style = stylizer.encode(smooth_picture(32, 40, 5))
    _, alpha, masks = maps.places([halves()[0]], 1.0, 1, SHAPE)
    t, encoded = nodes(stylizer, content, style, alpha, masks)
    np.testing.assert_array_equal(t[:, :, 8:14], encoded[:, :, 8:14])
    assert np.abs(t - encoded)[:, :, :8].mean() > 0.1 * np.abs(encoded).mean()


def test_alpha_map(stylizer):
    """Catches a map that is upside down, transposed, or squared."""
    content = smooth_picture(*SHAPE)
    style = [stylizer.encode(smooth_picture(32, 40, 5))]
    third = np.full(SHAPE, 1 / 3, np.float32)
    np.testing.assert_allclose(
        stylizer.paint(content, style, alpha=third),
        stylizer.paint(content, style, alpha=1 / 3), atol=0.01,
    )  # fmt: skip
    left = halves()[0]
    _, alpha, _ = maps.places(None, left * 0.5, 1, SHAPE)
    t, encoded = nodes(stylizer, content, style[0], alpha)
    all_of_it, _ = nodes(stylizer, content, style[0])
    np.testing.assert_array_equal(t[:, :, 8:14], encoded[:, :, 8:14])
    half = (all_of_it + encoded)[:, :, :8] / 2
    np.testing.assert_allclose(t[:, :, :8], half, rtol=1e-4, atol=1e-5)


def test_maps_are_files_pillow_pictures_or_arrays(stylizer, tmp_path):
    """Catches a map in 0..255 beside one in 0..1, and one that must have the content's size."""
    content = smooth_picture(*SHAPE)[0]
    style = smooth_picture(32, 40, 5)[0]
    left = halves()[0]
    grey = PIL.Image.fromarray((255 * left).astype(np.uint8))
    grey.save(tmp_path / 'left.png')
    coarse = grey.resize((7, 5), PIL.Image.Resampling.NEAREST)  # 8 pixels each: the same picture
    forms = left, grey, np.asarray(grey), tmp_path / 'left.png', str(tmp_path / 'left.png')

    def paint(style, **given):
        return stylizer.stylize(content, style, style_size=None, **given).image

    results = [paint(style, alpha=form) for form in forms]
    for result in results:
        np.testing.assert_array_equal(result, results[0])
    near = paint(style, alpha=coarse).astype(int)
    assert np.abs(near - results[0]).mean() < 1
    masked = paint([style, style[::-1]], weights=[left, 1 - left])
    assert np.abs(masked.astype(int) - results[0])[:, -8:].mean() > 1


@pytest.mark.parametrize('arguments, sentence', [
    ({'alpha': np.full((4, 4), 1.2)}, 'alpha leaves 0..1: give floats from 0 to 1, or a picture'),
    ({'alpha': 'nowhere.png'}, 'there is no picture nowhere.png'),
    ({'weights': [np.ones((4, 4))] * 2}, 'the number of weights is 2 and that of styles 1'),
    ({'weights': [np.zeros((4, 4))]}, 'mask 1 is black everywhere: make some of it white'),
    ({'weights': [np.full((4, 4), np.nan)]}, 'a mask leaves 0..1'),
])  # fmt: skip
def test_refusals(stylizer, arguments, sentence):
    """Catches a map out of range or missing that paints something all the same."""
    picture = smooth_picture(20, 20)
    with pytest.raises(UserError, match=sentence):
        stylizer.paint(picture, [picture], **arguments)


def test_positions_are_means_of_the_mirrored_picture():
    """Catches a map that is shifted against the features by its margin."""
    value = smooth_picture(21, 30)[0]
    padded = np.pad(value, [(32, 32 + 3), (32, 32 + 2), (0, 0)], 'symmetric')
    expected = padded.reshape(11, 8, 12, 8, 3).mean((1, 3))[np.newaxis]
    np.testing.assert_allclose(inference.to_positions(value), expected, rtol=1e-5)
