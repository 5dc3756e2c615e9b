"""Types of command-line arguments: a function from the text to the value, or one clear sentence."""

import argparse

LARGEST_SIDE = 16_384  # pixels


def positive(text):
    """A whole number above zero."""
    return _whole(text, 1)


def natural(text):
    """A whole number, zero or above."""
    return _whole(text, 0)


def side(text):
    """A number of pixels."""
    if positive(text) > LARGEST_SIDE:
        raise argparse.ArgumentTypeError(f'{text} is more than {LARGEST_SIDE} pixels')
    return int(text)


def port(text):
    """A TCP port; 0 is any free one. TensorFlow's server takes 99999 and listens elsewhere."""
    if natural(text) > 65535:
        raise argparse.ArgumentTypeError(f'{text} is not a port: give 0 to 65535')
    return int(text)


def address(text):
    """HOST:PORT, of a task of a cluster."""
    host, _, number = text.rpartition(':')
    bare = host.removeprefix('[').removesuffix(']')
    if not bare or (':' in host and bare == host) or not number.isdecimal() or port(number) == 0:
        raise argparse.ArgumentTypeError(f'{text} is not HOST:PORT')
    return text


def task(text):
    """A task of a cluster: ps:0, worker:1."""
    job, _, index = text.partition(':')
    if job not in ('ps', 'worker') or not index.isdecimal():
        raise argparse.ArgumentTypeError(f'{text} is not ps:0, worker:0, worker:1, ...')
    return text


def target(text):
    """The address of a worker; `local`, or nothing, is none."""
    if text in ('', 'local'):
        return ''
    host, colon, port = text.removeprefix('grpc://').rpartition(':')
    if not text.startswith('grpc://') or not host or not port.isdecimal():
        raise argparse.ArgumentTypeError(f'{text} is not grpc://HOST:PORT, nor local')
    return text


def _whole(text, least):
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'{text} is not a whole number') from None
    if value < least:
        raise argparse.ArgumentTypeError(
            f'{text} is not {"above zero" if least else "zero or above"}'
        )
    return value


def number(text):
    """A finite number."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'{text} is not a number') from None
    if not abs(value) < float('inf'):
        raise argparse.ArgumentTypeError(f'{text} is not a finite number')
    return value


def factor(text):
    """A number above zero."""
    if not number(text) > 0:
        raise argparse.ArgumentTypeError(f'{text} is not a number above zero')
    return float(text)


def weight(text):
    """A number, zero or above."""
    if not number(text) >= 0:
        raise argparse.ArgumentTypeError(f'{text} is not a weight: zero, or a number above zero')
    return float(text)


def share(text):
    """A number from 0 to 1."""
    if not 0 <= number(text) <= 1:
        raise argparse.ArgumentTypeError(f'{text} is not a number from 0 to 1')
    return float(text)


def decay(text):
    """A number from 0 up to, but not including, 1."""
    if not 0 <= number(text) < 1:
        raise argparse.ArgumentTypeError(f'{text} is not a number from 0 up to 1')
    return float(text)


def weights(text):
    """A comma-separated list of weights."""
    return [weight(part) for part in text.split(',')]


def factors(text):
    """A comma-separated list of numbers above zero."""
    return [factor(part) for part in text.split(',')]


def sizes(text):
    """A comma-separated list of growing sizes."""
    found = [side(size) for size in text.split(',')]
    if found != sorted(set(found)):
        raise argparse.ArgumentTypeError(f'{text} does not grow')
    return found


def step_counts(text):
    """A number of steps, or a comma-separated list of them."""
    return [positive(count) for count in text.split(',')]


def layer_list(text):
    """A comma-separated list of layer names."""
    names = [name.strip() for name in text.split(',') if name.strip()]
    if not names:
        raise argparse.ArgumentTypeError('names no layer')
    return _once(names)


def weighted_layers(text):
    """Layers and their weights: a dict of layer to float, or to None.

    `conv4_2:1,conv5_2:0.5`; a layer without a number has None.
    """
    pairs = [name.partition(':') for name in layer_list(text)]
    _once([name.strip() for name, _, _ in pairs])
    return {name.strip(): weight(value) if colon else None for name, colon, value in pairs}


def shifts(text):
    """`powers`, a list of ints (`4+8`), or a dict of layer to such a list (`conv1_1:4+8,...`)."""
    if text == 'powers':
        return text

    def numbers(part):
        return [positive(one) for one in part.split('+')]

    if ':' not in text:
        return numbers(text)
    pairs = [part.partition(':') for part in text.split(',')]
    if not all(rest for _, _, rest in pairs):
        raise argparse.ArgumentTypeError(f'{text} has a layer without a shift')
    _once([layer.strip() for layer, _, _ in pairs])
    return {layer.strip(): numbers(rest) for layer, _, rest in pairs}


def _once(names):
    for name in names:
        if names.count(name) > 1:
            raise argparse.ArgumentTypeError(f'{name} is named twice')
    return names
