"""What TensorBoard shows of a painted frame.

The summaries are put together here and not by the graph, because flow and weights are NumPy's.
"""

import io

import PIL.Image

from gatys_tf1 import images
from gatys_tf1.tf1 import tf
from gatys_tf1.video import flow


def scalars(painted):
    """Every loss of a frame, and how many steps it took, as a serialised summary."""
    values = {f'loss/{name}': value for name, value in painted.losses.items()}
    values['frame/steps'] = painted.steps
    return tf.Summary(
        value=[tf.Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()]
    ).SerializeToString()


def pictures(painted, task):
    """The frame; and where it has a predecessor the flow in colours, its weights, what was warped.

    Args:
      painted: `painters.Painted`.
      task: its `painters.Task`.

    Returns:
      a serialised summary.
    """
    shown = {'frame/image': painted.image, 'frame/content': task.content}
    if task.flow is not None:
        shown |= {
            'flow/colours': flow.colours(task.flow),
            'flow/weights': 255 * task.weights[:1, ..., None].repeat(3, axis=3),
            'flow/previous_warped': task.warped[:1],
        }
    return tf.Summary(
        value=[tf.Summary.Value(tag=tag, image=_png(image)) for tag, image in shown.items()]
    ).SerializeToString()


def _png(image):
    """gotcha: tensorboard-rescales-floats. The pixels as they are saved."""
    pixels, file = images.to_uint8(image)[0], io.BytesIO()
    PIL.Image.fromarray(pixels).save(file, format='PNG')
    height, width, channels = pixels.shape
    return tf.Summary.Image(
        height=height, width=width, colorspace=channels, encoded_image_string=file.getvalue()
    )
