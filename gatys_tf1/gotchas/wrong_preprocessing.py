"""The pictures are not quite right, and nothing says why."""

import numpy as np

from gatys_tf1 import losses, samples, vgg
from gatys_tf1.tf1 import slim, tf

SOURCE = 'seed 000, which feeds pixels of 0 to 255 as they are; and known from every VGG port'

PREDICT = (
    'The network was trained on RGB of 0 to 255 less the mean colour. It is fed in three other '
    "ways. Which of them fails, and how far do the others' Gram matrices lie from the right one?"
)


def gram(pixels):
    """The Gram matrix of a layer of fixed random weights that is fed with these pixels."""
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(0)
        features = slim.conv2d(tf.constant(pixels, tf.float32), 64, [3, 3])
        sess.run(tf.global_variables_initializer())
        return sess.run(losses.gram_matrix(features))


def wrong():
    rgb = samples.night_sky(48, 64)
    feeds = {
        'no mean': rgb,
        'BGR less mean': rgb[..., ::-1] - vgg.MEAN_RGB[::-1],
        'range 0 to 1': rgb / 255,
    }
    expected, errors = gram(rgb - vgg.MEAN_RGB), {}
    for name, feed in feeds.items():
        difference = gram(feed) - expected
        errors[name] = np.linalg.norm(difference) / np.linalg.norm(expected)
        print(f'{name:14} relative error of the Gram matrix: {errors[name]:.1f}')
    return errors


SURPRISE = 'None fails.'

EXPLANATION = """
A convolution takes any three numbers a pixel. What they mean is an agreement between those who
trained the network and those who use it, and it is written down nowhere in the checkpoint. For
slim's VGG-19 it is: RGB in this order, 0 to 255, less `[123.68, 116.779, 103.939]`. The Caffe
original is BGR; Keras' VGG19 takes BGR, too, and its conv1_1 differs from slim's in the order of
the input channels alone; PyTorch's wants 0 to 1 and a division by the standard deviation.

The optimisation hides it. If targets and image go through the same wrong preprocessing, the loss
falls as nicely as ever and the picture is a little worse, or merely different: the layers see
colours and contrasts that they were not trained on. If the two differ, because one picture was read
by OpenCV (BGR) or by Matplotlib (0 to 1), the result says so; but by then it looks like a question
of weights and learning rates. The figure shows two of either kind.
"""


BLOG_SAID = """
The blog assigns the pixels to the image variable as they are, for targets and image alike, and its
pictures came out well: see the second one in the figure. `--preset blog` does it in the same way,
on purpose (see [deviations](../deviations.md)); the default here subtracts the mean.
"""


def right():
    rgb = samples.night_sky(48, 64)
    with tf.Graph().as_default() as graph, tf.Session(graph=graph) as sess:
        vgg.end_points(tf.constant(rgb), 'conv1_1', preprocess='vgg')
        feed = graph.get_operation_by_name('vgg_19/conv1/conv1_1/Conv2D').inputs[0]
        difference = np.abs(sess.run(feed) - (rgb - vgg.MEAN_RGB)).max()
        print('what conv1_1 is fed with:', feed.op.name)
        print(f'difference from RGB less mean: {difference:.3f}')
        return difference


RULE = (
    'Put the preprocessing into the graph, beside the network that needs it, and test what the '
    'first convolution is fed with.'
)

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/images.py:load']


def figure(path):
    """One transfer, with the targets and the image fed in several ways; only the first is right."""
    import io

    import PIL.Image
    from matplotlib.figure import Figure

    from gatys_tf1 import checkpoint, images

    content, style = samples.coastal_scene(150, 200), samples.night_sky(150, 200)
    layers = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1')

    def distance(a, b):  # relative, so that the range of the feed does not change the balance
        return tf.reduce_sum(tf.square(a - b)) / np.sum(b**2)

    def transfer(feed, targets=None):
        """150 steps of Adam; or, without targets, the representations of the two pictures."""
        with tf.Graph().as_default(), tf.Session() as sess:
            image = tf.get_variable('image', initializer=content)
            points = vgg.end_points(feed(image), 'conv4_2', preprocess='raw')
            features = points['conv4_2']
            grams = [losses.gram_matrix(points[layer]) for layer in layers]
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
