"""White noise saved as JPEG: how far off is a pixel?"""

import cv2
import numpy as np

SYMPTOM = 'The file does not hold the picture that was computed.'

MESSAGES = []

SOURCE = "the content-reconstruction post, and its author's post on OpenCV and Matplotlib"

LEVEL = 'core'

PREDICT = (
    'White noise of 0 to 255 is saved as JPEG (OpenCV, quality 95) and read again. How far off is '
    'a pixel on average?'
)

CHOICES = ['By less than 1 level', 'By about 5 levels', 'By about 46 levels']

ANSWER = 2

TEMPTING = {
    0: 'That is what the sum of the signed differences suggests: they cancel, since JPEG keeps the '
    'mean of each block. It is also what PNG costs.',
    1: 'A fair guess for a photo or a painting at quality 95. Noise is nothing but the detail that '
    'JPEG drops.',
}


def white_noise():
    return np.random.default_rng(0).uniform(0, 255, [224, 224, 3]).astype(np.float32)


def saved(name, picture):
    """What is in the file after a picture was written to it."""
    cv2.imwrite(name, picture)
    return cv2.imread(name).astype(np.float32)


def wrong():
    noise = white_noise()
    jpeg, png = saved('noise.jpg', noise), saved('noise.png', noise)
    for name, found in {'JPEG': jpeg, 'PNG': png}.items():
        signed, off = np.sum(noise - found), np.abs(noise - found).mean()
        print(f'{name:5} sum of differences: {signed:5.0f}; a pixel is off by {off:5.2f}')
    changes, before = [], noise
    for _ in range(6):
        after = saved('noise.jpg', before)
        changes.append(round(float(np.abs(after - before).mean()), 1))
        before = after
    print('JPEG saved again, change per pixel:', changes)
    return np.abs(noise - jpeg).mean(), np.abs(noise - png).mean(), changes


SURPRISE = 'A pixel is off by 46 of 255 on average, the sum hides it, and each saving changes more.'

EXPLANATION = """
JPEG keeps what the eye sees: it halves the resolution of the colours and drops fine detail from
each block of 8x8 pixels. Noise is nothing but fine detail. The brush strokes in the figure lose 7
levels at first, and lose them at the edges of the strokes, which is where style is.

A sum of signed differences says little about this. Where one pixel is too bright another is too
dark, since JPEG keeps the mean of each block. Over 150,000 numbers that are off by 46 on average
the sum is about a thousand, and its size is an accident of the seed.

PNG has no such loss. What is lost there is the fraction of the float, a quarter of a level on
average, and it is lost once: the file equals the rounded picture.

A JPEG that is read and saved again does not come back the same: reading rounds to whole levels and
clips at 0 and 255, and the second compression starts from that. The changes shrink each time but do
not stop; the figure shows how they add up. If the picture is cropped or resized in between, the
blocks lie elsewhere and it starts anew.
"""

BLOG_SAID = """
The author compared `np.sum(a - b)` of the two formats, found a factor of about ten, and wrote that
saving the JPEG again loses nothing more. In mean absolute error the factor is above a hundred, and
the second saving changes a pixel by another 6 levels on average.
"""


def right():
    noise = white_noise()
    once = saved('noise.png', noise)
    again = saved('noise.png', once)
    print('equal to the rounded picture:', np.array_equal(once, np.rint(noise)))
    off, change = np.abs(noise - once).mean(), np.abs(again - once).mean()
    print(f'PNG: a pixel is off by {off:.2f}; saved again, change per pixel: {change:.2f}')
    return off, change


DIFFER = 'What a second saving changes per pixel: about 6 levels in wrong, exactly 0 in right.'

RULE = 'Save results as PNG, and measure differences by their absolute values.'

STEPPED_ROUND = ['gatys_tf1/images.py:save']


def figure(path):
    """Twenty generations of JPEG (OpenCV, quality 95): brush strokes, in part, and the error."""
    import os
    import tempfile

    from matplotlib.figure import Figure

    rng = np.random.default_rng(0)
    strokes = np.full([224, 224, 3], 120, np.uint8)
    for _ in range(3000):
        x, y, angle = (int(number) for number in rng.integers([0, 0, 0], [224, 224, 180]))
        colour = [200 - 0.5 * y, 90 + 0.3 * x, 60 + 0.7 * y] + rng.normal(0, 35, 3)
        colour = np.clip(colour, 0, 255).tolist()
        cv2.ellipse(strokes, (x, y), (9, 2), angle, 0, 360, colour, -1, cv2.LINE_AA)
    errors, last = {}, {}
    for name, picture in {'brush strokes': strokes, 'white noise': white_noise()}.items():
        found, errors[name] = picture, []
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(20):
                found = saved(os.path.join(folder, 'picture.jpg'), found)
                errors[name].append(np.abs(found - picture).mean())
        last[name] = found
    canvas = Figure(figsize=(9, 3), layout='constrained')
    left, middle, right = canvas.subplots(1, 3)
    left.imshow(strokes[:64, :64])
    left.set_title('as it was computed')
    middle.imshow(last['brush strokes'][:64, :64].astype(np.uint8))
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
