"""adain_stylize as a person runs it: folders, sizes, mixtures, refusals, the SavedModel."""

import os
import re

import adain_data
import numpy as np
import PIL.Image
import pytest
from conftest import smooth_picture

from gatys_tf1 import images
from gatys_tf1.adain import decoder_file


@pytest.fixture
def photos(tmp_path):
    """Paths of two folders, of contents and of styles; the first has a file that is no picture."""
    return adain_data.save_photos(tmp_path)


@pytest.fixture
def stylize(script, random_checkpoint, decoder, tmp_path):
    """Calls adain_stylize with random weights: `stylize(*flags) -> (code, out, err)`."""

    def call(*flags):
        given = [str(flag) for flag in flags]
        for flag, value in (('--decoder', decoder), ('--checkpoint', random_checkpoint),
                            ('--out', tmp_path / 'out')):  # fmt: skip
            given += [] if flag in given else [flag, value]
        return script('adain_stylize', *given)

    return call


def pixels(path):
    with PIL.Image.open(path) as picture:
        return np.asarray(picture)


def test_contents_times_styles(stylize, photos, tmp_path):
    """Catches folders that are not gone through, a resized result, and a bad file that stops it."""
    code, out, err = stylize('--content', photos[0], '--style', photos[1], '--style-size', 32)
    assert (code, err) == (0, '')
    expected = {f'c{c}_s{s}.png' for c in range(3) for s in range(4)} | {'sheet.png'}
    assert set(os.listdir(tmp_path / 'out')) == expected
    assert pixels(tmp_path / 'out/c2_s0.png').shape == (42, 48, 3)
    assert re.search(r'skipped 1 of 4 pictures in \S*contents:\n  \S*bad.jpg is not a picture', out)
    assert len(re.findall(r'c\d x s\d: 48x4\d, \d+\.\d\d s, ', out)) == 12
    assert not (pixels(tmp_path / 'out/c0_s0.png') == pixels(tmp_path / 'out/c0_s1.png')).all()


def test_sizes(stylize, photos, tmp_path):
    """Catches a size that is the styles' alone, and one that stretches."""
    code, _, _ = stylize('--content', photos[0] / 'c1.png', '--style', photos[1] / 's0.png',
                         '--size', 24)  # fmt: skip
    assert code == 0 and os.listdir(tmp_path / 'out') == ['c1_s0.png']
    assert pixels(tmp_path / 'out/c1_s0.png').shape == (round(24 * 41 / 48), 24, 3)


@pytest.mark.slow
def test_weights_are_proportions(stylize, photos, tmp_path):
    """Catches weights that are read as whole numbers, or not divided by their sum."""
    flags = (
        '--content',
        photos[0] / 'c0.png',
        '--style',
        photos[1] / 's0.png',
        photos[1] / 's1.png',
    )
    results = {}
    for name, weights in {'a': (1, 0), 'b': (0.25, 0.75), 'c': (1, 3), 'd': (0, 0.5)}.items():
        assert stylize(*flags, '--out', tmp_path / name, '--weights', *weights)[0] == 0
        results[name] = pixels(tmp_path / name / 'c0_mix.png').astype(int)
    stylize(*flags)
    np.testing.assert_array_equal(results['a'], pixels(tmp_path / 'out/c0_s0.png'))
    np.testing.assert_array_equal(results['d'], pixels(tmp_path / 'out/c0_s1.png'))
    assert np.abs(results['b'] - results['c']).max() <= 1
    assert np.abs(results['b'] - results['d']).max() > 1


def luma_and_chroma(image):
    luma = image @ np.array([0.299, 0.587, 0.114])
    return luma, image - luma[..., None]


@pytest.mark.slow
@pytest.mark.parametrize('weights', [(), ('--weights', 0.3, 0.7)])
def test_preserve_color(stylize, photos, tmp_path, weights):
    """Catches colours that are kept for one style and forgotten when styles are mixed."""
    flags = ('--content', photos[0] / 'c0.png', '--style', photos[1] / 's0.png',
             photos[1] / 's1.png', *weights)  # fmt: skip
    name = 'c0_mix.png' if weights else 'c0_s1.png'
    for out, more in {'plain': (), 'match': ('--preserve-color',),
                      'luma': ('--preserve-color', 'luma')}.items():  # fmt: skip
        assert stylize(*flags, *more, '--out', tmp_path / out)[0] == 0
    plain, match, luma = (pixels(tmp_path / out / name) for out in ('plain', 'match', 'luma'))
    assert (match != plain).mean() > 0.3
    content = pixels(photos[0] / 'c0.png')
    inside = ((luma > 0) & (luma < 255)).all(axis=2)  # where saving did not clip
    assert inside.mean() > 0.3
    wanted = luma_and_chroma(plain)[0], luma_and_chroma(content)[1]
    for value, expected in zip(luma_and_chroma(luma), wanted):
        np.testing.assert_allclose(value[inside], expected[inside], atol=1.1)


def test_the_transform_is_passed_on(stylize, photos, tmp_path):
    """Catches --transform wct that paints by AdaIN."""
    flags = '--content', photos[0] / 'c0.png', '--style', photos[1] / 's0.png'
    for out in ('adain', 'wct'):
        assert stylize(*flags, '--transform', out, '--out', tmp_path / out)[0] == 0
    adain, wct = (pixels(tmp_path / out / 'c0_s0.png').astype(int) for out in ('adain', 'wct'))
    assert np.abs(adain - wct).max() > 1


