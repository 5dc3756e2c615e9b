"""Independent NumPy and SciPy versions of what the graph computes, written from the equations."""

import numpy as np
import scipy.signal


def gram(features):
    """Gatys, equation 3, as it is written: G_ij = sum_k F_ik F_jk, channel i at position k."""
    maps = np.moveaxis(np.asarray(features, np.float64)[0], 2, 0)
    maps = maps.reshape(maps.shape[0], -1)
    return np.einsum('ik,jk->ij', maps, maps)


def content_mean(features, target):
    """The blog's mean squared error (seed 000)."""
    return np.mean((features.astype(np.float64) - target) ** 2)


def content_sum(features, target):
    """Gatys, equation 1."""
    return 0.5 * np.sum((features.astype(np.float64) - target) ** 2)


def style(features, style_features):
    """Gatys, equation 4, for pictures of one size."""
    _, height, width, channels = features.shape
    difference = gram(features) - gram(style_features)
    return np.sum(difference**2) / (4 * channels**2 * (height * width) ** 2)


def conv_relu(image, kernel, bias):
    """A 3x3 convolution as deep learning means it (no flip), zero-padded, with its ReLU."""
    height, width, channels = image.shape
    result = np.zeros((height, width, kernel.shape[3]))
    for out in range(kernel.shape[3]):
        for channel in range(channels):
            result[:, :, out] += scipy.signal.correlate2d(
                image[:, :, channel], kernel[:, :, channel, out], mode='same'
            )
    return np.maximum(result + bias, 0)


def max_pool(image):
    """2x2 maxima with stride 2; an odd last row or column is dropped."""
    height, width = image.shape[0] // 2 * 2, image.shape[1] // 2 * 2
    blocks = image[:height, :width].reshape(height // 2, 2, width // 2, 2, -1)
    return blocks.max(axis=(1, 3))


def features_to_conv2_1(image, weights):
    """conv1_1, conv1_2 and conv2_1 of a picture `[1, h, w, 3]`, 0..255, mean subtracted.

    `weights` maps slim's variable names to arrays.
    """

    def layer(net, name):
        scope = f'vgg_19/{name[:5]}/{name}'
        return conv_relu(net, weights[f'{scope}/weights'], weights[f'{scope}/biases'])

    net = image[0].astype(np.float64) - np.array([123.68, 116.779, 103.939])
    conv1_1 = layer(net, 'conv1_1')
    conv1_2 = layer(conv1_1, 'conv1_2')
    conv2_1 = layer(max_pool(conv1_2), 'conv2_1')
    return {'conv1_1': conv1_1, 'conv1_2': conv1_2, 'conv2_1': conv2_1}
