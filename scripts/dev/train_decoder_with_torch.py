#!/usr/bin/env python3
"""Trains AdaIN's decoder on a GPU with PyTorch, where this TensorFlow has no GPU to run on.

    python scripts/dev/train_decoder_with_torch.py pack BUNDLE --contents DIR --styles DIR
    python scripts/dev/train_decoder_with_torch.py train BUNDLE OUT --minutes 8

`pack` needs this package; it writes the encoder's weights and the shrunk pictures into a folder.
`train` needs PyTorch, NumPy, Pillow and tensorboard only, so that the folder and this file can go
to another machine. OUT gets decoder.npz, as `adain_stylize.py --decoder` takes it, loss.csv,
TensorBoard's events and sheets of results on held-out pictures.

The objective is the one of gatys_tf1/adain/training_graph.py (equations 11 to 13), plus, each with
a weight of its own: Gram matrices at conv1_1 ... conv5_1, each layer's squared error over the
style's own squares (--gram); the content representation at conv4_2, likewise (--representation);
and, on an eighth of each batch, whose t is f(c) itself, the mean absolute difference between pixels
(--pixels). Features of contents and moments and Gram matrices of styles are computed once for a
pool of crops, and the pool is renewed now and then. The decoder that is saved is an exponential
moving average of the weights.
"""

import argparse
import csv
import json
import os
import time

import numpy as np
import PIL.Image

HOLD_OUT = {'contents': 12, 'styles': 6}  # every n-th picture of the first folder is held out
MOMENTS = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1')
GRAMS = (*MOMENTS, 'conv5_1')
LEAST_SIDE = 256  # pixels, of a picture's shorter side


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    commands = parser.add_subparsers(dest='command', required=True)
    packing = commands.add_parser('pack')
    packing.add_argument('bundle')
    packing.add_argument('--contents', required=True, nargs='+')
    packing.add_argument('--styles', required=True, nargs='+')
    training = commands.add_parser('train')
    add = training.add_argument
    add('bundle')
    add('out')
    add('--minutes', type=float, default=8)
    add('--batch', type=int, default=8)
    add('--crop', type=int, default=256, help='pixels')
    add('--learning-rate', type=float, default=4e-4, help='at its highest; follows a cosine')
    add('--style', type=float, default=3.0, help='lambda of equation 11')
    add('--gram', type=float, default=30.0)
    add('--representation', type=float, default=8.0)
    add('--pixels', type=float, default=25.0)
    add('--pool', type=int, default=6144, help='crops of each kind that are kept encoded')
    add('--renewals', type=int, default=5)
    add('--average', type=float, default=0.999)
    add('--seed', type=int, default=0)
    add('--start', metavar='NPZ', help='a decoder to go on from, instead of an untrained one')
    add('--device', default='cuda')
    add('--eager', action='store_true', help='do not compile the losses')
    args = parser.parse_args()
    pack(args) if args.command == 'pack' else train(args)


def pack(args):
    """Writes weights and pictures for `train` into a folder."""
    from gatys_tf1 import vgg
    from gatys_tf1.adain import network, pictures
    from gatys_tf1.tf1 import tf
    from gatys_tf1.weights import checkpoint

    reader = tf.train.NewCheckpointReader(checkpoint.find())
    layers = [name for name in vgg.LAYERS if name.startswith(('conv', 'pool'))]
    layers = layers[: layers.index('conv5_1') + 1]
    weights = {}
    for name in (layer for layer in layers if layer.startswith('conv')):
        for part in ('weights', 'biases'):
            key = f'vgg_19/{name[:5]}/{name}/{part}'
            weights[f'{name}/{part}'] = reader.get_tensor(key).astype(np.float16)
    os.makedirs(args.bundle, exist_ok=True)
    np.savez(os.path.join(args.bundle, 'encoder.npz'), **weights)
    facts = {
        'layers': layers, 'scales': network.SCALES, 'decoder': network.DECODER,
        'mean': vgg.MEAN_RGB, 'picture_scale': network.PICTURE_SCALE,
    }  # fmt: skip
    with open(os.path.join(args.bundle, 'facts.json'), 'w') as file:
        json.dump(facts, file)
    for kind, folders, side in (('contents', args.contents, 288), ('styles', args.styles, 448)):
        for place, folder in enumerate(folders):
            for number, path in enumerate(pictures.find(folder)):
                held_out = place == 0 and number % HOLD_OUT[kind] == 0
                _pack_picture(path, os.path.join(args.bundle, kind), side, held_out)


