"""What must hold of a run's folder at any moment."""

import json
import os

import PIL.Image

from gatys_tf1 import files
from gatys_tf1.run import folder


def assert_whole(out, killed=False):
    """Every file of a run's folder is whole; temporary ones are left only where it was killed.

    Of a video's folder, too: its rows are frames, from 1, and some pictures lie in folders of it.
    """
    unit = 'frame' if os.path.isdir(os.path.join(out, 'frames')) else 'step'
    for place, folders, names in os.walk(out):
        for name in names + folders:
            path = os.path.join(place, name)
            if files.is_temporary(name):
                assert killed, name
            elif name.endswith('.png') and not files.is_temporary(os.path.basename(place)):
                with PIL.Image.open(path) as picture:
                    picture.load()
            elif name == 'config.json':
                with open(path) as file:
                    json.load(file)
    numbers = [row[unit] for row in folder.read_losses(out, unit)]
    first = unit == 'frame'
    assert numbers == list(range(first, first + len(numbers)))
