"""Optical flow between frames, warping, and how far the flow can be trusted.

Implements Ruder, Dosovitskiy and Brox, "Artistic style transfer for videos" (GCPR 2016), section
4.2 (disocclusions, motion boundaries) and the long-term weights of section 4.3. deviation: the flow
is OpenCV's DIS (Kroeger, Timofte, Dai and Van Gool, "Fast optical flow using dense inverse search",
ECCV 2016) instead of DeepFlow or EpicFlow (docs/deviations.md). NumPy and OpenCV; nothing here goes
into a graph.

A flow is a float32 array `[height, width, 2]`: for each pixel of one frame, how many pixels further
right and down it is found in another. *Backward* flow leads from the current frame to an earlier
one, which is what warping needs; *forward* flow leads the other way.
"""

import cv2
import numpy as np

from gatys_tf1 import images

LEAST_SIDE = 32  # pixels; smaller frames are enlarged for DIS, whose patches are 8 pixels wide


def optical_flow(image, other):
    """The flow from one frame to another, by OpenCV's dense inverse search.

    Args:
      image, other: float32 arrays `[1, height, width, 3]`, RGB, 0..255.

    Returns:
      flow: `image` at x looks like `other` at `x + flow[x]`.
    """
    height, width = image.shape[1:3]
    factor = max(1, -(-LEAST_SIDE // min(height, width)))
    size = height * factor, width * factor
    gray = [
        cv2.cvtColor(images.to_uint8(images.resize(frame, size))[0], cv2.COLOR_RGB2GRAY)
        for frame in (image, other)
    ]
    dis = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    dis.setFinestScale(0)  # every pixel; the preset stops at half the size
    flow = dis.calc(*gray, None)
    if factor > 1:
        flow = cv2.resize(flow, (width, height), interpolation=cv2.INTER_AREA) / factor
    return flow


def warp(values, flow):
    """Moves an earlier frame along with the picture: `warped[x] = values[x + flow[x]]`.

    Args:
      values: float32 array `[1, height, width, channels]`, of the earlier frame.
      flow: backward flow of the current frame.

    Returns:
      float32 array of the same shape, within the range of `values`; beyond the border, the border's
      values. Interpolated with Lanczos' kernel, because bilinear interpolation, repeated from frame
      to frame, blurs.
    """
    x, y = positions(flow)
    moved = cv2.remap(
        values[0], x, y, interpolation=cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REPLICATE
    )
    return np.clip(moved, values.min(), values.max()).reshape(values.shape)


def positions(flow):
    """Where the flow leads: x and y, float32 arrays `[height, width]`, in pixels."""
    height, width = flow.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return x + flow[..., 0], y + flow[..., 1]


# --- how far it can be trusted -------------------------------------------------------------------


def disoccluded(backward, forward):
    """Where the current frame shows what the earlier frame does not.

    Following the flow there and back again leads elsewhere: `|w~ + w^|^2 > 0.01 (|w~|^2 + |w^|^2) +
    0.5`, where w^ is the backward flow and w~ the forward flow at the place that it leads to. A
    place outside of the earlier frame was not seen either.

    Args:
      backward, forward: flows between the current and the earlier frame.

    Returns:
      bool array `[height, width]`.
    """
    x, y = positions(backward)
    there = cv2.remap(forward, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    apart = _square(there + backward)
    height, width = x.shape
    outside = (x < -0.5) | (y < -0.5) | (x > width - 0.5) | (y > height - 0.5)
    return outside | (apart > 0.01 * (_square(there) + _square(backward)) + 0.5)


def motion_boundaries(backward):
    """Where the flow changes abruptly: `|grad u|^2 + |grad v|^2 > 0.01 |w^|^2 + 0.002`.

    Optical flow is unreliable there.

    Args:
      backward: flow.

    Returns:
      bool array `[height, width]`.
    """
    down, right = np.gradient(backward, axis=(0, 1))
    return _square(down) + _square(right) > 0.01 * _square(backward) + 0.002


def reliability(backward, forward):
    """The weights c of equation 7: 0 at disocclusions and motion boundaries, 1 elsewhere.

    Returns:
      float32 array `[height, width]`.
    """
    return np.float32(~(disoccluded(backward, forward) | motion_boundaries(backward)))


def long_term(weights):
    """The weights of several earlier frames: each pixel goes to the nearest that is reliable.

    `c_long(j) = max(c(j) - sum over nearer k of c(k), 0)`.

    Args:
      weights: float32 array `[references, height, width]`, from the nearest frame to the farthest.

    Returns:
      float32 array of the same shape; their sum is at most 1 where the weights are 0 or 1.
    """
    nearer = np.cumsum(weights, axis=0) - weights
    return np.maximum(weights - nearer, 0).astype(np.float32)


def warp_error(image, previous, flow, hidden):
    """The mean squared difference between a result and the one before, warped to it.

    Args:
      image, previous: float32 arrays `[1, height, width, 3]`.
      flow: backward flow of `image`.
      hidden: bool array `[height, width]`, the pixels that do not count.

    Returns:
      float, in squared pixel values.
    """
    difference = image - warp(previous, flow)
    return float(np.mean(np.square(difference[0][~hidden])))


def _square(vectors):
    return np.sum(np.square(vectors), axis=-1)


def colours(flow, longest=None):
    """A flow as a picture: the hue is its direction, and the fainter, the slower.

    Args:
      flow: a flow.
      longest: float, pixels, of the brightest colour; None: the longest in `flow`.

    Returns:
      float32 array `[1, height, width, 3]`, RGB, 0..255; white where nothing moves.
    """
    length, angle = cv2.cartToPolar(flow[..., 0], flow[..., 1], angleInDegrees=True)
    longest = max(longest or float(length.max()), 1e-3)
    saturation = np.minimum(length / longest, 1)
    hsv = np.stack([angle, saturation, np.ones_like(length)], axis=-1)
    return 255 * cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[np.newaxis]
