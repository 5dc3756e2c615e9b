"""The command that makes the figures: a whole one, what it refuses, and what it draws."""

import argparse
import os
import re

import numpy as np
import pytest
from conftest import smooth_picture

from gatys_tf1 import images, vgg
from gatys_tf1.batch import results
from gatys_tf1.cli import reproduce
from gatys_tf1.errors import UserError
from gatys_tf1.losses import histogram
from gatys_tf1.reproduce import drawings, graphs, measured, page, pictures, plan
from gatys_tf1.reproduce.figures import FIGURES
from gatys_tf1.tf1 import tf


@pytest.fixture
def figures(script, random_checkpoint, tmp_path, monkeypatch):
    """Runs the command with random weights: `(code, out, err)`."""
    monkeypatch.chdir(tmp_path)
    return lambda *flags: script('reproduce', '--checkpoint', random_checkpoint, *flags)


def test_a_quick_figure(figures, tmp_path):
    """Catches runs that fail, a page without its numbers, and runs that are made twice."""
    flags = '--quick', '--figure', 'transfer-edges', '--out', 'made', '--at-once', 2
    code, out, err = figures(*flags)
    assert code == 0, err
    sheet = images.load('made/transfer-edges.png')
    assert sheet.shape[2] > 4 * 2 * 96 and sheet.std() > 20
    with open('made/results.md', encoding='utf-8') as file:
        text = file.read()
    command = 'python scripts/reproduce.py --quick --at-once 2'
    assert f'```\n{command}\n```' in text and f'`{command} --figure transfer-edges`' in text
    assert FIGURES['transfer-edges'].saw in text and '![High frequencies' in text
    rows = re.findall(r'^\| (before|after) \| 96 \| 31 \| – \| ([\d.e+]+) \| \d+ \|', text, re.M)
    assert [name for name, _ in rows] == ['before', 'after'] and rows[0][1] != rows[1][1]
    when = {
        path.parent.name: path.stat().st_mtime
        for path in (tmp_path / 'made/runs').glob('*/final.png')
    }
    assert len(when) == 2
    assert figures(*flags)[0] == 0
    again = {
        path.parent.name: path.stat().st_mtime
        for path in (tmp_path / 'made/runs').glob('*/final.png')
    }
    assert again == when
    with open('made/results.md', encoding='utf-8') as file:
        assert file.read() == text


def test_an_unknown_figure(figures):
    """Catches a refusal that does not say what there is, and runs before it."""
    code, _, err = figures('--figure', 'transfer-edges', 'starry')
    assert code == 2
    assert err == f"error: there is no figure 'starry': give one of {', '.join(FIGURES)}\n"
    assert not os.path.exists('runs')


def test_the_list(figures):
    code, out, _ = figures('--list')
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(FIGURES)


@pytest.mark.parametrize('flags, words', [
    (['--paintings', 'empty'], '--paintings empty holds no pictures: give a folder of JPEG or PNG'),
    (['--photos', 'empty'], '--photos empty holds no pictures'),
    (['--strokes', 'gone.jpg'], 'there is no picture gone.jpg: check the path'),
    (['--quick', '--published'], 'not allowed with argument'),
    (['--at-once', 2, '--target', 'local'], 'not allowed with argument'),
])  # fmt: skip
def test_what_is_refused(figures, tmp_path, flags, words):
    """Catches a traceback, and pictures that are found missing after an hour."""
    (tmp_path / 'empty').mkdir()
    code, _, err = figures(*flags)
    assert code == 2 and words in err


def test_a_class_needs_the_full_checkpoint(figures):
    """Catches a run that is bound to fail, and silence about it."""
    code, out, _ = figures('--figure', 'class', '--out', 'made')
    assert code == 0
    assert 'class: It needs the full checkpoint, with fc6, fc7 and fc8, which is not here.' in out
    with open('made/results.md', encoding='utf-8') as file:
        assert 'It needs the full checkpoint' in file.read()


def test_a_failed_run_stops_no_other_figure(figures, monkeypatch):
    """Catches a figure drawn without one of its runs, and an exit code that hides it."""
    original = reproduce.run_jobs

    def run_jobs(jobs, *args, **kwargs):
        done = original([], *args, **kwargs)
        return done + [results.Outcome(j, '', None, None, 0.0, 0, 'no disk') for j in jobs]

    monkeypatch.setattr(reproduce, 'run_jobs', run_jobs)
    code, out, _ = figures('--quick', '--figure', 'style-graph', 'content-graph', '--out', 'made')
    assert code == 1
    assert re.search(r'style-graph is not drawn: style-\S+: no disk', out)
    assert os.path.exists('made/content-graph.png') and not os.path.exists('made/style-graph.png')


def test_a_failed_drawing_stops_no_other_figure(figures, monkeypatch):
    """Catches an error in one drawing that leaves hours of runs without their page."""

    def diagram(made):
        raise UserError('there is no ink')

    monkeypatch.setattr(graphs, 'good_and_bad', diagram)
    code, out, _ = figures('--quick', '--figure', 'content-graph', 'class', '--out', 'made')
    assert code == 1
    assert 'content-graph is not drawn: there is no ink\n' in out
    with open('made/results.md', encoding='utf-8') as file:
        text = file.read()
    assert FIGURES['class'].saw in text and FIGURES['content-graph'].saw not in text


@pytest.mark.parametrize('flag', ['--photos', '--paintings'])
def test_too_few_photos(figures, tmp_path, flag):
    """Catches a folder that is found to be too small when every channel has been painted."""
    (tmp_path / 'two').mkdir()
    for name in 'ab':
        images.save(tmp_path / f'two/{name}.png', smooth_picture(40, 48))
    code, _, err = figures('--quick', '--figure', 'channels', flag, 'two')
    assert code == 2
    assert err == (
        f'error: {flag} two holds too few pictures, 2: patches are cut from 3 or more; '
        'give --photos and a folder with more\n'
    )
    assert not os.path.exists('runs')


def test_workers_are_the_batch_s(figures, monkeypatch):
    """Catches addresses that never reach the runs."""
    given = []

    def run_jobs(jobs, root, targets, quiet):
        given.append(targets)
        return [results.Outcome(j, '', None, None, 0.0, 0, 'not run') for j in jobs]

    monkeypatch.setattr(reproduce, 'run_jobs', run_jobs)
    quick = '--quick', '--figure', 'style-graph', '--out', 'made'
    figures(*quick, '--target', 'grpc://127.0.0.1:2222', 'local')
    figures(*quick, '--at-once', 2)
    assert given == [['grpc://127.0.0.1:2222', ''], [None, None]]


@pytest.mark.parametrize('targets, words', [
    ([], 'It ran on 2 CPU cores (x86), 3 runs at a time. The sec'),
    ([''], 'It ran on 2 CPU cores (x86), 3 runs at a time. The sec'),
    (['grpc://a:1', 'grpc://b:2', 'grpc://a:1'], 'The commands ran on grpc://a:1 and grpc://b:2; '
     'what no command does ran on 2 CPU cores (x86). The sec'),
    (['', 'grpc://a:1'], 'The commands ran on 2 CPU cores (x86) and grpc://a:1; '
     'what no command does ran on 2 CPU cores (x86). The sec'),
])  # fmt: skip
def test_the_page_names_where_it_ran(targets, words, monkeypatch):
    """Catches seconds of workers that are said to be this machine's."""
    monkeypatch.setattr(reproduce.machine, 'device', lambda: '2 CPU cores')
    monkeypatch.setattr(reproduce.platform, 'machine', lambda: 'x86')
    args = argparse.Namespace(target=targets, at_once=3)
    assert reproduce.on_what(args).startswith(words)


def test_arrangement():
    """Catches a measure that noise, or the painting's own pieces elsewhere, can satisfy: the
    published arrangements begin at 0.35."""
    picture = smooth_picture(64, 80)
    assert drawings.arrangement(picture, picture) == pytest.approx(1)
    assert drawings.arrangement(255 - picture, picture) == pytest.approx(-1, abs=1e-3)
    pieces = picture.reshape(8, 8, 8, 10, 3).transpose(0, 2, 1, 3, 4).reshape(64, 8, 10, 3)
    for seed in range(20):
        noise = images.white_noise(64, 80, seed)
        assert abs(drawings.arrangement(noise, picture)) < 0.35
        mixed = np.random.default_rng(seed).permutation(pieces).reshape(8, 8, 8, 10, 3)
        shuffled = mixed.transpose(0, 2, 1, 3, 4).reshape(1, 64, 80, 3)
        assert abs(drawings.arrangement(shuffled, picture)) < 0.35


def test_patches_are_where_the_features_say(random_checkpoint):
    """Catches rows for columns, a patch of another picture, and the weakest for the strongest."""
    shown = [smooth_picture(168, 224, seed) for seed in (1, 2, 3, 4)]
    layer, channel, config = 'conv3_1', 5, vgg.Config(random_checkpoint)
    cut = measured.patches(shown, {layer: [3, channel]}, config)[layer, channel]
    maps = [vgg.representation(p, [layer], config)[layer][0, ..., channel] for p in shown]
    order = np.argsort([-one.max() for one in maps])[: measured.PATCHES]
    assert [n for n, _ in cut] == order.tolist()
    for n, patch in cut:
        y, x = np.unravel_index(maps[n].argmax(), maps[n].shape)
        side = patch.shape[1]
        top = int(np.clip((y + 0.5) * 4 - side / 2, 0, 168 - side))
        left = int(np.clip((x + 0.5) * 4 - side / 2, 0, 224 - side))
        expected = shown[n][:, top : top + side, left : left + side]
        np.testing.assert_array_equal(patch, expected)


def test_a_sheet_of_channels(random_checkpoint, tmp_path):
    """Catches a channel's picture that is sought in another run, and a photo that is not named."""
    photos = [str(tmp_path / f'photo_{name}.png') for name in 'xyz']
    for seed, path in enumerate(photos):
        images.save(path, smooth_picture(40, 48, seed))
    planned = plan.plan(plan.HERE, dict.fromkeys(pictures.PAINTED, 'x.png'), [])['channels'][1:2]
    made = drawings.Made(str(tmp_path), FIGURES['channels'], planned, {}, photos, random_checkpoint)
    layer = planned[0].run.title
    given = planned[0].arguments[planned[0].arguments.index('--channel') + 1]
    for channel in given.split(','):
        folder = tmp_path / 'runs' / planned[0].name / f'{layer}-{channel}'
        folder.mkdir(parents=True)
        images.save(folder / 'final.png', smooth_picture(32, 32))
    paths, notes = measured.channels(made)
    assert paths == [str(tmp_path / f'channels-{layer[:5]}.png')] and os.path.exists(paths[0])
    assert notes == ['The patches are cut from: Photo X; Photo Y; Photo Z.']


def test_styles_without_paintings(tmp_path):
    """Catches fewer than 25 styles, or the same one twice."""
    _, styles = pictures.prepare(str(tmp_path), {})
    small = {images.resize(images.load(path), 24).tobytes() for path in styles}
    assert len(styles) == len(small) == pictures.STYLES


@pytest.mark.parametrize('path, title', [
    ('vincent_van_gogh__irises.jpg', 'Vincent van Gogh, Irises'),
    ('a/starry_night.jpg', 'Vincent van Gogh, The Starry Night'),
    ('georges_de_la_tour__the_new_born.jpg', 'Georges de la Tour, The New Born'),
    ('albrecht_durer__portrait_of_maximilian_i.jpg', 'Albrecht Durer, Portrait of Maximilian I'),
    ('mine.png', 'Mine'),
])  # fmt: skip
def test_titles(path, title):
    assert pictures.title(path) == title


def test_bins_make_the_jitter():
    """Catches the post's claim drawn from the wrong match: more bins, more different values."""
    rng = np.random.default_rng(0)
    source, target = (rng.gamma(2, s, (500, 3)).astype(np.float32) for s in (3, 5))
    by_rank, few, many = measured._matched(source, target, bins=(8, 256))
    np.testing.assert_allclose(np.sort(by_rank, axis=0), np.sort(target, axis=0), rtol=1e-5)
    assert len(np.unique(few)) <= 8 < len(np.unique(many)) <= 256
    with tf.Graph().as_default(), tf.Session() as sess:
        match = histogram.match_global_histogram(
            tf.constant(source), tf.constant(target.ravel()), 8
        )
        np.testing.assert_array_equal(sess.run(match), few)


def test_every_level_says_what_it_is():
    assert len({page.settings(level) for level in (plan.HERE, plan.QUICK, plan.PUBLISHED)}) == 3
