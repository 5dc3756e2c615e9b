"""AdaIN's networks, losses and crops in PyTorch, for train_decoder_with_torch.py.

What gatys_tf1/adain/ has as a TensorFlow graph (network.py, normalisation.py, training_graph.py),
once more in PyTorch, because PyTorch runs on GPUs for which there is no TensorFlow. It needs
PyTorch and NumPy alone. Convolutions are in bfloat16, channels last; everything else is float32.
"""

import json
import os

import numpy as np
import torch
from torch.nn import functional

MOMENTS = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1')
GRAMS = (*MOMENTS, 'conv5_1')
WHITENING_EPSILON = 1.0  # as in gatys_tf1/adain/whitening.py


class Networks:
    """The encoder, which is VGG-19, and the decoder, as functions of its weights."""

    def __init__(self, bundle, device):
        self.device = device
        with open(os.path.join(bundle, 'facts.json')) as file:
            facts = json.load(file)
        self.layers, self.scales, self.plan = facts['layers'], facts['scales'], facts['decoder']
        self.picture_scale = facts['picture_scale']
        self.mean = torch.tensor(facts['mean'], device=device).view(1, 3, 1, 1)
        stored = np.load(os.path.join(bundle, 'encoder.npz'))
        self.encoder = {}
        for name in stored.files:
            value = stored[name]
            value = value.transpose(3, 2, 0, 1).copy() if value.ndim == 4 else value
            self.encoder[name] = torch.tensor(value, device=device).bfloat16()
            if value.ndim == 4:
                self.encoder[name] = self.encoder[name].contiguous(
                    memory_format=torch.channels_last
                )

    def encode(self, images, last, scaled=True):
        """{layer: features}, of float images [n, 3, h, w], RGB, 0..255."""
        net, points = (images - self.mean).bfloat16(), {}
        net = net.contiguous(memory_format=torch.channels_last)
        for name in self.layers:
            if name.startswith('pool'):
                net = functional.max_pool2d(net, 2)
            else:
                kernel, bias = self.encoder[f'{name}/weights'], self.encoder[f'{name}/biases']
                net = functional.relu(functional.conv2d(net, kernel, bias, padding=1))
            points[name] = net / self.scales[name] if name in self.scales and scaled else net
            if name == last:
                return points

    def new_decoder(self, start):
        """{name: weights} of a file, or of an untrained decoder, He et al.'s initialisation."""
        weights, inputs = {}, 512
        stored = np.load(start) if start else {}
        for name, channels in (layer for layer in self.plan if not isinstance(layer, str)):
            kernel = torch.empty(channels, inputs, 3, 3, device=self.device)
            bound = (6 / (9 * inputs)) ** 0.5
            kernel.uniform_(-bound, bound)
            bias = torch.zeros(channels, device=self.device)
            if start:
                value = stored[f'decoder/{name}/weights'].transpose(3, 2, 0, 1)
                kernel.copy_(torch.tensor(value.astype(np.float32)))
                bias.copy_(torch.tensor(stored[f'decoder/{name}/biases'].astype(np.float32)))
            weights[f'{name}/weights'] = kernel.contiguous(memory_format=torch.channels_last)
            weights[f'{name}/biases'] = bias
            inputs = channels
        return {name: value.requires_grad_() for name, value in weights.items()}

    def decode(self, weights, t):
        """Pictures [n, 3, h, w], RGB, about 0..255, of t [n, 512, h/8, w/8]."""
        net = t.bfloat16().contiguous(memory_format=torch.channels_last)
        for layer in self.plan:
            if isinstance(layer, str):
                net = functional.interpolate(net, scale_factor=2, mode='nearest')
                continue
            kernel, bias = weights[f'{layer[0]}/weights'], weights[f'{layer[0]}/biases']
            net = functional.pad(net, (1, 1, 1, 1), mode='reflect')
            net = functional.conv2d(net, kernel.bfloat16(), bias.bfloat16())
            net = net if layer[0] == 'conv1_1' else functional.relu(net)
        return self.picture_scale * net.float() + self.mean

    @staticmethod
    def by_name(weights):
        """The arrays of decoder.npz, float16, with TensorFlow's order of axes."""
        arrays = {name: value.detach().float().cpu().numpy() for name, value in weights.items()}
        return {
            f'decoder/{name}': (
                value.transpose(2, 3, 1, 0) if value.ndim == 4 else value
            ).astype(np.float16)
            for name, value in arrays.items()
        }  # fmt: skip


def adain(contents, styles):
    """t (equation 8) [n, 512, h/8, w/8], of a `Pool`'s contents and styles."""
    features = contents['conv4_1'].float()
    mean, deviation = moments(features)
    return (features - mean) / deviation * styles['conv4_1/1'] + styles['conv4_1/0']


def wct(contents, styles):
    """The same by the whitening and colouring transform, gatys_tf1/adain/whitening.py."""
    whitened = contents['whitened'].float()
    coloured = styles['root'] @ whitened.flatten(2)
    return coloured.view_as(whitened) + styles['conv4_1/0']


def root(features):
    """The symmetric square root of the covariance of the channels [n, c, c]."""
    flat = features.float().flatten(2)
    flat = flat - flat.mean(2, keepdim=True)
    covariance = flat @ flat.transpose(1, 2) / flat.shape[2]
    values, vectors = torch.linalg.eigh(covariance)
    values = (values.clamp(min=0) + WHITENING_EPSILON).sqrt()
    return (vectors * values[:, None]) @ vectors.transpose(1, 2)


def moments(features):
    """Mean and deviation of each channel [n, c, 1, 1], float32."""
    features = features.float()
    mean = features.mean((2, 3), keepdim=True)
    variance = (features - mean).square().mean((2, 3), keepdim=True)
    return mean, (variance + 1e-5).sqrt()


def gram(features):
    """Gram matrices [n, c, c] over the number of positions, float32."""
    flat = features.float().flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]


def halved(nets, images, last):
    """{layer: features} of images at half their size."""
    return nets.encode(functional.avg_pool2d(images, 2), last)


def grams(points, half):
    """{name: Gram matrices}, of conv1_1 ... conv4_1, and of these and conv5_1 at half the size."""
    found = {f'{name}/gram': gram(points[name]) for name in MOMENTS}
    return found | {f'{name}/half_gram': gram(half[name]) for name in GRAMS}


def relative(found, target):
    """Squared error over the target's own squares, [n]."""
    error = (found.float() - target.float()).square().flatten(1).sum(1)
    return error / target.float().square().flatten(1).sum(1)