def test_maps_are_read_once(stylize, stylizer, photos, tmp_path, monkeypatch):
    """Catches a mask and an alpha that are decoded for each content, and other values of theirs."""
    read, load = [], images.load
    monkeypatch.setattr(images, 'load', lambda x: read.append(x) or load(x))
    mask, more = tmp_path / 'mask.png', tmp_path / 'more.png'
    for seed, path in enumerate((mask, more)):
        images.save(path, smooth_picture(20, 30, seed))
    styles = [photos[1] / 's0.png', photos[1] / 's1.png']
    flags = '--style-mask', mask, 'none', '--alpha', more, '--style-size', 32
    code, _, err = stylize(
        '--content', photos[0], '--style', *styles, *flags, '--precision', 'float32'
    )
    assert (code, err) == (0, '')
    names = [os.path.basename(x) for x in read if isinstance(x, str)]
    assert names.count('mask.png') == names.count('more.png') == 1
    weights = [mask, np.ones((1, 1), np.float32)]
    expected = stylizer.stylize(
        photos[0] / 'c0.png', styles, weights=weights, alpha=more, style_size=32
    ).image
    result = pixels(tmp_path / 'out/c0_mix.png')
    np.testing.assert_allclose(result.astype(int), expected, atol=1)


STYLIZING_REFUSALS = [
    (['--content', 'nowhere.jpg'], r'there is no picture nowhere.jpg: check the path'),
    (['--style', 'text.jpg'], r'text.jpg is not a picture that can be read'),
    (['--content', 'bad'], r'none of the pictures in bad can be read'),
    (['--alpha', '1.5'], r'argument --alpha: 1.5 is not a number from 0 to 1'),
    (['--weights', '1', '2'], r'the number of weights is 2 and that of styles 1: give one weight'),
    (['--style-mask', 'none', 'none'], r'the number of masks is 2 and that of styles 1: give one'),
    (['--style-mask', 'text.jpg'], r'text.jpg is not a picture that can be read'),
    (['--alpha', 'text.jpg'], r'text.jpg is not a picture that can be read'),
    (['--weights', '0'], r'the weights must be zero or above, and not all zero'),
    (['--weights', '-1'], r'argument --weights: -1 is not a weight: zero, or a number above zero'),
    (['--weights', '1'], r'--weights has no effect on a single style'),
    (['--style-size', '40', '--alpha', '0'], r'--style-size has no effect with --alpha 0'),
    (['--transform', 'wct', '--alpha', '0'], r'--transform has no effect with --alpha 0'),
    (['--preserve-color', '--alpha', '0'], r'--preserve-color has no effect with --alpha 0'),
    (['--size', '100000'], r'argument --size: 100000 is more than \d+ pixels'),
    (
        ['--decoder', 'nowhere.npz'],
        r'there is no decoder nowhere.npz: check the path, or tr',
    ),
    (['--decoder', 'text.jpg'], r'text.jpg is not a decoder, or is cut short'),
    (['--decoder', 'cut.npz'], r'cut.npz is not a decoder, or is cut short'),
    (['--decoder', 'other.npz'], r'other.npz has nothing for decoder/conv4_1/weights, where'),
    (['--decoder', 'shape.npz'], r'shape.npz has \(3,\) for decoder/conv4_1/weights, where'),
    (['--decoder', 'nan.npz'], r'nan.npz holds numbers that are not finite in decoder/conv4_1/w'),
    (['--decoder', 'bad'], r'bad holds no decoder: give the folder of a training run'),
    (['--checkpoint', 'no.ckpt'], r'there is no checkpoint at \S*no.ckpt'),
]


@pytest.mark.parametrize('flags, sentence', STYLIZING_REFUSALS)
def test_stylizing_refuses_in_one_sentence(
    stylize, decoder, tmp_path, monkeypatch, flags, sentence
):
    """Catches a traceback, another exit code than 2, and results of half an order."""
    monkeypatch.chdir(tmp_path)
    os.mkdir('bad')
    for path in ('text.jpg', 'bad/bad.jpg'):
        with open(path, 'w') as file:
            file.write('no picture')
    (tmp_path / 'cut.npz').write_bytes(decoder.read_bytes()[:100_000])
    np.savez('other.npz', a=np.zeros(3))
    np.savez('shape.npz', **{'decoder/conv4_1/weights': np.zeros(3)})
    values = decoder_file.load(decoder)
    values['decoder/conv4_1/weights'][0, 0, 0, 0] = np.nan
    decoder_file.save('nan.npz', values)
    images.save('small.png', smooth_picture(20, 20))
    if '--content' not in flags:
        flags = [*flags, '--content', 'small.png']
    if '--style' not in flags:
        flags = [*flags, '--style', 'small.png']
    code, _, err = stylize(*flags)
    assert code == 2 and re.search(sentence, err), err
    assert 'Traceback' not in err and len(err.strip().splitlines()[-1]) < 400
    assert not os.path.exists('out') or os.listdir('out') == []
    assert os.listdir('bad') == ['bad.jpg']


@pytest.mark.slow
def test_results_are_not_overwritten(stylize, photos, tmp_path):
    """Catches a second order that destroys the results of the first."""
    flags = ('--content', photos[0] / 'c0.png', '--style', photos[1] / 's0.png')
    assert stylize(*flags)[0] == 0
    before = (tmp_path / 'out/c0_s0.png').read_bytes()
    code, _, err = stylize(*flags, '--alpha', 0)
    assert code == 2 and 'c0_s0.png is there already: give --overwrite or another --out' in err
    assert (tmp_path / 'out/c0_s0.png').read_bytes() == before
    assert stylize(*flags, '--alpha', 0, '--overwrite')[0] == 0
    assert (tmp_path / 'out/c0_s0.png').read_bytes() != before
