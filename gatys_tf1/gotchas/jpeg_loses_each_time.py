"""The file does not hold the picture that was computed."""

import cv2
import numpy as np

from gatys_tf1 import images

SOURCE = "seed 000, and its author's post on OpenCV and Matplotlib"

PREDICT = (
    "White noise is saved as JPEG and as PNG. The blog's measure of the loss is the sum of the "
    'differences. How many levels of 255 is a pixel off, and does saving again lose more?'
)


def saved(name, picture):
    """What is in the file after a picture was written to it."""
    cv2.imwrite(name, picture)
    return cv2.imread(name).astype(np.float32)


def wrong():
    noise = images.white_noise(224, 224, seed=0)[0]
    jpeg, png = saved('noise.jpg', noise), saved('noise.png', noise)
    for name, found in {'JPEG': jpeg, 'PNG': png}.items():
        signed, off = np.sum(noise - found), np.abs(noise - found).mean()
        print(f'{name:5} sum of differences: {signed:7.0f}; a pixel is off by {off:5.2f}')
    changes, before = [], noise
    for _ in range(6):
        after = saved('noise.jpg', before)
        changes.append(float(np.abs(after - before).mean()))
        before = after
    print('JPEG saved again, change a pixel:', np.round(changes, 1))
    return np.abs(noise - jpeg).mean(), np.abs(noise - png).mean(), changes


SURPRISE = 'A pixel is off by 46 of 255, which the sum hides, and each saving changes more.'

EXPLANATION = """
JPEG keeps what the eye sees: it halves the resolution of the colours, and rounds the fine detail of
each block of 8x8 pixels away. Noise is nothing but fine detail. A painting loses less, at first
6 levels a pixel in the figure, and loses it at the edges of the strokes, which is where style is.

A sum of signed differences says little about this. Where one pixel is too bright another is too
dark, since JPEG keeps the mean of each block. Over 150,000 numbers that are off by 46 the sum is a
few thousand at most, and its size is an accident of the seed.

PNG has no such loss. What is lost there is the float's fraction, a quarter of a level in the mean,
and that once: the file is equal to the rounded picture.

A JPEG that is read and saved again does not come back the same: reading rounds to whole levels and
clips at 0 and 255, and the second compression starts from that. The changes shrink from time to
time but go on; the figure shows how they add up. If the file is cropped or resized in between, the
blocks lie elsewhere and it starts anew.
"""

BLOG_SAID = """
The blog's author compared `np.sum(a - b)` of the two formats, found a factor of about ten, and
wrote that saving the JPEG again loses nothing more. In mean absolute error the factor is above a
hundred, and the second saving changes every pixel by 6 levels.
"""


def right():
    noise = images.white_noise(224, 224, seed=0)
    images.save('noise.png', noise)
    once = images.load('noise.png')
    images.save('noise.png', once)
    again = images.load('noise.png')
    print('equal to the rounded picture:', np.array_equal(once, np.rint(noise)))
    print('equal when saved again:', np.array_equal(again, once))
    return np.array_equal(once, np.rint(noise)), np.array_equal(again, once)


RULE = 'Save results as PNG, and measure differences by their absolute values.'

STEPPED_ROUND = ['gatys_tf1/images.py:save']


def figure(path):
    """Twenty generations of JPEG (OpenCV, quality 95): a painted sky, in part, and the error."""
    import os
    import tempfile

    from matplotlib.figure import Figure

    from gatys_tf1 import samples

    sky, noise = samples.night_sky(224, 224)[0], images.white_noise(224, 224, seed=0)[0]
    errors, last = {}, {}
    for name, picture in {'painted sky': sky, 'white noise': noise}.items():
        found, errors[name] = picture, []
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(20):
                found = saved(os.path.join(folder, 'picture.jpg'), found)
                errors[name].append(np.abs(found - picture).mean())
        last[name] = found
    canvas = Figure(figsize=(9, 3), layout='constrained')
    left, middle, right = canvas.subplots(1, 3)
    left.imshow(images.to_uint8(sky)[:64, :64])
    left.set_title('as it was computed')
    middle.imshow(images.to_uint8(last['painted sky'])[:64, :64])
    middle.set_title('after twenty savings')
    for name, error in errors.items():
        right.plot(range(1, 21), error, label=name)
    right.set_title('mean absolute error, of 255')
    right.set_xlabel('savings as JPEG')
    right.set_ylim(0, 60)
    right.legend()
    left.set_axis_off()
    middle.set_axis_off()
    canvas.savefig(path, dpi=100)
