"""The same picture is 0 to 255 from one file and 0 to 1 from another."""

import PIL.Image
from matplotlib import pyplot

from gatys_tf1 import images, samples

SOURCE = 'the notebook of seed 000, which loads its pictures with `plt.imread`'

PREDICT = (
    'One picture is saved in five ways and read with `plt.imread`. What are dtype, shape and '
    'maximum of each?'
)


def write_files():
    """Writes the same picture in five ways; returns the files' names."""
    picture = PIL.Image.fromarray(images.to_uint8(samples.coastal_scene(48, 64))[0])
    picture.save('photo.jpg', quality=95)
    picture.save('photo.png')
    pyplot.imsave('imsave.png', picture)
    picture.convert('L').save('grey.png')
    picture.convert('CMYK').save('print.jpg', quality=95)
    return 'photo.jpg', 'photo.png', 'imsave.png', 'grey.png', 'print.jpg'


def wrong():
    found = {}
    for name in write_files():
        picture = pyplot.imread(name)
        found[name] = picture.dtype.name, picture.shape, bool(picture.max() > 1)
        above_1 = 'above 1' if picture.max() > 1 else 'at most 1'
        print(f'{name:11}{picture.dtype.name:8} {picture.shape!s:12} {above_1}')
    return found


SURPRISE = 'Five files, two dtypes, two ranges, and two, three or four dimensions of colour.'

EXPLANATION = """
Matplotlib once read PNG alone, by itself, as floats from 0 to 1, since that is what it draws.
For all other formats it asks Pillow and passes on what comes: uint8, and as many channels as the
file has. It still does so. A script that was written with a `.jpg` and is run with a `.png` feeds
the network with a picture that is nearly black, and nothing fails.

What else depends on the file:

- `plt.imsave` writes a fourth channel, alpha. So a picture that the blog's notebook has saved does
  not come back with the shape that it had, nor in its range.
- A grey file gives two dimensions, one for print (CMYK) four channels, none of which is red.
- The array of a JPEG is read-only: `picture -= mean` raises.

The remedy is a function of one's own that accepts all of these and returns one thing.
"""


def right():
    found = {}
    for name in write_files():
        picture = images.load(name)
        found[name] = picture.dtype.name, picture.shape, bool(picture.max() > 1)
        above_1 = 'above 1' if picture.max() > 1 else 'at most 1'
        print(f'{name:11}{picture.dtype.name:8} {picture.shape!s:15} {above_1}')
    return found


RULE = 'Load every picture through one function that fixes dtype, range, channels and shape.'

STEPPED_ROUND = ['gatys_tf1/images.py:load', 'gatys_tf1/images.py:_to_rgb']
