"""What must hold of a run's folder at any moment."""

import json
import os

import PIL.Image

from gatys_tf1 import files
from gatys_tf1.run import folder


def assert_whole(out, killed=False):
    """Every file of a run's folder is whole; temporary ones are left only where it was killed."""
    for name in os.listdir(out) if os.path.isdir(out) else ():
        path = os.path.join(out, name)
        if files.is_temporary(name):
            assert killed, name
        elif name.endswith('.png'):
            with PIL.Image.open(path) as picture:
                picture.load()
        elif name == 'config.json':
            with open(path) as file:
                json.load(file)
    steps = [row['step'] for row in folder.read_losses(out)]
    assert steps == list(range(len(steps)))
