"""The beach is blue in the saved picture."""

import cv2

from gatys_tf1 import images, samples

SOURCE = 'seed 000, whose saved pictures differed from those in TensorBoard'

PREDICT = (
    'A picture in RGB is written with OpenCV, and read again with OpenCV and with Pillow. Which of '
    'the two finds the colours that were computed? And may its mirrored channels be drawn on?'
)


def wrong():
    picture = images.to_uint8(samples.coastal_scene(48, 64))[0]
    print('a pixel of the beach, in RGB:   ', picture[40, 32])
    cv2.imwrite('picture.png', picture)
    by_opencv = cv2.imread('picture.png')[40, 32]
    by_pillow = images.to_uint8(images.load('picture.png'))[0, 40, 32]
    print('cv2.imwrite, read by OpenCV:    ', by_opencv)
    print('cv2.imwrite, read by Pillow:    ', by_pillow)
    try:
        cv2.rectangle(picture[..., ::-1], (8, 8), (16, 16), (0, 0, 255))
    except cv2.error as error:
        print(
            'drawing on it:', next(line[5:] for line in str(error).split('\n') if 'Layout' in line)
        )
    return by_opencv.tolist(), by_pillow.tolist()


SURPRISE = 'OpenCV undoes its own swap when it reads; for everybody else red and blue are swapped.'

EXPLANATION = """
An array of three channels does not say which of them is red. Nearly everything takes the first for
red: Pillow, Matplotlib, TensorFlow, TensorBoard. OpenCV takes the first for **blue**, in `imread`,
`imwrite`, `imshow` and in every colour that is given to it. So a picture that OpenCV reads and
writes is right, a picture that one of the others reads and writes is right, and a picture that goes
from one to the other is not. A test that writes and reads with OpenCV alone passes.

In a style transfer this happens at either end. At the output the colours are odd, and that is seen.
At the input the network is fed with BGR, and that is not seen: see
[wrong-preprocessing](wrong-preprocessing.md).

`picture[..., ::-1]` swaps the channels, and copies nothing: it is a view of the same memory with a
negative stride. OpenCV's functions that only read make a copy where they need one. Those that draw
into their argument cannot, and refuse it with the error above, which speaks of a layout and not of
channels. `cv2.cvtColor` and `np.ascontiguousarray` give an array that everything accepts.
"""

BLOG_SAID = """
The blog saw "some slight differences between the disk and Tensorboard images" and found their cause
in the order of the channels. It is the one of its findings that still holds to the letter.
"""


def right():
    picture = images.to_uint8(samples.coastal_scene(48, 64))[0]
    print('a pixel of the beach, in RGB:   ', picture[40, 32])
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    cv2.rectangle(bgr, (8, 8), (16, 16), (0, 0, 255))
    cv2.imwrite('picture.png', bgr)
    by_pillow = images.to_uint8(images.load('picture.png'))[0]
    print('read by Pillow:              ', by_pillow[40, 32], 'and the red frame', by_pillow[8, 8])
    return by_pillow[40, 32].tolist(), by_pillow[8, 8].tolist()


RULE = 'Convert with `cv2.cvtColor` where a picture enters and leaves OpenCV, and nowhere else.'

STEPPED_ROUND = ['gatys_tf1/images.py:load', 'gatys_tf1/images.py:save']


def figure(path):
    """A picture in RGB, as it was computed, and as `cv2.imwrite` wrote it."""
    from matplotlib.figure import Figure

    picture = images.to_uint8(samples.coastal_scene(150, 200))[0]
    canvas = Figure(figsize=(6.4, 2.8), layout='constrained')
    left, right = canvas.subplots(1, 2)
    left.imshow(picture)
    left.set_title('as it was computed')
    right.imshow(picture[..., ::-1])
    right.set_title('written by cv2.imwrite')
    left.set_axis_off()
    right.set_axis_off()
    canvas.savefig(path, dpi=100)
