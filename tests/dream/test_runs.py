"""Runs of an ascent: octaves resumed, a long run, a loss that is lost; and the front door."""

import os

import numpy as np
import PIL.Image
import pytest
from conftest import smooth_picture

from gatys_tf1 import images
from gatys_tf1.dream import api, objectives
from gatys_tf1.dream.ascent import ascend
from gatys_tf1.dream.graph import Settings
from gatys_tf1.dream.objectives import Objective
from gatys_tf1.errors import UserError
from gatys_tf1.run import folder
from gatys_tf1.run.folder import Output

PICTURE = smooth_picture(24, 28)
SIZES = [(12, 14), (17, 20), (24, 28)]


def climb(config, steps, output=Output(quiet=True), callback=None, **settings):
    """A dream through three octaves."""
    wanted = dict.fromkeys(SIZES, {'conv1_2': Objective(objectives.activations())})
    settings = Settings(config, steps, jitter=2, **settings)
    return ascend(wanted, ('image', PICTURE), settings, output, callback, picture=PICTURE)


@pytest.mark.parametrize('before', [1, 3, 4, 5])
def test_an_octave_gets_its_detail_once(random_config, tmp_path, before):
    """Catches detail that a resumed run adds again, or that a longer run leaves out."""
    once = climb(random_config, 9, Output(tmp_path / 'once', quiet=True))
    seen = []

    def stop(step):
        seen.append(step.step)
        return step.step < before

    out = tmp_path / 'r'
    assert climb(random_config, 9, Output(out, quiet=True), stop).steps == before + 1
    resumed = climb(random_config, 9, Output(out, quiet=True, resume=True))
    assert seen == list(range(before + 1))
    np.testing.assert_array_equal(resumed.image, once.image)
    assert folder.read_losses(out) == folder.read_losses(tmp_path / 'once')


def test_an_octave_of_one_step_is_resumed(random_config, tmp_path):
    """Catches detail added twice where the first step of an octave is its last."""
    once = climb(random_config, 3)  # octaves of steps 0..1, 2, 3
    out = tmp_path / 'r'
    climb(random_config, 3, Output(out, quiet=True), lambda step: step.step < 2)
    resumed = climb(random_config, 3, Output(out, quiet=True, resume=True))
    np.testing.assert_array_equal(resumed.image, once.image)


def test_fewer_steps_than_octaves(random_config):
    """Catches an octave without a step, whose detail the next one takes for granted."""
    steps = []
    result = climb(random_config, 2, callback=steps.append)
    assert [step.step for step in steps] == [0, 1, 2] and result.steps == 3
    assert result.image.shape == (24, 28, 3)


def test_a_long_ascent_takes_all_its_steps(random_config):
    """Catches a run that stops as soon as its objective, which rises, no longer falls."""
    wanted = {(12, 14): {'conv1_1': Objective(objectives.activations())}}
    settings = Settings(random_config, 40)
    result = ascend(wanted, ('image', PICTURE), settings, Output(quiet=True))
    assert result.steps == 41


def test_an_objective_that_is_not_finite(random_config, tmp_path):
    """Catches a run that climbs on through NaN, and a final.png of nothing."""

    def value(features, positions):
        return objectives.activations()(features, positions) * 3e38

    wanted = {(24, 28): {'conv1_1': Objective(value)}}
    settings = Settings(random_config, 5)
    with pytest.raises(UserError, match='the objective became NaN or infinite at step 0: lower'):
        ascend(wanted, ('image', PICTURE), settings, Output(tmp_path / 'r', quiet=True))


# --- the front door ------------------------------------------------------------------------------


