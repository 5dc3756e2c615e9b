"""The graph that trains AdaIN's decoder.

Implements equations 11 to 13 of Huang and Belongie (2017); network.py has the networks.

Puts into the graph: `content/vgg_19/...`, `style/vgg_19/...`, `adain/t`, `decoder/...`,
`result/vgg_19/...` (the encoder once more, on what the decoder painted),
`loss/{content,style/<layer>,style/total,total}`, `check/...` (the content decoded as it is),
`train/{step,learning_rate,adam}`, `summary/...`, `save/...`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from gatys_tf1 import vgg
from gatys_tf1.adain.gram import gram_loss, gram_matrices
from gatys_tf1.adain.network import ENCODED, STYLE_LAYERS, decode, decoder_variables, encode
from gatys_tf1.adain.normalisation import adain, channel_moments, moments_loss
from gatys_tf1.losses.gatys import content_loss
from gatys_tf1.run.graph import run_variables
from gatys_tf1.tf1 import tf
from gatys_tf1.weights import checkpoint


class Settings(NamedTuple):
    """How the decoder is trained; the defaults are the authors'."""

    style_weight: float = 10.0  # lambda (equation 11)
    learning_rate: float = 1e-4  # of Adam, at the start: learning_rate / (1 + decay * step)
    decay: float = 5e-5
    seed: int = 0  # of the decoder's weights at the start
    keep: int = 3  # how many states the Saver leaves in place
    style_loss: str = 'moments'  # equation 13; or 'gram', see gram.py


class Training(NamedTuple):
    """A finalised graph that trains the decoder, and its nodes."""

    graph: tf.Graph
    pipeline: Any  # what `inputs` returned, see `build`
    content: tf.Tensor  # float32 [batch, height, width, 3]
    rows: tf.Tensor  # uint8 [batch, height, 4 width, 3]: content, style, result, autoencoded
    autoencoding: tf.Tensor  # float32 scalar, mean |g(f(c)) - c| in pixel values
    losses: dict  # name below loss/ -> float32 scalar
    step: tf.Variable  # int64, the number of the step that comes next
    step_op: tf.Operation  # updates the decoder and counts
    init_op: tf.Operation
    summaries: dict  # 'scalars', 'autoencoding' and 'pictures' -> string scalar
    vgg_saver: tf.train.Saver
    state_saver: tf.train.Saver  # decoder, Adam's slots and the step; not the encoder


def build(inputs, config=vgg.Config(), settings=Settings()):
    """Builds the graph that trains the decoder, and finalises it.

    The loss is `L_c + lambda L_s` (equation 11): L_c is the mean squared difference between the
    result's features and t, L_s the sum over `STYLE_LAYERS` of `moments_loss` or `gram_loss`.

    Args:
      inputs: function without arguments that is called inside the graph and returns
        `(content, style), pipeline`: float32 tensors `[batch, height, width, 3]`, RGB, 0..255,
        whose sides are static multiples of 8 and at least 16; and whatever `Training` is to keep.
      config: a `vgg.Config`.
      settings: a `Settings`.

    Returns:
      a `Training`.
    """
    graph = tf.Graph()
    with graph.as_default():
        training = nodes(inputs, config, settings)
    graph.finalize()
    return training


