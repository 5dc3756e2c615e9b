"""Keeping the content's colours, against closed forms."""

import numpy as np
import pytest
from conftest import smooth_picture

from gatys_tf1 import colours

RNG = np.random.default_rng(5)
STYLE = RNG.uniform(0, 255, (1, 9, 11, 3)).astype(np.float32)


def content_picture():
    """Pixels with correlated channels, as photographs have them: float32 `[1, 12, 10, 3]`."""
    mixing = np.array([[30, 0, 0], [25, 12, 0], [18, 9, 6]])
    return (120 + RNG.normal(size=(1, 12, 10, 3)) @ mixing.T).astype(np.float32)


def colour(red, green, blue, shape=(1, 4, 6, 3)):
    return np.full(shape, [red, green, blue], np.float32)


def moments(image):
    pixels = image.reshape(-1, 3).astype(np.float64)
    return pixels.mean(axis=0), np.cov(pixels.T, bias=True)


def yiq(image):
    """NTSC's YIQ, from its matrix."""
    matrix = [[0.299, 0.587, 0.114], [0.5959, -0.2746, -0.3213], [0.2115, -0.5227, 0.3112]]
    return image.astype(np.float64) @ np.transpose(matrix)


def test_luma_of_one_and_chroma_of_the_other():
    """Catches lumas that are exchanged, and another matrix than BT.601's: the definition of YIQ."""
    content = smooth_picture(9, 11)
    kept = yiq(colours.keep_luma(STYLE, content))
    np.testing.assert_allclose(kept[..., 0], yiq(STYLE)[..., 0], atol=1e-3)
    np.testing.assert_allclose(kept[..., 1:], yiq(content)[..., 1:], atol=0.05)  # 4-digit matrix


def test_keep_luma_closed_forms():
    """Catches a chroma that is scaled by the luma: red at the luma of white is red plus a grey."""
    red, white = colour(255, 0, 0), colour(255, 255, 255)
    lift = 255 * (1 - 0.299)
    np.testing.assert_allclose(
        colours.keep_luma(white, red), colour(255 + lift, lift, lift), rtol=1e-5
    )
    np.testing.assert_allclose(colours.keep_luma(red, red), red, atol=1e-4)
    grey = colours.keep_luma(STYLE, colour(90, 90, 90, STYLE.shape))
    np.testing.assert_allclose(grey, np.repeat(yiq(STYLE)[..., :1], 3, axis=3), atol=1e-3)


def test_nothing_is_clipped_and_floats_stay():
    """Catches a detour through uint8, which clips, wraps and rounds."""
    wild = colour(-40.25, 300.5, 128)
    for function in (colours.keep_luma, colours.match_colours):
        result = function(wild, content_picture())
        assert result.dtype == np.float32 and result.shape == wild.shape
    np.testing.assert_allclose(colours.keep_luma(wild, wild), wild, atol=1e-4)
    bright = colours.match_colours(STYLE, 250 + 2 * (content_picture() - 120))
    assert bright.max() > 300 and bright.min() < 200
    assert np.abs(bright - np.rint(bright)).max() > 0.4


@pytest.mark.parametrize('shape', [(1, 8, 12, 3), (1, 3, 2, 3), (1, 5, 9, 3)])
def test_keep_luma_of_another_size(shape):
    """Catches height and width exchanged, and luma that is resized along with the chroma."""
    result = RNG.uniform(0, 255, shape).astype(np.float32)
    content = np.concatenate([colour(200, 40, 40), colour(40, 40, 200)], axis=2)  # red | blue
    kept = colours.keep_luma(result, content)
    assert kept.shape == shape
    np.testing.assert_allclose(yiq(kept)[..., 0], yiq(result)[..., 0], atol=1e-3)
    assert (kept[:, :, 0, 0] - kept[:, :, 0, 2] > 100).all()
    assert (kept[:, :, -1, 2] - kept[:, :, -1, 0] > 100).all()


def test_match_colours_gives_the_contents_moments():
    """Catches matching each channel by itself, and a matrix that is transposed."""
    content = content_picture()
    matched = colours.match_colours(STYLE, content)
    for value, expected in zip(moments(matched), moments(content)):
        np.testing.assert_allclose(value, expected, rtol=1e-3, atol=1e-3)


def test_match_colours_to_itself_changes_nothing():
    """Catches a square root that turns the colours: Cholesky's of permuted channels would too."""
    np.testing.assert_allclose(colours.match_colours(STYLE, STYLE), STYLE, atol=1e-3)
    content, order = content_picture(), [2, 0, 1]
    np.testing.assert_allclose(
        colours.match_colours(STYLE[..., order], content[..., order]),
        colours.match_colours(STYLE, content)[..., order],
        atol=1e-3,
    )


def test_match_colours_of_uncorrelated_channels_is_a_scale():
    """Catches a variance where the deviation belongs: diagonal covariances have a closed form."""
    signs = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float32)
    style = 100 + signs.reshape(1, 2, 4, 3) * np.float32([10, 20, 40])
    content = 50 + signs.reshape(1, 4, 2, 3) * np.float32([30, 5, 8])
    expected = 50 + signs.reshape(1, 2, 4, 3) * np.float32([30, 5, 8])
    np.testing.assert_allclose(colours.match_colours(style, content), expected, atol=1e-3)


def test_singular_covariances():
    """Catches an inverse that divides by zero, and noise in a grey style that is blown up."""
    content = content_picture()
    mean = moments(content)[0]
    one_colour = colours.match_colours(colour(10, 200, 30), content)
    np.testing.assert_allclose(one_colour, np.broadcast_to(mean, one_colour.shape), rtol=1e-5)
    to_one_colour = colours.match_colours(STYLE, colour(10, 200, 30))
    np.testing.assert_allclose(to_one_colour, colour(10, 200, 30, STYLE.shape), atol=1e-3)

    grey = np.repeat(STYLE[..., :1], 3, axis=3)
    to_grey = colours.match_colours(STYLE, grey)
    np.testing.assert_allclose(to_grey, np.repeat(to_grey[..., :1], 3, axis=3), atol=1e-2)

    # S_c^(1/2) along the grey axis is all that a grey style can take of the content's colours.
    line = colours.match_colours(grey, content)
    assert np.linalg.matrix_rank(moments(line)[1], tol=1e-2) == 1
    np.testing.assert_allclose(moments(line)[0], mean, rtol=1e-4)
    noisy = colours.match_colours(grey + RNG.normal(0, 0.1, grey.shape).astype(np.float32), content)
    assert np.abs(noisy - line).max() < 6  # without a floor it would be the content's deviation
