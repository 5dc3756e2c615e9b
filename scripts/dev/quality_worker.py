"""One run of time_to_quality.py, in a process of its own.

    quality_worker.py NAME FOLDER EVALUATIONS STARTED

FOLDER holds content.png, style.png and problem.npz. NAME is `ours` (the front door, with a folder
of its own), `torch-float32`, `torch-bfloat16`, `pastiche` (as the command comes), `pastiche-same`
(the command's own flags set to this package's objective), or `check`. STARTED is the time at which
the process was started. FOLDER/NAME gets the images after every so many evaluations, and at last
`run.json` with the seconds and the loss of each.
"""

import json
import os
import sys
import time

import numpy as np
import PIL.Image

EVERY = {'ours': 5}  # evaluations between two images that are kept
EVERY_OF_PEERS = 20
EARLY = (1, 5, 10)  # evaluations after which the image is kept, too


class Record:
    """Notes seconds and losses, and keeps images."""

    def __init__(self, name, folder, started):
        self.folder = os.path.join(folder, name)
        self.every = EVERY.get(name, EVERY_OF_PEERS)
        self.started = started
        self.seconds, self.losses = [], []
        os.makedirs(self.folder, exist_ok=True)

    def __call__(self, loss, read_image):
        """After an evaluation; `read_image()` is the image, [1, height, width, 3]."""
        self.seconds.append(time.time() - self.started)
        self.losses.append(loss)
        count = len(self.losses)
        if count in EARLY or count % self.every == 0:
            np.save(os.path.join(self.folder, f'{count:05d}.npy'), read_image())

    def write(self, evaluations):
        run = {'evaluations': evaluations, 'seconds': self.seconds, 'losses': self.losses}
        with open(os.path.join(self.folder, 'run.json'), 'w') as file:
            json.dump(run, file)


def ours(folder, evaluations, record):
    """The front door, from its default start, in this machine's precision."""
    import gatys_tf1 as gatys

    def callback(step):
        record(step.losses['total'], lambda: step.image)

    content, style = (os.path.join(folder, f'{name}.png') for name in ('content', 'style'))
    with PIL.Image.open(content) as picture:
        size = picture.size[0]
    gatys.style_transfer(
        content, style, size=size, steps=evaluations - 1,  # step 0 is an evaluation, too
        options=gatys.Options(overwrite=True),
        out=os.path.join(folder, 'ours', 'run'), callback=callback,
    )  # fmt: skip


def pytorch(folder, precision, evaluations, record):
    """PyTorch's own L-BFGS on the same objective, from the same start."""
    import torch_objective

    content, style = pictures(folder)
    path = os.path.join(folder, 'problem.npz')
    objective = torch_objective.load(path, content, style, precision)
    start = torch_objective.image_of(content)
    torch_objective.minimise(
        objective, start, evaluations, lambda loss, image: record(loss, lambda: array_of(image))
    )


def pastiche(folder, same, evaluations, record):
    """What the command `pastiche` does, step by step, from its default start, the content."""
    from pastiche import pastiche as peer

    content, style = (os.path.join(folder, f'{name}.png') for name in ('content', 'style'))
    with PIL.Image.open(content) as picture:
        size = picture.size[0]
    flags = {}
    if same:  # its squared differences are averaged over the pairs of channels, ours are a quarter
        stored = np.load(os.path.join(folder, 'problem.npz'))
        weights = {name: float(stored[name]) for name in stored.files if name.startswith('weight/')}
        flags = dict(
            pooling='avg',
            content_layer_weights=[w for name, w in weights.items() if '/content/' in name],
            style_layer_weights=[w / 4 for name, w in weights.items() if '/style/' in name],
        )
    artist = peer.PasticheArtist(content, [style], size=size, style_size=size, **flags)
    mean = np.array(peer.VGG_MEAN, np.float32)
    for _ in range(evaluations):
        artist.draw()
        record(artist.loss, lambda: np.clip(array_of(artist.pastiche) + mean, 0, 255)[..., ::-1])


def check(folder, _, record):
    """Keeps loss and gradient in PyTorch, float32, of the images in check.npy."""
    import torch_objective

    objective = torch_objective.load(
        os.path.join(folder, 'problem.npz'), *pictures(folder), 'float32'
    )
    gradients = []
    for picture in np.load(os.path.join(folder, 'check.npy')):
        image = torch_objective.image_of(picture).requires_grad_()
        total = torch_objective.loss(objective, image)
        total.backward()
        record.losses.append(float(total.detach()))
        gradients.append(array_of(image.grad))
    np.save(os.path.join(record.folder, 'gradients.npy'), gradients)


def pictures(folder):
    """Content and style, float32 [1, height, width, 3]."""
    return [
        np.asarray(PIL.Image.open(os.path.join(folder, f'{name}.png')), np.float32)[np.newaxis]
        for name in ('content', 'style')
    ]


def array_of(image):
    """A tensor [1, 3, height, width] as an array [1, height, width, 3], a copy."""
    return image.detach().permute(0, 2, 3, 1).numpy().copy()


def main():
    name, folder, evaluations, started = sys.argv[1:]
    evaluations, record = int(evaluations), Record(name, folder, float(started))
    if name == 'ours':
        ours(folder, evaluations, record)
    elif name == 'check':
        check(folder, evaluations, record)
    elif name.startswith('torch'):
        pytorch(folder, name.removeprefix('torch-'), evaluations, record)
    else:
        pastiche(folder, name == 'pastiche-same', evaluations, record)
    record.write(evaluations)


if __name__ == '__main__':
    main()
