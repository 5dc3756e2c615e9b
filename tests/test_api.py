"""The front door: pictures in whatever form, results out, and guests who leave no trace."""

import os
import re
import subprocess
import sys

import numpy as np
import PIL.Image
import pytest
from conftest import ROOT, smooth_picture

import gatys_tf1 as gatys
from gatys_tf1 import images, vgg
from gatys_tf1.errors import UserError
from gatys_tf1.losses.variation import total_variation_term
from gatys_tf1.run import folder
from gatys_tf1.tf1 import tf

CONTENT, STYLE = (images.to_uint8(smooth_picture(40, 48, seed=seed))[0] for seed in (1, 2))


@pytest.fixture
def options(random_checkpoint):
    return gatys.Options(checkpoint=random_checkpoint, precision='float32')


def in_a_process(code, *arguments, **kwargs):
    """Runs Python code as a user would, in a process of its own: its stdout."""
    done = subprocess.run(
        [sys.executable, '-c', code, *map(str, arguments)],
        capture_output=True, text=True, **kwargs,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_style_transfer(options, tmp_path, monkeypatch):
    """Catches a result that is not what the last losses are of, and files that nobody asked for."""
    monkeypatch.chdir(tmp_path)
    steps = []
    result = gatys.style_transfer(
        CONTENT, STYLE, size=48, steps=8, options=options, callback=steps.append
    )
    assert result.image.shape == (40, 48, 3) and result.image.dtype == np.uint8
    assert result.steps == len(steps) == 9 and result.folder is None
    assert result.losses == steps[-1].losses and result.losses['total'] < steps[0].losses['total']
    assert os.listdir(tmp_path) == []
    result.save('result.png')
    np.testing.assert_array_equal(images.load('result.png')[0], result.image)


def test_the_whole_program_in_the_docs(options, tmp_path, monkeypatch):
    """Catches an example in docs/losses.md that lacks an import, or whose loss does not count."""
    with open(os.path.join(ROOT, 'docs', 'losses.md'), encoding='utf-8') as file:
        (program,) = re.findall(r'```python\n(import gatys_tf1.*?)```', file.read(), re.DOTALL)
    PIL.Image.fromarray(CONTENT).save(tmp_path / 'content.jpg')
    PIL.Image.fromarray(STYLE).save(tmp_path / 'style.jpg')
    monkeypatch.chdir(tmp_path)

    weights, transfer = options.checkpoint, gatys.style_transfer

    def small(*pictures, options):
        with_weights = options._replace(checkpoint=weights, precision='float32')
        return transfer(*pictures, options=with_weights, size=48, steps=20)

    monkeypatch.setattr(gatys, 'style_transfer', small)
    exec(program, {})
    assert images.load('dark.png').mean() < 0.5 * CONTENT.mean()


def test_pictures_in_every_form_are_one_picture(options, tmp_path):
    """Catches a path, a Pillow image and an array that are read differently."""
    path = tmp_path / 'content.png'
    PIL.Image.fromarray(CONTENT).save(path)
    forms = [path, str(path), PIL.Image.fromarray(CONTENT), CONTENT, CONTENT.astype(np.float64)]
    found = [
        gatys.content_reconstruction(form, 'conv1_1', size=48, steps=2, options=options).image
        for form in forms
    ]
    for image in found[1:]:
        np.testing.assert_array_equal(image, found[0])


def test_arrays_that_are_no_pictures(options):
    """Catches a black result from a picture of 0..1, and tracebacks from wrong shapes and types."""
    for array, sentence in (
        (CONTENT / 255.0, 'seems to range from 0 to 1: multiply it by 255'),
        (np.zeros((5, 6, 2), np.uint8), r'uint8 \[5, 6, 2\] is not a picture: give uint8 or float'),
        (np.full((5, 6, 3), np.nan), 'values that are not finite'),
        (np.zeros((0, 6, 3), np.uint8), 'is not a picture'),
        (np.array(['a']), 'is not a picture'),
    ):
        with pytest.raises(UserError, match=sentence):
            gatys.load(array)
    gray, alpha = CONTENT[..., 0], np.dstack([CONTENT, np.zeros_like(CONTENT[..., :1])])
    assert gatys.load(gray).shape == (1, 40, 48, 3)
    assert (gatys.load(alpha) == 255).all()


def test_style_reconstruction_with_a_loss_more(options):
    """Catches further terms that are not in the objective."""
    options = options._replace(terms=(total_variation_term(1.0),))
    result = gatys.style_reconstruction(STYLE, ['conv1_1'], size=48, steps=3, options=options)
    assert set(result.losses) == {'style/conv1_1', 'style/total', 'tv', 'total'}


def test_several_styles_and_scales(options):
    """Catches a list of styles taken for one picture, and scales that are ignored."""
    options = options._replace(scales=(24, 48), optimizer='adam', init='noise')
    seen = []
    gatys.style_transfer(
        CONTENT, [STYLE, CONTENT], steps=(2, 3), options=options,
        callback=lambda step: seen.append(step.image.shape[2]),
    )  # fmt: skip
    assert seen == [24, 24, 24, 48, 48, 48]


def test_with_a_folder(options, tmp_path):
    """Catches a run from Python that lacks what a script's run has, or destroys another."""
    call = dict(size=48, steps=2, options=options, out=tmp_path / 'r')
    gatys.content_reconstruction(CONTENT, 'conv1_1', **call)
    assert {'final.png', 'loss.csv', 'loss.png', 'config.json', 'state'} <= set(
        os.listdir(tmp_path / 'r')
    )
    assert len(folder.read_losses(tmp_path / 'r')) == 3
    with pytest.raises(UserError, match='holds a run already'):
        gatys.content_reconstruction(CONTENT, 'conv1_1', **call)


def test_a_run_from_python_is_resumed_from_python(options, script, tmp_path):
    """Catches a resumed run that starts again, and a command that goes on with its defaults."""
    options = options._replace(terms=(total_variation_term(1.0),))
    call = dict(size=48, out=tmp_path / 'r')
    gatys.content_reconstruction(CONTENT, 'conv1_1', steps=3, options=options, **call)
    written = [tmp_path / 'r' / name for name in ('config.json', 'final.png')]
    before = [path.read_bytes() for path in written]
    code, _, err = script('content_reconstruction', '--out', tmp_path / 'r', '--resume')
    assert code == 2 and 'was made from Python: resume it there' in err
    assert [path.read_bytes() for path in written] == before
    resume = options._replace(resume=True)
    with pytest.raises(UserError, match=r"its terms is \{'content': \[1.0, 'conv1_1'\]"):
        gatys.content_reconstruction(CONTENT, 'conv1_2', steps=6, options=resume, **call)
    result = gatys.content_reconstruction(CONTENT, 'conv1_1', steps=6, options=resume, **call)
    once = gatys.content_reconstruction(CONTENT, 'conv1_1', size=48, steps=6, options=options)
    np.testing.assert_array_equal(result.image, once.image)
    again = options._replace(overwrite=True)
    gatys.content_reconstruction(CONTENT, 'conv1_1', steps=1, options=again, **call)
    assert len(folder.read_losses(tmp_path / 'r')) == 2


def test_the_start_from_adain(options):
    """Catches a start painted with the transfer's own pooling, or with the pictures exchanged."""
    with gatys.Stylizer(config=vgg.Config(options.checkpoint)) as stylizer:
        styles = [images.load(picture) for picture in (STYLE, CONTENT)]
        expected = stylizer.paint(images.load(CONTENT), styles)
    starts = []
    gatys.style_transfer(
        CONTENT, [STYLE, CONTENT], size=48, steps=1,
        options=options._replace(init='adain', preprocess='raw'),
        callback=lambda step: starts.append(step.image),
    )  # fmt: skip
    np.testing.assert_array_equal(starts[0], expected)
    assert np.abs(starts[0] - images.load(CONTENT)).mean() > 1  # or it would prove nothing


def test_a_result_is_saved_as_what_its_name_says(options, tmp_path):
    """Catches a PNG in a file that is called JPEG."""
    result = gatys.content_reconstruction(CONTENT, 'conv1_1', size=48, steps=1, options=options)
    with pytest.raises(UserError, match='written as a PNG: give it a name that ends in .png'):
        result.save(tmp_path / 'r.jpg')


def test_errors_name_the_thing(options):
    """Catches a traceback from deep inside for a mistake of the caller."""
    for kwargs, sentence in (
        (dict(layer='relu4_2'), "unknown layer 'relu4_2'; the layers of VGG-19 are"),
        (dict(layer='conv5_1', size=12), 'too small for conv5_1'),
        (dict(options=options._replace(init='style')), "init='style' needs a style picture"),
        (
            dict(options=options._replace(init='adain')),
            "init='adain' .* use it with style_transfer",
        ),
    ):
        with pytest.raises(UserError, match=sentence):
            gatys.content_reconstruction(
                CONTENT, **{'size': 48, 'steps': 1, 'options': options} | kwargs
            )


def test_two_calls_do_not_disturb_each_other(options):
    """Catches a default graph that grows, and a second call that starts where the first ended."""
    calls = [
        gatys.style_transfer(CONTENT, STYLE, size=48, steps=3, options=options) for _ in range(2)
    ]
    np.testing.assert_array_equal(calls[0].image, calls[1].image)
    assert tf.get_default_graph().get_operations() == []


OWN_LOSS = """
import sys
import numpy as np
import gatys_tf1 as gatys

def grey_term(weight):
    def loss(image, points, targets):
        grey = gatys.tf.reduce_mean(image, axis=3, keepdims=True)
        value = gatys.tf.reduce_mean(gatys.tf.squared_difference(image, grey), name='loss/grey')
        return {'grey': gatys.LayerLoss(1.0, value)}
    return gatys.Term('grey', weight, loss)

options = gatys.Options(checkpoint=sys.argv[2], terms=(grey_term(1.0),))
result = gatys.style_transfer(*np.load(sys.argv[1]), size=48, steps=2, options=options)
import tensorflow as tf
assert tf.executing_eagerly()
print(sorted(name for name in result.losses if '/' not in name))
"""


def test_a_loss_of_ones_own_through_the_front_door(tmp_path, random_checkpoint):
    """Catches a way to a Term that switches off the user's TensorFlow 2."""
    np.save(tmp_path / 'pictures.npy', np.stack([CONTENT, STYLE]))
    printed = in_a_process(OWN_LOSS, tmp_path / 'pictures.npy', random_checkpoint, cwd=ROOT)
    assert printed == "['grey', 'total']\n"


GUEST = """
import concurrent.futures
import sys

import numpy as np
import tensorflow as tf
import matplotlib

backend = matplotlib.get_backend()
x, v = tf.constant([1.0, 2.0]), tf.Variable(3.0)

@tf.function
def f(a):
    return tf.cond(a[0] > 0, lambda: a * v, lambda: -a)

f(x)
import gatys_tf1 as gatys

pictures = np.load(sys.argv[1])
options = gatys.Options(checkpoint=sys.argv[2], precision='float32')
result = gatys.style_transfer(*pictures, size=48, steps=3, options=options)
assert tf.executing_eagerly() and f(x).numpy().tolist() == [3.0, 6.0]
assert isinstance(x.shape[0], int) and type(tf.Variable(1.0)).__name__ == 'ResourceVariable'
assert (tf.constant([1, 2]) == tf.constant([1, 3])).numpy().tolist() == [True, False]
assert matplotlib.get_backend() == backend

def call(_):
    return gatys.style_transfer(*pictures, size=48, steps=3, options=options).image

with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for image in pool.map(call, range(2)):
        assert (image == result.image).all()
assert tf.executing_eagerly() and f(x).numpy().tolist() == [3.0, 6.0]
print(int(result.image.astype(int).sum()))
"""


def test_a_guest_in_eager_tensorflow(options, tmp_path, random_checkpoint):
    """Catches calls that leave TensorFlow 2 off, compute something else, or disturb one another."""
    np.save(tmp_path / 'pictures.npy', np.stack([CONTENT, STYLE]))
    printed = in_a_process(GUEST, tmp_path / 'pictures.npy', random_checkpoint, cwd=ROOT)
    here = gatys.style_transfer(CONTENT, STYLE, size=48, steps=3, options=options)
    assert int(printed) == int(here.image.astype(int).sum())


def test_the_door_is_lazy():
    """Catches a front door that imports TensorFlow to be looked at."""
    code = 'import gatys_tf1, sys; dir(gatys_tf1); print("tensorflow" in sys.modules)'
    assert in_a_process(code, cwd=ROOT) == 'False\n'
    assert set(gatys.__all__) <= set(dir(gatys))
    with pytest.raises(AttributeError, match="has no attribute 'styletransfer'"):
        gatys.styletransfer  # noqa: B018


@pytest.mark.weights
def test_the_readmes_example_runs_in_an_empty_folder(tmp_path, real_checkpoint):
    """Catches an example that has gone stale."""
    with open(os.path.join(ROOT, 'README.md'), encoding='utf-8') as file:
        code = file.read().split('```python\n')[1].split('```')[0]
    for name, picture in (('content.jpg', CONTENT), ('style.jpg', STYLE)):
        PIL.Image.fromarray(picture).save(tmp_path / name)
    assert len(code.strip().splitlines()) <= 5
    in_a_process(code, cwd=tmp_path)
    assert (tmp_path / 'result.png').exists()
