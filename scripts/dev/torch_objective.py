"""Style transfer's default objective once more in PyTorch, for time_to_quality.py.

Gatys, Ecker and Bethge (CVPR 2016), equations 1 and 3 to 7, on VGG-19 with average pooling. It
takes from this package the network's weights and the losses' weights, as a file, and measures its
targets itself; it needs PyTorch and NumPy alone.
"""

from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

CONTENT = 'conv4_2'


class Objective(NamedTuple):
    """What an image is compared to, and by what network."""

    network: dict  # layer -> (kernel, bias), in order
    mean: torch.Tensor  # of the pictures that the network was trained on, [1, 3, 1, 1]
    content: torch.Tensor  # features at CONTENT, float32
    grams: dict  # layer -> Gram matrix over the number of positions, float32
    weights: dict  # 'content/conv4_2', 'style/conv1_1', ... -> weight in the total


def load(path, content, style, precision):
    """The objective of two pictures.

    Args:
      path: of an .npz with 'conv1_1/weights', 'conv1_1/biases', ... as slim has them, 'mean', and
        'weight/content/conv4_2', 'weight/style/conv1_1', ...
      content, style: float32 arrays [1, height, width, 3], RGB, 0..255.
      precision: 'float32', or 'bfloat16' for the convolutions; targets are measured in float32.
    """
    stored = dict(np.load(path))
    network, weights = {}, {}
    for name, value in stored.items():
        if name.startswith('weight/'):
            weights[name.removeprefix('weight/')] = float(value)
        elif name.endswith('/weights'):
            layer = name.removesuffix('/weights')
            kernel = torch.tensor(value.transpose(3, 2, 0, 1).copy())
            network[layer] = kernel, torch.tensor(stored[f'{layer}/biases'])
    mean = torch.tensor(stored['mean'], dtype=torch.float32).view(1, 3, 1, 1)
    exact = Objective(_laid_out(network, torch.float32), mean, None, {}, weights)
    with torch.no_grad():
        content = features(exact, image_of(content))[CONTENT]
        grams = {layer: gram(value) for layer, value in features(exact, image_of(style)).items()}
    network = _laid_out(network, getattr(torch, precision))
    return exact._replace(network=network, content=content, grams=grams)


def _laid_out(network, dtype):
    """Sorted by layer, in a precision, and in the memory layout that convolutions are fast in."""
    return {
        layer: (kernel.to(dtype, memory_format=torch.channels_last), bias.to(dtype))
        for layer, (kernel, bias) in sorted(network.items())
    }


def image_of(picture):
    """A picture [1, height, width, 3] as a contiguous tensor [1, 3, height, width]."""
    return torch.tensor(np.ascontiguousarray(picture.transpose(0, 3, 1, 2)))


def features(objective, image):
    """{layer: features after the ReLU} of the layers that have a weight, in the network's dtype."""
    wanted = {name.split('/')[1] for name in objective.weights}
    dtype = next(iter(objective.network.values()))[0].dtype
    net = (image - objective.mean).to(dtype, memory_format=torch.channels_last)
    found, block = {}, 'conv1'
    for layer, (kernel, bias) in objective.network.items():
        if not layer.startswith(block):
            net, block = functional.avg_pool2d(net, 2), layer[:5]
        net = functional.relu(functional.conv2d(net, kernel, bias, padding=1))
        if layer in wanted:
            found[layer] = net
    return found


def gram(value):
    """The Gram matrix over the number of positions, float32; multiplied in the network's dtype."""
    columns = value.flatten(2)[0]
    return (columns @ columns.T).float() / columns.shape[1]


def loss(objective, image):
    """The loss of an image [1, 3, height, width], a scalar to differentiate."""
    found, total = features(objective, image), 0.0
    for name, weight in objective.weights.items():
        term, layer = name.split('/')
        if term == 'content':
            part = (found[layer].float() - objective.content).square().mean()
        else:
            part = (gram(found[layer]) - objective.grams[layer]).square().mean() / 4
        total = total + weight * part
    return total


def minimise(objective, start, evaluations, record):
    """L-BFGS as PyTorch has it: no line search, 100 pairs.

    The image is clamped before each evaluation, as in PyTorch's tutorial on neural style transfer.
    The tolerances at which L-BFGS would end early are off.

    Args:
      objective: an `Objective`.
      start: tensor [1, 3, height, width], 0..255.
      evaluations: int, of loss and gradient.
      record: function of (loss, image), called after each.
    """
    image = start.clone().requires_grad_()
    optimizer = torch.optim.LBFGS(
        [image], max_iter=evaluations, max_eval=evaluations, tolerance_grad=-1, tolerance_change=-1
    )

    def closure():
        with torch.no_grad():
            image.clamp_(0, 255)
        optimizer.zero_grad()
        total = loss(objective, image)
        total.backward()
        record(float(total.detach()), image)
        return total

    optimizer.step(closure)
