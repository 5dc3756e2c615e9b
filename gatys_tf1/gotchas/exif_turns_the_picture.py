"""The photo lies on its side."""

import cv2
import matplotlib.pyplot as plt
import PIL.Image
import PIL.ImageOps

from gatys_tf1 import images, samples
from gatys_tf1.tf1 import tf

SOURCE = 'known'

PREDICT = (
    'A telephone has taken an upright photo. It stores 48 rows of 64 pixels, and the remark that '
    'they have to be turned. What shape do OpenCV, Matplotlib, Pillow and TensorFlow give it?'
)


def write_photo():
    """Writes photo.jpg as a telephone does: 48 x 64 pixels, to be turned by 90 degrees."""
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    picture = PIL.Image.fromarray(images.to_uint8(samples.coastal_scene(48, 64))[0])
    picture.save('photo.jpg', exif=exif)


def wrong():
    write_photo()
    with tf.Graph().as_default(), tf.Session() as sess:
        decoded = tf.io.decode_jpeg(tf.io.read_file('photo.jpg'))
        by_tensorflow = sess.run(decoded)
    shapes = {
        'cv2.imread': cv2.imread('photo.jpg').shape,
        'cv2.imread, unchanged': cv2.imread('photo.jpg', cv2.IMREAD_UNCHANGED).shape,
        'plt.imread': plt.imread('photo.jpg').shape,
        'PIL.Image.open': (*PIL.Image.open('photo.jpg').size[::-1], 3),
        'tf.io.decode_jpeg': by_tensorflow.shape,
    }
    print(*(f'{name:23}{shape}' for name, shape in shapes.items()), sep='\n')
    return shapes


SURPRISE = 'OpenCV turns it, unless it is asked for the file unchanged; the others do not.'

EXPLANATION = """
A telephone's sensor does not turn with the hand. The file holds the pixels as they were read, and
an EXIF entry, Orientation, says how to hold the picture: 1 is upright, 3 upside down, 6 and 8 are
a quarter turn, and the other four are mirrored. Viewers and browsers obey it, so the photo looks
right wherever it is looked at, and lies on its side in the array.

The network does not mind, it sees an odd scene. In a style picture it may even go unnoticed: the
strokes merely run the other way. If two programs of one project read the same file in different
ways, height and width are swapped as well, and a target no longer fits its image.

Saving drops the entry as a rule, so that what was wrong in memory is wrong for good.
"""


def right():
    write_photo()
    by_pillow = PIL.ImageOps.exif_transpose(PIL.Image.open('photo.jpg'))
    print('turned by Pillow:', (*by_pillow.size[::-1], 3))
    print('by this project: ', images.load('photo.jpg').shape[1:])
    return (*by_pillow.size[::-1], 3), images.load('photo.jpg').shape[1:]


RULE = 'Apply the EXIF orientation where the file is read: `PIL.ImageOps.exif_transpose`.'

STEPPED_ROUND = ['gatys_tf1/images.py:load']
