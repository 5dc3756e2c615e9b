"""Runs of the figures that no command has: through the front door, as any program has it."""

import hashlib
import json
import os
import time

import numpy as np

import gatys_tf1 as gatys
from gatys_tf1 import images, machine, sheets, vgg
from gatys_tf1.architecture import STYLE_LAYERS
from gatys_tf1.files import atomic_write
from gatys_tf1.losses.gatys import content_term
from gatys_tf1.reproduce.drawings import to_height
from gatys_tf1.reproduce.pictures import title
from gatys_tf1.weights import checkpoint

WEIGHTS = (0.3, 3.0)  # of the raw features, per layer


def raw_features(made):
    """A transfer whose style is raw features, place by place, beside Gram matrices."""
    (planned,) = made.planned
    steps, size = planned.scale.steps, planned.scale.size
    content = images.resize(made.picture('coast'), size)
    style = images.resize(made.picture('strokes'), content.shape[1:3])
    panels = [
        sheets.Panel('content', content),
        sheets.Panel('style', style),
        sheets.Panel('by Gram matrices', made.final(planned.run)),
    ]
    for weight in WEIGHTS:
        out = os.path.join(made.root, 'runs', f'raw-features-{weight:g}')
        what = {
            'content': _checksum(content), 'style': _checksum(style), 'steps': steps,
            'weight': weight, 'weights': checkpoint.sha256(made.checkpoint),
        }  # fmt: skip
        if not _is_made(out, what):
            if os.path.exists(_description(out)):
                os.remove(_description(out))  # first: a run that is stopped has none
            # Compared with the style picture's own features, as content is with the content's.
            term = content_term(style, dict.fromkeys(STYLE_LAYERS, 0.2), weight)
            gatys.style_transfer(
                content[0], style[0], size=size, steps=steps, style_weight=0.0, out=out,
                options=gatys.Options(terms=(term._replace(name='raw'),),
                                      checkpoint=made.checkpoint,
                                      overwrite=os.path.exists(os.path.join(out, 'config.json'))),
            )  # fmt: skip
            with atomic_write(_description(out)) as path, open(path, 'w', encoding='utf-8') as file:
                json.dump(what, file, indent=2)
        final = os.path.join(out, 'final.png')
        panels.append(sheets.Panel(f'by raw features, weight {weight:g}', images.load(final)))
    sheets.save(made.path(), made.figure.title, panels)
    return [made.path()], []


def _description(out):
    """Where it stands what the run in a folder was made of, once it has ended: beside the folder.

    config.json is there from the first step on, and knows neither the pictures nor the term's own.
    """
    return f'{out}.json'


def _is_made(out, what):
    """Whether a folder holds the picture of a run that has ended, and was made of the same."""
    try:
        with open(_description(out), encoding='utf-8') as file:
            return json.load(file) == what and os.path.exists(os.path.join(out, 'final.png'))
    except (FileNotFoundError, ValueError):  # never ended, or a damaged file
        return False


def _checksum(image):
    """The SHA-256 of a picture's pixels and of its shape."""
    return hashlib.sha256(repr(image.shape).encode() + image.tobytes()).hexdigest()


def many_styles(made):
    """One content in many styles: the style, by optimisation, by AdaIN; three columns each."""
    painted, seconds = _by_adain(made)
    panels = []
    for planned, by_adain in zip(made.planned, painted):
        optimised = images.load(os.path.join(made.root, 'runs', planned.name, 'final.png'))
        height = optimised.shape[1]
        style = to_height(images.load(planned.picture), height)[:, :, : int(1.6 * height)]
        panels += [
            sheets.Panel(title(planned.picture), style),
            sheets.Panel('optimised', optimised),
            sheets.Panel('AdaIN', by_adain),
        ]
    sheets.save(made.path(), made.figure.title, panels, 9 if len(panels) > 9 else 3)
    return [made.path()], [f'AdaIN took {seconds:.2f} s per picture.']


def _by_adain(made):
    """The content in every style by AdaIN.

    Returns:
      `(list of float32 [1, h, w, 3], seconds per picture without the first)`.
    """
    painted, seconds = [], []
    size = made.planned[0].scale.size
    config = vgg.Config(made.checkpoint, precision=machine.precision('auto'))
    with gatys.Stylizer(config=config) as stylizer:
        for planned in made.planned:
            start = time.perf_counter()
            result = stylizer.stylize(made.paths['coast'], planned.picture, size=size)
            seconds.append(time.perf_counter() - start)
            painted.append(result.image[np.newaxis].astype(np.float32))
    return painted, float(np.mean(seconds[1:] or seconds))
