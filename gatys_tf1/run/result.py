"""The result of a run."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np

from gatys_tf1 import images
from gatys_tf1.errors import UserError


class Result(NamedTuple):
    """The result of a run. Displays itself in a notebook."""

    image: np.ndarray[Any, Any]  # uint8 [height, width, 3], RGB
    losses: dict[str, float]  # of that image
    steps: int  # evaluations of loss and gradient, the start's included
    folder: str | None = None  # the run's

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the image as a PNG; UserError if `path` has another extension."""
        if not str(path).lower().endswith('.png'):
            raise UserError(f'{path} is written as a PNG: give it a name that ends in .png')
        images.save(path, self.image[np.newaxis].astype(np.float32))

    def __repr__(self) -> str:
        height, width = self.image.shape[:2]
        return f'<Result: {width}x{height} pixels, {self.steps} steps>'

    def _repr_png_(self) -> bytes:
        return images.encode(self.image[np.newaxis])
