"""Looking into the network: its table, filters, maps, and gradients against NumPy."""

import numpy as np
import oracle
import pytest
from conftest import smooth_picture

from gatys_tf1 import architecture, samples, vgg
from gatys_tf1.errors import UserError
from gatys_tf1.inspect import visualize
from gatys_tf1.tf1 import tf

PICTURE = smooth_picture(14, 17)


def weights_of(config):
    reader = tf.train.NewCheckpointReader(config.checkpoint)
    return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}


def test_summary_is_vgg_19s():
    """Catches multiply-adds counted once, biases forgotten, and pooled sizes of another layer."""
    rows = {row.layer: row for row in visualize.summary(224, 224)}
    assert list(rows) == list(architecture.LAYERS)
    assert sum(row.parameters for row in rows.values()) == 143_667_240  # as torchvision counts
    # torchvision counts 19.63 * 10^9 multiply-adds.
    assert sum(row.gflop for row in rows.values()) == pytest.approx(2 * 19.63, rel=1e-3)
    assert rows['conv4_2'] == (
        'conv4_2',
        (28, 28, 512),
        9 * 512 * 512 + 512,
        pytest.approx(3.699, rel=1e-3),
    )
    assert rows['pool3'] == ('pool3', (28, 28, 256), 0, 0.0)
    convolutions = sum(row.gflop for row in visualize.summary(64, 64) if 'conv' in row.layer)
    assert convolutions * 1e9 == pytest.approx(architecture.flop_per_pixel('pool5') * 64 * 64)


def test_summary_ends_where_the_picture_does():
    """Catches a table with layers that such a picture never reaches."""
    assert [row.layer for row in visualize.summary(5, 300)][-2:] == ['conv3_3', 'conv3_4']
    assert visualize.summary(31, 40)[-1].layer == 'conv5_4'


def test_filters_compare_with_each_other(random_config):
    """Catches kernels that are normalised one by one, transposed, or in another order."""
    kernels = visualize.filters(random_config)
    values = weights_of(random_config)['vgg_19/conv1/conv1_1/weights']  # [3, 3, 3, 64]
    assert kernels.shape == (64, 3, 3, 3)
    assert (kernels.min(), kernels.max()) == (0, pytest.approx(255))
    slope = (values.max() - values.min()) / 255
    for number in (0, 13, 63):
        restored = kernels[number] * slope + values.min()
        np.testing.assert_allclose(restored, values[..., number], atol=1e-5)


def test_features_are_the_networks(random_config):
    """Catches maps of another layer, and channels in the place of rows."""
    found = visualize.features(PICTURE, ['conv1_2', 'pool1'], random_config)
    expected = vgg.representation(PICTURE, ['conv1_2', 'pool1'], random_config)
    assert found['pool1'].shape == (64, 7, 8)
    for layer, maps in found.items():
        np.testing.assert_array_equal(maps[5], expected[layer][0, :, :, 5])


@pytest.mark.parametrize('guided', [False, True])
def test_gradients_equal_oracle(random_config, guided):
    """Catches a gradient by another tensor, of another map, or guided where it should not be."""
    found = visualize.gradients(PICTURE, 'conv1_2', random_config, channel=9, guided=guided)
    expected = oracle.gradient_of_conv1_2(PICTURE, weights_of(random_config), 9, guided)
    largest = np.abs(expected).max()
    np.testing.assert_allclose(found.feature_map[0], expected, atol=1e-4 * largest)
    other = oracle.gradient_of_conv1_2(PICTURE, weights_of(random_config), 9, not guided)
    assert np.abs(other - expected).max() > 0.1 * largest


def test_guided_before_and_after_plain_changes_nothing(random_config):
    """Catches a guided graph that leaves something behind for the plain one, or the reverse."""
    kinds = (False, True, False, True)
    found = [visualize.gradients(PICTURE, 'conv2_1', random_config, guided=k) for k in kinds]
    for one, other in ((0, 2), (1, 3)):
        for a, b in zip(found[one], found[other]):
            np.testing.assert_array_equal(a, b)
    assert np.abs(found[0].maxima - found[1].maxima).max() > 0


