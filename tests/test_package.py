"""The package as a stranger gets it: one command, a wheel, what a reader needs to trust it."""

import os
import re
import runpy
import shutil
import subprocess
import sys
import sysconfig
import types
import zipfile

import pytest
from conftest import ROOT
from packaging.requirements import Requirement

import gatys_tf1
from gatys_tf1.cli import commands
from gatys_tf1.errors import UserError
from gatys_tf1.gotchas import contents
from gatys_tf1.weights import location

LATE = """
import contextlib, io, sys
from gatys_tf1.cli import commands
for arguments in ({arguments}):
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = commands.run('gatys-tf1', arguments)
    except SystemExit as exit:
        code = exit.code
    assert code == {code} and out.getvalue(), (arguments, code)
assert 'tensorflow' not in sys.modules, 'TensorFlow was imported'
"""


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()


def scripts():
    names = os.listdir(os.path.join(ROOT, 'scripts'))
    return {name.removesuffix('.py') for name in names if name.endswith('.py')}


def test_every_script_is_a_command():
    """Catches a script that those who install the package cannot run, and a stale entry."""
    assert {module for module, _ in commands.COMMANDS.values()} == scripts()


@pytest.mark.parametrize(
    'code, arguments',
    [
        (0, [[name, '--help'] for name in commands.COMMANDS] + [['--help'], ['--version']]),
        (2, [[name, '--no-such-flag'] for name in commands.COMMANDS] + [[]]),
        (2, [['transfer', '--size', 'big'], ['dream', '--steps', '0'], ['adain', '--alpha', '2']]),
    ],
    ids=['help', 'unknown flag', 'wrong value'],
)
def test_help_and_wrong_flags_need_no_tensorflow(code, arguments):
    """Catches ten seconds of import before a usage line."""
    program = LATE.format(arguments=', '.join(map(repr, arguments)) + ',', code=code)
    done = subprocess.run(
        [sys.executable, '-c', program], cwd=ROOT, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr


def test_a_command_that_does_not_exist(monkeypatch):
    """Catches a traceback for a slip of the finger."""
    with pytest.raises(UserError, match="'tranfer' is not a command: did you mean transfer?"):
        commands.run('gatys-tf1', ['tranfer'])
    with pytest.raises(UserError, match="'xyz' is not a command: gatys-tf1 --help lists them"):
        commands.run('gatys-tf1', ['xyz'])


def test_a_command_takes_its_scripts_arguments(monkeypatch, capsys, tmp_path):
    """Catches a front end that swallows arguments, and messages that name another command."""
    monkeypatch.setattr(
        sys, 'argv', ['gatys-tf1', 'course', '--find', 'uninitialized value beta1_power']
    )
    with pytest.raises(SystemExit) as exit_info:
        commands.main()
    assert exit_info.value.code == 0
    assert 'gatys-tf1 course adam-slots-uninitialised' in capsys.readouterr().out


def test_outside_a_checkout(monkeypatch, capsys):
    """Catches advice to run scripts that are not installed, and pages written into Python's lib."""
    monkeypatch.setattr(location, '_checkout', lambda: None)
    monkeypatch.delenv('GATYS_TF1_CHECKPOINTS', raising=False)
    monkeypatch.setenv('XDG_CACHE_HOME', '/home/somebody/.cache')
    assert location.fetch_command() == 'gatys-tf1 weights'
    assert (
        location.default_checkpoint() == '/home/somebody/.cache/gatys_tf1/checkpoints/vgg_19.ckpt'
    )
    monkeypatch.setattr('gatys_tf1.cli.gotcha_docs.DOCS', '/no/docs')
    for flag in (['--all'], ['--write-docs'], ['--new', 'a-lesson']):
        monkeypatch.setattr(sys, 'argv', ['gatys-tf1', 'course', *flag])
        with pytest.raises(SystemExit) as exit_info:
            commands.main()
        assert exit_info.value.code == 2
        assert 'do this in a checkout of the repository' in capsys.readouterr().err


def test_the_version_is_said_once():
    """Catches a version that differs between the package, its citation and its changelog."""
    version = gatys_tf1.__version__
    assert f'version: {version}\n' in read('CITATION.cff')
    assert re.findall(r'^## (\S+)', read('CHANGELOG.md'), re.MULTILINE)[0] == version
    assert '__version__' in read('setup.py') and version not in read('setup.py')


def test_the_lowest_versions_are_those_of_setup_py(monkeypatch):
    """Catches a dependency that the run on the oldest versions would take as new as there is."""
    given = {}
    stub = types.SimpleNamespace(find_packages=lambda **kwargs: [], setup=given.update)
    monkeypatch.setitem(sys.modules, 'setuptools', stub)
    runpy.run_path(os.path.join(ROOT, 'setup.py'))
    listed = given['install_requires'] + sum(given['extras_require'].values(), [])
    lowest = {}
    for requirement in map(Requirement, listed):
        (bound,) = (each for each in requirement.specifier if each.operator in ('>=', '=='))
        lowest[requirement.name] = bound.version
    done = subprocess.run(
        [sys.executable, 'scripts/dev/lowest_versions.py'], cwd=ROOT, capture_output=True, text=True
    )
    lines = done.stdout.splitlines()
    assert sorted(lines) == sorted(f'{name}=={version}' for name, version in lowest.items())
    assert {'tensorflow==2.21', 'tf-slim==1.1.0'} <= set(lines)


def test_the_stub_is_the_front_door():
    """Catches a name that type checkers do not see, and one that is gone."""
    names = set(re.findall(r'import \w+ as (\w+)$', read('gatys_tf1/__init__.pyi'), re.MULTILINE))
    assert names | {'tf'} == set(gatys_tf1.__all__)


@pytest.mark.slow
def test_the_wheel_works_outside_the_checkout(tmp_path, photo, random_checkpoint):
    """Catches a file that the wheel lacks, and whatever only works beside the repository.

    The wheel is unpacked into a venv that sees this environment's packages, so nothing is fetched.
    """
    source = tmp_path / 'source'  # where a build leaves nothing in the checkout
    skip = shutil.ignore_patterns('__pycache__', '.git', '.venv*', 'checkpoints', 'runs', 'docs')
    shutil.copytree(ROOT, source, ignore=skip)
    subprocess.run(
        [sys.executable, '-m', 'pip', 'wheel', '--quiet', '--no-deps', '--no-build-isolation',
         '--wheel-dir', str(tmp_path), str(source)], check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    (wheel,) = tmp_path.glob('*.whl')
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    assert {'gatys_tf1/py.typed', 'gatys_tf1/__init__.pyi', 'gatys_tf1/weights/decoder.npz'} <= held
    slugs = [slug for chapter in contents.COURSE.values() for slug in chapter]
    assert {f'gatys_tf1/gotchas/{slug.replace("-", "_")}.py' for slug in slugs} <= held
    assert not [name for name in held if name.startswith(('tests', 'docs', 'scripts'))]
    venv = tmp_path / 'venv'
    subprocess.run([sys.executable, '-m', 'venv', '--without-pip', str(venv)], check=True)
    site = next((venv / 'lib').glob('python*/site-packages'))
    # Not as a .pth file's own .pth: an editable install of this checkout would come with it.
    (site / 'others.pth').write_text(
        f'import sys; sys.path.append({sysconfig.get_path("purelib")!r})\n'
    )
    python = venv / 'bin/python'
    subprocess.run(
        [sys.executable, '-m', 'pip', '--python', str(python), 'install', '--quiet', '--no-deps',
         '--no-index', str(wheel)], check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    place = tmp_path / 'elsewhere'
    place.mkdir()
    environment = {**os.environ, 'HOME': str(place)}
    environment.pop('PYTHONPATH', None)

    def run(*arguments):
        return subprocess.run(
            [venv / 'bin/gatys-tf1', *map(str, arguments)], cwd=place, env=environment,
            capture_output=True, text=True, timeout=600,
        )  # fmt: skip

    where = [str(python), '-c', 'import gatys_tf1; print(gatys_tf1.__file__)']
    file = subprocess.run(where, cwd=place, env=environment, capture_output=True, text=True).stdout
    assert file.startswith(str(venv))
    small = ('--size', 32, '--steps', 1, '--checkpoint', random_checkpoint, '--out', 'r')
    done = run('transfer', '--content', photo, '--style', photo, *small)
    assert done.returncode == 0 and (place / 'r/final.png').exists(), done.stderr
    done = run('transfer', '--out', 'r', '--resume', '--steps', 2)
    assert done.returncode == 0, done.stderr
    done = run('adain', '--content', photo, '--style', photo, '--checkpoint', random_checkpoint,
               '--out', 'a')  # fmt: skip
    assert done.returncode == 0 and (place / 'a/photo_photo.png').exists(), done.stderr
    done = run('course', 'init-after-restore')
    assert done.returncode == 0, done.stderr
    assert '*Run it:* `gatys-tf1 course init-after-restore`' in done.stdout
    done = subprocess.run([python, '-m', 'gatys_tf1', 'inspect', 'r'], cwd=place, env=environment,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0 and 'vgg_19' in done.stdout, done.stderr


def test_commands_leave_keras_out():
    """Catches a second and 0.14 GB in every command, and a Keras that cannot be had afterwards."""
    code = """
import sys
import gatys_tf1.cli
from gatys_tf1.tf1 import tf
tf.Graph
assert not {'keras', 'sklearn'} & set(sys.modules)
import sklearn.base
import tensorflow
assert tensorflow.keras.layers.Dense.__module__.startswith('keras.')
from tensorflow.keras import layers
"""
    subprocess.run([sys.executable, '-c', code], check=True, cwd=ROOT)


def test_guests_import_tensorflow_as_it_comes():
    """Catches somebody else's TensorFlow without what its import registers."""
    code = """
import sys
import gatys_tf1
gatys_tf1.Options
assert 'keras.src.optimizers' in sys.modules
"""
    subprocess.run([sys.executable, '-c', code], check=True, cwd=ROOT)
