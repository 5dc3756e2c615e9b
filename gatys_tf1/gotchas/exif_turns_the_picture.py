"""An upright photo from a phone: what is its shape in memory?"""

import cv2
import matplotlib.pyplot as plt
import numpy as np
import PIL.Image
import PIL.ImageOps
import tensorflow.compat.v1 as tf

SYMPTOM = 'A photo lies on its side, although every viewer shows it upright.'

MESSAGES = []

SOURCE = 'known'

THREADS = [
    'https://github.com/tensorflow/tensorflow/issues/33932',
    'https://github.com/tensorflow/tensorflow/issues/8430',
    'https://github.com/tensorflow/tensorflow/issues/41126',
]

LEVEL = 'core'

PREDICT = (
    'A phone has taken an upright photo. The file stores 48 rows of 64 pixels and a note that they '
    'have to be turned. Which of OpenCV, Matplotlib, Pillow and TensorFlow turn it?'
)

CHOICES = ['OpenCV alone', 'All of them', 'None of them']

ANSWER = 0

TEMPTING = {
    1: 'Every viewer and browser does, so one expects it of every reader. A library that decodes '
    'hands out the pixels as they are stored.',
    2: 'A decoder could reasonably leave it to you, and three of the four do. OpenCV has turned '
    'pictures by itself for years.',
}


def write_photo():
    """Writes photo.jpg as a phone does: 48 x 64 pixels, to be turned by 90 degrees."""
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    PIL.Image.fromarray(np.zeros([48, 64, 3], np.uint8)).save('photo.jpg', exif=exif)


def wrong():
    write_photo()
    with tf.Graph().as_default(), tf.Session() as sess:
        by_tensorflow = sess.run(tf.io.decode_jpeg(tf.io.read_file('photo.jpg')))
    shapes = {
        'cv2.imread': cv2.imread('photo.jpg').shape,
        'cv2.imread, unchanged': cv2.imread('photo.jpg', cv2.IMREAD_UNCHANGED).shape,
        'plt.imread': plt.imread('photo.jpg').shape,
        'PIL.Image.open': np.asarray(PIL.Image.open('photo.jpg')).shape,
        'tf.io.decode_jpeg': by_tensorflow.shape,
    }
    print(*(f'{name:23}{shape}' for name, shape in shapes.items()), sep='\n')
    return shapes


SURPRISE = 'OpenCV turns it, unless it is asked for the file unchanged; the others do not.'

EXPLANATION = """
A phone's sensor does not turn with the hand. The file holds the pixels as they were read out, and
an EXIF entry, Orientation, says how to hold the picture: 1 is upright, 3 upside down, 6 and 8 are
quarter turns, and the other four are mirrored. Viewers and browsers obey it, so the photo looks
right wherever it is looked at, and lies on its side in the array.

A network for style transfer does not complain about an odd scene. In a style image it may even go
unnoticed: the strokes merely run the other way. A classifier loses accuracy, and boxes that were
drawn in an annotation tool, which turns the picture, lie elsewhere in training, which does not. If
two programs of one project read the same file in different ways, height and width are swapped as
well, and a target no longer fits its image.

Saving usually drops the entry, so that what was wrong in memory is wrong for good.

`tf.io.decode_jpeg` has no option for it. Turn the files once, before training, or read them with
Pillow.
"""


def right():
    write_photo()
    by_pillow = np.asarray(PIL.ImageOps.exif_transpose(PIL.Image.open('photo.jpg')))
    shapes = {
        'cv2.imread': cv2.imread('photo.jpg').shape,
        'PIL.ImageOps.exif_transpose': by_pillow.shape,
    }
    print(*(f'{name:28}{shape}' for name, shape in shapes.items()), sep='\n')
    return shapes


DIFFER = 'The shape that Pillow gives: (48, 64, 3) in wrong, (64, 48, 3) in right.'

RULE = 'Apply the EXIF orientation where the file is read: `PIL.ImageOps.exif_transpose`.'

STEPPED_ROUND = [
    'gatys_tf1/images.py:_read',
    'gatys_tf1/images.py:load',
    'gatys_tf1/video/frames.py:_upright',
]
