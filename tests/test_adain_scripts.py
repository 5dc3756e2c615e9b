"""Training AdaIN and using it, as a person does: whole runs, resumed ones, refusals, exports."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import oracle
import PIL.Image
import pytest
from conftest import ROOT, run_script, smooth_picture

from gatys_tf1 import (
    adain,
    adain_training,
    adain_use,
    checkpoint,
    folder,
    images,
    machine,
    pictures,
    samples,
    transfer,
)
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf


@pytest.fixture
def photos(tmp_path):
    """Paths of two folders, of contents and of styles; the first has a file that is no picture."""
    for kind, count in (('contents', 3), ('styles', 4)):
        (tmp_path / kind).mkdir()
        for number in range(count):
            image = smooth_picture(40 + number, 48, seed=7 * number + len(kind))
            images.save(tmp_path / kind / f'{kind[0]}{number}.png', image)
    (tmp_path / 'contents' / 'bad.jpg').write_text('no picture')
    return tmp_path / 'contents', tmp_path / 'styles'


@pytest.fixture(scope='module')
def decoder(tmp_path_factory):
    """Path of a decoder with random weights, 16 bits, that paints little black and white."""
    rng = np.random.default_rng(8)
    path = tmp_path_factory.mktemp('decoder') / 'random_decoder.npz'
    values = {
        name: rng.normal(0, np.sqrt(2 / np.prod(shape[:-1])), shape) if len(shape) > 1
        else np.zeros(shape)
        for name, shape in adain.decoder_shapes().items()
    }  # fmt: skip
    # The features of a random encoder are small in units of the real one's.
    values['decoder/conv4_1/weights'] *= 4
    adain_use.save_decoder(path, values)
    return path


@pytest.fixture
def train(script, photos, random_checkpoint):
    """Calls adain_train on the photos: `train(out, *flags) -> (code, out, err)`."""

    def call(out, *flags):
        return script(
            'adain_train', '--content-images', photos[0], '--style-images', photos[1],
            '--checkpoint', random_checkpoint, '--batch', 2, '--crop', 16, '--shorter-side', 24,
            '--out', out, *flags,
        )  # fmt: skip

    return call


def states(out):
    return sorted(f for f in os.listdir(out / 'state') if f.endswith('.index'))


def test_training_writes_its_folder(train, tmp_path):
    """Catches a folder that cannot be used, and states that pile up or go missing."""
    code, out, err = train(tmp_path / 'r', '--steps', 7, '--save-every', 2, '--keep', 2)
    assert (code, err) == (0, '')
    assert re.search(r'skipped 1 of 4 content pictures:\n +\S*bad.jpg: unreadable: .*no', out)
    assert 'style pictures:' not in out
    assert states(tmp_path / 'r') == ['run.ckpt-6.index', 'run.ckpt-7.index']
    rows = folder.read_losses(tmp_path / 'r')
    assert [row['step'] for row in rows] == [0, 6] and {'content', 'style/total', 'total'} <= set(
        rows[0]
    )
    with PIL.Image.open(tmp_path / 'r/image_000007.png') as picture:
        assert picture.size == (4 * 16, 2 * 16)
    config = json.loads((tmp_path / 'r/config.json').read_text())
    assert config['arguments']['crop'] == 16 and len(config['weights']['sha256']) == 64
    size = os.path.getsize(tmp_path / 'r/decoder.npz')
    assert size < 2.1 * sum(np.prod(shape) for shape in adain.decoder_shapes().values())
    assert size < os.path.getsize(tmp_path / 'r/state/run.ckpt-7.data-00000-of-00001') / 5


@pytest.mark.slow
def test_tensorboard_gets_scalars_and_rows_of_pictures(train, tmp_path):
    """Catches summaries that are built and not written, and tags with a scope before them."""
    train(tmp_path / 'r', '--steps', 3, '--log-every', 1, '--save-every', 2)
    (events,) = [f for f in os.listdir(tmp_path / 'r') if f.startswith('events')]
    found = {}
    for event in tf.train.summary_iterator(str(tmp_path / 'r' / events)):
        for value in event.summary.value:
            found.setdefault(value.tag, []).append(event.step)
    assert found['loss/total'] == found['learning_rate'] == [0, 1, 2]
    assert found['content_style_result_autoencoded/image/0'] == [1, 2]
    assert found['check/autoencoding'] == [1, 2]


@pytest.mark.slow
def test_resumed_equals_uninterrupted(train, script, tmp_path):
    """Catches pictures that begin anew, Adam's slots that are lost, and a rate that starts over."""
    flags = ('--log-every', 1, '--learning-rate', 1e-3, '--decay', 0.5)
    assert train(tmp_path / 'once', '--steps', 9, *flags)[0] == 0
    assert train(tmp_path / 'r', '--steps', 4, *flags)[0] == 0
    resume = ('adain_train', '--resume', '--out', tmp_path / 'r')
    code, _, err = script(*resume, '--batch', 3)
    assert code == 2 and 'a resumed run cannot change --batch: leave it out' in err
    assert script(*resume, '--steps', 6)[0] == 0
    assert script(*resume, '--steps', 9)[0] == 0
    assert (tmp_path / 'r/loss.csv').read_bytes() == (tmp_path / 'once/loss.csv').read_bytes()
    values = [adain_use.load_decoder(tmp_path / name) for name in ('r', 'once')]
    for name in adain.decoder_shapes():
        np.testing.assert_array_equal(values[0][name], values[1][name])