def test_gradient_of_the_largest_activations(random_config):
    """Catches the sum of all activations in the place of the largest at each position."""
    found = visualize.gradients(PICTURE, 'conv1_1', random_config)
    maps = visualize.features(PICTURE, ['conv1_1'], random_config)['conv1_1']
    kernels = weights_of(random_config)['vgg_19/conv1/conv1_1/weights']
    assert found.channel == maps.mean(axis=(1, 2)).argmax()
    d_maps = np.zeros((14, 17, 64))
    rows, columns = np.mgrid[:14, :17]
    d_maps[rows, columns, maps.argmax(axis=0)] = maps.max(axis=0) > 0
    expected = oracle.conv_backward(d_maps, kernels)
    np.testing.assert_allclose(found.maxima[0], expected, atol=1e-4 * np.abs(expected).max())


def test_views():
    """Catches a zero gradient that is not gray, a sign that is lost, and a division by zero."""
    signed = np.array([-2.0, -1.0, 0.0, 1.0, 4.0])
    np.testing.assert_allclose(visualize.signed_to_view(signed, share=50), [0, 0, 127.5, 255, 255])
    assert set(visualize.signed_to_view(np.zeros(4))) == {127.5}
    np.testing.assert_allclose(visualize.to_view(np.array([-1.0, 0.0, 3.0])), [0, 63.75, 255])
    assert set(visualize.to_view(np.full(3, 7.0))) == {0}


def test_central_part_is_what_a_classifier_sees():
    """Catches a squashed picture, and a part that is off the middle."""
    for height, width in ((300, 500), (512, 256), (256, 256), (100, 90)):
        ramps = np.zeros((1, height, width, 3), np.float32)
        ramps[0, ..., 0] = np.linspace(0, 255, height)[:, np.newaxis]
        ramps[0, ..., 1] = np.linspace(0, 255, width)
        seen = visualize.central(ramps)
        assert seen.shape == (1, 224, 224, 3)
        np.testing.assert_allclose(seen[0, ..., :2].mean(axis=(0, 1)), 127.5, atol=1)
        share = 224 / 256 * min(height, width) / np.array([height, width])
        np.testing.assert_allclose(np.ptp(seen[0, ..., :2], axis=(0, 1)), 255 * share, rtol=0.03)


def test_classes_need_the_full_checkpoint(random_config):
    """Catches a graph of 140 million zeros that is built before this is said."""
    with pytest.raises(
        UserError, match=r'has no fc6, fc7, fc8: fetch .*fetch_weights\(full=True\)'
    ):
        visualize.classify(PICTURE, random_config)


# --- with the real weights -----------------------------------------------------------------------


@pytest.mark.weights
def test_real_filters_are_edges_and_blobs(real_config):
    """Catches noise in the place of trained kernels: few are plain, some are colour, some edges."""
    reader = tf.train.NewCheckpointReader(real_config.checkpoint)
    kernels = np.moveaxis(reader.get_tensor('vgg_19/conv1/conv1_1/weights'), 3, 0)
    gray = kernels.mean(axis=3)  # [64, 3, 3]
    energy = np.sum(kernels**2, axis=(1, 2, 3))
    edges = np.sum((gray - gray.mean(axis=(1, 2), keepdims=True)) ** 2, axis=(1, 2)) * 3 / energy
    mean_colour = kernels.mean(axis=(1, 2))  # [64, 3]
    blobs = (
        np.sum((mean_colour - mean_colour.mean(axis=1, keepdims=True)) ** 2, axis=1) * 9 / energy
    )
    assert np.sum(edges > 0.7) > 15 and np.sum(blobs > 0.7) > 10


@pytest.mark.weights
def test_guided_backpropagation_is_clearer(real_config):
    """Catches a guided gradient that is as noisy as the plain one: it keeps to the edges."""
    picture = samples.coastal_scene(96, 128)
    edges = np.hypot(*np.gradient(picture.mean(axis=3)[0]))
    correlation = {}
    for guided in (False, True):
        strength = np.abs(
            visualize.gradients(picture, 'conv4_4', real_config, guided=guided).maxima
        ).mean(axis=3)[0]
        correlation[guided] = np.corrcoef(strength.ravel(), edges.ravel())[0, 1]
    assert correlation[True] > correlation[False] + 0.1
