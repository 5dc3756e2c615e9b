"""The error comes from a line that has nothing to do with the file."""

import cv2

from gatys_tf1 import images, samples
from gatys_tf1.errors import UserError

SOURCE = 'known'

PREDICT = (
    'Four things go wrong here: a file is missing, one is a web page, one is cut short, and a '
    'folder to write to does not exist. How many exceptions does OpenCV raise for them?'
)


def write_files():
    """Writes page.jpg, which is a web page, and cut.jpg, the first half of a JPEG file."""
    _, jpeg = cv2.imencode('.jpg', samples.coastal_scene(48, 64)[0])
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


SURPRISE = 'None at first: the cut picture even comes in full size, its lower part grey.'

EXPLANATION = """
OpenCV's C++ interface reports by return values, and its Python interface passes them on: `imread`
returns `None` for whatever it cannot read, with a warning on stderr at best, and `imwrite` returns
`False`. The exception comes when somebody uses the `None`, and its text says `!_src.empty()`, in a
function that is not to blame.

The truncated JPEG is the worst of them. The decoder has what a picture needs, except for the rest
of its data, and fills that with 128. There is no sign of it but a line on stderr, written by the
decoder itself. As a style picture it is half a style: the flat grey pulls every Gram matrix towards
itself. A download that was interrupted is enough.

Pillow and Matplotlib, which uses it, raise: `FileNotFoundError`, `UnidentifiedImageError`, and
`OSError: image file is truncated`. But Pillow opens lazily: the last of them comes from `load()`,
not from `open()`.
"""


def right():
    write_files()
    messages = []
    for name in ('missing.jpg', 'page.jpg', 'cut.jpg'):
        try:
            images.load(name)
        except UserError as error:
            messages.append(str(error).split(' (')[0])
            print(messages[-1])
    try:
        images.save('missing/picture.png', samples.coastal_scene(48, 64))
    except FileNotFoundError as error:
        print('FileNotFoundError:', error.strerror)
    return messages


RULE = 'Read and write files with Pillow, or check what `imread` and `imwrite` return each time.'

STEPPED_ROUND = ['gatys_tf1/images.py:load', 'gatys_tf1/images.py:save']