@pytest.mark.parametrize('how', [signal.SIGKILL, signal.SIGINT])
@pytest.mark.slow
def test_killed_training_goes_on(photos, random_checkpoint, tmp_path, how):
    """Catches a state that is half written, and a Ctrl-C that loses what was trained."""
    flags = [
        sys.executable, os.path.join(ROOT, 'scripts', 'adain_train.py'), '--content-images',
        photos[0], '--style-images', photos[1], '--checkpoint', random_checkpoint, '--batch', 1,
        '--crop', 16, '--shorter-side', 24, '--save-every', 5, '--log-every', 1,
    ]  # fmt: skip
    command = [*map(str, flags), '--steps', '100000', '--out', str(tmp_path / 'r')]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not any(row['step'] >= 12 for row in folder.read_losses(tmp_path / 'r')):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(how)
    out, _ = process.communicate(timeout=60)
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert f'--out {tmp_path}/r --resume' in out
    reached = int(re.search(r'\d+', states(tmp_path / 'r')[-1]).group())
    last = max(int(re.search(r'\d+', name).group()) for name in states(tmp_path / 'r'))
    assert max(reached, last) >= 10
    resume = ['--resume', '--steps', last + 5, '--out', tmp_path / 'r']
    assert run_script('adain_train.py', *resume).returncode == 0
    once = [*map(str, flags), '--steps', str(last + 5), '--out', str(tmp_path / 'once')]
    subprocess.run(once, check=True, capture_output=True)
    values = [adain_use.load_decoder(tmp_path / name) for name in ('r', 'once')]
    for name in adain.decoder_shapes():
        np.testing.assert_array_equal(values[0][name], values[1][name])


@pytest.mark.slow
def test_infinite_loss_ends_training(photos, random_checkpoint, tmp_path):
    """Catches a decoder of NaNs that is saved over a good one."""
    sources = [pictures.source(pictures.find(str(place)), 16, 24) for place in photos]
    for weight, last_step in ((10.0, 1), (float('inf'), 3)):
        training = adain.training_graph(lambda: pictures.batches(sources, 1), weight)
        arguments = (training, random_checkpoint, str(tmp_path / 'r'), last_step)
        os.makedirs(tmp_path / 'r', exist_ok=True)
        if last_step == 1:
            assert adain_training.train(*arguments, quiet=True) == 1
            good = (tmp_path / 'r/decoder.npz').read_bytes()
        else:
            with pytest.raises(UserError, match=r'the loss of step 1 is inf.*--learning-rate'):
                adain_training.train(*arguments, quiet=True)
    assert (tmp_path / 'r/decoder.npz').read_bytes() == good
    assert states(tmp_path / 'r') == ['run.ckpt-1.index']


