"""`gatys-tf1 COMMAND ...`: each command of `scripts/` by a short name, with the same arguments.

To add a command is to add a line to `COMMANDS`. Only the module of the command that is called is
imported.
"""

import difflib
import importlib
import sys

import gatys_tf1
from gatys_tf1.errors import UserError, run_script

COMMANDS = {  # name: the module in cli/ whose `main` it is, and what it does
    'transfer': ('style_transfer', 'paint a picture in the manner of another'),
    'content': ('content_reconstruction', 'reconstruct a picture from one layer'),
    'style': ('style_reconstruction', 'reconstruct the style of a picture'),
    'video': ('style_video', 'paint a video that does not flicker'),
    'dream': ('deep_dream', 'exaggerate what a layer sees in a picture'),
    'classes': ('class_visualization', 'paint what excites a class, a channel or a neuron most'),
    'invert': ('feature_inversion', 'find a picture that has the features of another'),
    'sweep': ('sweep', 'run an experiment for every combination of values'),
    'visualize': ('visualize', 'show filters, feature maps, gradients, classes'),
    'adain': ('adain_stylize', 'paint pictures in the styles of others, in one pass each'),
    'adain-train': ('adain_train', "train AdaIN's decoder on folders of pictures"),
    'export': ('export', 'write AdaIN for other programs: SavedModel, frozen graph, TFLite, ONNX'),
    'serve': ('serve', 'serve AdaIN on this machine: a page to drop photos on'),
    'worker': ('worker', 'run graphs for other commands, on this machine or for another'),
    'reproduce': ('reproduce', 'make the figures of the sources, and a page of them'),
    'course': ('gotcha', 'learn the pitfalls of legacy TensorFlow'),
    'inspect': ('inspect_graph', "print a run's graph, and what it costs"),
    'weights': ('fetch_checkpoint', 'fetch or convert the weights of VGG-19'),
}


def usage():
    """What `gatys-tf1 --help` prints."""
    width = max(map(len, COMMANDS)) + 2
    lines = [f'  {name:<{width}}{text}' for name, (_, text) in COMMANDS.items()]
    return '\n'.join([
        'usage: gatys-tf1 COMMAND [arguments]',
        '       gatys-tf1 COMMAND --help',
        '       gatys-tf1 --version',
        '',
        "Gatys style transfer as a TensorFlow-1-style graph on today's TensorFlow.",
        '',
        *lines,
    ])  # fmt: skip


def run(program, arguments):
    """Runs the command that the first argument names, with the others as its arguments.

    Args:
      program: str, how the program was called; messages that show a command begin with it.
      arguments: list of str.

    Returns:
      the exit code: the command's, or 0 after --help and --version.

    Raises:
      UserError: if there is no such command.
    """
    if arguments[:1] in (['-h'], ['--help']):
        print(usage())
        return 0
    if arguments[:1] == ['--version']:
        print(f'gatys_tf1 {gatys_tf1.__version__}')
        return 0
    if not arguments:
        print(usage(), file=sys.stderr)
        return 2
    name, *rest = arguments
    if name not in COMMANDS:
        near = difflib.get_close_matches(name, COMMANDS, 1)
        hint = f'did you mean {near[0]}?' if near else f'{program} --help lists them'
        raise UserError(f'{name!r} is not a command: {hint}')
    sys.argv = [f'{program} {name}', *rest]
    return importlib.import_module(f'gatys_tf1.cli.{COMMANDS[name][0]}').main()


def main(program='gatys-tf1'):
    """The console script."""
    arguments = sys.argv[1:]
    run_script(lambda: run(program, arguments))