def _pack_picture(path, folder, side, held_out):
    """Writes a picture, shrunk to a shorter side, unless it is too small or of one colour."""
    try:
        image = PIL.Image.open(path).convert('RGB')
    except OSError as reason:
        print(f'{path} is skipped: {reason}')
        return
    if min(image.size) < LEAST_SIDE or np.std(image) < 20:
        print(f'{path} is skipped: it is smaller than a crop, or nearly of one colour')
        return
    scale = side / min(image.size)
    if scale < 1 and not held_out:
        image = image.resize([round(n * scale) for n in image.size], PIL.Image.LANCZOS)
    folder = os.path.join(folder, 'held_out') if held_out else folder
    os.makedirs(folder, exist_ok=True)
    name = os.path.splitext(os.path.basename(path))[0]
    image.save(os.path.join(folder, f'{name}.jpg'), quality=82)


def train(args):
    """Trains, and writes the folder."""
    import torch
    from torch.utils.tensorboard import SummaryWriter

    torch.manual_seed(args.seed)
    torch.backends.cudnn.benchmark = True
    torch.set_float32_matmul_precision('high')
    nets = Networks(args.bundle, args.device)
    folders = {kind: os.path.join(args.bundle, kind) for kind in HOLD_OUT}
    images = {'contents': read(folders['contents']), 'styles': read(folders['styles'], (1.0, 0.75))}
    print({kind: len(found) for kind, found in images.items()}, 'to train on')
    # As bytes, all of them fit on the GPU.
    contents, styles = (
        [torch.tensor(image, device=args.device) for image in images[kind]] for kind in images
    )
    held_out = [read(os.path.join(folders[kind], 'held_out')) for kind in images]
    weights = nets.new_decoder(args.start)
    average = {name: value.detach().clone() for name, value in weights.items()}
    adam = torch.optim.Adam(weights.values(), args.learning_rate, fused=args.device == 'cuda')
    writer = SummaryWriter(args.out)
    losses = Losses(nets, args)
    step_losses = losses if args.eager else torch.compile(losses.__call__)
    table, start, step, renewal = [], time.monotonic(), 0, -1
    limit = 60 * args.minutes
    while (fraction := (time.monotonic() - start) / limit) < 1:
        if int(fraction * args.renewals) > renewal:
            renewal = int(fraction * args.renewals)
            pool = None  # frees its memory
            pool = Pool(nets, contents, styles, args)
        rate = 0.5 + 0.5 * np.cos(np.pi * max(0.0, fraction - 0.05) / 0.95)
        rate = args.learning_rate * max(rate, 0.01) * min(1.0, (step + 1) / 300)
        for group in adam.param_groups:
            group['lr'] = rate
        found = step_losses(weights, *pool.batch(args.batch))
        adam.zero_grad(set_to_none=True)
        found['total'].backward()
        torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
        adam.step()
        with torch.no_grad():
            decay = min(args.average, (1 + step) / (10 + step))
            torch._foreach_lerp_(list(average.values()), list(weights.values()), 1 - decay)
        if step % 100 == 0:
            torch.cuda.synchronize() if args.device == 'cuda' else None
            row = {'step': step, 'seconds': time.monotonic() - start, 'learning_rate': rate}
            row |= {name: float(value.detach()) for name, value in found.items()}
            table.append(row)
            for name in (*found, 'learning_rate'):
                writer.add_scalar(name, row[name], step)
        if step % 1000 == 0:
            print(' '.join(f'{name} {value:.4g}' for name, value in row.items()), flush=True)
        step += 1
    print(f'{step} steps of {args.batch} in {time.monotonic() - start:.0f} s')
    np.savez(os.path.join(args.out, 'decoder.npz'), **nets.by_name(average))
    with open(os.path.join(args.out, 'loss.csv'), 'w', newline='') as file:
        rows = csv.DictWriter(file, table[0])
        rows.writeheader()
        rows.writerows(table)
    judge(nets, average, *held_out, args.out, writer, step)
    writer.close()


