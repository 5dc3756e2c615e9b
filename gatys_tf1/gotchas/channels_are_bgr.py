"""The beach was yellow. What colour is it in the file?"""

import cv2
import numpy as np
import PIL.Image

SYMPTOM = 'Red and blue are swapped in a saved picture, or a network is fed with them swapped.'

MESSAGES = [
    'TypeError: Layout of the output array img is incompatible with cv::Mat (step[ndims-1] != '
    'elemsize or step[1] != elemsize*nchannels)',
    "cv2.error: OpenCV(5.0.0) :-1: error: (-5:Bad argument) in function 'rectangle'",
    '>  - Layout of the output array img is incompatible with cv::Mat',
]

SOURCE = 'the content-reconstruction post, whose saved pictures differed from those in TensorBoard'

THREADS = [
    'https://github.com/EdjeElectronics/TensorFlow-Object-Detection-API-Tutorial-Train-Multiple-'
    'Objects-Windows-10/issues/369',
    'https://github.com/fizyr/keras-retinanet/issues/716',
    'https://github.com/clovaai/CRAFT-pytorch/issues/84',
]

LEVEL = 'start'

PREDICT = (
    'A picture in RGB is written with `cv2.imwrite` and read again, with OpenCV and with Pillow. '
    'Which of the two returns the colours that were written?'
)

CHOICES = ['Both', 'OpenCV only', 'Pillow only']

ANSWER = 1

TEMPTING = {
    0: 'A file holds one picture, so both readers should agree. They do agree on the picture; '
    'OpenCV hands out its channels in the other order.',
    2: 'Pillow shows what is really in the file, and that is why it differs: `imwrite` took the '
    'first channel for blue.',
}


def beach(height, width):
    """A picture in RGB: yellow sand below a blue sky."""
    picture = np.empty([height, width, 3], np.uint8)
    picture[: height // 2], picture[height // 2 :] = (110, 170, 220), (230, 200, 120)
    return picture


def wrong():
    picture = beach(48, 64)
    print('a pixel of the sand, in RGB: ', picture[40, 32])
    cv2.imwrite('picture.png', picture)
    by_opencv = cv2.imread('picture.png')[40, 32]
    by_pillow = np.asarray(PIL.Image.open('picture.png'))[40, 32]
    print('cv2.imwrite, read by OpenCV: ', by_opencv)
    print('cv2.imwrite, read by Pillow: ', by_pillow)
    try:
        cv2.rectangle(picture[..., ::-1], (8, 8), (16, 16), (0, 0, 255))
    except cv2.error as error:
        layout = next(line[5:] for line in str(error).split('\n') if 'Layout' in line)
        print('drawing on [..., ::-1]:      ', layout)
    return by_opencv.tolist(), by_pillow.tolist()


SURPRISE = 'OpenCV undoes its own swap when it reads; for everybody else red and blue are swapped.'

EXPLANATION = """
An array of three channels does not say which of them is red. Nearly everything takes the first:
Pillow, Matplotlib, TensorFlow, TensorBoard. OpenCV takes the first for **blue**, in `imread`,
`imwrite`, `imshow` and in every colour that you pass to it. So a picture that OpenCV reads and
writes is right, a picture that one of the others reads and writes is right, and a picture that
crosses over is not. A test that writes and reads with OpenCV alone passes.

In style transfer this happens at either end. At the output the colours are odd, and that is seen.
At the input the network is fed with BGR, and that is not seen: see
[wrong-preprocessing](wrong-preprocessing.md).

`picture[..., ::-1]` swaps the channels and copies nothing: it is a view of the same memory with a
negative stride. OpenCV's functions that only read make a copy where they need one. Those that draw
into their argument cannot, and refuse it with a message about a layout, not about channels.
`cv2.cvtColor` and `np.ascontiguousarray` give an array that everything accepts.
"""

BLOG_SAID = """
The post saw "some slight differences between the disk and Tensorboard images" and traced them to
the order of the channels. That finding still holds to the letter.
"""


def right():
    picture = beach(48, 64)
    print('a pixel of the sand, in RGB:', picture[40, 32])
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    cv2.rectangle(bgr, (8, 8), (16, 16), (0, 0, 255))
    cv2.imwrite('picture.png', bgr)
    by_pillow = np.asarray(PIL.Image.open('picture.png'))
    print('read by Pillow:             ', by_pillow[40, 32])
    print('a pixel of the red frame:   ', by_pillow[8, 8])
    return by_pillow[40, 32].tolist(), by_pillow[8, 8].tolist()


DIFFER = 'The sand that Pillow reads: [120, 200, 230] in wrong, [230, 200, 120] in right.'

RULE = 'Convert with `cv2.cvtColor` where a picture enters and leaves OpenCV, and nowhere else.'

STEPPED_ROUND = [
    'gatys_tf1/images.py:load', 'gatys_tf1/images.py:save', 'gatys_tf1/animation.py:_write_mp4',
]  # fmt: skip


def figure(path):
    """A picture in RGB as it was computed, and as `cv2.imwrite` wrote it."""
    from matplotlib.figure import Figure

    picture = beach(150, 200).astype(np.float32)
    row, column = np.mgrid[0:150, 0:200]
    picture += 40 * np.sin(row / 9 + np.sin(column / 17))[..., np.newaxis] - row[..., None] / 5
    picture[(row - 35) ** 2 + (column - 150) ** 2 < 18**2] = 255, 180, 70
    picture = np.clip(picture, 0, 255).astype(np.uint8)
    canvas = Figure(figsize=(6.4, 2.8), layout='constrained')
    left, right = canvas.subplots(1, 2)
    left.imshow(picture)
    left.set_title('as it was computed')
    right.imshow(picture[..., ::-1])
    right.set_title('written by cv2.imwrite')
    left.set_axis_off()
    right.set_axis_off()
    canvas.savefig(path, dpi=100)
