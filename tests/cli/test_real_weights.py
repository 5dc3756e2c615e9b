"""The three experiments with the real weights: what comes out is what the papers say."""

import re

import numpy as np
import oracle
import pytest
from conftest import run_script

from gatys_tf1 import images, samples, vgg
from gatys_tf1.run import folder


@pytest.mark.weights
def test_style_transfer_of_the_samples(tmp_path, real_checkpoint):
    """Catches a default objective that paints the style only, or leaves the content as it was."""
    out = tmp_path / 'r'
    done = run_script('style_transfer.py', '--size', 128, '--steps', 60, '--out', out)
    assert done.returncode == 0 and done.stderr == '', done.stderr
    rows = folder.read_losses(out)
    assert rows[-1]['style/total'] < 0.05 * rows[0]['style/total']
    content, final = (images.load(out / name)[0] for name in ('image_00000.png', 'final.png'))
    correlation = np.corrcoef(content.mean(axis=2).ravel(), final.mean(axis=2).ravel())[0, 1]
    assert 0.4 < correlation < 0.95


@pytest.mark.weights
def test_blog_preset_is_the_blogs_objective(tmp_path, real_checkpoint):
    """Catches any departure from the blog: mean subtraction, another layer, weight or formula.

    Its loss: MSE at conv2_2 + 100 * sum over conv1_1 and conv2_1 of E_l / 2, on raw 0-255 RGB.
    """
    paths = {'content': tmp_path / 'content.png', 'style': tmp_path / 'style.png'}
    images.save(paths['content'], samples.coastal_scene(224, 224))
    images.save(paths['style'], samples.night_sky(224, 224))
    done = run_script(
        'style_transfer.py', '--preset', 'blog', '--content', paths['content'], '--style',
        paths['style'], '--steps', 2, '--precision', 'float32', '--out', tmp_path / 'r',
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = folder.read_losses(tmp_path / 'r')

    config = vgg.Config(real_checkpoint, pool='max', preprocess='raw')
    pictures = {
        'x': images.white_noise(224, 224, seed=0),
        'content': images.load(paths['content']),
        'style': images.load(paths['style']),
    }
    layers = ['conv1_1', 'conv2_1', 'conv2_2']
    features = {
        name: vgg.representation(picture, layers, config) for name, picture in pictures.items()
    }
    content = oracle.content_mean(features['x']['conv2_2'], features['content']['conv2_2'])
    style = sum(
        oracle.style(features['x'][layer], features['style'][layer]) / 2 for layer in layers[:2]
    )
    np.testing.assert_allclose(rows[0]['content/total'], content, rtol=1e-5)
    np.testing.assert_allclose(rows[0]['style/total'], style, rtol=1e-5)
    np.testing.assert_allclose(rows[0]['total'], content + 100 * style, rtol=1e-5)
    assert rows[2]['total'] < rows[0]['total']
    moved = images.load(tmp_path / 'r/final.png') - images.to_uint8(pictures['x'])
    assert np.abs(moved).max() <= 1  # two of Adam's steps at 0.1


@pytest.mark.weights
@pytest.mark.parametrize(
    'layer, evaluations, most',
    [
        ('conv1_2', 300, 1e-5),
        ('conv2_2', 60, 0.01),
        ('conv3_2', 60, 0.01),
        ('conv4_2', 60, 0.01),
        ('conv5_2', 250, 0.015),
    ],
)
def test_content_reconstruction_comes_close(tmp_path, real_checkpoint, layer, evaluations, most):
    """Catches an optimiser that converges more slowly: the relative error of the features."""
    images.save(tmp_path / 'night.png', samples.night_sky(168, 224))
    done = run_script(
        'content_reconstruction.py', '--image', tmp_path / 'night.png', '--layer', layer,
        '--steps', evaluations - 1, '--image-every', 0, '--out', tmp_path / 'r',
    )  # fmt: skip
    error = float(re.search(r'error: +(\S+) of the features', done.stdout).group(1))
    assert error <= most
