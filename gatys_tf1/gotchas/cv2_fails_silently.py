"""Four bad files: how many exceptions does OpenCV raise?"""

import cv2
import numpy as np
import PIL.Image

SYMPTOM = (
    'A picture cannot be used, and the error is in a line that has nothing to do with the file.'
)

MESSAGES = [
    "AttributeError: 'NoneType' object has no attribute 'shape'",
    "TypeError: 'NoneType' object is not subscriptable",
    'cv2.error: OpenCV(4.6.0) /io/opencv/modules/imgproc/src/color.cpp:182: error: '
    "(-215:Assertion failed) !_src.empty() in function 'cvtColor'",
    'cv2.error: OpenCV(5.0.0) /io/opencv/modules/imgproc/src/color.cpp:199: error: '
    "(-215:Assertion failed) !_src.empty() in function 'cvtColor'",
    'cv2.error: OpenCV(5.0.0) /io/opencv/modules/imgproc/src/resize.cpp:4217: error: '
    "(-215:Assertion failed) !ssize.empty() in function 'resize'",
    "[ WARN:0@0.106] global loadsave.cpp:278 findDecoder imread_('missing.jpg'): can't open/read "
    'file: check file path/integrity',
    'Premature end of JPEG file',
    'OSError: image file is truncated (279 bytes not processed)',
]

SOURCE = 'known'

THREADS = [
    'https://github.com/ageitgey/face_recognition/issues/933',
    'https://github.com/PyImageSearch/imutils/issues/44',
    'https://github.com/faustomorales/keras-ocr/issues/141',
]

LEVEL = 'start'

PREDICT = (
    'Four things go wrong: a file is missing, one is a web page, one is cut short, and a folder '
    'to write to does not exist. How many exceptions do `imread` and `imwrite` raise?'
)

CHOICES = ['None', 'Four', 'Two: for the missing file and the missing folder']

ANSWER = 0

TEMPTING = {
    1: "Python's habit, and Pillow's. OpenCV is C++ and reports by return values; its Python "
    'interface hands them on.',
    2: 'A missing path would be the clearest case of all. Even then `imread` returns `None`, and '
    '`imwrite` returns `False`.',
}


def write_files():
    """Writes page.jpg, which is a web page, and cut.jpg, the first half of a JPEG file."""
    noise = np.random.default_rng(0).integers(0, 256, [48, 64, 3], np.uint8)
    _, jpeg = cv2.imencode('.jpg', noise)
    with open('page.jpg', 'wb') as page, open('cut.jpg', 'wb') as cut:
        page.write(b'<html>404 Not Found</html>')
        cut.write(jpeg.tobytes()[: len(jpeg) // 2])


def wrong():
    write_files()
    missing, page, cut = (cv2.imread(name) for name in ('missing.jpg', 'page.jpg', 'cut.jpg'))
    print('missing.jpg:', missing)
    print('page.jpg:   ', page)
    print('cut.jpg:    ', cut.shape, 'and its last pixel', cut[-1, -1])
    print('written to a missing folder:', cv2.imwrite('missing/picture.png', cut))
    try:
        cv2.cvtColor(missing, cv2.COLOR_BGR2RGB)
    except cv2.error as error:
        print(f'and later, in {error.func}: {error.err}')
    return missing, page, cut.shape, cut[-1, -1].tolist()


SURPRISE = 'None; and the picture that was cut short comes in full size, its lower part grey.'

EXPLANATION = """
OpenCV's C++ interface reports by return values, and its Python interface hands them on: `imread`
returns `None` for whatever it cannot read, with a warning on stderr at best, and `imwrite` returns
`False`. The exception comes when somebody uses the `None`: *'NoneType' object has no attribute
'shape'*, or `!_src.empty()` from a function that is not to blame.

The truncated JPEG is the worst of them. The decoder knows the size and lacks the rest of the data,
so it fills in grey, 128. There is no sign of it but a line on stderr, *Premature end of JPEG file*,
written by the decoder itself. As a style image it is half a style: the flat grey dilutes every Gram
matrix. A download that was interrupted is enough.

Pillow raises, and so does Matplotlib, which uses it: `FileNotFoundError`, `UnidentifiedImageError`,
and `OSError: image file is truncated`. But Pillow opens lazily: the last of them comes from
`load()`, not from `open()`. `tf.io.decode_jpeg` refuses all three files, when it is run.
"""


def right():
    write_files()
    errors = []
    for name in ('missing.jpg', 'page.jpg', 'cut.jpg'):
        try:
            PIL.Image.open(name).load()
        except OSError as error:
            errors.append(type(error).__name__)
            print(f'{name}: {errors[-1]}')
    try:
        PIL.Image.new('RGB', (64, 48)).save('missing/picture.png')
    except OSError as error:
        errors.append(type(error).__name__)
        print(f'written to a missing folder: {errors[-1]}')
    return errors


DIFFER = 'wrong returns None, None and a picture; right returns the names of four exceptions.'

RULE = 'Read and write files with Pillow, or check what `imread` and `imwrite` return each time.'

STEPPED_ROUND = [
    'gatys_tf1/images.py:load', 'gatys_tf1/images.py:save', 'gatys_tf1/animation.py:_write_mp4',
]  # fmt: skip
