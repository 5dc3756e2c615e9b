"""Independent NumPy and SciPy versions of what the graph computes, written from the equations."""

import numpy as np
import scipy.signal


def gram(features):
    """Gatys, equation 3, as it is written: G_ij = sum_k F_ik F_jk, channel i at position k."""
    maps = np.moveaxis(np.asarray(features, np.float64)[0], 2, 0)
    maps = maps.reshape(maps.shape[0], -1)
    return np.einsum('ik,jk->ij', maps, maps)


def content_mean(features, target):
    """The blog's mean squared error (equation 1, as a mean)."""
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


def shifted_gram(features, shift, axis):
    """Berger and Memisevic (2016): the sum over positions of what lies `shift` apart, in loops."""
    _, height, width, channels = features.shape
    result = np.zeros((channels, channels))
    for y in range(height):
        for x in range(width):
            there = (y + shift, x) if axis == 1 else (y, x + shift)
            if there[0] < height and there[1] < width:
                result += np.outer(features[0, y, x], features[0, there[0], there[1]])
    return result


def total_variation(image, power):
    """Seeds 002 and 003, as means: the difference to the next pixel down, and to the right."""
    down, right = np.diff(image[0], axis=0), np.diff(image[0], axis=1)
    return np.mean(np.abs(down) ** power) + np.mean(np.abs(right) ** power)


def match_histogram(features, style_features):
    """By rank and channel, for as many positions in both: the k-th smallest for the k-th."""
    flat = features.reshape(-1, features.shape[-1])
    other = style_features.reshape(-1, features.shape[-1])
    matched = np.empty_like(flat)
    for channel in range(flat.shape[1]):
        matched[np.argsort(flat[:, channel]), channel] = np.sort(other[:, channel])
    return matched


def match_global_histogram(features, style_features, bins=255):
    """Seed 004: NumPy's histograms over the joint range, and the nearest cumulative share."""
    values, other = features.ravel(), style_features.ravel()
    edges = np.histogram_bin_edges(np.concatenate([values, other]), bins)
    shares = [np.cumsum(np.histogram(v, edges)[0]) / v.size for v in (values, other)]
    nearest = np.array([np.abs(shares[1] - share).argmin() for share in shares[0]])
    middle = (edges[1:] + edges[:-1]) / 2
    own = np.clip(np.searchsorted(edges, values, side='right') - 1, 0, bins - 1)
    return middle[nearest[own]].reshape(features.shape)


def conv_backward(d_outputs, kernel):
    """The gradient of a 3x3 zero-padded convolution by its input: the kernels turned round."""
    height, width, channels = d_outputs.shape
    result = np.zeros((height, width, kernel.shape[2]))
    for out in range(channels):
        for channel in range(kernel.shape[2]):
            result[:, :, channel] += scipy.signal.convolve2d(
                d_outputs[:, :, out], kernel[:, :, channel, out], mode='same'
            )
    return result


def gradient_of_conv1_2(image, weights, channel, guided):
    """The gradient of the sum of one map of conv1_2 by the picture `[1, h, w, 3]`; or guided."""

    def arrays(layer):
        scope = f'vgg_19/conv1/{layer}'
        return weights[f'{scope}/weights'], weights[f'{scope}/biases']

    net = image[0].astype(np.float64) - np.array([123.68, 116.779, 103.939])
    conv1_1 = conv_relu(net, *arrays('conv1_1'))
    conv1_2 = conv_relu(conv1_1, *arrays('conv1_2'))
    d_conv1_2 = np.zeros_like(conv1_2)
    d_conv1_2[:, :, channel] = conv1_2[:, :, channel] > 0
    d_conv1_1 = conv_backward(d_conv1_2, arrays('conv1_2')[0])
    if guided:
        d_conv1_1 = np.maximum(d_conv1_1, 0)
    return conv_backward(d_conv1_1 * (conv1_1 > 0), arrays('conv1_1')[0])


def guided_dream(features, guide):
    """The mean over positions of the largest inner product with a position of the guide, and its
    gradient by the features, both divided by the number of channels; position by position."""
    height, width, channels = features.shape[1:]
    wanted = guide.reshape(-1, channels).astype(np.float64)
    total, gradient = 0.0, np.zeros(features.shape)
    for y in range(height):
        for x in range(width):
            products = [float(features[0, y, x] @ row) for row in wanted]
            total += max(products)
            gradient[0, y, x] = wanted[int(np.argmax(products))]
    count = height * width * channels
    return total / count, gradient / count


def channel_moments(features):
    """Mean and deviation over the positions of each picture and channel (Huang, equations 5, 6)."""
    features = np.asarray(features, np.float64)
    mean = features.mean(axis=(1, 2), keepdims=True)
    variance = ((features - mean) ** 2).mean(axis=(1, 2), keepdims=True)
    return mean, np.sqrt(variance + 1e-5)


def adain(content, style, moments=None):
    """Huang and Belongie, equation 8; of the style, or of its moments."""
    mean, deviation = channel_moments(content)
    style_mean, style_deviation = moments or channel_moments(style)
    return style_deviation * (content - mean) / deviation + style_mean


def moments_loss(features, style):
    """A layer's term of equation 13, with mean squared errors."""
    return sum(np.mean((a - b) ** 2) for a, b in zip(*map(channel_moments, (features, style))))


def decoder(features, values, layers):
    """AdaIN's decoder, one convolution after another, on reflected borders."""
    net = features[0].astype(np.float64)
    for layer in layers:
        if isinstance(layer, str):
            net = net.repeat(2, axis=0).repeat(2, axis=1)
            continue
        name, channels = layer
        kernel = values[f'decoder/{name}/weights']
        padded = np.pad(net, [(1, 1), (1, 1), (0, 0)], 'reflect')
        height, width = net.shape[:2]
        net = np.zeros((height, width, channels)) + values[f'decoder/{name}/biases']
        for y in range(3):
            for x in range(3):
                net += padded[y : y + height, x : x + width] @ kernel[y, x]
        if name != 'conv1_1':
            net = np.maximum(net, 0)
    return 64 * net[np.newaxis] + [123.68, 116.779, 103.939]