def nodes(inputs, config, settings, update=None):
    """Puts into the default graph what trains the decoder, and does not finalise it.

    Args:
      inputs, config, settings: as of `build`.
      update: function of `(optimizer, losses, step, variables)` that returns the operation of a
        step, and the losses to report; None: `optimizer.minimize` of the total.

    Returns:
      a `Training`.
    """
    update = update or _minimise
    tf.set_random_seed(settings.seed)
    (content, style), pipeline = inputs()
    with tf.name_scope('content'):
        content_features = encode(content, [ENCODED], config)[ENCODED]
    with tf.name_scope('style'):
        style_features = encode(style, STYLE_LAYERS, config)
        style_targets = _style_values(style_features, settings.style_loss)
        if settings.style_loss == 'moments':
            moments = style_targets[ENCODED]
        else:
            moments = channel_moments(style_features[ENCODED], name=f'{ENCODED}_moments')
    with tf.name_scope('adain'):
        t = adain(content_features, moments, name='t')
    result = decode(t, config.precision)
    with tf.name_scope('result'):
        features = encode(result, STYLE_LAYERS, config)
    losses = _losses(features, t, style_targets, settings)
    with tf.name_scope('train'):
        step, rate, step_op, losses = _train(losses, settings, update)
    with tf.name_scope('check'):  # what alpha 0 gives: looked at now and then, not trained for
        autoencoded = decode(content_features, config.precision)
        autoencoding = tf.reduce_mean(tf.abs(autoencoded - content), name='autoencoding')
    with tf.name_scope('summary'):
        rows = tf.concat([content, style, result, autoencoded], axis=2)
        # Not as floats, which TensorBoard would stretch to their own range.
        rows = tf.saturate_cast(tf.round(rows), tf.uint8, name='rows')
        summaries = _summaries(losses, rate, autoencoding, rows)
    with tf.name_scope('save'):
        vgg_saver = checkpoint.vgg_saver()
        state_saver = tf.train.Saver(_state(), max_to_keep=settings.keep, name='state')
    init_op = tf.global_variables_initializer()
    return Training(
        tf.get_default_graph(), pipeline, content, rows, autoencoding, losses, step, step_op,
        init_op, summaries, vgg_saver, state_saver,
    )  # fmt: skip


def _state():
    """{name in the state: variable}; SyncReplicasOptimizer leaves Adam's powers in no scope."""
    variables = {v.op.name: v for v in run_variables()}
    return {name if '/' in name else f'train/{name}': v for name, v in variables.items()}


def _style_values(features, kind):
    """What the style loss compares: {layer: moments or Gram matrices}."""
    measure = {'moments': channel_moments, 'gram': gram_matrices}[kind]
    return {layer: measure(features[layer], name=f'{layer}_{kind}') for layer in STYLE_LAYERS}


def _losses(features, t, style_targets, settings):
    """Every loss by its name below `loss/`."""
    losses = {}
    compare = {'moments': moments_loss, 'gram': gram_loss}[settings.style_loss]
    with tf.name_scope('loss'):
        # t and the style's values get no gradient: no variable that is trained goes into them.
        result_features = tf.cast(features[ENCODED], tf.float32)
        losses['content'] = content_loss(result_features, t, name='content')
        with tf.name_scope('style'):
            for layer, value in _style_values(features, settings.style_loss).items():
                losses[f'style/{layer}'] = compare(value, style_targets[layer], name=layer)
            losses['style/total'] = tf.add_n(
                [losses[f'style/{layer}'] for layer in STYLE_LAYERS], name='total'
            )
        losses['total'] = tf.add(
            losses['content'], settings.style_weight * losses['style/total'], name='total'
        )
    return losses


def _train(losses, settings, update):
    """Adam on the decoder's variables: `(step, learning rate, operation, losses)`."""
    step = tf.Variable(0, trainable=False, name='step', dtype=tf.int64)
    rate = tf.train.inverse_time_decay(
        settings.learning_rate, step, 1, settings.decay, name='learning_rate'
    )
    adam = tf.train.AdamOptimizer(rate, name='adam')
    # Without a list of variables, Adam would have slots for whatever is trainable.
    decoder = list(decoder_variables(tf.get_default_graph()).values())
    return step, rate, *update(adam, losses, step, decoder)


def _minimise(optimizer, losses, step, variables):
    return optimizer.minimize(losses['total'], step, variables), losses


def _summaries(losses, rate, autoencoding, rows):
    """The summary operations: scalars of each step, and what is looked at now and then."""
    scalars = {f'loss/{name}': loss for name, loss in losses.items()} | {'learning_rate': rate}
    # The raw operations, because tf.summary.scalar puts the scope before the tag.
    scalars = [tf.raw_ops.ScalarSummary(tags=tag, values=x) for tag, x in scalars.items()]
    return {
        'scalars': tf.raw_ops.MergeSummary(inputs=scalars, name='scalars'),
        'autoencoding': tf.raw_ops.ScalarSummary(
            tags='check/autoencoding', values=autoencoding, name='autoencoding'
        ),
        'pictures': tf.raw_ops.ImageSummary(
            tag='content_style_result_autoencoded', tensor=rows, max_images=4, name='pictures'
        ),
    }
