"""How an image is optimised, and the stages of its run: coarse to fine, bfloat16 then float32."""

from typing import Any, NamedTuple

from gatys_tf1 import images, optimize
from gatys_tf1.run.loop import Stage

LEAST_GAIN = 0.01  # if 30 steps of L-BFGS in bfloat16 gain less, float32 takes over


class Settings(NamedTuple):
    """How an image is optimised, whatever the objective."""

    config: Any  # vgg.Config
    steps: tuple = (200,)  # per scale; each missing number is half the one before
    scales: tuple = ()  # long sides from coarse to fine, in pixels; (): the start's own size
    optimizer: str = 'lbfgs'  # or 'adam'
    adam: optimize.Adam = optimize.Adam()
    low_memory: bool = False  # recompute activations in the backward pass
    tile: int | None = None  # pixels: evaluate larger pictures in tiles of this side (tiles/)


class Part(NamedTuple):
    """What one stage of a run is built from."""

    start: tuple  # (name of the assign op, float32 [1, height, width, 3])
    terms: tuple  # of objective.Term
    config: Any  # vgg.Config


def stages(terms, start, settings):
    """The stages of a run: one per scale, and in bfloat16 with L-BFGS a second one in float32.

    Returns:
      dict of `Stage` to `Part`, in order.
    """
    name, image = start
    largest, parts, first_step, count = max(image.shape[1:3]), {}, 0, None
    for number, scale in enumerate(settings.scales or [largest]):
        count = settings.steps[number] if number < len(settings.steps) else max(1, count // 2)
        last_step = first_step + count - (number > 0)  # step 0 evaluates the start
        shrink = _shrinker(scale / largest)
        part = Part(
            (name, shrink(image)),
            tuple(t._replace(sources=tuple(shrink(s) for s in t.sources)) for t in terms),
            settings.config,
        )
        configs = [settings.config]
        if settings.config.precision == 'bfloat16' and settings.optimizer == 'lbfgs':
            configs.append(settings.config._replace(precision='float32'))
        for config in configs:
            label = '{2}x{1} {0}'.format(config.precision, *part.start[1].shape[1:3])
            least_gain = LEAST_GAIN if config is not configs[-1] else 0.0
            parts[Stage(label, first_step, last_step, least_gain)] = part._replace(config=config)
        first_step = last_step + 1
    return parts


def _shrinker(factor):
    """A function that shrinks pictures by a factor, each picture only once."""
    shrunk = {}

    def shrink(image):
        if factor == 1:
            return image
        if id(image) not in shrunk:
            size = tuple(round(side * factor) for side in image.shape[1:3])
            shrunk[id(image)] = images.resize(image, size)
        return shrunk[id(image)]

    return shrink
