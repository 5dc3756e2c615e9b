"""Serves AdaIN: a page on which people drop a photo and pick a style, and POST /stylize.

It answers on this machine only, unless --host says otherwise. It has no user accounts and no
encryption: put it behind a server that has both before others can reach it.
"""

import argparse
import importlib.util

from gatys_tf1 import machine, samples, vgg
from gatys_tf1.adain import api
from gatys_tf1.adain.limits import Limits
from gatys_tf1.cli import adain_stylize, flags, types
from gatys_tf1.errors import UserError
from gatys_tf1.weights import checkpoint

LOCAL = ['localhost', '127.0.0.1', '[::1]']  # as a URL has them
DEFAULTS = Limits()


def main():
    args = parse()
    if not (importlib.util.find_spec('flask') and importlib.util.find_spec('waitress')):
        raise UserError("serving needs Flask and waitress: pip install 'gatys_tf1[serve]'")
    import waitress  # an extra, as Flask

    from gatys_tf1.adain import server

    if args.styles:
        styles = adain_stylize.load([args.styles], None, args.style_size)
    else:
        painted = samples.night_sky, samples.brick_wall, samples.coastal_scene
        styles = {sample.__name__: sample(384, 512) for sample in painted}
    limits = Limits(
        args.queue, args.max_megabytes, args.max_megapixels, args.size, args.style_size,
        args.timeout,
    )  # fmt: skip
    config = vgg.Config(
        checkpoint.find(args.checkpoint),
        precision=machine.precision('auto', args.target),
        target=args.target,
    )
    with api.Stylizer(args.decoder, config) as stylizer:
        hosts = LOCAL if args.host in [name.strip('[]') for name in LOCAL] else None
        app = server.app(stylizer, styles, limits, hosts)
        # More threads than places, so that a refusal does not wait for a painting.
        listening = waitress.create_server(
            app, host=args.host, port=args.port, threads=args.queue + 4,
            max_request_body_size=int(args.max_megabytes * 1.1e6), channel_timeout=30,
        )  # fmt: skip
        print(f'{len(styles)} styles, {config.precision}; at http://{args.host}:'
              f'{listening.effective_port}/, Ctrl-C to stop', flush=True)  # fmt: skip
        try:
            listening.run()
        finally:
            listening.close()


def parse():
    """The command line as a namespace."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--styles', metavar='FOLDER', help='paintings to choose from; default: painted samples')
    add('--host', default='127.0.0.1', help='address to listen at; default: this machine alone')
    add('--port', type=types.port, default=8000, help='default 8000; 0: any that is free')
    flags.add_decoder(add)
    add('--size', type=types.side, default=DEFAULTS.size, metavar='PIXELS',
        help='long side that larger photos are shrunk to; default %(default)s')  # fmt: skip
    add('--style-size', type=types.side, default=DEFAULTS.style_size, metavar='PIXELS',
        help='long side of the styles; larger means larger strokes; default %(default)s',
    )  # fmt: skip
    add('--queue', type=types.positive, default=DEFAULTS.queue, metavar='N',
        help='photos that are painted or wait; more get the status 429; default %(default)s',
    )  # fmt: skip
    add('--timeout', type=types.factor, default=DEFAULTS.timeout, metavar='SECONDS',
        help='for waiting and painting; default %(default)g')  # fmt: skip
    add('--max-megabytes', type=types.factor, default=DEFAULTS.megabytes, metavar='MB',
        help='of a request; default %(default)g')  # fmt: skip
    add('--max-megapixels', type=types.factor, default=DEFAULTS.megapixels, metavar='MP',
        help='of a picture that is sent; default %(default)g')  # fmt: skip
    flags.add_checkpoint(add)
    flags.add_target(add)
    return parser.parse_args()
