"""The loss sees clipped pixels: where do they end up?"""

import numpy as np
import tensorflow.compat.v1 as tf

SYMPTOM = 'Some pixels (or weights) never change, however long the optimisation runs.'

MESSAGES = []

SOURCE = 'known; the class-visualisation post clips after the update, as is right'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/44333',
    'https://github.com/tensorflow/tensorflow/issues/89110',
    'https://github.com/tensorflow/addons/issues/693',
]

LEVEL = 'core'

PREDICT = (
    'The loss pulls three pixels, -20, 100 and 300, to 128. It looks at the picture as it will be '
    'saved, clipped to 0..255. Where are the pixels after 200 steps?'
)

CHOICES = [
    'At -20, 128 and 300',
    'At 0, 128 and 255: clipped, the outer two no longer count as wrong',
    'All three at 128',
]

ANSWER = 0

TEMPTING = {
    1: 'The clip makes new values for the loss; it never writes to the variable. The outer two do '
    'count as wrong, by 127 and more: they just cannot be moved.',
    2: 'The loss is smallest there. But gradient descent has to find the way, and outside the '
    'range the clipped value does not change with the pixel.',
}


def wrong():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', initializer=np.float32([-20, 100, 300]))
        clipped = tf.clip_by_value(image, 0.0, 255.0)
        loss = tf.reduce_mean(tf.square(clipped - 128.0))
        step = tf.train.AdamOptimizer(5.0).minimize(loss)
        gradient = tf.gradients(loss, image)[0]
        sess.run(tf.global_variables_initializer())
        print('gradient:', sess.run(gradient).round(1))
        for _ in range(200):
            sess.run(step)
        pixels = sess.run(image).round()
        print('pixels:', pixels)
        return pixels.tolist()


SURPRISE = 'The two pixels that are farthest off are the two that do not move.'

EXPLANATION = """
Outside its range `tf.clip_by_value` is constant, so its gradient there is 0: whatever the pixel
does, the clipped pixel stays at 255, and the loss has no way back. A pixel that has once left the
range is lost. Adam overshoots, so their number grows; they show as black, white and gaudy specks,
and the loss hardly mentions them, since they enter it as 0 or 255.

The same happens to any clip on the way to a loss: `tf.log(tf.clip_by_value(p, 1e-10, 1.0))` keeps
the logarithm finite and stops all learning from the examples where `p` is below the limit, which
are the worst ones.

The picture is meant to stay in its range, but the gradient must not know about it. So the range
belongs to the **step**, not to the loss: take the step, then assign the clipped value to the
variable. Build that assign once, before the loop. An optimiser with bounds, such as L-BFGS-B, does
it by itself.
"""


def right():
    with tf.Graph().as_default(), tf.Session() as sess:
        image = tf.get_variable('image', initializer=np.float32([-20, 100, 300]))
        loss = tf.reduce_mean(tf.square(image - 128.0))
        step = tf.train.AdamOptimizer(5.0).minimize(loss)
        clip_op = tf.assign(image, tf.clip_by_value(image, 0.0, 255.0)).op
        gradient = tf.gradients(loss, image)[0]
        sess.run(tf.global_variables_initializer())
        print('gradient:', sess.run(gradient).round(1))
        for _ in range(200):
            sess.run(step)
            sess.run(clip_op)
        pixels = sess.run(image).round()
        print('pixels:', pixels)
        return pixels.tolist()


DIFFER = 'The pixels after 200 steps: -20, 128 and 300 in wrong, three times 128 in right.'

RULE = 'Clip the variable after the step, never on the way to the loss.'

STEPPED_ROUND = ['gatys_tf1/lbfgs.py:lbfgs', 'gatys_tf1/image_variable.py:summaries']


def figure(path):
    """Noise of -64 to 319, pulled to a picture by 300 steps of Adam, with either clip."""
    from matplotlib.figure import Figure

    row, column = np.mgrid[0:96, 0:128].astype(np.float32)
    disc = ((row - 40) ** 2 + (column - 84) ** 2 < 24**2)[..., np.newaxis]
    target = np.stack([60 + row, 230 - 1.5 * row, 90 + column], axis=2)
    target = np.where(disc, np.float32([240, 200, 90]), target)[np.newaxis]
    start = np.random.default_rng(0).uniform(-64, 319, target.shape).astype(np.float32)

    def reconstruct(clip_in_loss):
        with tf.Graph().as_default(), tf.Session() as sess:
            image = tf.get_variable('image', initializer=start)
            clipped = tf.clip_by_value(image, 0.0, 255.0)
            loss = tf.reduce_mean(tf.square((clipped if clip_in_loss else image) - target))
            step = tf.train.AdamOptimizer(5.0).minimize(loss)
            clip_op = tf.assign(image, clipped).op
            sess.run(tf.global_variables_initializer())
            for _ in range(300):
                sess.run(step)
                if not clip_in_loss:
                    sess.run(clip_op)
            return sess.run(image)

    canvas = Figure(figsize=(9, 2.8), layout='constrained')
    pictures = {'start': start, 'clip in the loss': reconstruct(True)}
    pictures['clip after the step'] = reconstruct(False)
    for axes, (title, picture) in zip(canvas.subplots(1, 3), pictures.items()):
        lost = np.mean((picture < 0) | (picture > 255))
        axes.imshow(np.clip(np.rint(picture), 0, 255).astype(np.uint8)[0])
        axes.set_title(f'{title}\n{lost:.0%} of it outside 0..255')
        axes.set_axis_off()
    canvas.savefig(path, dpi=72)