TRAINING_REFUSALS = [
    (['--content-images', 'nowhere'], r'there is no folder \S*nowhere: check the path'),
    (['--style-images', 'empty'], r'empty holds no picture'),
    (['--content-images', 'gray'], r'none of 1 pictures can be used \(\S*g.png: grayscale\)'),
    (['--crop', '20'], r'argument --crop: 20 is not 16, 24, 32'),
    (['--steps', '0'], r'argument --steps: 0 is not above zero'),
    (['--checkpoint', 'no.ckpt'], r'there is no checkpoint at \S*no.ckpt'),
    (['--resume'], r'--resume needs --out'),
    (['--resume', '--out', 'nothing'], r'nothing holds no run to resume'),
    (['--out', 'gray'], r'gray holds files that are not of a run'),
]


@pytest.mark.parametrize('flags, sentence', TRAINING_REFUSALS)
def test_training_refuses_in_one_sentence(
    script, tmp_path, monkeypatch, random_checkpoint, flags, sentence
):
    """Catches a traceback, another exit code than 2, and anything left behind."""
    monkeypatch.chdir(tmp_path)
    for name in ('empty', 'gray'):
        os.mkdir(name)
    PIL.Image.new('L', (40, 40)).save('gray/g.png')
    if '--checkpoint' not in flags:
        flags = [*flags, '--checkpoint', random_checkpoint]
    code, _, err = script('adain_train', *flags, '--crop', 16) if '--crop' not in flags else script(
        'adain_train', *flags)  # fmt: skip
    assert code == 2 and re.search(sentence, err), err
    assert 'Traceback' not in err
    assert not os.path.exists('runs') and os.listdir('gray') == ['g.png']


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


