"""The front door to gradient ascent: pictures in any form, layers by name, the rest as it suits.

programs.py has the same with every setting.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from gatys_tf1 import imagenet, images, machine, vgg
from gatys_tf1.dream import graph, programs
from gatys_tf1.dream.octaves import Octaves
from gatys_tf1.images import Picture
from gatys_tf1.optimize import Step
from gatys_tf1.run.folder import Output
from gatys_tf1.run.result import Result
from gatys_tf1.tf1 import as_guest
from gatys_tf1.weights import checkpoint

Path = str | os.PathLike[str]
Callback = Callable[[Step], object]


@as_guest
def deep_dream(
    picture: Picture,
    layers: str | Sequence[str] | dict[str, float] = 'conv5_1',
    *,
    size: int = 512,
    steps: int = 40,
    guide: Picture | None = None,
    config: vgg.Config | None = None,
    out: Path | None = None,
    callback: Callback | None = None,
) -> Result:
    """DeepDream: exaggerates what layers of VGG-19 see in a picture.

    Args:
      picture: path, Pillow image, or array `[h, w, 3]`, RGB, 0..255.
      layers: a layer's name, a list of them, or a dict of layer to weight.
      size: int, pixels, the long side of the result.
      steps: int, evaluations of objective and gradient, over four octaves.
      guide: another picture, towards whose features this one is drawn; or None.
      config: `vgg.Config`; None for the precision that suits the machine. Without a checkpoint in
        it, the default one is used; its `target` names a worker to run on.
      out: folder for the run; None: nothing is written.
      callback: function of a `Step` that is called after each; if it returns False, the run ends.

    Returns:
      a `Result`: `image` (uint8 `[h, w, 3]`), `losses` (the objectives' values), `steps`, `folder`.

    Raises:
      UserError: for whatever can be wrong with the arguments; its text says how to fix it.
    """
    picture = images.resize(images.load(picture), size)
    if guide is not None:
        guide = images.resize(images.load(guide), 224)
    layers = {layers: 1.0} if isinstance(layers, str) else layers
    layers = layers if isinstance(layers, dict) else dict.fromkeys(layers, 1.0)
    arguments = {'function': 'deep_dream', 'layers': layers, 'size': size, 'steps': steps}
    return programs.dream(
        picture, layers, Octaves(), _settings(programs.DREAM, steps, config),
        _output(out, arguments), callback, guide=guide,
    )  # fmt: skip


@as_guest
def class_visualization(
    layer: str,
    channel: int | str,
    *,
    size: int = 224,
    steps: int = 120,
    position: tuple[int, int] | str | None = None,
    config: vgg.Config | None = None,
    out: Path | None = None,
    callback: Callback | None = None,
) -> Result:
    """Paints what excites a channel, a neuron or a class of VGG-19 most.

    Args:
      layer: str; 'fc8' has the classes, and needs the full checkpoint.
      channel: int; of fc8 also the name of a class, as 'tabby'.
      size: int, pixels, the side of the result; 224 or more for fc8.
      steps: int, evaluations of objective and gradient, over up to four octaves.
      position: `(row, column)` of a single neuron, or 'middle'; None for the whole channel.
      config, out, callback: see `deep_dream`.

    Returns, raises: see `deep_dream`.
    """
    if isinstance(channel, str):
        channel = imagenet.index_of(channel)
    settings = _settings(programs.VISUALIZATION, steps, config)
    settings = settings._replace(penalties=programs.visualization_penalties(layer))
    arguments = {
        'function': 'class_visualization', 'layer': layer, 'channel': channel, 'size': size,
        'steps': steps, 'position': position,
    }  # fmt: skip
    return programs.visualize_channel(
        layer, channel, size, Octaves(), settings, _output(out, arguments), callback,
        position=position,
    )  # fmt: skip


@as_guest
def feature_inversion(
    picture: Picture,
    layer: str,
    *,
    size: int = 224,
    steps: int = 200,
    config: vgg.Config | None = None,
    out: Path | None = None,
    callback: Callback | None = None,
) -> Result:
    """Finds, from gray noise, a picture whose features at a layer are those of `picture`.

    Args:
      picture: path, Pillow image, or array `[h, w, 3]`, RGB, 0..255.
      layer: str.
      size: int, pixels, the long side of the result.
      steps: int, evaluations of loss and gradient, by L-BFGS.
      config, out, callback: see `deep_dream`.

    Returns, raises: see `deep_dream`; 'total' in its `losses` is the loss.
    """
    picture = images.resize(images.load(picture), size)
    settings = _settings(programs.INVERSION, steps, config)
    arguments = {'function': 'feature_inversion', 'layer': layer, 'size': size, 'steps': steps}
    return programs.invert_features(picture, layer, settings, _output(out, arguments), callback)


def _settings(settings: graph.Settings, steps: int, config: vgg.Config | None) -> graph.Settings:
    config = config or vgg.Config(precision=machine.precision('auto'))
    config = config._replace(checkpoint=config.checkpoint or checkpoint.find())
    return settings._replace(steps=steps, config=config)


def _output(out: Path | None, arguments: dict[str, Any]) -> Output:
    return Output(str(out) if out else None, quiet=True, arguments=arguments)