def read(folder, scales=(1.0,)):
    """The pictures of a folder at each scale that leaves room for a crop: arrays [3, h, w]."""
    found = []
    for name in sorted(name for name in os.listdir(folder) if name.endswith('.jpg')):
        image = PIL.Image.open(os.path.join(folder, name))
        for scale in scales:
            size = [round(n * scale) for n in image.size]
            if scale == 1 or min(size) >= LEAST_SIDE:
                small = image.resize(size, PIL.Image.LANCZOS) if scale != 1 else image
                found.append(np.asarray(small).transpose(2, 0, 1).copy())
    return found


class Networks:
    """The encoder, which is VGG-19, and the decoder, as functions of its weights."""

    def __init__(self, bundle, device):
        import torch

        self.torch, self.device = torch, device
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
        functional = self.torch.nn.functional
        net, points = (images - self.mean).bfloat16(), {}
        net = net.contiguous(memory_format=self.torch.channels_last)
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
        torch, weights, inputs = self.torch, {}, 512
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
        functional = self.torch.nn.functional
        net = t.bfloat16().contiguous(memory_format=self.torch.channels_last)
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


def relative(found, target):
    """Squared error over the target's own squares, [n]."""
    error = (found.float() - target.float()).square().flatten(1).sum(1)
    return error / target.float().square().flatten(1).sum(1)


class Pool:
    """Crops of contents and styles with everything of them that a step needs."""

    def __init__(self, nets, contents, styles, args):
        torch = nets.torch
        self.torch, self.size, self.device, self.crop = torch, args.pool, args.device, args.crop
        parts = {'pixels': [], 'conv4_1': [], 'conv4_2': []}
        with torch.no_grad():
            for start in range(0, args.pool, 64):
                crops = self._crops(contents, min(64, args.pool - start), colours=0.3)
                points = nets.encode(crops, 'conv4_2')
                parts['pixels'].append(crops.to(torch.uint8))
                for name in ('conv4_1', 'conv4_2'):
                    parts[name].append(points[name])
            self.contents = {name: torch.cat(part) for name, part in parts.items()}
            parts = {}
            for start in range(0, args.pool, 64):
                crops = self._crops(styles, min(64, args.pool - start), colours=0.5)
                points = nets.encode(crops, 'conv5_1')
                for name in MOMENTS:
                    for number, value in enumerate(moments(points[name])):
                        parts.setdefault(f'{name}/{number}', []).append(value)
                for name in GRAMS:
                    parts.setdefault(f'{name}/gram', []).append(gram(points[name]))
            self.styles = {name: torch.cat(part) for name, part in parts.items()}

    def _crops(self, images, count, colours):
        """Crops at random places and scales, mirrored, a share of them with other colours."""
        torch, crops = self.torch, []
        for index in torch.randint(len(images), (count,)).tolist():
            image = images[index]
            height, width = image.shape[1:]
            side = int(np.random.uniform(0.62, 1.0) * min(height, width))
            top, left = np.random.randint(height - side + 1), np.random.randint(width - side + 1)
            crop = image[None, :, top : top + side, left : left + side].float()
            crop = torch.nn.functional.interpolate(
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
        torch = self.torch
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
        pick = self.torch.randint(self.size, (2, count), device=self.device)
        contents = {name: value[pick[0]] for name, value in self.contents.items()}
        return contents, {name: value[pick[1]] for name, value in self.styles.items()}


class Losses:
    """The losses of a batch, by name."""

    def __init__(self, nets, args):
        self.nets, self.args = nets, args

    def __call__(self, weights, contents, styles):
        nets, args = self.nets, self.args
        torch = nets.torch
        features = contents['conv4_1'].float()
        plain = max(1, features.shape[0] // 8)  # of the batch: decoded as they are
        mean, deviation = moments(features)
        t = (features - mean) / deviation * styles['conv4_1/1'] + styles['conv4_1/0']
        t = torch.cat([features[:plain], t[plain:]])
        result = nets.decode(weights, t)
        points = nets.encode(result, 'conv5_1')
        found = {'content': (points['conv4_1'].float() - t).square().mean()}
        style, grams = 0, 0
        for name in MOMENTS:
            for number, value in enumerate(moments(points[name][plain:])):
                style = style + (value - styles[f'{name}/{number}'][plain:]).square().mean()
        for name in GRAMS:
            grams = grams + relative(gram(points[name][plain:]), styles[f'{name}/gram'][plain:])
        found['style'], found['gram'] = style, grams.mean() / len(GRAMS)
        found['representation'] = relative(points['conv4_2'], contents['conv4_2'])[plain:].mean()
        difference = result[:plain] - contents['pixels'][:plain].float()
        found['pixels'] = difference.abs().mean()
        found['total'] = (
            found['content'] + args.style * found['style'] + args.gram * found['gram']
            + args.representation * found['representation'] + args.pixels / 255 * found['pixels']
        )  # fmt: skip
        return found


def judge(nets, weights, contents, styles, out, writer, step):
    """Prints the errors on held-out pictures, and writes a sheet of results."""
    torch = nets.torch
    torch.backends.cudnn.benchmark = False  # every picture has a size of its own
    functional = torch.nn.functional

    def sized(image, longer):
        image = torch.tensor(image, device=nets.device)[None].float()
        scale = longer / max(image.shape[2:])
        size = [8 * round(n * scale / 8) for n in image.shape[2:]]
        resize = functional.interpolate
        return resize(image, size, mode='bicubic', antialias=True).clamp(0, 255)

    errors = {'content': [], 'style': [], 'autoencoding': []}
    cells = []
    with torch.no_grad():
        for number in range(40):
            content = sized(contents[number % len(contents)], 512)
            style = sized(styles[number % len(styles)], 512)
            features = nets.encode(content, 'conv4_1')['conv4_1'].float()
            mean, deviation = moments(features)
            style_mean, style_deviation = moments(nets.encode(style, 'conv4_1')['conv4_1'])
            t = (features - mean) / deviation * style_deviation + style_mean
            result = nets.decode(weights, t).clamp(0, 255)
            plain = nets.decode(weights, features).clamp(0, 255)
            errors['autoencoding'].append(float((plain - content).abs().mean()))
            half = [sized(x[0].cpu().numpy(), 256) for x in (content, style, result)]
            points = [nets.encode(x, 'conv5_1', scaled=False) for x in half]
            errors['content'].append(float(relative(points[2]['conv4_2'], points[0]['conv4_2'])))
            found = [relative(gram(points[2][n]), gram(points[1][n])) for n in GRAMS]
            errors['style'].append(float(sum(found)) / len(GRAMS))
            if number < 16:
                row = [
                    functional.interpolate(x, (256, 256)) for x in (content, style, plain, result)
                ]
                cells.append(torch.cat(row, 3)[0])
    for name, values in errors.items():
        print(f'held out: {name} {np.median(values):.3f} (median of 40)', flush=True)
        writer.add_scalar(f'held_out/{name}', np.median(values), step)
    sheet = torch.cat([torch.cat(cells[0::2], 1), torch.cat(cells[1::2], 1)], 2)
    sheet = sheet.clamp(0, 255).to(torch.uint8).permute(1, 2, 0).cpu().numpy()
    PIL.Image.fromarray(sheet).save(os.path.join(out, 'sheet.jpg'), quality=88)


if __name__ == '__main__':
    main()
