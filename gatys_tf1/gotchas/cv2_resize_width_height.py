"""The resized picture has its height and width the wrong way round."""

import cv2
import numpy as np

from gatys_tf1 import images, samples

SOURCE = 'the notebook of seed 000, which calls `cv2.resize(img, (H, W))`; and known'

PREDICT = (
    'A picture is resized to 24 rows and 32 columns. What shape has it then? Would a square size '
    'tell? And in what range are the pixels of a board of 0 and 255 that is enlarged?'
)


def wrong():
    picture = samples.coastal_scene(48, 64)
    print('resized to (24, 32):', cv2.resize(picture[0], (24, 32)).shape[:2])
    print('resized to (32, 32):', cv2.resize(picture[0], (32, 32)).shape[:2])
    board = np.float32(np.indices((8, 8)).sum(axis=0) % 2 * 255)
    larger = cv2.resize(board, (21, 21), interpolation=cv2.INTER_CUBIC)
    print(f'range of 0 to 255 after INTER_CUBIC: {larger.min():.0f} to {larger.max():.0f}')
    for name, array in {'a batch': picture, 'int64': picture[0].astype(np.int64)}.items():
        try:
            cv2.resize(array, (32, 24))
        except cv2.error as error:
            print(f'{name} is refused: {error.err}')
    return cv2.resize(picture[0], (24, 32)).shape[:2], larger.min(), larger.max()


SURPRISE = 'It has 32 rows and 24 columns, nothing fails, and square pictures hide it.'

EXPLANATION = """
NumPy and TensorFlow speak of rows, then columns: `[height, width, channels]`. OpenCV's sizes are
points, x before y: `(width, height)`. So `cv2.resize(picture, picture.shape[:2])` transposes the
size of any picture that is not square. The pixels are not turned but squashed, which in a style
picture is hard to see. The first error comes later and elsewhere, when the array meets a tensor of
a fixed shape; with `[1, None, None, 3]` it never comes.

The other surprises of the same function:

- Cubic interpolation overshoots beside an edge, like every filter with negative weights. On floats
  nothing clips it, so a picture of 0 to 255 leaves its range; on uint8 it is clipped.
- Of the dtypes it takes uint8, uint16, float32 and float64. Refused are int32, int64, float16 and
  bool, with `func != 0`: there is no function for this type. NumPy makes int64 of a list of numbers
  by itself, so a picture gets that type easily.
- A leading batch dimension is refused with `m->dims <= 2`.
- Reducing a picture with the default, linear interpolation, leaves out pixels; `INTER_AREA` takes
  the mean of all of them.
"""


def right():
    picture = samples.coastal_scene(48, 64)
    height, width = 24, 32
    smaller = cv2.resize(picture[0], (width, height), interpolation=cv2.INTER_AREA)
    print('by cv2.resize:', smaller.shape[:2])
    print('by this project:', images.resize(picture, (height, width)).shape[1:3])
    board = np.float32(np.indices((8, 8)).sum(axis=0) % 2 * 255)
    larger = images.resize(np.stack([board] * 3, axis=2)[np.newaxis], 21)
    print(f'range of 0 to 255 after INTER_CUBIC: {larger.min():.0f} to {larger.max():.0f}')
    return smaller.shape[:2], larger.min(), larger.max()


RULE = (
    'Write `(width, height)` for OpenCV, clip what it gives back, and test with a picture that is '
    'not square.'
)

STEPPED_ROUND = ['gatys_tf1/images.py:resize', 'gatys_tf1/regions.py:at_layer']
