"""What must hold of a run's folder at any moment."""

import json
import os

import PIL.Image

from gatys_tf1 import files
from gatys_tf1.run import folder


def assert_whole(out):
    """Every file of a run's folder is whole, and no temporary one is left."""
    if not os.path.isdir(out):
        return
    for name in os.listdir(out):
        path = os.path.join(out, name)
        assert not files.is_temporary(name), name
        if name.endswith('.png'):
            with PIL.Image.open(path) as picture:
                picture.load()
        if name == 'config.json':
            with open(path) as file:
                json.load(file)
    steps = [row['step'] for row in folder.read_losses(out)]
    assert steps == list(range(len(steps)))
