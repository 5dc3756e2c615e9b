"""Two painted clips whose motion is known exactly: oracles for optical flow, and samples.

`camera` pans and zooms over a painting. `moving_objects` also has a disc and a square that move on
their own and uncover what is behind them. A flow is as in video/flow.py: for each pixel of a frame,
how many pixels further right and down it was found in the frame before.
"""

from typing import NamedTuple

import cv2
import numpy as np

from gatys_tf1.samples.bricks import brick_wall
from gatys_tf1.samples.coast import coastal_scene
from gatys_tf1.samples.night import night_sky

MARGIN = 0.25  # of the painting on each side, for the camera to move over
PAN = (0.012, 0.004)  # of the frame's width, right and down, per frame
ZOOM = 0.006  # per frame


class Clip(NamedTuple):
    """Frames, and what the painter knows about their motion."""

    frames: list  # of float32 [1, height, width, 3], RGB, 0..255
    flows: list  # of float32 [height, width, 2], backward: to the frame before; first: zeros
    hidden: list  # of bool [height, width]: not to be seen in the frame before; first: all


class _Layer(NamedTuple):
    """Something flat that moves: frame position x is place `scale * x + offset` on its picture."""

    picture: np.ndarray  # float32 [h, w, 3]
    scales: list  # float per frame
    offsets: list  # float64 [2] per frame
    inside: object = None  # function of places [h, w, 2] to coverage 0..1; None: everywhere


def camera(count, height, width):
    """A pan and zoom over the painted coast.

    Args:
      count: int, frames.
      height, width: ints, pixels.

    Returns:
      `Clip`.
    """
    return _render([_background(count, height, width)], count, height, width)


def moving_objects(count, height, width):
    """The same, with a disc of night sky and a square of bricks that move on their own.

    Args and returns: as `camera`.
    """
    radius = 0.17 * height
    paths = [
        (night_sky, (0.2, 0.4), (0.022, 0.004), lambda p: radius - np.linalg.norm(p, axis=-1)),
        (brick_wall, (0.8, 0.66), (-0.018, -0.006), lambda p: radius - np.abs(p).max(axis=-1)),
    ]
    layers = [_background(count, height, width)]
    for paint, start, velocity, depth in paths:
        side = int(2.4 * radius)
        middle = np.array([side, side]) / 2

        def inside(places, depth=depth, middle=middle):
            return np.clip(depth(places - middle) + 0.5, 0, 1)  # smooth by a pixel

        offsets = [
            middle - (np.array(start) + t * np.array(velocity)) * [width, height]
            for t in range(count)
        ]
        layers.append(_Layer(paint(side, side)[0], [1.0] * count, offsets, inside))
    return _render(layers, count, height, width)


def _background(count, height, width):
    large = coastal_scene(round(height * (1 + 2 * MARGIN)), round(width * (1 + 2 * MARGIN)))[0]
    scales = [(1 - ZOOM) ** t for t in range(count)]
    middle = np.array([width, height]) / 2
    start = middle * (1 + 2 * MARGIN) - np.array(PAN) * width * (count - 1) / 2
    offsets = [start + np.array(PAN) * width * t - scales[t] * middle for t in range(count)]
    return _Layer(large, scales, offsets)


def _render(layers, count, height, width):
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1).astype(float)
    frames, flows, hidden, before = [], [], [], None
    for t in range(count):
        frame = np.zeros((height, width, 3), np.float32)
        front = np.zeros((height, width), int)  # the layer that is seen
        flow = np.zeros((height, width, 2), np.float32)
        for number, layer in enumerate(layers):
            places = layer.scales[t] * grid + layer.offsets[t]
            x, y = places.astype(np.float32).transpose(2, 0, 1)
            pixels = cv2.remap(
                layer.picture, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
            )
            cover = np.ones((height, width)) if layer.inside is None else layer.inside(places)
            frame += np.float32(cover)[..., None] * (np.clip(pixels, 0, 255) - frame)
            seen = cover > 0.5
            front[seen] = number
            earlier = (places - layer.offsets[t - (t > 0)]) / layer.scales[t - (t > 0)]
            flow[seen] = (earlier - grid)[seen]
        frames.append(frame[np.newaxis])
        flows.append(flow)
        hidden.append(_hidden(front, before, grid + flow))
        before = front
    return Clip(frames, flows, hidden)


def _hidden(front, before, earlier):
    """Which pixels were outside of the frame before, or behind another layer."""
    height, width = front.shape
    if before is None:
        return np.ones((height, width), bool)
    column, row = np.rint(earlier).astype(int).transpose(2, 0, 1)
    outside = (column < 0) | (row < 0) | (column >= width) | (row >= height)
    was = before[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
    return outside | (was != front)