STYLIZING_REFUSALS = [
    (['--content', 'nowhere.jpg'], r'there is no picture nowhere.jpg: check the path'),
    (['--style', 'text.jpg'], r'text.jpg is not a picture that can be read'),
    (['--content', 'bad'], r'none of the pictures in bad can be read'),
    (['--alpha', '1.5'], r'argument --alpha: 1.5 is not between 0 and 1'),
    (['--weights', '1', '2'], r'--weights has 2 numbers and --style 1 pictures: give as many'),
    (['--weights', '0'], r'--weights takes numbers from 0 on that are not all zero'),
    (['--weights', '-1'], r'--weights takes numbers from 0 on'),
    (['--decoder', 'nowhere.npz'], r'there is no decoder nowhere.npz: check the path, or train'),
    (['--decoder', 'text.jpg'], r'text.jpg is no decoder, or cut short'),
    (['--decoder', 'cut.npz'], r'cut.npz is no decoder, or cut short'),
    (['--decoder', 'other.npz'], r'other.npz has nothing for decoder/conv4_1/weights, where'),
    (['--decoder', 'shape.npz'], r'shape.npz has \(3,\) for decoder/conv4_1/weights, where'),
    (['--decoder', 'nan.npz'], r'nan.npz holds numbers that are not finite in decoder/conv4_1/w'),
    (['--decoder', 'bad'], r'bad holds no decoder: give the folder of a training run'),
    (['--checkpoint', 'no.ckpt'], r'there is no checkpoint at \S*no.ckpt'),
    (['--export', 'bad'], r'bad exists already: choose another folder for the SavedModel'),
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
    values = adain_use.load_decoder(decoder)
    values['decoder/conv4_1/weights'][0, 0, 0, 0] = np.nan
    adain_use.save_decoder('nan.npz', values)
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


LOADER = """
import sys
import numpy as np
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
assert not any(name.startswith(('gatys_tf1', 'tf_slim')) for name in sys.modules)
path, given, out = sys.argv[1:]
pictures = np.load(given)
with tf.Graph().as_default(), tf.Session() as sess:
    model = tf.saved_model.load(sess, ['serve'], path)
    signature = model.signature_def['serving_default']
    assert set(signature.inputs) == {'content', 'style', 'alpha'}
    feed = {signature.inputs[name].name: pictures[name] for name in pictures.files}
    np.save(out, sess.run(signature.outputs['result'].name, feed))
assert not any(name.startswith(('gatys_tf1', 'tf_slim')) for name in sys.modules)
"""


@pytest.mark.slow
def test_saved_model_works_without_this_package(stylize, decoder, random_checkpoint, tmp_path):
    """Catches a model that needs this code or its files, and one that paints something else."""
    pair = {'content': smooth_picture(37, 50), 'style': smooth_picture(30, 33, seed=3)}
    for name, image in pair.items():
        images.save(tmp_path / f'{name}.png', image)
        pair[name] = images.load(tmp_path / f'{name}.png')
    flags = ('--content', tmp_path / 'content.png', '--style', tmp_path / 'style.png',
             '--style-size', 33, '--precision', 'float32')  # fmt: skip
    code, _, err = stylize(*flags, '--alpha', 0.5, '--export', tmp_path / 'model')
    assert (code, err) == (0, '')
    np.savez(tmp_path / 'given.npz', **pair, alpha=np.float32(0.5))
    os.rename(tmp_path / 'model', tmp_path / 'moved')
    environment = {k: v for k, v in os.environ.items() if k != 'PYTHONPATH'}
    done = subprocess.run(
        [sys.executable, '-c', LOADER, tmp_path / 'moved', tmp_path / 'given.npz',
         tmp_path / 'result.npy'],
        cwd=tmp_path, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result = images.to_uint8(np.load(tmp_path / 'result.npy'))[0]
    painted = pixels(tmp_path / 'out/content_style.png')
    assert np.abs(result.astype(int) - painted).max() <= 1


@pytest.mark.slow
def test_decoders_of_all_kinds_are_one(train, tmp_path):
    """Catches weights alone that differ from the state by more than rounding to 16 bits."""
    train(tmp_path / 'r', '--steps', 2)
    full = adain_use.load_decoder(tmp_path / 'r')
    checkpoint = adain_use.load_decoder(tmp_path / 'r/state/run.ckpt-2')
    half = adain_use.load_decoder(tmp_path / 'r/decoder.npz')
    for name in adain.decoder_shapes():
        np.testing.assert_array_equal(full[name], checkpoint[name])
        np.testing.assert_array_equal(half[name], full[name].astype(np.float16).astype(np.float32))
    inside = dict(tf.train.list_variables(str(tmp_path / 'r/state/run.ckpt-2')))
    assert 'train/step' in inside and 'decoder/conv4_1/weights/adam' in inside
    assert not any(name.startswith('vgg_19/') for name in inside)


@pytest.mark.slow
def test_inspect_graph_shows_what_is_inside(train, script, tmp_path):
    """Catches a training graph that the tools for runs do not understand."""
    train(tmp_path / 'r', '--steps', 1)
    code, out, _ = script('inspect_graph', tmp_path / 'r', '--depth', 1)
    assert code == 0
    assert re.search(r'^decoder +\d+ +\d+ +10,515,657 ', out, re.MULTILINE)
    # Weights and Adam's two slots.
    assert re.search(r'decoder/conv4_1/weights +\[3, 3, 512, 256\] +initialiser +yes', out)


@pytest.mark.weights
@pytest.mark.slow
def test_training_lowers_the_losses_and_autoencodes(real_checkpoint, tmp_path):
    """Catches a decoder that learns one loss alone, or paints styles and forgets the content.

    On the painted samples and the pictures that packages ship. The first steps, in which a fresh
    decoder finds the range of pixels, are left out.
    """
    done = run_script(
        'adain_train.py', '--steps', 200, '--batch', 4, '--crop', 64, '--shorter-side', 128,
        '--style-weight', 1, '--learning-rate', 5e-4, '--save-every', 50, '--log-every', 1,
        '--out', tmp_path / 'r',
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    rows = folder.read_losses(tmp_path / 'r')
    for name, most in (('content', 0.97), ('style/total', 0.7), ('total', 0.8)):
        values = [row[name] for row in rows]
        assert np.mean(values[150:]) < most * np.mean(values[20:70]), name
    errors = [float(e) for e in re.findall(r'autoencodes to within (\S+) of 255', done.stdout)]
    assert len(errors) == 4 and errors[-1] < 0.8 * errors[0]
    assert all(later < earlier + 1 for earlier, later in zip(errors, errors[1:]))


@pytest.fixture(scope='module')
def real_stylizing(real_checkpoint):
    """A session with the real encoder and the decoder that comes along: `(sess, stylizer)`."""
    stylizer = adain_use.stylizing_graph()
    with adain_use.session(stylizer, real_checkpoint, adain_use.load_decoder()) as sess:
        yield sess, stylizer


@pytest.mark.weights
def test_the_decoder_that_comes_along_transfers_style(real_stylizing, real_checkpoint):
    """Catches another preprocessing or other scales than it was trained with, and a lost decoder.

    In the encoder's own terms: the result moves towards the style's moments at every layer and
    keeps the content's arrangement. It was trained briefly: a good one would go most of the way.
    """
    sess, stylizer = real_stylizing
    content_image, style_image = samples.coastal_scene(192, 256), samples.night_sky(192, 256)
    moments = adain_use.style_moments(sess, stylizer, style_image)
    result = adain_use.stylize(sess, stylizer, content_image, moments)
    with tf.Graph().as_default(), tf.Session() as measuring:
        image = tf.placeholder(tf.float32, [1, 192, 256, 3])
        points = adain.encode(image, adain.STYLE_LAYERS)
        checkpoint.restore(measuring, checkpoint.vgg_saver(), real_checkpoint)
        content, painted, wanted = (
            measuring.run(points, {image: x}) for x in (content_image, result, style_image)
        )
    for layer in adain.STYLE_LAYERS:
        distance = oracle.moments_loss(painted[layer], wanted[layer])
        assert distance < 0.85 * oracle.moments_loss(content[layer], wanted[layer]), layer

    def arrangement(features):
        mean, deviation = oracle.channel_moments(features['conv4_1'])
        return ((features['conv4_1'] - mean) / deviation).ravel()

    def alike(features):
        return np.corrcoef(arrangement(painted), arrangement(features))[0, 1]

    assert alike(content) > 0.25 and alike(content) > 2 * alike(wanted)


@pytest.mark.weights
def test_the_decoder_that_comes_along_autoencodes(real_stylizing):
    """Catches a decoder that does not know what it is fed: alpha 0 must give the content back."""
    sess, stylizer = real_stylizing
    content = samples.coastal_scene(192, 256)
    moments = adain_use.style_moments(sess, stylizer, samples.night_sky(192, 256))
    result = adain_use.stylize(sess, stylizer, content, moments, alpha=0.0)
    error = np.abs(result - content).mean()
    assert error < 0.85 * np.abs(content - content.mean((1, 2))).mean()


@pytest.mark.slow
def test_stylizing_takes_a_fiftieth_of_an_optimisation(decoder, random_checkpoint):
    """Catches a forward pass that does work which nobody asked for: 300 steps / 50 is 6 steps."""
    shape, precision = (1, 384, 512, 3), machine.precision('auto')
    images_ = [smooth_picture(*shape[1:3], seed) for seed in (1, 2)]
    network = transfer.Network(random_checkpoint, precision=precision)
    layers = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1']
    graph = transfer.build(shape, network, *transfer.zero_terms(shape, ['conv4_2'], layers))
    with tf.Session(graph=graph.graph) as sess:
        sess.run(graph.init_op)
        checkpoint.restore(sess, graph.vgg_saver, random_checkpoint)
        sess.run(graph.assigns['image'], {graph.pixels: images_[0]})
        step = least_time(lambda: sess.run([graph.losses, graph.gradient]))
    stylizer = adain_use.stylizing_graph(precision)
    with adain_use.session(stylizer, random_checkpoint, adain_use.load_decoder(decoder)) as sess:

        def once():
            moments = adain_use.style_moments(sess, stylizer, images_[1])
            adain_use.stylize(sess, stylizer, images_[0], moments)

        assert least_time(once) < 6 * step


def least_time(function, times=4):
    """Seconds of the fastest of a few calls."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return min(seconds)
