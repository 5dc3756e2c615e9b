"""Every command and every flag, with values that are odd, empty, repeated, or at odds.

Nothing is run: the checkpoint that is named is not there, and the network is cut off. So each of
these command lines is to end in one sentence and exit code 2, whatever it is that is refused; and
within `SECONDS` and `MEMORY`: `/` is a folder, too, and has the whole disk in it.
"""

import argparse
import contextlib
import importlib
import itertools
import os
import re
import resource
import shutil
import signal

import pytest
from conftest import smooth_picture
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gatys_tf1 import images
from gatys_tf1.cli import commands
from gatys_tf1.errors import UserError
from gatys_tf1.weights import download

VALUES = ['', ' ', '-1', '0', '1', '7', '0.5', '1e400', '-1e400', 'nan', 'inf', '9' * 30, '1e30',
          '1,,2', ',', ':', '+', '2,1', '3,3', 'x', 'conv1_1', 'conv1_1:', 'conv9_9', 'conv1_1:1:1',
          'conv1_1:4+', 'fc8', 'pool1', 'none', 'middle', '5,5', '-5,-5', '/', '/dev/null', '.',
          '~', '*', '%s', '{}', 'é💥', '--', '-', '--size', "a'b", 'a"b', '$HOME',
          'x' * 5000]  # fmt: skip
PICTURES = ['--content', 'a.png', '--style', 'a.png', '--size', '32']
ONE = ['--image', 'a.png', '--size', '48']
BASES = {  # command lines that would run but for the checkpoint; what may be tried with each
    'style_transfer': [*PICTURES, '--steps', '1'],
    'content_reconstruction': ['--image', 'a.png', '--size', '32', '--steps', '1'],
    'style_reconstruction': ['--image', 'a.png', '--size', '32', '--steps', '1'],
    'deep_dream': [*ONE, '--steps', '4', '--layers', 'conv2_1'],
    'class_visualization': ['--layer', 'conv2_1', '--channel', '1', '--size', '48'],
    'feature_inversion': [*ONE, '--layers', 'conv1_1', '--steps', '1'],
    'visualize filters': [],
    'visualize features': ONE,
    'visualize guided': ONE,
    'visualize classify': ONE,
    'adain_stylize': PICTURES,
    'adain_train': ['--content-images', 'photos', '--style-images', 'photos', '--crop', '16'],
    'style_video': ['--video', 'photos', '--style', 'a.png', '--size', '32', '--steps', '1'],
    'export': ['--format', 'frozen', '--out', 'model.pb'],
    'serve': ['--styles', 'photos', '--port', '0'],
    'inspect_graph': ['no-run'],
    'fetch_checkpoint': [],
}
WITHOUT_CHECKPOINT = ('inspect_graph', 'fetch_checkpoint')
SECONDS = 60  # for one command line; on a machine that does nothing else, all take under 3
MEMORY = 4 * 2**30  # bytes that all of them together may add to this process
NEVER = {'--help', '-h', '--help-all', '--version'}


class Captured(Exception):
    """The parser of a command, instead of its run."""


@pytest.fixture(scope='module')
def flags():
    """The flags of each command of `BASES`: a dict of name to list of (flag, takes a value)."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:

        def capture(parser, *_args, **_kwargs):
            raise Captured(parser)

        patch.setattr(argparse.ArgumentParser, 'parse_args', capture)
        for name in BASES:
            with pytest.raises(Captured) as captured:
                module_of(name).main()
            parser = captured.value.args[0]
            for sub in name.split()[1:]:
                (commands_,) = (a for a in parser._actions if isinstance(a.choices, dict))
                parser = commands_.choices[sub]
            found[name] = [
                (action.option_strings[-1], action.nargs != 0)
                for action in parser._actions
                if action.option_strings and not NEVER.intersection(action.option_strings)
            ]
    return found


def module_of(name):
    return importlib.import_module(f'gatys_tf1.cli.{name.split()[0]}')


@pytest.fixture(scope='module', autouse=True)
def memory():
    """Ends what takes more than `MEMORY`, by a MemoryError: a traceback, so a failure."""
    with open('/proc/self/statm', encoding='ascii') as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@contextlib.contextmanager
def within(seconds):
    """Ends what takes longer, by an error that no command knows."""

    class TooLong(BaseException):
        pass

    def end(*_):
        raise TooLong(f'more than {seconds} s')

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def refused(script, tmp_path, monkeypatch):
    """`refused(name, *flags)`: runs a command line, which must end as the module says."""
    monkeypatch.chdir(tmp_path)
    os.mkdir('photos')
    for path in ('a.png', 'photos/b.png'):
        images.save(path, smooth_picture(40, 48))

    def no_network(*_args, **_kwargs):
        raise UserError('there is no network')

    monkeypatch.setattr(download, 'pip_download', no_network)
    monkeypatch.setattr(download, 'download', no_network)
    monkeypatch.setenv('GATYS_TF1_CHECKPOINTS', str(tmp_path / 'weights'))

    def call(name, *flags):
        command, *sub = name.split()
        line = [*sub, *BASES[name]]
        if command not in WITHOUT_CHECKPOINT:
            line += ['--checkpoint', 'missing.ckpt']
        line += flags
        with within(SECONDS):
            code, out, err = script(command, *line)
        assert code == 2, (line, code, out[-300:], err[-300:])
        last = err.rstrip('\n').split('\n')[-1]
        assert re.match(r'(error: |\S+: error: |\S+ \S+: error: )', last), (line, err[-500:])
        assert 'Traceback' not in err and len(err) < 20_000
        left = {*os.listdir('.')} - {'a.png', 'photos', 'weights'}
        for path in left:  # or smaller examples would fail, too
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
        assert not left, (line, left)

    return call


fuzz = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def test_every_command_is_here():
    """Catches a new command that nobody has attacked."""
    elsewhere = {'gotcha', 'worker', 'sweep', 'reproduce'}  # have attacks of their own
    here = {name.split()[0] for name in BASES} | elsewhere
    assert here == {module for module, _ in commands.COMMANDS.values()}


@settings(fuzz, max_examples=150)
@given(data=st.data())
def test_odd_values(refused, flags, data):
    """Catches a traceback for a value that is empty, huge, of another type, or no text at all."""
    name = data.draw(st.sampled_from(sorted(BASES)))
    flag, takes_value = data.draw(st.sampled_from(flags[name]))
    value = data.draw(st.one_of(st.sampled_from(VALUES), st.text(max_size=8)))
    if '\0' in value or '\n' in value or value.startswith(('-h', '--h')):
        return
    refused(name, *([flag, value] if takes_value else [flag]))


@settings(fuzz, max_examples=150)
@given(data=st.data())
def test_flags_in_pairs(refused, flags, data):
    """Catches a pair that each alone would be refused for, or that breaks what follows."""
    name = data.draw(st.sampled_from(sorted(BASES)))
    line = []
    for _ in range(2):
        flag, takes_value = data.draw(st.sampled_from(flags[name]))
        line += [flag, data.draw(st.sampled_from(VALUES))] if takes_value else [flag]
    refused(name, *line)


@pytest.mark.slow
@pytest.mark.parametrize('name', BASES)
def test_all_flags_with_all_values(refused, flags, name):
    """Catches what the two tests above have not drawn."""
    for (flag, takes_value), value in itertools.product(flags[name], VALUES):
        refused(name, *([flag, value] if takes_value else [flag]))
        if takes_value:
            refused(name, flag, value, flag, value)
