"""The settings that several figures of the sources share: the blog's own, and ours.

No TensorFlow in here, so that the figures can be listed without it.
"""

from gatys_tf1.reproduce.entries import Picture, Run, Scale

BLOG = '--preset blog --precision float32'  # Adam with 0.1, raw pixels, max pooling, squares
LBFGS = f'{BLOG} --optimizer lbfgs'  # the same problem, by our optimiser
BLOCKS = ('conv1_2', 'conv2_2', 'conv3_2', 'conv4_2', 'conv5_2')
DEPTHS = range(1, 6)
SHORT, TRANSFERRED = Scale(100, 112), Scale(100, 128)
SEEDS = range(3)
FASTER = (
    '100,000 steps at a learning rate of 0.1 were cut to 250 at 1, 224x224 pixels to 112x112: with '
    'Adam, a pixel moves by about the learning rate in each step, so at 0.1 it would take more '
    'than a thousand steps to get as far'
)
DOTS, STROKES, COAST, WALL = map(Picture, ('dots', 'strokes', 'coast', 'bricks'))


def blog_content(title, layer, here, published, flags='', stages=2):
    command = f'content --image {{dots}} --layer {layer} {BLOG} {flags}'.strip()
    return Run(title, command, here, published, stages)


def lbfgs_content(title, layer, here, flags='', stages=2):
    command = f'content --image {{dots}} --layer {layer} {LBFGS} {flags}'.strip()
    return Run(title, command, here, None, stages)


def blog_style(title, picture, depth, seed=0, size=112):
    command = f'style --image {{{picture}}} --depth {depth} --seed {seed} {BLOG}'
    return Run(title, command, Scale(250, size, 1.0), Scale(100_000, 2 * size, 0.1))


def our_style(title, picture, depth, seed=0, scale=SHORT):
    return Run(title, f'style --image {{{picture}}} --depth {depth} --seed {seed}', scale)


def transfer(title, flags='', scale=TRANSFERRED):
    command = f'transfer --content {{coast}} --style {{strokes}} {flags}'
    return Run(title, command.strip(), scale)


OURS = transfer('ours')
