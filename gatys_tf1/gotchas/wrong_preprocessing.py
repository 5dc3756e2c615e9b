"""Three wrong ways to feed VGG-19. Which of them fails?"""

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

SYMPTOM = 'The results are not quite right, and nothing says why.'

MESSAGES = []

SOURCE = (
    'the content-reconstruction post, which feeds pixels of 0 to 255 as they are; and known from '
    'every VGG port'
)

THREADS = [
    'https://github.com/keras-team/keras/issues/3340',
    'https://github.com/keras-team/keras/issues/1891',
    'https://github.com/jcjohnson/neural-style/issues/207',
    'https://github.com/tensorflow/models/issues/517',
]

LEVEL = 'core'

PREDICT = (
    'The network was trained on RGB of 0 to 255 minus the mean colour. It is fed in three other '
    "ways. Which of them fails, and how far are the others' Gram matrices from the right one?"
)

CHOICES = [
    'None fails; all three are off by more than half',
    'None fails; all three are within a few percent',
    'The range 0 to 1 fails; the other two are close',
]

ANSWER = 0

TEMPTING = {
    1: 'A convolution is linear, and VGG has no normalisation layers. Nothing evens out a wrong '
    'mean, order or range.',
    2: 'Small numbers are valid numbers. The features just become tiny, and nobody looks at them.',
}

MEAN_RGB = np.float32([123.68, 116.779, 103.939])


def sunset():
    """An RGB picture of 0 to 255: a grainy orange sky over a dark blue sea."""
    picture = np.full([1, 48, 64, 3], [230.0, 140.0, 60.0])
    picture[:, 24:] = [20.0, 60.0, 120.0]
    return picture + np.random.default_rng(0).normal(0.0, 10.0, picture.shape)


def gram(pixels):
    """The Gram matrix of a layer of fixed random weights that is fed with these pixels."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(0)
        features = slim.conv2d(tf.constant(pixels, tf.float32), 64, [3, 3])
        columns = tf.reshape(features, [-1, 64])
        sess.run(tf.global_variables_initializer())
        return sess.run(tf.matmul(columns, columns, transpose_a=True))


def wrong():
    rgb = sunset()
    feeds = {
        'no mean': rgb,
        'BGR minus mean': rgb[..., ::-1] - MEAN_RGB[::-1],
        'range 0 to 1': rgb / 255,
    }
    expected, errors = gram(rgb - MEAN_RGB), {}
    for name, feed in feeds.items():
        difference = gram(feed) - expected
        errors[name] = np.linalg.norm(difference) / np.linalg.norm(expected)
        print(f'{name:14} relative error of the Gram matrix: {errors[name]:.1f}')
    return errors


SURPRISE = 'None fails.'

EXPLANATION = """
A convolution takes any three numbers per pixel. What they mean is an agreement between those who
trained the network and those who use it, and the checkpoint does not record it. For slim's VGG-19
it is: RGB in this order, 0 to 255, minus `[123.68, 116.779, 103.939]`. The Caffe original and
Keras' VGG19 expect BGR, minus the same mean in that order. PyTorch's expects RGB of 0 to 1, minus
a mean and divided by a standard deviation: both again in units of 0 to 1.

The optimisation hides it. If the targets and the image go through the same wrong preprocessing, the
loss falls as nicely as ever, and the picture is a little worse or merely different: the layers see
colours and contrasts that they were not trained on. If the two differ, because one picture was read
by OpenCV (BGR) or by Matplotlib (0 to 1), the result shows it; but by then it looks like a question
of weights and learning rates. The figure shows two of each kind.
"""


BLOG_SAID = """
The blog assigns the pixels to the image variable as they are, for targets and image alike, and its
pictures came out well: see the second one in the figure. This project's `--preset blog` does the
same on purpose (see [deviations](../deviations.md)); its default subtracts the mean.
"""


def right():
    rgb, errors = sunset(), {}
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        pixels = tf.placeholder(tf.float32, [1, 48, 64, 3])
        slim.conv2d(pixels - MEAN_RGB, 64, [3, 3], scope='conv1_1')
        fed = graph.get_operation_by_name('conv1_1/Conv2D').inputs[0]
        difference = sess.run(fed, {pixels: rgb}) - (rgb - MEAN_RGB)
        print('what conv1_1 is fed:', fed.op.name)
        errors['RGB minus mean'] = round(float(np.abs(difference).max()), 3)
        print('largest difference from RGB minus mean:', errors['RGB minus mean'])
    return errors


DIFFER = 'The errors per way of feeding: above 0.5 for each of the three in wrong, 0.0 in right.'

RULE = (
    'Put the preprocessing into the graph, next to the network that needs it, and test what the '
    'first convolution is fed.'
)

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/images.py:load']


def figure(path):
    """One style transfer, with targets and image fed in several ways. Only the first is right."""
    import io

    import PIL.Image
    from matplotlib.figure import Figure

    from gatys_tf1 import images, samples, vgg
    from gatys_tf1.losses.gatys import gram_matrix
    from gatys_tf1.weights import checkpoint

    content, style = samples.coastal_scene(150, 200), samples.night_sky(150, 200)
    layers = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1')

    def distance(a, b):  # relative, so that the range of the feed does not change the balance
        return tf.reduce_sum(tf.square(a - b)) / np.sum(b**2)

    def transfer(feed, targets=None):
        """150 steps of Adam; or, without targets, the representations of the two pictures."""
        with tf.Graph().as_default(), tf.Session() as sess:
            image = tf.get_variable('image', initializer=content)
            points = vgg.end_points(feed(image), 'conv4_2', vgg.Config(preprocess='raw'))
            features = points['conv4_2']
            grams = [gram_matrix(points[layer]) for layer in layers]
            saver = checkpoint.vgg_saver()
            if targets:
                terms = [distance(*pair) for pair in zip(grams, targets[1])]
                loss = distance(features, targets[0]) + 5 * tf.add_n(terms)
                step = tf.train.AdamOptimizer(5.0).minimize(loss, var_list=[image])
            sess.run(tf.global_variables_initializer())
            saver.restore(sess, checkpoint.find())
            if not targets:
                return sess.run(features, {image: content}), sess.run(grams, {image: style})
            for _ in range(150):
                sess.run(step)
            return images.to_uint8(sess.run(image))[0]

    def rightly(image):
        return image - vgg.MEAN_RGB

    ways = {  # title: how the targets are fed, and how the image
        'right': (rightly, rightly),
        'both without the mean (blog)': (lambda image: image, lambda image: image),
        'targets BGR, image RGB': (lambda image: rightly(image[..., ::-1]), rightly),
        'targets 0 to 1, image 0 to 255': (lambda image: rightly(image / 255.0), rightly),
    }
    canvas = Figure(figsize=(12, 2.6), layout='constrained')
    for axes, (title, (feed_targets, feed)) in zip(canvas.subplots(1, 4), ways.items()):
        axes.imshow(transfer(feed, transfer(feed_targets)))
        axes.set_title(title)
        axes.set_axis_off()
    drawn = io.BytesIO()
    canvas.savefig(drawn, dpi=100)
    palette = PIL.Image.open(drawn).convert('RGB').quantize(256, kmeans=1)  # a third of the bytes
    palette.save(path, optimize=True)
