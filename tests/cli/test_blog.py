"""`--preset blog` beside a program of its own: the author's, written again from the two posts."""

import csv

import cv2
import matplotlib.pyplot
import numpy as np
import PIL.Image
import pytest
from conftest import run_script

from gatys_tf1 import images, samples
from gatys_tf1.tf1 import slim, tf

LOGGED = (0, 10, 20, 30)


def the_authors_program(content_path, style_path, checkpoint, start, steps):
    """The losses of the blog's style transfer at `LOGGED`, in float32.

    Pictures by pyplot, squashed to 224x224 by OpenCV's default; raw 0-255 RGB into slim's VGG-19;
    mean squared error at conv2_2 plus 100 times the mean of E_l over conv1_1 and conv2_1; Adam with
    a learning rate of 0.1.
    """

    def read(path):
        return cv2.resize(matplotlib.pyplot.imread(path), (224, 224))[np.newaxis].astype(np.float32)

    def network(x):
        with slim.arg_scope([slim.conv2d], trainable=False), tf.variable_scope('vgg_19'):
            conv1_1 = slim.conv2d(x, 64, [3, 3], scope='conv1/conv1_1')
            net = slim.max_pool2d(slim.conv2d(conv1_1, 64, [3, 3], scope='conv1/conv1_2'), [2, 2])
            conv2_1 = slim.conv2d(net, 128, [3, 3], scope='conv2/conv2_1')
            conv2_2 = slim.conv2d(conv2_1, 128, [3, 3], scope='conv2/conv2_2')
        return conv1_1, conv2_1, conv2_2

    def gram(x):
        columns = tf.reshape(x, [-1, x.shape.as_list()[3]])
        return tf.matmul(columns, columns, transpose_a=True)

    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.get_variable('x', [1, 224, 224, 3])
        value = tf.placeholder(tf.float32, x.shape)
        assign = tf.assign(x, value)
        layers = network(x)
        vgg = [v for v in tf.global_variables() if v.op.name.startswith('vgg_19/')]
        sess.run(tf.global_variables_initializer())
        tf.train.Saver(vgg).restore(sess, checkpoint)
        sess.run(assign, {value: read(content_path)})
        content = sess.run(layers[2])
        sess.run(assign, {value: read(style_path)})
        grams = sess.run([gram(layer) for layer in layers[:2]])
        loss = tf.reduce_mean(tf.square(layers[2] - content))
        for layer, target in zip(layers[:2], grams):
            _, height, width, channels = layer.shape.as_list()
            square = tf.reduce_sum(tf.square(gram(layer) - target))
            loss += 100 * square / (4 * channels**2 * (height * width) ** 2) / 2
        train = tf.train.AdamOptimizer(0.1).minimize(loss, var_list=[x])
        before = set(vgg) | {x}
        sess.run([v.initializer for v in tf.global_variables() if v not in before])
        sess.run(assign, {value: start})
        found = {}
        for step in range(steps + 1):
            if step in LOGGED:
                found[step] = float(sess.run(loss))
            sess.run(train)
        return found


@pytest.mark.weights
def test_preset_blog_is_the_authors_program(tmp_path, real_checkpoint):
    """Catches another resizing, precision, preprocessing, pooling, weight or optimiser."""
    paths = [tmp_path / 'content.jpg', tmp_path / 'style.jpg']  # of a PNG pyplot makes 0..1
    for path, paint in zip(paths, (samples.coastal_scene, samples.night_sky)):
        PIL.Image.fromarray(images.to_uint8(paint(540, 720))[0]).save(path)
    done = run_script(
        'style_transfer.py', '--preset', 'blog', '--content', paths[0], '--style', paths[1],
        '--steps', LOGGED[-1], '--out', tmp_path / 'r',
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with open(tmp_path / 'r/loss.csv', newline='') as file:
        ours = {int(row['step']): float(row['total']) for row in csv.DictReader(file)}
    start = images.white_noise(224, 224, seed=0)
    theirs = the_authors_program(*map(str, paths), real_checkpoint, start, LOGGED[-1])
    for step in LOGGED:
        np.testing.assert_allclose(ours[step], theirs[step], rtol=5e-4, err_msg=str(step))
