"""DeepDream, visualisation and feature inversion, as functions of arrays and settings.

api.py is the short form of these, gatys_tf1/cli the form with flags.
"""

import math

import numpy as np

from gatys_tf1 import architecture, images, vgg
from gatys_tf1.dream import objectives
from gatys_tf1.dream.ascent import ascend
from gatys_tf1.dream.graph import Blur, Penalties, Settings
from gatys_tf1.dream.objectives import Objective
from gatys_tf1.errors import UserError
from gatys_tf1.run import folder
from gatys_tf1.run.folder import Output
from gatys_tf1.weights import checkpoint

NOISE = 10.0  # standard deviation of the gray noise that a picture grows from, pixel values

# The settings that suit each; the weights' `config` is still to be filled in.
DREAM = Settings(steps=40, jitter=32)
VISUALIZATION = Settings(steps=120, step_size=2.0, jitter=8, blur=Blur(4, 0.7))
INVERSION = Settings(steps=200, optimizer='lbfgs', penalties=Penalties(l2=1e-6, tv=1e-4))


def dream(picture, layers, octaves, settings, output=Output(), callback=None, *, guide=None):
    """DeepDream: exaggerates what layers see in a picture, or draws it towards another one.

    Args:
      picture: float32 array `[1, height, width, 3]`, RGB, 0..255.
      layers: dict of layer to weight.
      octaves: `octaves.Octaves`.
      settings: `graph.Settings`, as DREAM.
      output, callback: see `run.loop.Run`.
      guide: float32 array `[1, h, w, 3]`: each position is drawn to the features of the guide that
        are most like its own. None: whatever is active becomes more so.

    Returns, raises: see `ascent.ascend`.
    """
    folder.check(output)
    if not any(layers.values()):
        raise UserError('every layer has weight zero, so there is nothing to climb: give one more')
    deepest = architecture.deepest(layers)
    for image in [picture] if guide is None else [picture, guide]:
        architecture.check_size(*image.shape[1:3], deepest)
    if guide is None:
        value_of = dict.fromkeys(layers, objectives.activations())
    else:
        features = vgg.representation(guide, list(layers), exact(settings.config))
        value_of = {layer: objectives.towards(features[layer]) for layer in layers}
    wanted = {layer: Objective(value_of[layer], weight) for layer, weight in layers.items()}
    sizes = octaves.sizes(*picture.shape[1:3], deepest)
    wanted = dict.fromkeys(sizes, wanted)
    return ascend(wanted, ('image', picture), settings, output, callback, picture=picture)


def visualize_channel(
    layer, channel, size, octaves, settings, output=Output(), callback=None, *, position=None
):
    """Paints what excites a channel most, from gray noise: at fc8, a class.

    Args:
      layer: str.
      channel: int.
      size: int, pixels, the side of the result.
      octaves: `octaves.Octaves`.
      settings: `graph.Settings`, as VISUALIZATION; its seed is the noise's, too.
      output, callback: see `run.loop.Run`.
      position: `(row, column)` of the layer on the result: one neuron instead of all; 'middle' for
        the one in the middle; None for all.

    Returns, raises: see `ascent.ascend`; UserError also if the layer has no such channel or
      position, or the checkpoint has no such layer.
    """
    folder.check(output)
    check_channel(layer, channel, size, position)
    if layer.startswith('fc'):
        checkpoint.check_full(settings.config.checkpoint)

    def value(side):
        if position is None:
            return objectives.channel(channel)
        if position == 'middle':
            return objectives.neuron(channel)
        return objectives.neuron(channel, *(place * side // size for place in position))

    sizes = octaves.sizes(size, size, layer)
    wanted = {(side, side): {layer: Objective(value(side))} for side, _ in sizes}
    return ascend(wanted, gray_noise(sizes[0], settings.seed), settings, output, callback)


def visualization_penalties(layer):
    """L2 of the order of a tenth of the objective: logits are smaller than activations."""
    return Penalties(l2=0.01 if layer == 'fc8' else 0.1)


def check_channel(layer, channel, size, position=None):
    """Raises UserError if a picture of `size` pixels on each side has no such channel or neuron."""
    architecture.check_channel(layer, channel)
    architecture.check_size(size, size, layer)
    side = math.isqrt(architecture.position_count(size, size, layer))
    if position not in (None, 'middle') and not 0 <= min(position) <= max(position) < side:
        raise UserError(
            f'{layer} has {side}x{side} positions on a picture of {size}x{size}: '
            f'choose one from 0,0 to {side - 1},{side - 1}'
        )


def invert_features(picture, layer, settings, output=Output(), callback=None):
    """Finds, from gray noise, a picture whose features at a layer are those of `picture`.

    Args:
      picture: float32 array `[1, height, width, 3]`, RGB, 0..255.
      layer: str.
      settings: `graph.Settings`, as INVERSION; its seed is the noise's, too.
      output, callback: see `run.loop.Run`.

    Returns, raises: see `ascent.ascend`.
    """
    folder.check(output)
    size = picture.shape[1:3]
    architecture.check_size(*size, architecture.deepest([layer]))
    target = vgg.representation(picture, [layer], exact(settings.config))[layer]
    wanted = {size: {layer: Objective(objectives.distance(target))}}
    return ascend(wanted, gray_noise(size, settings.seed), settings, output, callback)


def gray_noise(size, seed):
    """The start of a picture that grows from nothing: noise around ImageNet's mean colour."""
    return 'white_noise', images.gaussian_noise(*size, seed, np.array(vgg.MEAN_RGB), NOISE)


def exact(config):
    """The same network in float32: targets are measured once, so they may as well be exact."""
    return config._replace(precision='float32')
