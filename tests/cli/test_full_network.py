"""What needs fc6, fc7 and fc8, with random weights of the full size."""

import os
import re

import numpy as np
import pytest
from conftest import run_script, smooth_picture

from gatys_tf1 import images, vgg
from gatys_tf1.inspect import visualize
from gatys_tf1.run import folder
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import slim_checkpoint


@pytest.fixture(scope='module')
def full_checkpoint(tmp_path_factory):
    """A VGG-19 with all its 144 million weights at random, as the official file is: V1, one file,
    with variables besides; brought in as a user brings it, by fetch_checkpoint.py --from."""
    rng = np.random.default_rng(0)
    place = tmp_path_factory.mktemp('full')
    official = str(place / 'official.ckpt')
    with tf.Graph().as_default(), tf.Session() as sess:
        for name, shape in slim_checkpoint.SHAPES.items():
            scale = np.sqrt(2 / np.prod(shape[:-1])) if name.endswith('weights') else 0.1
            variable = tf.get_variable(name, shape, initializer=tf.zeros_initializer())
            variable.load(rng.standard_normal(shape, np.float32) * np.float32(scale), sess)
        sess.run(tf.get_variable('global_step', initializer=np.int64(7)).initializer)
        saver = tf.train.Saver(write_version=tf.train.SaverDef.V1)
        saver.save(sess, official, write_meta_graph=False)
    done = run_script('fetch_checkpoint.py', '--from', official, '--out', place / 'vgg_19.ckpt')
    assert done.returncode == 0, done.stderr
    os.remove(official)
    return str(place / 'vgg_19.ckpt')


@pytest.mark.slow
def test_classify_with_a_full_checkpoint(script, tmp_path, full_checkpoint):
    """Catches logits for probabilities, classes in another order, and a picture seen whole."""
    picture = smooth_picture(240, 300)
    images.save(tmp_path / 'p.png', picture)
    code, out, err = script('visualize', 'classify', '--image', tmp_path / 'p.png', '--checkpoint',
                            full_checkpoint, '--out', tmp_path / 'v')  # fmt: skip
    assert (code, err) == (0, '')
    rows = re.findall(r'^ *(\d+) ([^:]+): ([\d.]+)%$', out, re.MULTILINE)
    assert len(rows) == 5
    shares = [float(share) for _, _, share in rows]
    assert shares == sorted(shares, reverse=True) and 0 < sum(shares) <= 100.1
    seen = visualize.central(images.load(tmp_path / 'p.png'))
    logits = vgg.representation(seen, ['fc8'], vgg.Config(full_checkpoint))
    order = logits['fc8'][0, 0, 0].argsort()[::-1][:5]
    assert [int(number) for number, _, _ in rows] == order.tolist()
    softmax = np.exp(logits['fc8'].astype(np.float64) - logits['fc8'].max())
    np.testing.assert_allclose(
        shares, 100 * np.sort((softmax / softmax.sum()).ravel())[::-1][:5], atol=0.06
    )
    assert images.load(tmp_path / 'v/classify.png').std() > 10


@pytest.mark.slow
def test_class_visualization_with_a_full_checkpoint(script, tmp_path, full_checkpoint):
    """Catches a score of another class, and one that does not rise."""
    code, _, err = script('class_visualization', '--class', 'tabby,963', '--steps', 12, '--jitter',
                          0, '--precision', 'float32', '--out', tmp_path / 'r', '--checkpoint',
                          full_checkpoint)  # fmt: skip
    assert (code, err) == (0, '')
    config, logits = vgg.Config(full_checkpoint), {}
    for index in (281, 963):
        out = tmp_path / f'r/fc8-{index}'
        scores = [row['fc8'] for row in folder.read_losses(out)]
        assert scores[-1] > scores[0] + 1
        final = images.load(out / 'final.png')
        logits[index] = vgg.representation(final, ['fc8'], config)['fc8'].ravel()
        assert logits[index][index] == pytest.approx(scores[-1], rel=0.1, abs=0.5)
    for index, other in ((281, 963), (963, 281)):
        assert logits[index][index] > logits[other][index] + 1
        assert logits[index][index] > np.percentile(logits[index], 90)
