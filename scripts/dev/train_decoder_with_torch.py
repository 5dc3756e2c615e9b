#!/usr/bin/env python3
"""Trains AdaIN's decoder on a GPU with PyTorch, where this TensorFlow has no GPU to run on.

    python scripts/dev/pack_for_torch.py BUNDLE --contents DIR --styles DIR
    python scripts/dev/train_decoder_with_torch.py BUNDLE OUT --minutes 8.5

It needs PyTorch, NumPy, Pillow and tensorboard, and not this package, so that BUNDLE, this file and
torch_decoder.py can go to another machine. OUT gets decoder.npz, as `adain_stylize.py --decoder`
takes it, loss.csv, TensorBoard's events, and a sheet of results on pictures that were held out.
judge_decoders.py measures the decoder.

The objective is the one of gatys_tf1/adain/training_graph.py (equations 11 to 13), plus, each with
a weight of its own: Gram matrices at conv1_1 ... conv4_1, and at conv1_1 ... conv5_1 of the
pictures at half their size, as log(1 + e) of the squared error over the style's own squares, for a
content with strong features at conv5_1 may have an e of 30 (--gram); the content representation at
conv4_2, at half the size, too (--representation); and, for a share of the contents, whose t is f(c)
itself, the mean absolute difference between pixels (--plain, --pixels). Half of the other t are
AdaIN's, half lie anywhere between these and those of whitening and colouring.

Features of contents and moments and Gram matrices of styles are computed once for a pool of crops,
and the pool is renewed now and then. The decoder that is saved is an exponential moving average of
the weights.
"""

import argparse
import csv
import os
import time

import numpy as np
import PIL.Image
import torch
from torch.utils.tensorboard import SummaryWriter
from torch_decoder import Losses, Networks, Pool, adain


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    add = parser.add_argument
    add('bundle')
    add('out')
    add('--minutes', type=float, default=8)
    add('--batch', type=int, default=8)
    add('--crop', type=int, default=256, help='pixels')
    add('--learning-rate', type=float, default=4e-4, help='at its highest; follows a cosine')
    add('--style', type=float, default=3.0, help='lambda of equation 11')
    add('--gram', type=float, default=30.0, help='a weight; 0: none')
    add('--representation', type=float, default=8.0, help='a weight; 0: none')
    add('--plain', type=float, default=0.125, help='share of the contents without a style')
    add('--pixels', type=float, default=25.0, help='a weight; 0: none')
    add('--pool', type=int, default=6144, help='crops of each kind that are kept encoded')
    add('--renewals', type=int, default=5, help='how often the pool is made anew')
    add('--average', type=float, default=0.999, help='of the moving average, per step')
    add('--seed', type=int, default=0)
    add('--start', metavar='NPZ', help='a decoder to go on from, instead of an untrained one')
    add('--device', default='cuda')
    add('--eager', action='store_true', help='do not compile the losses')
    train(parser.parse_args())


