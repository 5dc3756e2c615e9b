"""Keeping the content's colours while the style is transferred. NumPy alone, no TensorFlow.

Implements the two ways of Gatys, Bethge, Hertzmann and Shechtman, "Preserving color in neural
artistic style transfer" (2016): section 3, the style's colours are matched to the content's before
the transfer (`match_colours`); section 4, the transfer's luminance alone is used (`keep_luma`).
Left out: their second step of section 4, matching the luminance of the style to the content's.

A picture is a float32 array `[1, height, width, 3]`, RGB, 0..255, but nothing in here clips: a
result may lie outside of 0..255, and is rounded and clipped when it is saved (`images.to_uint8`).
"""

import cv2
import numpy as np

LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R BT.601, the Y of YIQ, YUV and JPEG
LEAST_DEVIATION = 1.0  # pixel values; smaller ones are noise, and are not enlarged


def keep_luma(result, content):
    """The luma of `result` with the chroma of `content` (section 4).

    Y is the same in YIQ and YUV, and so are the pictures without chroma: the greys. So the change
    from one luma to another adds one number to R, G and B, whichever matrix the chroma is in.

    Args:
      result: float32 array `[1, height, width, 3]`, RGB, whose luma is kept.
      content: float32 array `[1, h, w, 3]`, RGB, whose chroma is kept; it is stretched to the size
        of `result` if that differs.

    Returns:
      float32 array of the shape of `result`, not clipped: its luma is that of `result` to within
      rounding, and where a bright luma meets a strong chroma a channel is above 255.
    """
    chroma = content - _luma(content)
    height, width = result.shape[1:3]
    if chroma.shape[1:3] != (height, width):
        smaller = height * width < chroma.shape[1] * chroma.shape[2]
        # Linear, because chroma has no sharp edges that cubic would keep, and cubic overshoots.
        method = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
        chroma = cv2.resize(chroma[0], (width, height), interpolation=method)[np.newaxis]
    return (_luma(result) + chroma).astype(np.float32)


def match_colours(style, content):
    """Moves the style's colours so that their mean and covariance are the content's (section 3).

    A pixel x becomes A x + b, with `A = S_c^(1/2) S_s^(-1/2)` for the covariances S, and b such
    that the means agree. The symmetric square root, and not the Cholesky factor that the paper also
    names, because its result does not depend on the order of the channels, and because it exists
    for grey pictures too, whose covariance is singular.

    A direction of colour in which the style deviates by less than `LEAST_DEVIATION` cannot be
    stretched to anything but noise. There the covariance falls short of the content's: a grey style
    gets the content's mean and one line of its colours, a style of one colour its mean alone.

    Args:
      style: float32 array `[1, h, w, 3]`, RGB.
      content: float32 array `[1, height, width, 3]`, RGB, of any size.

    Returns:
      float32 array of the shape of `style`, not clipped.
    """
    mean, covariance = _colour_moments(style)
    target_mean, target_covariance = _colour_moments(content)
    matrix = _power(target_covariance, 0.5) @ _power(covariance, -0.5, LEAST_DEVIATION**2)
    return ((style - mean) @ matrix.T + target_mean).astype(np.float32)


def _luma(image):
    """Y of a picture, `[1, height, width, 1]`."""
    return image @ LUMA[:, np.newaxis]


def _colour_moments(image):
    """Mean `[3]` and covariance `[3, 3]` of a picture's pixels, float64."""
    pixels = image.reshape(-1, 3).astype(np.float64)
    centred = pixels - pixels.mean(axis=0)
    return pixels.mean(axis=0), centred.T @ centred / len(pixels)


def _power(covariance, exponent, least=0.0):
    """A symmetric power of a covariance `[3, 3]` whose eigenvalues are raised to `least`."""
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.maximum(values, least) ** exponent) @ vectors.T
