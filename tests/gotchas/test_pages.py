"""How a page is written: what is normalised, shortened and said of modes and versions."""

import os
import re
import subprocess
import sys

import numpy as np
import PIL.Image
import pytest
from conftest import ROOT

from gatys_tf1 import gotchas
from gatys_tf1.gotchas import page, versions
from gatys_tf1.gotchas.observe import LEFT_OUT, Observed, Outcome, shortened


def test_normalise():
    """Catches a normaliser that leaves in what varies, or takes out what does not."""
    text = 'at 0x7f3a2b1c4d50 in /tmp/tmpab12_x/vgg.ckpt, 0.31 s, 40.2 ms; 0.31 at conv1_1, 0xff'
    assert page.normalise(text).replace('/tmp/', '') == (
        'at 0x… in <folder>/vgg.ckpt, … s, … ms; 0.31 at conv1_1, 0xff'
    )


def test_both_modes_are_shown_where_they_differ():
    """Catches a page that hides one mode's output, or shows the same output twice."""

    def answer(wrong_b):
        observed = {
            mode: Observed(Outcome(printed, None, ''), Outcome('right', None, ''))
            for mode, printed in (('A', 'six'), ('B', wrong_b))
        }
        return page.answer('feeding-a-variable', observed)

    assert answer('fourteen').count('```text\nsix\n```') == 1
    assert answer('fourteen').count('```text\nfourteen\n```') == 1
    assert answer('six').count('```text\nsix\n```') == 1
    assert 'in both modes' in answer('six')


def test_what_isshortened_says_so():
    """Catches an exception without its first line, or one whose missing lines go unmentioned."""
    text = "Restoring failed:\n\nDetected at node\nNode: 'x'\nKey y not found\n\t [[x]]"
    expected = ['Restoring failed:', LEFT_OUT, 'Key y not found', LEFT_OUT]
    assert shortened(text) == '\n'.join(expected)
    assert shortened('one line') == 'one line'
    assert shortened('first\nsecond') == f'first\n{LEFT_OUT}'


@pytest.mark.parametrize('slug', ['log-noise', 'cv2-resize-width-height', 'init-after-restore'])
def test_versions_name_what_the_output_depends_on(slug):
    """Catches OpenCV's output under TensorFlow's version alone."""
    names = {version.split()[0] for version in versions.of(slug)}
    assert ('OpenCV' in names) == ('cv2' in gotchas.imports(slug))
    assert 'TensorFlow' in names or not gotchas.imports(slug) & {'tensorflow.compat.v1', 'tf_slim'}


def test_page_of_other_versions_is_recognised(monkeypatch):
    """Catches a page that is compared on versions that it was not written with."""
    monkeypatch.setattr(versions, 'of', lambda slug: ['TensorFlow 2.21', 'OpenCV 4.13'])
    assert not versions.written_with_others('uint8-wraps', 'x\nTensorFlow 2.21, OpenCV 4.13:\n')
    assert not versions.written_with_others(
        'uint8-wraps', 'x\nTensorFlow 2.21, OpenCV 4.13, in both'
    )
    other = versions.written_with_others('uint8-wraps', 'x\nTensorFlow 2.21, OpenCV 4.9:\n')
    assert other.startswith('written with TensorFlow 2.21, OpenCV 4.9, and here is ')


def test_figures_are_drawn_by_their_lessons(tmp_path):
    """Catches a figure that was not drawn again after its lesson had changed."""
    slugs = ['channels-are-bgr', 'jpeg-loses-each-time', 'tensorboard-rescales-floats',
             'the-good-and-the-bad-graph', 'uint8-wraps']  # fmt: skip
    code = 'import sys; from gatys_tf1 import gotchas; from gatys_tf1.tf1 import tf\n'
    code += 'for slug in sys.argv[2:]:\n'
    code += "    gotchas.lesson(slug).figure(f'{sys.argv[1]}/{slug}.png')"
    done = subprocess.run([sys.executable, '-c', code, tmp_path, *slugs], cwd=ROOT,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    for slug in slugs:
        drawn, shown = (
            np.asarray(PIL.Image.open(f'{folder}/{slug}.png').convert('RGB'), np.float32)
            for folder in (tmp_path, os.path.join(ROOT, 'docs/gotchas/figures'))
        )
        assert drawn.shape == shown.shape, slug
        assert np.abs(drawn - shown).mean() < 4, slug  # grey levels: letters may differ a little


def test_diffs_of_the_exercises_apply():
    """Catches an exercise whose code has changed. The slow test_exercises.py runs them."""
    with open(os.path.join(ROOT, 'docs/gotchas/exercises.md'), encoding='utf-8') as file:
        diffs = re.findall(r'^```diff\n(.+?)^```$', file.read(), re.DOTALL | re.MULTILINE)
    assert len(diffs) == 10
    for diff in diffs:
        done = subprocess.run(['git', 'apply', '--check', '-'], input=diff, cwd=ROOT,
                              capture_output=True, text=True)  # fmt: skip
        assert done.returncode == 0, done.stderr
