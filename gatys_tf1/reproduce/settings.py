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
    """A reconstruction of the picture in dots by the blog's settings.

    Args:
      title: str, above its picture.
      layer: str, of VGG-19.
      here, published, stages: as in `entries.Run`.
      flags: str, further flags of `gatys-tf1 content`.

    Returns:
      `entries.Run`.
    """
    command = f'content --image {{dots}} --layer {layer} {BLOG} {flags}'.strip()
    return Run(title, command, here, published, stages)


def lbfgs_content(title, layer, here, flags='', stages=2):
    """The same by L-BFGS, a `Run` of our own; the arguments are those of `blog_content`."""
    command = f'content --image {{dots}} --layer {layer} {LBFGS} {flags}'.strip()
    return Run(title, command, here, None, stages)


def blog_style(title, picture, depth, seed=0, size=112):
    """A style alone by the blog's settings; what is published is twice as large.

    Args:
      title: str, above its picture.
      picture: str, the name of the style, see pictures.py.
      depth: int, how many of the style layers are used, 1..5.
      seed: int, of the noise that it starts from.
      size: int, pixels: the side of the square that is run here.

    Returns:
      `entries.Run`.
    """
    command = f'style --image {{{picture}}} --depth {depth} --seed {seed} {BLOG}'
    return Run(title, command, Scale(250, size, 1.0), Scale(100_000, 2 * size, 0.1))


def our_style(title, picture, depth, seed=0, scale=SHORT):
    """The same by our settings, a `Run` of our own at an `entries.Scale`."""
    return Run(title, f'style --image {{{picture}}} --depth {depth} --seed {seed}', scale)


def transfer(title, flags='', scale=TRANSFERRED):
    """The coast in strokes, a `Run` of our own.

    Args:
      title: str, above its picture.
      flags: str, of `gatys-tf1 transfer`.
      scale: `entries.Scale`.

    Returns:
      `entries.Run`.
    """
    command = f'transfer --content {{coast}} --style {{strokes}} {flags}'
    return Run(title, command.strip(), scale)


OURS = transfer('ours')
