"""One measurement of scripts/benchmark.py, in a process of its own: prints a line of JSON.

`benchmark_worker.py VARIANT SIZE STEPS` with the variant `float32`, `bfloat16`, `auto` (one of the
two), `low-memory`, `tile` (ours: a whole run on the real weights, through the front door, with its
folder, and without Keras, as the commands run), `torch-float32` or `torch-bfloat16`. `bfloat16+tv`
is one of ours with one of the further LOSSES.
"""

import json
import sys
import tempfile
import time

STARTED = time.time() - time.process_time()  # of this process, but for what it waited
LARGEST_SAMPLE = 2048  # pixels; larger pictures are enlarged
TILE = 512  # pixels, as the front door advises
LOSSES = ('tv', 'long-range', 'powers', 'histogram', 'global255')
# Written out, so that a measurement of PyTorch does not import TensorFlow.
STYLE = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1')
VGG = {
    'conv1_1': 64, 'conv1_2': 64, 'pool1': 0, 'conv2_1': 128, 'conv2_2': 128, 'pool2': 0,
    'conv3_1': 256, 'conv3_2': 256, 'conv3_3': 256, 'conv3_4': 256, 'pool3': 0,
    'conv4_1': 512, 'conv4_2': 512, 'conv4_3': 512, 'conv4_4': 512, 'pool4': 0, 'conv5_1': 512,
}  # fmt: skip


def ours(variant, size, steps):
    """Style transfer of the painted samples, with a folder; times from one step to the next."""
    import gatys_tf1 as gatys
    import gatys_tf1.cli  # TensorFlow as the commands import it
    from gatys_tf1 import samples

    variant, _, loss = variant.partition('+')
    side, arrivals = int(size), []
    painted = min(side, LARGEST_SAMPLE)
    content, style = samples.coastal_scene(painted, painted), samples.night_sky(painted, painted)
    options = gatys.Options(
        precision=variant if variant in ('float32', 'bfloat16') else 'auto',
        low_memory=variant == 'low-memory',
        tile=TILE if variant == 'tile' else None,
        terms=[further_loss(loss, style)] if loss else (),
    )
    with tempfile.TemporaryDirectory() as out:
        gatys.style_transfer(
            content, style, size=side, steps=int(steps), options=options, out=out,
            callback=lambda step: arrivals.append(time.time()),
        )  # fmt: skip
    return arrivals[0] - STARTED, [b - a for a, b in zip(arrivals, arrivals[1:])]


def further_loss(name, picture):
    """One of LOSSES, with its usual layers, as a term."""
    from gatys_tf1.cli.experiment import POWERS
    from gatys_tf1.losses.histogram import histogram_term
    from gatys_tf1.losses.long_range import long_range_term
    from gatys_tf1.losses.styles import Style
    from gatys_tf1.losses.variation import total_variation_term

    style = [Style(picture)]
    if name == 'tv':
        return total_variation_term(1.0)
    if name in ('long-range', 'powers'):
        shifts = POWERS if name == 'powers' else dict.fromkeys(STYLE, [4])
        return long_range_term(style, shifts, dict.fromkeys(shifts))
    kind = 'global255' if name == 'global255' else 'channel'
    return histogram_term(style, {'conv1_1': 1.0, 'conv4_1': 1.0}, kind=kind)


def torch(variant, size, steps):
    """Evaluates the same loss and its gradient in PyTorch; no optimiser, random weights."""
    import torch

    dtype = torch.bfloat16 if variant == 'torch-bfloat16' else torch.float32
    stack, inputs = {}, 3
    for layer, channels in VGG.items():
        if layer.startswith('pool'):
            stack[layer] = torch.nn.AvgPool2d(2)
        else:
            stack[layer] = torch.nn.Conv2d(inputs, channels, 3, padding=1)
            stack[layer].requires_grad_(False)
            inputs = channels
        stack[layer].to(dtype).to(memory_format=torch.channels_last)
    image = torch.rand(1, 3, int(size), int(size)).mul_(255)
    image = image.to(memory_format=torch.channels_last).requires_grad_()
    arrivals = []
    for _ in range(int(steps) + 1):
        net, loss = (image - 120).to(dtype), 0.0
        for layer, module in stack.items():
            net = module(net)
            if layer.startswith('conv'):
                net = torch.nn.functional.relu(net)
            if layer in STYLE:
                columns = net.flatten(2)[0]
                gram = (columns @ columns.T).float() / columns.shape[1]
                loss = loss + (gram - 1).square().mean()
            if layer == 'conv4_2':
                loss = loss + (net.float() - 1).square().mean()
        image.grad = None
        loss.backward()
        arrivals.append(time.time())
    return arrivals[0] - STARTED, [b - a for a, b in zip(arrivals, arrivals[1:])]


def main():
    variant, size, steps = sys.argv[1:4]
    measure = torch if variant.startswith('torch') else ours
    first, seconds = measure(variant, size, steps)
    json.dump({'first': first, 'steps': seconds}, sys.stdout)


if __name__ == '__main__':
    main()
