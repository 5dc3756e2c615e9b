"""fetch_checkpoint as a person runs it."""

import os

from conftest import run_script


def run_fetch(*arguments, **environment):
    """Runs scripts/fetch_checkpoint.py; returns (exit code, stdout, stderr)."""
    done = run_script('fetch_checkpoint.py', *arguments, env={**os.environ, **environment})
    return done.returncode, done.stdout, done.stderr


def one_sentence(stderr):
    """Whether a script's stderr is one line that begins with `error: `."""
    return stderr.startswith('error: ') and stderr.count('\n') == 1 and 'Traceback' not in stderr


def test_script_ends_with_one_sentence_and_exit_code_2(tmp_path):
    """Catches a traceback, exit code 1, and files left behind."""
    path = tmp_path / 'page.ckpt'
    path.write_text('<!DOCTYPE html><html>404</html>')
    code, _, err = run_fetch('--from', str(path), '--out', str(tmp_path / 'out' / 'x.ckpt'))
    assert code == 2
    assert err == f'error: {path} is an HTML page and not weights: download the file itself\n'
    assert os.listdir(tmp_path / 'out') == []


def test_no_network_is_one_sentence_with_the_other_ways(tmp_path):
    """Catches pip's output in the user's face, a traceback, and temporary files left behind."""
    environment = {'PIP_INDEX_URL': 'http://127.0.0.1:9/simple', 'PIP_FIND_LINKS': ''}
    code, _, err = run_fetch('--out', str(tmp_path / 'vgg_19.ckpt'), **environment)
    assert code == 2
    assert one_sentence(err)
    assert 'official archive (full=True, or --full on the command line)' in err
    assert 'a file that you have (source=FILE, or --from FILE)' in err
    assert os.listdir(tmp_path) == []
