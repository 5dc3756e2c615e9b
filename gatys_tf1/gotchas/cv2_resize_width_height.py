"""`cv2.resize(picture, (24, 32))`: what shape is the result?"""

import cv2
import numpy as np

SYMPTOM = 'Resized pictures have height and width the wrong way round, or pixels outside 0..255.'

MESSAGES = [
    'cv2.error: OpenCV(5.0.0) /io/opencv/modules/imgproc/src/resize.cpp:4035: error: '
    "(-215:Assertion failed) func != 0 in function 'resize'",
    'cv2.error: OpenCV(5.0.0) /io/opencv/modules/core/src/matrix_wrap.cpp:511: error: '
    "(-215:Assertion failed) m->dims <= 2 in function 'size'",
    'cv2.error: OpenCV(4.6.0) /io/opencv/modules/imgproc/src/resize.cpp:3689: error: '
    "(-215:Assertion failed) !dsize.empty() in function 'resize'",
    "Can't parse 'dsize'. Sequence item with index 0 has a wrong type",
    'ValueError: setting an array element with a sequence.',
    'ValueError: setting an array element with a sequence. The requested array has an '
    'inhomogeneous shape after 1 dimensions. The detected shape was (2,) + inhomogeneous part.',
    "ValueError: Can't convert non-rectangular Python sequence to Tensor.",
    'ValueError: all input arrays must have the same shape',
]

SOURCE = "the content-reconstruction post's notebook, which calls `cv2.resize(img, (H, W))`; known"

THREADS = [
    'https://github.com/thtrieu/darkflow/issues/83',
    'https://github.com/BVLC/caffe/pull/1152',
    'https://github.com/opencv/opencv-python/issues/450',
    'https://github.com/tensorflow/tensorflow/issues/8098',
]

LEVEL = 'start'

PREDICT = (
    'A picture of 48 rows and 64 columns is resized with `cv2.resize(picture, (24, 32))`. How many '
    'rows and columns does the result have?'
)

CHOICES = ['24 rows, 32 columns', '32 rows, 24 columns', '24 rows, 18 columns']

ANSWER = 1

TEMPTING = {
    0: 'That is the order of NumPy and TensorFlow: `picture.shape` has the rows first. A size in '
    'OpenCV is a point, x before y.',
    2: 'That would keep the proportions. `resize` does what it is told and squashes the picture.',
}


def wrong():
    picture = np.zeros([1, 48, 64, 3], np.float32)
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
points: `(width, height)`. So `cv2.resize(picture, picture.shape[:2])` swaps the sides of every
picture that is not square. The picture is not turned but squashed, which in a style image is hard
to see. The first error comes later and elsewhere: where the array meets a tensor of a fixed shape,
or where pictures that no longer have one size are put into a batch, *setting an array element with
a sequence* (NumPy) or *Can't convert non-rectangular Python sequence to Tensor*.

The other surprises of this function, checked with OpenCV 5.0:

- Cubic interpolation overshoots beside an edge, like every filter with negative weights. On floats
  nothing clips it, so a picture of 0 to 255 leaves its range; on uint8 it is clipped.
- It takes uint8, uint16, int16, float32 and float64. Others, among them int32, int64, float16 and
  bool, are refused with `func != 0`: there is no function for this type. NumPy makes int64 of a
  list of numbers. With `INTER_NEAREST` every type passes, and int64 comes back as int32.
- A leading batch axis is refused with `m->dims <= 2`; by OpenCV 4.10 with `!dsize.empty()`.
- The default, linear interpolation, skips pixels when it shrinks a picture; `INTER_AREA` averages.
"""


def right():
    picture = np.zeros([1, 48, 64, 3], np.float32)
    height, width = 24, 32
    smaller = cv2.resize(picture[0], (width, height), interpolation=cv2.INTER_AREA)
    print('resized to 24 rows, 32 columns:', smaller.shape[:2])
    board = np.float32(np.indices((8, 8)).sum(axis=0) % 2 * 255)
    larger = cv2.resize(board, (21, 21), interpolation=cv2.INTER_CUBIC)
    larger = np.clip(larger, 0, 255)
    print(f'range of 0 to 255 after INTER_CUBIC: {larger.min():.0f} to {larger.max():.0f}')
    return smaller.shape[:2], larger.min(), larger.max()


DIFFER = 'The shape, (32, 24) against (24, 32), and the range, about -63 to 318 against 0 to 255.'

RULE = 'Write `(width, height)` for OpenCV, clip the result, and test with non-square pictures.'

STEPPED_ROUND = [
    'gatys_tf1/images.py:resize',
    'gatys_tf1/losses/styles.py:on_grid',
]
