"""The front door's three experiments: content, style, and both.

For anything that these functions do not offer, make `Term`s with the constructors in `losses/` and
pass them as `Options.terms`, or build a whole objective and call `transfer.optimize_image`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from gatys_tf1 import images, machine, optimize, transfer, vgg
from gatys_tf1.adain.start import paint_start
from gatys_tf1.errors import UserError, interrupted
from gatys_tf1.images import Picture
from gatys_tf1.losses.gatys import STYLE_LAYERS, content_term, style_term
from gatys_tf1.losses.styles import Style
from gatys_tf1.objective import Term
from gatys_tf1.run import folder
from gatys_tf1.run.folder import Output
from gatys_tf1.run.result import Result
from gatys_tf1.run.stages import Settings
from gatys_tf1.tf1 import as_guest
from gatys_tf1.weights import checkpoint

Path = str | os.PathLike[str]
Array = np.ndarray[Any, Any]
Callback = Callable[[optimize.Step], object]


class Options(NamedTuple):
    """Options that the three experiments share and few people need to change."""

    init: Picture | None = None  # 'content', 'style', 'adain', 'noise', a picture; None: usual
    seed: int = 0  # of the noise
    scales: tuple[int, ...] = ()  # long sides from coarse to fine, instead of a size
    optimizer: str = 'lbfgs'  # or 'adam'
    adam: optimize.Adam = optimize.Adam()
    pool: str | None = None  # 'avg' or 'max'; None: avg for style, max for content reconstruction
    preprocess: str = 'vgg'  # or 'raw', as the blog
    precision: str = 'auto'  # or 'float32', 'bfloat16'
    target: str = ''  # 'grpc://host:port': run on this worker (docs/distributed.md)
    low_memory: bool = False  # recompute activations in the backward pass
    tile: int | None = None  # pixels: evaluate larger pictures in tiles of this side, exactly
    checkpoint: Path | None = None  # of slim's VGG-19; None: the default one, fetched if necessary
    terms: tuple[Term, ...] = ()  # further losses
    progress: bool = False  # show a progress bar
    resume: bool = False  # continue the run in `out`
    overwrite: bool = False  # replace the run in `out`


@as_guest
def style_transfer(
    content: Picture,
    style: Picture | Sequence[Picture],
    *,
    size: int = 224,
    steps: int | Sequence[int] = 200,
    style_weight: float = 0.08,
    options: Options = Options(),
    out: Path | None = None,
    callback: Callback | None = None,
) -> Result:
    """Paints a content picture in the manner of a style picture (Gatys et al., section 2.3).

    Args:
      content: a picture: a path, a Pillow image, or an array `[height, width, 3]`, RGB, 0..255.
      style: a picture, or a list of them, which are blended.
      size: int, the long side of the result, in pixels.
      steps: int, the number of the last step; step 0 evaluates the start, so loss and gradient are
        evaluated once more than that. Or a tuple of ints, one per scale.
      style_weight: beta (equation 7); alpha is 1.
      options: `Options`.
      out: folder for pictures, losses, TensorBoard and the state; None: nothing is written to disk.
      callback: function that is called with each `Step` (`step`, `losses`, `image`); returning
        False ends the run.

    Returns:
      `run.result.Result`: `image` (uint8 `[height, width, 3]`), `losses`, `steps`, `folder`.

    Raises:
      UserError: if a picture cannot be read or is too small, or the folder already holds files.
      KeyboardInterrupt: on Ctrl-C, or when a notebook's cell is interrupted; with `out`, the run
        can be resumed.
    """
    size = options.scales[-1] if options.scales else size
    content_image = images.resize(images.load(content), size)
    pictures = images.as_list(style)
    styles = [Style(images.resize(images.load(picture), size)) for picture in pictures]
    terms = [
        content_term(content_image, {'conv4_2': 1.0}),
        style_term(styles, dict.fromkeys(STYLE_LAYERS), style_weight),
    ]

    def paint() -> Array:
        smallest = options.scales[0] if options.scales else size
        return paint_start(content_image, styles, _config(options, 'avg'), smallest)

    start = _start(options, 'content', content_image.shape, content_image, styles[0].image, paint)
    return _run(terms, start, steps, options, 'avg', out, callback)


@as_guest
def content_reconstruction(
    picture: Picture,
    layer: str = 'conv4_2',
    *,
    size: int = 224,
    steps: int | Sequence[int] = 200,
    options: Options = Options(),
    out: Path | None = None,
    callback: Callback | None = None,
) -> Result:
    """Reconstructs a picture from what one layer keeps of it (Gatys et al., section 2.1).

    Args:
      picture: see `style_transfer`.
      layer: str, a layer of VGG-19, such as 'conv4_2'.
      size, steps, options, out, callback: see `style_transfer`.

    Returns:
      `Result`.
    """
    size = options.scales[-1] if options.scales else size
    image = images.resize(images.load(picture), size)
    start = _start(options, 'noise', image.shape, content=image)
    return _run([content_term(image, {layer: 1.0})], start, steps, options, 'max', out, callback)


@as_guest
def style_reconstruction(
    picture: Picture,
    layers: Sequence[str] | dict[str, float | None] = STYLE_LAYERS,
    *,
    size: int = 224,
    steps: int | Sequence[int] = 300,
    options: Options = Options(),
    out: Path | None = None,
    callback: Callback | None = None,
) -> Result:
    """Reconstructs the style of a picture from its Gram matrices (Gatys et al., section 2.2).

    Args:
      picture: see `style_transfer`.
      layers: names, or dict of layer to its weight w_l (equation 5).
      size, steps, options, out, callback: see `style_transfer`.

    Returns:
      `Result`.
    """
    size = options.scales[-1] if options.scales else size
    image = images.resize(images.load(picture), size)
    weights = layers if isinstance(layers, dict) else dict.fromkeys(layers)
    start = _start(options, 'noise', image.shape, style=image)
    return _run([style_term([Style(image)], weights)], start, steps, options, 'avg', out, callback)


def _start(
    options: Options,
    default: str,
    shape: tuple[int, ...],
    content: Array | None = None,
    style: Array | None = None,
    paint: Callable[[], Array] | None = None,
) -> tuple[str, Array]:
    """The start that the options name: `(name of the assign op, float32 [1, height, width, 3])`."""
    init = default if options.init is None else options.init
    height, width = shape[1:3]
    if isinstance(init, str) and init == 'noise':
        return 'white_noise', images.white_noise(height, width, options.seed)
    if isinstance(init, str) and init == 'adain':
        if paint is None:
            raise UserError(
                "init='adain' paints a content picture in a style, so it needs both: "
                'use it with style_transfer'
            )
        return 'image', paint()
    for name, image in (('content', content), ('style', style)):
        if isinstance(init, str) and init == name:
            if image is None:
                raise UserError(f'init={name!r} needs a {name} picture, and there is none here')
            return f'{name}_image', images.resize(image, (height, width))
    return 'image', images.resize(images.load(init), (height, width)).astype(np.float32)


def _run(
    terms: list[Term],
    start: tuple[str, Array],
    steps: int | Sequence[int],
    options: Options,
    pool: str,
    out: Path | None,
    callback: Callback | None,
) -> Result:
    config = _config(options, pool)
    counts = tuple(steps) if isinstance(steps, Sequence) else (steps,)
    settings = Settings(
        config, counts, tuple(options.scales), options.optimizer, options.adam,
        options.low_memory, options.tile,
    )  # fmt: skip
    terms = [*terms, *options.terms]
    output = Output(
        str(out) if out else None,
        quiet=not options.progress,
        resume=options.resume,
        overwrite=options.overwrite,
        arguments=_arguments(terms, start, settings),
    )
    if options.resume:
        folder.check_same(output)
    with interrupted():  # between two steps; with `out` the state is saved
        return transfer.optimize_image(terms, start, settings, output, callback)


def _config(options: Options, pool: str) -> vgg.Config:
    precision = machine.precision(options.precision, options.target)
    return vgg.Config(
        checkpoint.find(options.checkpoint), options.pool or pool, options.preprocess, precision,
        options.target,
    )  # fmt: skip


def _arguments(terms: list[Term], start: tuple[str, Array], settings: Settings) -> dict[str, Any]:
    """What config.json says of a run from Python."""
    _, height, width, _ = start[1].shape
    return {
        **folder.FROM_PYTHON,
        'size': [height, width],
        'terms': {term.name: [term.weight, *term.layers] for term in terms},
        'scales': list(settings.scales),
        'optimizer': settings.optimizer,
        'pool': settings.config.pool,
        'preprocess': settings.config.preprocess,
        'steps': list(settings.steps),
    }
