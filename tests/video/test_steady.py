"""The claim: results that move with the picture, as well styled as frames painted one by one.

Measured on painted clips by their true flow and true occlusions, with the real weights.
"""

import numpy as np
import pytest

import gatys_tf1 as gatys
from gatys_tf1 import images, samples
from gatys_tf1.samples import clips
from gatys_tf1.video import flow
from gatys_tf1.video.graph import Weights
from gatys_tf1.video.run import Settings

pytest.importorskip('av')

COUNT, HEIGHT, WIDTH = 5, 96, 128


def paint(clip, checkpoint, method='gatys', **options):
    """The mean warp error and the mean style loss of all frames but the first."""
    losses = []
    found = gatys.style_video(
        clip.frames, samples.night_sky(HEIGHT, WIDTH), method=method, size=WIDTH,
        options=gatys.VideoOptions(checkpoint=checkpoint, **options),
        callback=lambda place, painted: losses.append(painted.losses.get('style/total', 0.0)),
    )  # fmt: skip
    results = [images.load(frame) for frame in found.frames()]
    errors = [
        flow.warp_error(results[i], results[i - 1], clip.flows[i], clip.hidden[i])
        for i in range(1, COUNT)
    ]
    return np.mean(errors), np.mean(losses[1:])


@pytest.mark.weights
@pytest.mark.slow
@pytest.mark.parametrize('name', ['camera', 'moving_objects'])
def test_a_quarter_of_the_warp_error(name, real_checkpoint):
    """Catches a temporal loss without effect, and one that buys its calm with less style."""
    clip = getattr(clips, name)(COUNT, HEIGHT, WIDTH)
    alone = dict(weights=Weights(temporal=0.0), settings=Settings(init='content'))
    error_alone, style_alone = paint(clip, real_checkpoint, **alone)
    error, style = paint(clip, real_checkpoint)
    print(f'{name}: {error:.0f} of {error_alone:.0f}, style {style:.0f} of {style_alone:.0f}')
    assert error < error_alone / 4
    assert style < 1.05 * style_alone


@pytest.mark.weights
@pytest.mark.parametrize('name', ['camera', 'moving_objects'])
def test_adain_at_least_halved(name, real_checkpoint):
    """Catches a blend of frames that are not warped, or of the wrong neighbour."""
    clip = getattr(clips, name)(COUNT, HEIGHT, WIDTH)
    error_alone, _ = paint(clip, real_checkpoint, 'adain', steadiness=0.0)
    error, _ = paint(clip, real_checkpoint, 'adain')
    print(f'{name}: {error:.0f} of {error_alone:.0f}')
    assert error < error_alone / 2


@pytest.mark.weights
def test_few_steps_already_hold(real_checkpoint):
    """The quick form of the claim: with 25 and 12 steps, two frames and the optimised painter."""
    clip = clips.camera(2, 64, 80)

    def error(**options):
        found = gatys.style_video(
            clip.frames, samples.night_sky(64, 80), size=80,
            options=gatys.VideoOptions(checkpoint=real_checkpoint, steps=(25, 12), **options),
        )  # fmt: skip
        first, second = (images.load(frame) for frame in found.frames())
        return flow.warp_error(second, first, clip.flows[1], clip.hidden[1])

    alone = error(weights=Weights(temporal=0.0), settings=Settings(init='content'))
    assert error() < alone / 2