def test_pictures_in_any_form(random_config, tmp_path, monkeypatch):
    """Catches a form of picture that is read otherwise, and anything written without `out`."""
    pixels = images.to_uint8(smooth_picture(48, 64))[0]
    path = tmp_path / 'picture.png'
    PIL.Image.fromarray(pixels).save(path)
    monkeypatch.chdir(tmp_path)
    results = [
        api.deep_dream(form, 'conv2_1', size=64, steps=2, config=random_config)
        for form in (path, str(path), PIL.Image.fromarray(pixels), pixels)
    ]
    for result in results:
        np.testing.assert_array_equal(result.image, results[0].image)
    assert results[0].image.shape == (48, 64, 3) and results[0].folder is None
    assert np.abs(results[0].image.astype(int) - pixels).mean() > 0.5
    assert os.listdir() == ['picture.png']


COMMANDS = {
    'deep_dream': ('--layers', 'conv1_2,conv2_1', '--size', 96, '--steps', 4),
    'class_visualization': ('--layer', 'conv2_1', '--channel', 7, '--size', 96, '--steps', 4),
    'feature_inversion': ('--layers', 'conv2_1', '--size', 48, '--steps', 4),
}


@pytest.mark.parametrize('name', COMMANDS)
def test_functions_do_what_commands_do(script, random_config, tmp_path, name):
    """Catches defaults of a function that are not its command's, and a folder that is no run's."""
    path = tmp_path / 'picture.png'
    images.save(path, smooth_picture(92, 96))
    image = () if name == 'class_visualization' else ('--image', path)
    flags = (*COMMANDS[name], *image, '--precision', 'float32', '--checkpoint',
             random_config.checkpoint)  # fmt: skip
    assert script(name, *flags, '--out', tmp_path / 'command')[0] == 0
    out = tmp_path / 'function'
    more = {'steps': 4, 'config': random_config, 'out': out}
    if name == 'deep_dream':
        result = api.deep_dream(path, ['conv1_2', 'conv2_1'], size=96, **more)
    elif name == 'class_visualization':
        result = api.class_visualization('conv2_1', 7, size=96, **more)
    else:
        result = api.feature_inversion(path, 'conv2_1', size=48, **more)
    expected = images.load(tmp_path / 'command/final.png')[0]
    np.testing.assert_array_equal(result.image, expected)
    assert result.folder == str(out)
    files = {n for n in os.listdir(out) if 'events' not in n}
    assert files >= {'config.json', 'final.png', 'loss.csv', 'loss.png', 'state'}
    assert folder.read_losses(out) == folder.read_losses(tmp_path / 'command')


def test_a_function_is_guided_stopped_and_refuses(random_config, tmp_path):
    """Catches a guide without effect, a callback that nobody heeds, and TensorFlow's own errors."""
    picture = smooth_picture(64, 64)
    plain, guided = (
        api.deep_dream(picture, {'conv2_1': 2.0}, size=64, steps=2, guide=guide,
                       config=random_config).image.astype(int)
        for guide in (None, smooth_picture(40, 30, seed=9))
    )  # fmt: skip
    assert np.abs(plain - guided).mean() > 0.3
    stopped = api.feature_inversion(
        picture, 'conv1_1', size=32, steps=50, config=random_config, callback=lambda s: s.step < 3
    )
    assert stopped.steps == 4
    with pytest.raises(UserError, match='has no fc6, fc7, fc8'):
        api.class_visualization('fc8', 'tabby', config=random_config)
    with pytest.raises(UserError, match="no class of ImageNet is called 'tabbi'"):
        api.class_visualization('fc8', 'tabbi', config=random_config)
    with pytest.raises(UserError, match='conv1_1 has no channel 64'):
        api.class_visualization('conv1_1', 64, config=random_config)
    with pytest.raises(UserError, match=r'choose one from 0,0 to 31,31'):
        api.class_visualization('conv2_1', 3, size=64, position=(32, 0), config=random_config)
    (tmp_path / 'mine.txt').write_text('mine')
    with pytest.raises(UserError, match='holds files that do not belong to a run'):
        api.deep_dream(picture, out=tmp_path, config=random_config)
