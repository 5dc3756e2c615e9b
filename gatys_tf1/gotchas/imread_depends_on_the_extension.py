"""One picture saved in five ways: what does `plt.imread` return?"""

import matplotlib.pyplot as plt
import numpy as np
import PIL.Image

SYMPTOM = (
    'The same picture is 0 to 255 from one file and 0 to 1, or with four channels, from another.'
)

MESSAGES = [
    "ValueError: Cannot feed value of shape (48, 64, 4) for Tensor 'image:0', which has shape "
    "'(48, 64, 3)'",
    'ValueError: Cannot feed value of shape (48, 64, 4) for Tensor image:0, which has shape '
    '(48, 64, 3)',
    'ValueError: operands could not be broadcast together with shapes (48,64,4) (3,)',
    'ValueError: output array is read-only',
    "UFuncTypeError: Cannot cast ufunc 'subtract' output from dtype('float32') to dtype('uint8') "
    "with casting rule 'same_kind'",
]

SOURCE = "the content-reconstruction post's notebook, which loads its pictures with `plt.imread`"

THREADS = [
    'https://github.com/matplotlib/matplotlib/pull/7051',
    'https://github.com/matplotlib/matplotlib/issues/3616',
]

LEVEL = 'start'

PREDICT = (
    'A picture of 48 x 64 pixels is saved as JPEG and as PNG by Pillow. What dtype and range does '
    '`plt.imread` return for the two?'
)

CHOICES = [
    'uint8 up to 255 for the JPEG, float32 up to 1 for the PNG',
    'float32, 0 to 1, for both',
    'uint8, 0 to 255, for both',
]

ANSWER = 0

TEMPTING = {
    1: "Matplotlib's own range for colours is 0 to 1, so one would expect it throughout. It only "
    'applies to PNG.',
    2: 'That is what both files hold. Matplotlib divides one of them by 255.',
}


def write_files():
    """Writes the same picture in five ways; returns the files' names."""
    row, column = np.mgrid[0:48, 0:64]
    pixels = np.stack([row * 5, column * 4, 255 - row * 5], axis=2).astype(np.uint8)
    picture = PIL.Image.fromarray(pixels)
    picture.save('photo.jpg', quality=95)
    picture.save('photo.png')
    plt.imsave('imsave.png', pixels)
    picture.convert('L').save('grey.png')
    picture.convert('CMYK').save('print.jpg', quality=95)
    return 'photo.jpg', 'photo.png', 'imsave.png', 'grey.png', 'print.jpg'


def wrong():
    found = {}
    for name in write_files():
        picture = plt.imread(name)
        found[name] = picture.dtype.name, picture.shape, bool(picture.max() > 1)
        above_1 = 'above 1' if picture.max() > 1 else 'at most 1'
        print(f'{name:11}{picture.dtype.name:8} {picture.shape!s:12} {above_1}')
    return found


SURPRISE = 'Five files, two dtypes, two ranges, and no channel axis, three channels or four.'

EXPLANATION = """
Matplotlib once read PNG alone, by itself, as floats from 0 to 1, since that is what it draws. For
all other formats it asks Pillow and hands on what comes: uint8, with as many channels as the file
has. It still does so today (checked with Matplotlib 3.11). A script that was written for a `.jpg`
and is run with a `.png` feeds the network with a picture that is nearly black, and nothing fails.

What else depends on the file:

- `plt.imsave` writes a fourth channel, alpha. So a picture that the post's notebook has saved comes
  back neither with the shape that it had nor in its range.
- A grey file has no channel axis at all; one for print (CMYK) has four channels, none of them red.
- The array of a JPEG is read-only: `picture -= mean` raises `output array is read-only`, and on a
  copy of it *Cannot cast ufunc 'subtract' output*, since the mean is not uint8.

None of them has a batch axis. The remedy is a function of your own that accepts all of these files
and returns one thing.
"""


def right():
    def load(name):
        picture = PIL.Image.open(name).convert('RGB')
        return np.asarray(picture, np.float32)[np.newaxis]

    found = {}
    for name in write_files():
        picture = load(name)
        found[name] = picture.dtype.name, picture.shape, bool(picture.max() > 1)
        above_1 = 'above 1' if picture.max() > 1 else 'at most 1'
        print(f'{name:11}{picture.dtype.name:8} {picture.shape!s:15} {above_1}')
    return found


DIFFER = 'Dtype, shape and range of each file: four different ones in wrong, one in right.'

RULE = 'Load every picture through one function that fixes dtype, range, channels and shape.'

STEPPED_ROUND = ['gatys_tf1/images.py:_to_rgb', 'gatys_tf1/images.py:load']
