"""Some pixels never change, however long it runs."""

import numpy as np

from gatys_tf1.tf1 import tf

SOURCE = 'known; seed 003 clips after the update, as is right'

PREDICT = (
    'The loss pulls three pixels to 128, and it looks at the picture as it will be saved, clipped '
    'to 0..255. Where are the pixels after 200 steps?'
)


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
        return pixels


SURPRISE = 'The two pixels that are farthest off are the two that do not move.'

EXPLANATION = """
Outside its range `tf.clip_by_value` is constant, so its gradient there is 0: whatever the pixel
does, the clipped pixel stays at 255, and the loss cannot tell the way back. A pixel that has once
left the range is lost. Adam lets pixels overshoot, and so their number grows; they show as black,
white and gaudy specks that the loss does not mention, because they enter it as 0 or 255.

The picture is to stay in its range, and the gradient is not to know about it. So the range is a
matter of the **step**, not of the loss: take the step, then set the variable to its clipped value.
The assign is built once, before the loop. An optimiser with bounds, such as L-BFGS-B, does it by
itself.
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
        return pixels


RULE = 'Clip the variable after the step, never on the way to the loss.'

STEPPED_ROUND = ['gatys_tf1/optimize.py:lbfgs', 'gatys_tf1/image_variable.py:summaries']


def figure(path):
    """Noise of -64 to 319, pulled to a painting by 300 steps of Adam, with either clip."""
    from matplotlib.figure import Figure

    from gatys_tf1 import images, samples

    target = samples.coastal_scene(96, 128)
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
        axes.imshow(images.to_uint8(picture)[0])
        axes.set_title(f'{title}\n{lost:.0%} of it outside 0..255')
        axes.set_axis_off()
    canvas.savefig(path, dpi=72)
