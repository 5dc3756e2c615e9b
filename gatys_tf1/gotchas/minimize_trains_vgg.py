"""The loss falls faster than ever, and the picture stays noise."""

from gatys_tf1 import samples, vgg
from gatys_tf1.tf1 import slim, tf

SOURCE = "seed 000, whose plan says 'do not update the weights. Instead update the white noise'"

PREDICT = (
    'The target is what the layer makes of the content picture, so the content picture itself has '
    'a loss of 0. What is its loss after fifty steps of Adam on the noise?'
)


def build():
    """White noise as the image, slim's conv1_1 on it or on pixels that are fed, and a loss."""
    image = tf.get_variable('image', [1, 24, 32, 3], initializer=tf.random_uniform_initializer())
    pixels = tf.placeholder_with_default(image, image.shape)
    features = slim.conv2d(pixels - vgg.MEAN_RGB, 64, [3, 3], scope='vgg_19/conv1/conv1_1')
    target = tf.placeholder(tf.float32, features.shape)
    return image, pixels, features, target, tf.reduce_mean(tf.square(features - target))


def optimise(sess, step_op, pixels, features, target, loss):
    """Fifty steps. Returns the loss of the image, and of the content picture, after them."""
    content = samples.coastal_scene(24, 32)
    sess.run(tf.global_variables_initializer())
    feed = {target: sess.run(features, {pixels: content})}
    start = sess.run(loss, feed)
    for _ in range(50):
        sess.run(step_op, feed)
    ends = sess.run(loss, feed) / start, sess.run(loss, {**feed, pixels: content}) / start
    print("after 50 steps, in units of the noise's loss before them:")
    print(f'  loss of the image: {ends[0]:.1f}; of the content picture: {ends[1]:.1f}')
    return ends


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(0)
        image, pixels, features, target, loss = build()
        step_op = tf.train.AdamOptimizer(0.01).minimize(loss)
        print('trained:', *[variable.op.name for variable in tf.trainable_variables()])
        return optimise(sess, step_op, pixels, features, target, loss)


SURPRISE = 'The loss falls, for the network learns to see the content picture in any noise.'

EXPLANATION = """
`minimize(loss)` without a list updates every variable in the collection `TRAINABLE_VARIABLES`, and
each variable is in it unless it was made with `trainable=False`. slim's layers are trainable:
training them is what slim is for. So the optimiser moves the image **and** the network.

The network is the easier of the two to move. A step of Adam is about the learning rate, whatever
the variable: a learning rate of 0.01 is nothing for a pixel of 0 to 255 and a tenth of a weight. So
the loss falls faster than it should, and that looks like success. It is a loss by another network,
though. The content picture, which is what the target was made of, is now further from the target
than the noise was at the beginning. With the learning rates that suit pixels, all ReLUs die within
a few steps, and the loss stands still: so it is in the figure, with VGG-19's own weights.

In the right half the loss has hardly moved: that is what 0.01 does to pixels, and 1.0 or more is a
learning rate for them. Two more signs of the mistake: the checkpoint of such a run has Adam's slots
for the weights (twice the size of VGG-19), and the picture looks the same at every step.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(0)
        image, pixels, features, target, loss = build()
        step_op = tf.train.AdamOptimizer(0.01).minimize(loss, var_list=[image])
        print('trained: image')
        return optimise(sess, step_op, pixels, features, target, loss)


RULE = 'Tell `minimize` what it may move, `var_list=[image]`, and make the network not trainable.'

STEPPED_ROUND = ['gatys_tf1/vgg.py:end_points', 'gatys_tf1/transfer.py:build']


def figure(path):
    """Reconstruction from conv2_1 after 150 steps of Adam at 5.0, with and without a list."""
    from matplotlib.figure import Figure

    from gatys_tf1 import checkpoint, images

    content, noise = samples.coastal_scene(150, 200), images.white_noise(150, 200, seed=0)

    def reconstruct(only_image):
        """The image at the end, its loss, and that of the content picture."""
        with tf.Graph().as_default(), tf.Session() as sess:
            image = tf.get_variable('image', initializer=noise)
            pixels = tf.placeholder_with_default(image, image.shape)
            net = pixels - vgg.MEAN_RGB
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
