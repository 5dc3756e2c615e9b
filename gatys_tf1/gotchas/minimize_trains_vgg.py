"""The loss is down by a third. What did Adam move?"""

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'The loss falls and then stands still, and the picture stays noise.'

MESSAGES = []

SOURCE = (
    "the content-reconstruction post, whose plan says 'do not update the weights. Instead update "
    "the white noise'"
)

THREADS = ['https://github.com/tensorpack/tensorpack/issues/482']

LEVEL = 'start'

PREDICT = (
    'The target is what the layer makes of the content picture, so the content picture itself has '
    'a loss of 0. What is its loss after fifty steps of Adam on the noise?'
)

CHOICES = [
    '0, as before: Adam works on the noise',
    'Hundreds of times what the noise had at the start',
    'About that of the noise, which turns into it',
]

ANSWER = 1

TEMPTING = {
    0: 'It would be, if the picture were all that the optimiser moves. `minimize` was given no '
    'list.',
    2: 'The noise does get nearer to the target, but not by turning into the picture.',
}

MEAN_RGB = np.float32([123.68, 116.779, 103.939])


def sunset():
    """An RGB picture of 0 to 255: a grainy orange sky over a dark blue sea."""
    picture = np.full([1, 24, 32, 3], [230.0, 140.0, 60.0])
    picture[:, 12:] = [20.0, 60.0, 120.0]
    return picture + np.random.default_rng(0).normal(0.0, 10.0, picture.shape)


def build():
    """Builds white noise as the image, conv1_1 on it or on pixels that are fed, and a loss."""
    noise = tf.random_uniform_initializer(0.0, 255.0)
    image = tf.get_variable('image', [1, 24, 32, 3], initializer=noise)
    pixels = tf.placeholder_with_default(image, image.shape)
    features = slim.conv2d(pixels - MEAN_RGB, 64, [3, 3], scope='vgg_19/conv1/conv1_1')
    target = tf.placeholder(tf.float32, features.shape)
    return image, pixels, features, target, tf.reduce_mean(tf.square(features - target))


def optimise(sess, step_op, pixels, features, target, loss):
    """Fifty steps. Returns the loss of the image and of the content picture after them."""
    content = sunset()
    sess.run(tf.global_variables_initializer())
    feed = {target: sess.run(features, {pixels: content})}
    start = sess.run(loss, feed)
    for _ in range(50):
        sess.run(step_op, feed)
    ends = sess.run(loss, feed) / start, sess.run(loss, {**feed, pixels: content}) / start
    print("after 50 steps, in units of the noise's loss before them:")
    print(f'  loss of the image: {ends[0]:.1f}; of the content picture: {ends[1].round(-2):.0f}')
    return ends


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(0)
        image, pixels, features, target, loss = build()
        step_op = tf.train.AdamOptimizer(1.0).minimize(loss)
        print('trained:', *[variable.op.name for variable in tf.trainable_variables()])
        return optimise(sess, step_op, pixels, features, target, loss)


SURPRISE = 'The loss fell, but it is the loss of another network: the old one is gone.'

EXPLANATION = """
`minimize(loss)` without a list updates every variable in the collection `TRAINABLE_VARIABLES`, and
a variable is in it unless it was made with `trainable=False`. slim's layers are trainable: training
them is what slim is for. So the optimiser moves the image **and** the network.

The network is the easier of the two to move. A step of Adam is about as long as the learning rate,
whatever the variable: 1.0 is a small step for a pixel of 0 to 255, and twenty times an average
weight. After the first step the loss is a hundred times what it was. Then it falls quickly, since
nearly all ReLUs die for the noise, and it stands still at what a network of zeros scores. The
content picture, from which the target was made, is by then much further from the target than the
noise ever was. With `right()` the loss falls more slowly at first, and keeps falling. The figure
shows the standstill with VGG-19's own weights.

A small learning rate hides it better. At 0.01 `wrong()` is down to 0.5 after ten steps, as the
network learns to see the target in any noise; `right()` is still at 1.0. It looks like
success. Two signs of the mistake: the checkpoint of such a run has Adam's slots for the weights
(twice the size of VGG-19), and the picture looks the same at every step.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(0)
        image, pixels, features, target, loss = build()
        trained = [image]
        step_op = tf.train.AdamOptimizer(1.0).minimize(loss, var_list=trained)
        print('trained:', *[variable.op.name for variable in trained])
        return optimise(sess, step_op, pixels, features, target, loss)


DIFFER = 'The loss of the content picture after 50 steps: over 100 in wrong, 0 in right.'

RULE = 'Tell `minimize` what it may move, `var_list=[image]`, and make the network not trainable.'

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/transfer.py:build']


def figure(path):
    """Reconstruction from conv2_1 after 150 steps of Adam at 5.0, with and without a list."""
    from matplotlib.figure import Figure

    from gatys_tf1 import images, samples
    from gatys_tf1.weights import checkpoint

    content, noise = samples.coastal_scene(150, 200), images.white_noise(150, 200, seed=0)

    def reconstruct(only_image):
        """The image at the end, its loss, and that of the content picture."""
        with tf.Graph().as_default(), tf.Session() as sess:
            image = tf.get_variable('image', initializer=noise)
            pixels = tf.placeholder_with_default(image, image.shape)
            net = pixels - MEAN_RGB
            for name, channels in (('conv1/conv1_1', 64), ('conv1/conv1_2', 64)):
                net = slim.conv2d(net, channels, [3, 3], scope=f'vgg_19/{name}')
            net = slim.max_pool2d(net, [2, 2])
            net = slim.conv2d(net, 128, [3, 3], scope='vgg_19/conv2/conv2_1')
            target = tf.placeholder(tf.float32, net.shape)
            loss = tf.reduce_mean(tf.square(net - target))
            var_list = [image] if only_image else None
            step_op = tf.train.AdamOptimizer(5.0).minimize(loss, var_list=var_list)
            saver = checkpoint.vgg_saver()
            sess.run(tf.global_variables_initializer())
            saver.restore(sess, checkpoint.find())
            feed = {target: sess.run(net, {pixels: content})}
            for _ in range(150):
                sess.run(step_op, feed)
            of_content = sess.run(loss, {**feed, pixels: content})
            return sess.run(image), sess.run(loss, feed), of_content

    canvas = Figure(figsize=(6.4, 2.0), layout='constrained')
    axes = canvas.subplots(1, 3)
    axes[0].imshow(images.to_uint8(content)[0])
    axes[0].set_title('content picture\n')
    titles = 'minimize(loss, var_list=[image])', 'minimize(loss)'
    for ax, title, only_image in zip(axes[1:], titles, (True, False)):
        image_value, loss_value, content_loss = reconstruct(only_image)
        ax.imshow(images.to_uint8(image_value)[0])
        ax.set_title(f'{title}: loss {loss_value:,.0f}\n(content picture: {content_loss:,.0f})')
    for ax in axes:
        ax.set_axis_off()
        ax.title.set_fontsize(7)
    canvas.savefig(path, dpi=100)