def train(args):
    """Trains, and writes the folder."""
    torch.manual_seed(args.seed)
    np.random.seed(args.seed)
    torch.backends.cudnn.benchmark = True
    torch.set_float32_matmul_precision('high')
    nets = Networks(args.bundle, args.device)
    contents, styles = pictures(args, 'contents', [1.0]), pictures(args, 'styles', [1.0, 0.75])
    print(f'{len(contents)} contents and {len(styles)} styles to train on')
    weights = nets.new_decoder(args.start)
    average = {name: value.detach().clone() for name, value in weights.items()}
    optimizer = torch.optim.Adam(weights.values(), fused=args.device == 'cuda')
    losses = Losses(nets, args)
    losses = losses if args.eager else torch.compile(losses.__call__)
    writer, table, recent, step, renewal, saved = SummaryWriter(args.out), [], {}, 0, -1, 0
    start = time.monotonic()
    while (fraction := (time.monotonic() - start) / (60 * args.minutes)) < 1:
        if int(fraction * args.renewals) > renewal:
            renewal = int(fraction * args.renewals)
            pool = None  # frees its memory
            pool = Pool(nets, contents, styles, args)
        rate = learning_rate(args.learning_rate, step, fraction)
        share = args.plain * args.batch  # of a batch; 0.5 is one content in every second batch
        plain = int((step + 1) * share) - int(step * share)
        found = losses(weights, *pool.batch(args.batch), plain)
        update(optimizer, weights, found['total'], rate)
        keep = min(args.average, (1 + step) / (10 + step))
        with torch.no_grad():
            torch._foreach_lerp_(list(average.values()), list(weights.values()), 1 - keep)
        for name, value in found.items():
            recent.setdefault(name, []).append(value.detach())
        step += 1
        if step % 100 == 0:
            row = {'step': step, 'seconds': time.monotonic() - start, 'learning_rate': rate}
            row |= {name: float(torch.stack(values).mean()) for name, values in recent.items()}
            table.append(row)
            for name in (*recent, 'learning_rate'):
                writer.add_scalar(name, row[name], step)
            recent = {}
            if row['seconds'] > saved + 60:
                saved = row['seconds']
                save(nets, average, args)
                print(' '.join(f'{name} {value:.4g}' for name, value in row.items()), flush=True)
    writer.close()
    print(f'{step} steps of {args.batch} in {time.monotonic() - start:.0f} s')
    save(nets, average, args)
    if table:
        with open(os.path.join(args.out, 'loss.csv'), 'w', newline='') as file:
            rows = csv.DictWriter(file, table[0])
            rows.writeheader()
            rows.writerows(table)
    write_sheet(nets, average, args)


def save(nets, weights, args):
    """Writes decoder.npz, whole or not at all."""
    path = os.path.join(args.out, 'decoder.npz')
    np.savez(f'{path}.part.npz', **nets.by_name(weights))
    os.replace(f'{path}.part.npz', path)


def learning_rate(highest, step, fraction):
    """Linear over the first 100 steps; then a cosine down to a hundredth, by the share of time."""
    cosine = 0.5 + 0.5 * np.cos(np.pi * max(0.0, fraction - 0.05) / 0.95)
    return highest * max(cosine, 0.01) * min(1.0, (step + 1) / 100)


def update(optimizer, weights, loss, rate):
    """One step of Adam, whose gradient has a norm of at most 1."""
    for group in optimizer.param_groups:
        group['lr'] = rate
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
    optimizer.step()


def pictures(args, kind, scales):
    """Pictures to train on, at several scales: uint8 tensors [3, h, w]; they fit on the GPU."""
    found = read(os.path.join(args.bundle, kind), scales, args.crop)
    return [torch.tensor(image, device=args.device) for image in found]


def read(folder, scales, least):
    """The pictures of a folder at each scale that leaves `least` pixels: uint8 arrays [3, h, w]."""
    found = []
    for name in sorted(name for name in os.listdir(folder) if name.endswith('.jpg')):
        image = PIL.Image.open(os.path.join(folder, name))
        for scale in scales:
            size = [round(n * scale) for n in image.size]
            if scale == 1 or min(size) >= least:
                small = image.resize(size, PIL.Image.LANCZOS) if scale != 1 else image
                found.append(np.asarray(small).transpose(2, 0, 1).copy())
    return found


def write_sheet(nets, weights, args):
    """Sixteen crops of held-out pictures: content, style, autoencoded content, result."""
    args.pool = 16
    held_out = [pictures(args, f'{kind}/held_out', [1.0]) for kind in ('contents', 'styles')]
    pool = Pool(nets, *held_out, args)
    with torch.no_grad():
        plain = nets.decode(weights, pool.contents['conv4_1'])
        result = nets.decode(weights, adain(pool.contents, pool.styles))
    parts = pool.contents['pixels'], pool.styles['pixels'], plain, result
    rows = torch.cat([part.clamp(0, 255).to(torch.uint8) for part in parts], dim=3)
    sheet = torch.cat([torch.cat(list(half), dim=1) for half in rows.chunk(2)], dim=2)
    path = os.path.join(args.out, 'sheet.jpg')
    PIL.Image.fromarray(sheet.permute(1, 2, 0).cpu().numpy()).save(path, quality=88)


if __name__ == '__main__':
    main()
