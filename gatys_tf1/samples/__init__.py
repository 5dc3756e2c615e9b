"""Three pictures painted by this code, so that no copyrighted picture has to be shipped.

`coastal_scene` is a content picture: large shapes and plain edges. `night_sky` is a style picture:
thick strokes along a flow of swirls and stars. `brick_wall` is another style, and a regular one.
Each is the same picture at every size.
`clips` has two clips of them whose motion is known.
"""

from gatys_tf1.samples.bricks import brick_wall
from gatys_tf1.samples.coast import coastal_scene
from gatys_tf1.samples.night import night_sky

__all__ = ['brick_wall', 'coastal_scene', 'night_sky']
