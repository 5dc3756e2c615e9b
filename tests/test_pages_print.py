"""Pages that show what code and commands print: they are run again, and print it."""

import os
import re
import subprocess
import sys

import adain_data
import pytest
from test_docs import read


def parts(page):
    """The fenced blocks of a page, in order: `(language, text)`."""
    return re.findall(r'^```(\w*)\n(.*?)^```$', read(page), re.MULTILINE | re.DOTALL)


def test_normalisation_page_prints_what_it_shows(capsys):
    """Catches a number that was typed by hand, and code that has gone stale."""
    blocks, names = parts('docs/normalisation.md'), {}
    assert [language for language, _ in blocks] == ['python', '', 'python', '']
    for (_, code), (_, shown) in zip(blocks[0::2], blocks[1::2]):
        exec(code, names)
        assert capsys.readouterr().out == shown


@pytest.mark.slow
def test_export_page_prints_what_it_shows(script, random_checkpoint, tmp_path, monkeypatch):
    """Catches commands that have changed, a frozen graph that cannot be run, numbers by hand."""
    monkeypatch.chdir(tmp_path)
    decoder = adain_data.save_decoder(tmp_path / 'decoder.npz')
    code, _, err = script('export', '--format', 'savedmodel', '--decoder', decoder,
                          '--checkpoint', random_checkpoint)  # fmt: skip
    assert code == 0, err
    transcripts = [text for language, text in parts('docs/export.md') if text.startswith('$ ')]
    assert len(transcripts) == 2
    for transcript in transcripts:
        for command, shown in re.findall(r'^\$ (.*)\n((?:(?!\$ ).*\n)*)', transcript, re.MULTILINE):
            assert shell(command) == shown, command
    blocks = parts('docs/export.md')
    runs = {path: next(text for _, text in blocks if f"'{path}'" in text)
            for path in ('adain.pb', './adain')}  # fmt: skip
    os.rename('frozen.pb', 'adain.pb')
    for path, code in runs.items():
        names = 'picture = np.full([1, 9, 10, 3], 99, np.float32)\n'
        code += f'{names}print(stylize(picture, picture, 0.5).shape)\n'
        done = subprocess.run([sys.executable, '-c', code], capture_output=True, text=True)
        assert done.stdout == '(1, 9, 10, 3)\n', (path, done.stderr)


def test_export_page_shows_both_kinds_of_checkpoint(tmp_path):
    """Catches a Saver that no longer writes V1, and one that cannot read it."""
    (number,) = (n for n, (_, text) in enumerate(parts('docs/export.md')) if 'SaverDef' in text)
    (_, code), (_, shown) = parts('docs/export.md')[number : number + 2]
    done = subprocess.run(
        [sys.executable, '-c', code], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == shown, done.stderr


def shell(command):
    """What a command of a page prints, with this Python's own commands on the path."""
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ['PATH']
    done = subprocess.run(['bash', '-c', command], capture_output=True, text=True,
                          env=os.environ | {'PATH': path})  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout
