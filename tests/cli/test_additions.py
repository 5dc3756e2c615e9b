"""style_transfer.py with further losses, several styles, regions, colours, and folders."""

import csv
import json
import re
import shutil

import numpy as np
import pytest
from conftest import ROOT, run_script, smooth_picture

from gatys_tf1 import colours, images
from gatys_tf1 import transfer as graphs
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint

pytestmark = pytest.mark.slow  # whole runs, nearly all of it
SHORT = ('--steps', 3, '--size', 48, '--image-every', 0, '--precision', 'float32',
         '--style-layers', 'conv1_1,conv2_1:0.3', '--content-layers', 'conv2_2')  # fmt: skip


@pytest.fixture
def pictures(tmp_path):
    """A content, two styles and a mask as files."""
    paths = {}
    for seed, name in enumerate(['content', 'style', 'other']):
        paths[name] = tmp_path / f'{name}.png'
        images.save(paths[name], smooth_picture(40 - 4 * seed, 48, seed=seed))
    mask = np.zeros((1, 40, 48, 3), np.float32)
    mask[:, :, :24] = 255
    for name, pixels in (('mask', mask), ('inverse', 255 - mask), ('black', 0 * mask)):
        paths[name] = tmp_path / f'{name}.png'
        images.save(paths[name], pixels)
    return paths


@pytest.fixture
def transfer(script, pictures, random_checkpoint, tmp_path):
    """Runs style_transfer.py on the pictures: `transfer(*arguments) -> (code, out, err)`."""

    def call(*arguments, content=None, style=('style',), out='run'):
        return script(
            'style_transfer', '--content', content or pictures['content'],
            '--style', *(pictures[name] for name in style),
            *SHORT, '--checkpoint', random_checkpoint, '--out', tmp_path / out, *arguments,
        )  # fmt: skip

    return call


def losses(out):
    with open(out / 'loss.csv', newline='') as file:
        return list(csv.DictReader(file))


ADDITIONS = {
    'long range': (('--long-range-weight', 1), {'long_range/conv1_1', 'long_range/conv2_1'}),
    'powers': (
        ('--long-range-weight', 1, '--shifts', 'conv1_1:4+8,conv2_1:4'),
        {'long_range/conv1_1', 'long_range/conv2_1'},
    ),
    'histogram': (
        ('--histogram-weight', 1, '--histogram-layers', 'conv1_1:2'),
        {'histogram/conv1_1'},
    ),
    'global': (
        ('--histogram-weight', 1, '--histogram-layers', 'conv2_1', '--histogram-kind', 'global255'),
        {'histogram/conv2_1'},
    ),
    'tv': (('--tv-weight', 1, '--tv-kind', 'absolute'), {'tv'}),
    'layers': (('--content-layers', 'conv1_2:0.5,conv2_2:2'), {'content/conv1_2'}),
}


@pytest.mark.parametrize('name', ADDITIONS)
def test_each_addition(transfer, tmp_path, name):
    """Catches a flag that changes nothing: its loss is a column of loss.csv, and in the total."""
    flags, columns = ADDITIONS[name]
    assert transfer('--init', 'noise', *flags)[::2] == (0, '')
    row = losses(tmp_path / 'run')[0]
    assert columns <= set(row)
    assert all(float(row[column]) > 0 for column in columns)
    transfer('--init', 'noise', out='plain')
    assert float(row['total']) > float(losses(tmp_path / 'plain')[0]['total'])


def test_all_together(transfer, pictures, tmp_path):
    """Catches flags that exclude each other without saying so."""
    code, _, err = transfer(
        '--long-range-weight', 1, '--histogram-weight', 1, '--histogram-layers', 'conv2_1',
        '--tv-weight', 1, '--style-mask', pictures['mask'], pictures['inverse'],
        '--style-blend', '1,2', '--style-scale', '1,0.8', '--preserve-color', 'luma',
        '--init', 'style', '--init-noise', 0.3, '--optimizer', 'adam', '--low-memory',
        '--steps', 4, style=('style', 'other'),
    )  # fmt: skip
    assert (code, err) == (0, '')
    assert len(losses(tmp_path / 'run')) == 5


def test_two_styles_have_regions(transfer, pictures, tmp_path):
    """Catches a mask that is given to the other style: each has its own losses."""
    masks = ('--style-mask', pictures['mask'], pictures['inverse'])
    assert transfer(*masks, style=('style', 'other'))[::2] == (0, '')
    row = losses(tmp_path / 'run')[0]
    assert {f'style/region_{n}/conv1_1' for n in (1, 2)} <= set(row)
    transfer(*masks, style=('other', 'style'), out='swapped')
    swapped = losses(tmp_path / 'swapped')[0]
    assert row['style/region_1/conv1_1'] != swapped['style/region_1/conv1_1']


def test_blended_styles_have_one_target(transfer, tmp_path):
    """Catches a blend that depends on the sum of its weights, and one that ignores them."""
    for out, blend in (('a', '1,3'), ('b', '10,30'), ('c', '3,1')):
        transfer('--style-blend', blend, style=('style', 'other'), out=out)
    a, b, c = (losses(tmp_path / out)[0]['style/total'] for out in 'abc')
    assert a == b != c


def test_luma_keeps_the_colours_of_the_content(transfer, pictures, tmp_path):
    """Catches colours that are kept in the state too, so that the optimiser starts from them."""
    transfer('--preserve-color', 'luma', '--init', 'style')
    transfer('--init', 'style', out='plain')
    result = images.load(tmp_path / 'run/final.png')
    expected = colours.keep_luma(
        images.load(tmp_path / 'plain/final.png'), images.load(pictures['content'])
    )
    # Two roundings to whole pixel values, one after the luma's sum.
    assert np.abs(result - np.clip(expected, 0, 255)).max() <= 1.6
    assert losses(tmp_path / 'run') == losses(tmp_path / 'plain')


def test_match_gives_the_style_the_colours_of_the_content(transfer, tmp_path):
    """Catches a match that is rounded or clipped, or done to the content."""
    transfer('--preserve-color', 'match')
    transfer(out='plain')
    matched, plain = (losses(tmp_path / out)[0] for out in ('run', 'plain'))
    assert matched['style/total'] != plain['style/total']
    assert matched['content/total'] == plain['content/total']


def test_starts(transfer, pictures, tmp_path):
    """Catches a share that counts for the other: 0.25 of noise in 0.75 of content."""
    start = {}
    for out, flags in {
        'content': (), 'noise': ('--init', 'noise'), 'blend': ('--init-noise', 0.25),
        'gaussian': ('--init', 'noise', '--noise', 'gaussian'),
    }.items():  # fmt: skip
        transfer(*flags, '--image-every', 50, out=out)
        start[out] = images.load(tmp_path / out / 'image_00000.png')
    expected = 0.75 * start['content'] + 0.25 * start['noise']
    assert np.abs(start['blend'] - expected).max() <= 1
    assert np.abs(start['gaussian'] - [123.68, 116.779, 103.939]).max() <= 2


BAD = [
    (['--shifts', '30', '--long-range-weight', 1], r'a shift of 30 is too large for conv2_1'),
    (
        ['--shifts', 'conv1_1', '--long-range-weight', 1],
        r'argument --shifts: conv1_1 is not a whole number',
    ),
    (['--shifts', 'conv9_1:4', '--long-range-weight', 1], r"unknown layer 'conv9_1'; the layers"),
    (['--histogram-layers', 'relu1', '--histogram-weight', 1], r"unknown layer 'relu1'; the lay"),
    (['--style-mask', 'black.png'], r'black\.png is black everywhere, so its style has no place'),
    (['--style-mask', 'missing.png'], r'there is no picture \S*missing\.png: check the path'),
    (['--style-mask', 'mask.png', 'mask.png'], r'--style-mask has 2 values for 1 style: give one'),
    (['--style-blend', '1,2'], r'--style-blend has 2 values for 1 style'),
    (['--style-blend', '0'], r'--style-blend gives no style any weight'),
    (['--tv-weight', '-1'], r'argument --tv-weight: -1 is not a weight'),
    (['--init-noise', '2'], r'argument --init-noise: 2 is not a number from 0 to 1'),
    (['--content-layers', 'conv2_2:x'], r'argument --content-layers: x is not a number'),
]


@pytest.mark.parametrize('flags, message', BAD)
def test_bad_flags(transfer, monkeypatch, tmp_path, flags, message):
    """Catches tracebacks: one sentence that names the flag, exit code 2, and no run."""
    monkeypatch.chdir(tmp_path)
    code, _, err = transfer(*flags, out='bad')
    assert code == 2 and re.search(message, err), err
    assert 'Traceback' not in err and not (tmp_path / 'bad/loss.csv').exists()


@pytest.fixture
def folder(tmp_path):
    """Four pictures of two sizes, a broken one, and a file that is none."""
    path = tmp_path / 'contents'
    path.mkdir()
    for name, size in {'a': (40, 48), 'b': (48, 40), 'c': (40, 48), 'd': (48, 40)}.items():
        images.save(path / f'{name}.png', smooth_picture(*size, seed=ord(name)))
    (path / 'broken.jpg').write_bytes((path / 'a.png').read_bytes()[:300])
    (path / 'notes.txt').write_text('not a picture')
    return path


def test_folder(transfer, folder, tmp_path, monkeypatch):
    """Catches a graph or weights for every picture, and targets of another one.

    Each picture's losses are those of a run of its own.
    """
    built, restored = [], []
    build, restore = graphs.build, checkpoint.restore
    with monkeypatch.context() as patch:
        patch.setattr(graphs, 'build', lambda *a, **k: built.append(build(*a, **k)) or built[-1])
        patch.setattr(checkpoint, 'restore', lambda *a: restored.append(a[1]) or restore(*a))
        code, out, err = transfer(content=folder)
    assert (code, err) == (1, '')
    assert {graph.image.shape.as_list()[1] for graph in built} == {40, 48} and len(built) == 2
    assert [saver in restored for saver in (built[0].ends.vgg_saver, built[1].ends.vgg_saver)] == [
        True
    ] * 2
    assert len(restored) == 2 + 4  # and to measure content and style, for each size
    assert '4 of 5 pictures are done' in out
    assert 'failed: broken.jpg: ' in out and 'notes' not in out
    for name in 'ad':
        transfer(content=folder / f'{name}.png', out=f'alone_{name}')
        alone, among = losses(tmp_path / f'alone_{name}'), losses(tmp_path / 'run' / name)
        assert len(alone) == len(among) == 4
        for one, other in zip(alone, among):
            np.testing.assert_allclose(
                [float(x) for x in one.values()], [float(x) for x in other.values()], rtol=1e-4
            )
        config = json.loads((tmp_path / 'run' / name / 'config.json').read_text())
        assert config['arguments']['content'] == str(folder / f'{name}.png')


def test_a_picture_of_a_folder_resumes_without_this_project(transfer, folder, tmp_path):
    """Catches a target that is not in the state: the loss is not that of the picture, or fails."""
    transfer(content=folder)
    state = tmp_path / 'run/c/state'  # not the first of its size
    config = json.loads((tmp_path / 'run/c/config.json').read_text())
    with tf.Graph().as_default(), tf.Session() as sess:
        saver = tf.train.import_meta_graph(str(state / 'graph.meta'))
        vgg = [v for v in tf.global_variables() if v.op.name.startswith('vgg_19/')]
        tf.train.Saver(vgg).restore(sess, config['arguments']['checkpoint'])
        saver.restore(sess, tf.train.latest_checkpoint(str(state)))
        best, found = sess.run(['train/best/image:0', 'train/best/losses:0'])
        sess.run('assign/image', {'assign/pixels:0': best})
        total = sess.run('loss/total:0')
    assert total == pytest.approx(min(float(x['total']) for x in losses(tmp_path / 'run/c')), 1e-4)
    assert np.isclose(found, total, rtol=1e-4).any()


def test_folder_goes_on(transfer, folder, tmp_path):
    """Catches finished pictures that are done again, and unfinished ones that are left out."""
    (folder / 'broken.jpg').unlink()
    transfer(content=folder)
    written = (tmp_path / 'run/a/final.png').stat().st_mtime_ns
    shutil.rmtree(tmp_path / 'run/c')
    code, out, err = transfer('--resume', content=folder)
    assert (code, err) == (0, '') and '4 of 4 pictures are done' in out
    assert (tmp_path / 'run/a/final.png').stat().st_mtime_ns == written
    assert len(losses(tmp_path / 'run/c')) == 4


def test_folder_without_pictures(transfer, tmp_path):
    """Catches an empty run that looks like a success."""
    (tmp_path / 'empty').mkdir()
    code, _, err = transfer(content=tmp_path / 'empty')
    assert code == 2 and 'holds no pictures' in err


def test_folder_in_matched_colours(transfer, folder, tmp_path):
    """Catches style targets of the first content's colours in the other pictures' runs."""
    code, _, err = transfer('--preserve-color', 'match', content=folder)
    assert (code, err) == (1, '')
    transfer('--preserve-color', 'match', content=folder / 'c.png', out='alone')
    assert losses(tmp_path / 'run/c') == losses(tmp_path / 'alone')


@pytest.mark.weights
def test_everything_on_real_weights(tmp_path, pictures):
    """Catches what random weights and tiny pictures hide: bfloat16, five layers, all the losses."""
    done = run_script(
        'style_transfer.py', '--style', pictures['style'], pictures['other'], '--size', 128,
        '--style-mask', pictures['mask'], pictures['inverse'], '--preset', 'combined',
        '--steps', 12, '--out', tmp_path / 'run', cwd=ROOT,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, '')
    rows = losses(tmp_path / 'run')
    assert float(rows[-1]['total']) < 0.8 * float(rows[0]['total'])
    kinds = {name.split('/')[0] for name in rows[0]}
    assert kinds == {'step', 'content', 'style', 'long_range', 'histogram', 'tv', 'total'}