class Pool:
    """Crops of contents and styles with everything of them that a step needs."""

    def __init__(self, nets, contents, styles, args):
        self.size, self.device, self.crop = args.pool, args.device, args.crop
        parts = {'pixels': [], 'conv4_1': [], 'conv4_2': [], 'whitened': []}
        with torch.no_grad():
            for start in range(0, args.pool, 64):
                crops = self._crops(contents, min(64, args.pool - start), colours=0.3)
                parts['pixels'].append(crops.to(torch.uint8))
                features = nets.encode(crops, 'conv4_1')['conv4_1']
                parts['conv4_1'].append(features)
                centred = features.float() - features.float().mean((2, 3), keepdim=True)
                whitened = torch.linalg.solve(root(features), centred.flatten(2))
                parts['whitened'].append(whitened.view_as(features).bfloat16())
                parts['conv4_2'].append(halved(nets, crops, 'conv4_2')['conv4_2'])
            self.contents = {name: torch.cat(part) for name, part in parts.items()}
            parts = {'pixels': [], 'root': []}
            for start in range(0, args.pool, 64):
                crops = self._crops(styles, min(64, args.pool - start), colours=0.5)
                points = nets.encode(crops, 'conv4_1')
                parts['pixels'].append(crops.to(torch.uint8))
                parts['root'].append(root(points['conv4_1']))
                for name in MOMENTS:
                    for number, value in enumerate(moments(points[name])):
                        parts.setdefault(f'{name}/{number}', []).append(value)
                for name, value in grams(points, halved(nets, crops, 'conv5_1')).items():
                    parts.setdefault(name, []).append(value)
            self.styles = {name: torch.cat(part) for name, part in parts.items()}

    def _crops(self, images, count, colours):
        """Crops at random places and scales, mirrored, a share of them with other colours."""
        crops = []
        for index in torch.randint(len(images), (count,)).tolist():
            image = images[index]
            height, width = image.shape[1:]
            side = int(np.random.uniform(0.62, 1.0) * min(height, width))
            top, left = np.random.randint(height - side + 1), np.random.randint(width - side + 1)
            crop = image[None, :, top : top + side, left : left + side].float()
            crop = functional.interpolate(
                crop, (self.crop, self.crop), mode='bicubic', antialias=True, align_corners=False
            )
            if np.random.rand() < 0.5:
                crop = crop.flip(3)
            if np.random.rand() < colours:
                crop = self._recoloured(crop)
            crops.append(crop.clamp(0, 255))
        return torch.cat(crops)

    def _recoloured(self, crop):
        """Another contrast, brightness and saturation, and now and then other channels."""
        if np.random.rand() < 0.4:
            crop = crop[:, np.random.permutation(3).tolist()]
        grey = crop.mean(1, keepdim=True)
        crop = grey + np.random.uniform(0.2, 1.5) * (crop - grey)
        middle = crop.mean((1, 2, 3), keepdim=True)
        crop = middle + np.random.uniform(0.6, 1.3) * (crop - middle)
        shift = torch.tensor(np.random.uniform(-25, 25, 3), device=crop.device).float()
        return crop + np.random.uniform(-25, 25) + 0.6 * shift.view(1, 3, 1, 1)

    def batch(self, count):
        """`(contents, styles)` of random pairs."""
        pick = torch.randint(self.size, (2, count), device=self.device)
        contents = {name: value[pick[0]] for name, value in self.contents.items()}
        return contents, {name: value[pick[1]] for name, value in self.styles.items()}


class Losses:
    """The losses of a batch, by name."""

    def __init__(self, nets, args):
        self.nets, self.args = nets, args

    def __call__(self, weights, contents, styles, plain):
        """Of a batch's first `plain` contents, the features are decoded as they are."""
        nets, args = self.nets, self.args
        features = contents['conv4_1'].float()
        styled, more = adain(contents, styles), wct(contents, styles)
        share = torch.rand(len(features), 1, 1, 1, device=features.device)  # half of them AdaIN's
        styled = styled + (2 * share - 1).clamp(min=0) * (more - styled)
        t = torch.cat([features[:plain], styled[plain:]])
        result = nets.decode(weights, t)
        points = nets.encode(result, 'conv4_1')
        half = halved(nets, result, 'conv5_1')
        found = {'content': (points['conv4_1'].float() - t).square().mean()}
        representation = relative(half['conv4_2'], contents['conv4_2'])
        points, half, styles = (
            {name: value[plain:] for name, value in part.items()} for part in (points, half, styles)
        )
        style = 0
        for name in MOMENTS:
            for number, value in enumerate(moments(points[name])):
                style = style + (value - styles[f'{name}/{number}']).square().mean()
        errors = [relative(value, styles[name]) for name, value in grams(points, half).items()]
        found['style'], found['gram'] = style, torch.stack(errors).log1p().mean()
        found['representation'] = representation[plain:].mean()
        found['total'] = (
            found['content'] + args.style * found['style'] + args.gram * found['gram']
            + args.representation * found['representation']
        )  # fmt: skip
        if plain:
            difference = result[:plain] - contents['pixels'][:plain].float()
            found['pixels'] = difference.abs().mean()
            found['total'] = found['total'] + args.pixels / 255 * found['pixels']
        return found
