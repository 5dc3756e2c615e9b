"""VGG-19 in slim's idiom, trimmed to the end points in use.

Implements configuration E of Simonyan and Zisserman, "Very deep convolutional networks for
large-scale image recognition" (2014), with the scopes and variable names of tf-slim's `vgg_19`, so
that slim's checkpoint restores into it. The blog's style post trims slim's network because the
squeeze at `fc8` accepts 224x224 only (gotcha: squeeze-at-fc8) and because unused nodes clutter the
graph. Here the network ends at the deepest layer in use, and height and width are free.

Puts into the graph: `vgg_19/preprocess`, `vgg_19/conv1/conv1_1/{weights,biases,Conv2D,Relu,...}`,
`vgg_19/pool1`, ... down to the last layer; with bfloat16 also `vgg_19/precision` and a cast after
each variable. Left out: dropout (an identity outside training) and the final squeeze.
"""

from typing import NamedTuple

from gatys_tf1 import machine
from gatys_tf1.architecture import CHANNELS, LAYERS, check_layers, check_size, deepest
from gatys_tf1.image_variable import assign_ops, image_variable
from gatys_tf1.tf1 import slim, tf
from gatys_tf1.weights import checkpoint

MEAN_RGB = (123.68, 116.779, 103.939)  # of ImageNet's training pictures, as slim subtracts it


class Config(NamedTuple):
    """Which VGG-19: weights, two choices on which blog and paper differ, precision; and where."""

    checkpoint: str = ''  # path of a slim checkpoint, from `checkpoint.find`; '': never restored
    pool: str = 'max'  # the checkpoint's own; or 'avg' (Gatys et al., section 2)
    preprocess: str = 'vgg'  # subtracts MEAN_RGB; or 'raw', which feeds 0-255 as the blog does
    precision: str = 'float32'  # of the convolutions; or 'bfloat16'. Variables are float32 in both
    target: str = ''  # where it runs: '': in this process; 'grpc://host:port': on a worker


def end_points(images, last_layer, config=Config(), first_layer='conv1_1', relu=None):
    """Builds VGG-19 from the image up to `last_layer`.

    Args:
      images: float32 tensor `[batch, height, width, 3]`, RGB, 0..255.
      last_layer: str, the deepest layer to build, one of `LAYERS`.
      config: a `Config`; its `checkpoint` is not used here.
      first_layer: str, where to start. If it is not conv1_1, `images` is the end point before it,
        and the variables of the network built earlier are reused.
      relu: function from tensor to tensor, used for every ReLU, such as `guided_relu`;
        None: `tf.nn.relu`.

    Returns:
      dict of layer name to tensor `[batch, h, w, channels]` in `config.precision`, in the network's
      order. A convolution's end point is taken after its ReLU; fc8's are logits. The fully
      connected layers are convolutions: fc8 is `[batch, 1, 1, 1000]` for 224x224.

    Raises:
      UserError: for an unknown layer, or a picture too small for `last_layer`.
    """
    check_layers([last_layer])
    pool2d = {'max': slim.max_pool2d, 'avg': slim.avg_pool2d}[config.pool]
    points = {}
    # gotcha: minimize-trains-vgg. Not trainable, so an optimiser without var_list leaves it alone.
    # Zeros, because the checkpoint's values replace them: a forgotten restore shows at once.
    with (
        tf.variable_scope('vgg_19', reuse=tf.AUTO_REUSE, custom_getter=cast_to(config.precision)),
        slim.arg_scope([slim.conv2d], trainable=False, weights_initializer=tf.zeros_initializer(),
                       activation_fn=relu or tf.nn.relu),
    ):  # fmt: skip
        net = images
        if first_layer == LAYERS[0]:
            check_size(*images.shape.as_list()[1:3], last_layer)
            if config.preprocess == 'vgg':  # gotcha: wrong-preprocessing
                net = tf.subtract(images, MEAN_RGB, name='preprocess')
            net = tf.cast(net, config.precision, name='precision')  # no node in float32
        for layer in LAYERS[LAYERS.index(first_layer) : LAYERS.index(last_layer) + 1]:
            if layer.startswith('pool'):
                net = pool2d(net, [2, 2], scope=layer)
            elif layer.startswith('conv'):
                block = layer[:5]
                net = slim.conv2d(net, CHANNELS[block], [3, 3], scope=f'{block}/{layer}')
            elif layer == 'fc6':
                net = slim.conv2d(net, 4096, [7, 7], padding='VALID', scope='fc6')
            elif layer == 'fc7':
                net = slim.conv2d(net, 4096, [1, 1], scope='fc7')
            else:
                net = slim.conv2d(net, 1000, [1, 1], activation_fn=None, scope='fc8')
            points[layer] = net  # gotcha: end-points-are-after-relu
    return points


def evaluate(image_value, layers, config, views, relu=None):
    """Pushes one picture through the network, in a graph of its own: assign, run, fetch.

    Args:
      image_value: float32 array `[1, height, width, 3]`, RGB, 0..255.
      layers: list of layer names; the network ends at the deepest one.
      config: a `Config`.
      views: dict of any key to a function of `(image, end points)` that returns what to fetch.
      relu: see `end_points`.

    Returns:
      dict of the same keys to what a session fetched: float32 arrays, or tuples of them, ...
    """
    with tf.Graph().as_default() as graph:
        image = image_variable(image_value.shape)
        pixels, assigns = assign_ops(image, ['image'])
        points = end_points(image, deepest(layers), config, relu=relu)
        fetches = {}
        for key, view in views.items():
            fetches[key] = view(image, points)
        saver = checkpoint.vgg_saver()
        init_op = tf.global_variables_initializer()
    with machine.session(graph, config.target) as sess:
        checkpoint.initialise(sess, init_op, saver, config.checkpoint)
        sess.run(assigns['image'], {pixels: image_value})
        return sess.run(fetches)


def representation(image_value, layers, config):
    """The content representation: the feature maps of a picture at `layers` (Gatys, section 2.1).

    Returns:
      dict of layer to float32 array `[1, h, w, channels]`.
    """

    def features(_, points):
        return {layer: tf.cast(points[layer], tf.float32) for layer in layers}

    return evaluate(image_value, layers, config, {'features': features})['features']


def cast_to(precision):
    """A variable getter that hands out float32 variables cast to `precision`.

    gotcha: float64-image. slim makes its weights in the dtype of its input, and a float32
    checkpoint cannot restore bfloat16 variables.
    """

    def getter(get, name, *args, dtype=None, **kwargs):
        variable = get(name, *args, dtype=tf.float32, **kwargs)
        # Named, because slim asks for its variables outside of all scopes.
        return tf.cast(variable, precision, name=f'{name}/{precision}')

    return getter
