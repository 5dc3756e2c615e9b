"""Starts a worker: a TensorFlow server that runs graphs for commands that name it by --target.

It serves only programs on this machine unless --host says otherwise.
"""

import argparse
import signal

from gatys_tf1 import machine, workers
from gatys_tf1.cli import types

WARNING = (
    "warning: TensorFlow's protocol has no authentication and no encryption: whoever reaches this "
    'port can run anything as you, and read and write your files'
)
OPEN = 'warning: it listens on EVERY network interface; only a firewall keeps others out'


def main():
    args = parse()
    print(WARNING, flush=True)
    if args.host not in workers.LOCAL:
        print(OPEN, flush=True)
    server, target = workers.start(args.port, args.host)
    print(f'worker:      {machine.device()}; Ctrl-C stops it; use it from other commands with')
    print(f'             --target {target}', flush=True)
    signal.pause()  # not server.join(), during which Python sees no signal


def parse():
    """The command line as a namespace."""
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add('--port', type=types.port, default=2222, help='default 2222; 0: any free port')
    add('--host', default='localhost', metavar='NAME',
        help="this machine's name or address as others reach it; it then listens on all of its "
        'network interfaces; default: only this machine')  # fmt: skip
    return parser.parse_args()
