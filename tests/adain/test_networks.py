"""The decoder: a mirror of the encoder, equal to NumPy."""

import adain_data
import numpy as np
import oracle

from gatys_tf1 import architecture
from gatys_tf1.adain import network


def test_decoder_mirrors_the_encoder():
    """Catches a layer that is missing or of other channels: the encoder's convolutions, reversed.

    The decoder has no layer of its own for conv4_1's 512 channels beyond the one that takes them.
    """
    layers = architecture.LAYERS[: architecture.LAYERS.index('conv4_1') + 1]
    encoder = [layer for layer in layers if layer.startswith('conv')]
    shapes = network.decoder_shapes()
    names = [name.split('/')[1] for name in shapes if name.endswith('weights')]
    assert names == encoder[::-1]
    for name in names:
        before = encoder[encoder.index(name) - 1] if name != 'conv1_1' else None
        inputs = architecture.channels(before) if before else 3
        assert shapes[f'decoder/{name}/weights'] == (3, 3, architecture.channels(name), inputs)
        assert shapes[f'decoder/{name}/biases'] == (inputs,)


def test_decoder_equals_oracle():
    """Catches zero padding, bilinear upsampling, a ReLU on the picture: against NumPy."""
    features = np.random.default_rng(3).uniform(0, 1, (1, 2, 3, 512)).astype(np.float32)
    value = adain_data.decoded_by_hand(features)
    assert value.shape == (1, 16, 24, 3)
    expected = oracle.decoder(features, adain_data.random_decoder(), network.DECODER)
    np.testing.assert_allclose(value, expected, rtol=1e-3, atol=0.05)
    assert value.min() < 100  # below the mean colour: the last layer has no ReLU
