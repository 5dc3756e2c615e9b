"""Folders of pictures as a tf.data pipeline of random crops, in graph mode.

Which picture is used, how it is cropped and whether it is mirrored follow from the seed and the
sample's number alone, and not from the history of an iterator: training that is resumed at a step
sees exactly what it would have seen without the interruption. Files that cannot be used are skipped
when their turn comes, and remembered with the reason; the next file in the order takes their place.

Puts into the graph: `pipeline/...`.
"""

from __future__ import annotations

import collections
import concurrent.futures
import functools
import importlib.util
import os
from typing import NamedTuple

import numpy as np

from gatys_tf1 import images, samples
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf

CACHE_BYTES = 4e8  # of resized pictures kept in memory, per source
MOST_OTHERS = 100_000  # files that are no pictures in a folder of pictures; a disk has more
LEAST_COLOUR = 1.0  # mean difference between a pixel's largest and smallest channel; less is grey

SHIPPED = {  # package -> its folder of pictures
    'matplotlib': 'mpl-data/sample_data',
    'sklearn': 'datasets/images',
    'skimage': 'data',
}


class Source(NamedTuple):
    """Pictures to take crops from."""

    paths: tuple  # of str, sorted
    crop: int  # pixels, the side of a crop
    shorter_side: int  # pixels, to which a picture is resized beforehand
    seed: int
    skipped: dict  # path -> why, of those that have come up so far
    cache: dict  # path -> uint8 [height, width, 3], resized


def source(paths, crop=256, shorter_side=512, seed=0, painted=None):
    """A `Source` of files, and of pictures that are not files if `painted` has any.

    Args:
      paths: list of str.
      crop, shorter_side, seed: as in `Source`; a shorter side below the crop's is raised to it.
      painted: dict of name to float32 array `[1, height, width, 3]`, RGB, 0..255, or None.

    Returns:
      a `Source`.
    """
    shorter_side = max(crop, shorter_side)
    cache = {name: _shrunk(image, shorter_side) for name, image in (painted or {}).items()}
    return Source((*cache, *paths), crop, shorter_side, seed, {}, cache)


def find(folder):
    """The picture files in a folder and in the folders below it, sorted.

    Links to folders are not followed. The search ends at `MOST_OTHERS` files that are no pictures,
    so that `/` is refused in a second or two, and not read for an hour.

    Raises:
      UserError: if there is no such folder, no picture file in it, or too much else.
    """
    if not os.path.isdir(folder):
        raise UserError(f'there is no folder {folder}: check the path')
    found, others = [], 0
    for place, _, names in os.walk(folder):
        chosen = [name for name in names if name.lower().endswith(images.EXTENSIONS)]
        found += [os.path.join(place, name) for name in chosen]
        others += len(names) - len(chosen)
        if others > MOST_OTHERS:
            raise UserError(
                f'{folder} holds more than {MOST_OTHERS:,} files that are no pictures, with those '
                'in the folders below it: choose a folder of pictures'
            )
    found.sort()
    if not found:
        raise UserError(
            f'{folder} holds no picture ({" ".join(images.EXTENSIONS)}): choose another'
        )
    return found


def ahead(function, items, depth=1):
    """Yields `function(item)` of every item in order, computed in a thread, `depth` items ahead.

    Reading and writing pictures lets other threads run meanwhile, and so does a session. Chained,
    `ahead(write, paint(ahead(read, paths)))` reads the next picture, paints one and writes the last
    one at the same time. At most `depth` results wait, so memory does not depend on the number of
    items; an error is raised when its item's turn comes.

    Args:
      function: called in a thread of its own, one item after the other.
      items: iterable, which is advanced in the caller's thread.
      depth: int, how many items may be under way when a result is asked for.
    """
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        waiting = collections.deque()
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) > depth:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def sample(pictures, number):
    """The crop of this number.

    Every picture comes once before any comes again, in a new order each time.

    Args:
      pictures: a `Source`; its `skipped` and `cache` are filled.
      number: int, 0 or above.

    Returns:
      float32 array `[crop, crop, 3]`, RGB, 0..255.

    Raises:
      UserError: if none of the pictures can be used.
    """
    count = len(pictures.paths)
    order = _order(pictures.seed, number // count, count)
    for attempt in range(count):
        picture = _resized(pictures, pictures.paths[order[(number + attempt) % count]])
        if picture is not None:
            break
    else:
        reasons = '; '.join(f'{path}: {why}' for path, why in list(pictures.skipped.items())[:3])
        raise UserError(f'none of {count} pictures can be used ({reasons}): give others')
    rng = np.random.default_rng([pictures.seed, number])
    top, left = (rng.integers(side - pictures.crop + 1) for side in picture.shape[:2])
    crop = picture[top : top + pictures.crop, left : left + pictures.crop]
    return (crop[:, ::-1] if rng.integers(2) else crop).astype(np.float32)


@functools.lru_cache(maxsize=8)
def _order(seed, epoch, count):
    return np.random.default_rng([seed, epoch, count]).permutation(count)


def _resized(pictures, path):
    """The picture resized to the source's shorter side, uint8; None if it is skipped."""
    if path in pictures.skipped:
        return None
    if path in pictures.cache:
        return pictures.cache[path]
    try:
        image = images.load(path)
    except UserError as reason:
        pictures.skipped[path] = f'unreadable: {reason}'
        return None
    height, width = image.shape[1:3]
    if min(height, width) < pictures.crop:
        pictures.skipped[path] = f'{width}x{height} is smaller than a crop of {pictures.crop}'
        return None
    if np.ptp(image, axis=-1).mean() < LEAST_COLOUR:
        pictures.skipped[path] = 'grayscale'
        return None
    image = _shrunk(image, pictures.shorter_side)
    if sum(kept.nbytes for kept in list(pictures.cache.values())) < CACHE_BYTES:
        pictures.cache[path] = image
    return image


def _shrunk(image, shorter_side):
    """A picture `[1, h, w, 3]` with its shorter side resized, as uint8 `[height, width, 3]`."""
    scale = shorter_side / min(image.shape[1:3])
    size = tuple(round(side * scale) for side in image.shape[1:3])
    return images.to_uint8(images.resize(image, size))[0]


def painted_samples():
    """The painted samples in three shapes each: {name: float32 array `[1, height, width, 3]`}."""
    return {
        f'{paint.__name__} {width}x{height}': paint(height, width)
        for paint in (samples.coastal_scene, samples.night_sky, samples.brick_wall)
        for height, width in ((512, 512), (512, 683), (900, 640))
    }


def shipped():
    """The picture files that installed packages contain; none of these packages is required."""
    found = []
    for package, place in SHIPPED.items():
        spec = importlib.util.find_spec(package)
        inside = spec and spec.origin and os.path.join(os.path.dirname(spec.origin), place)
        if inside and os.path.isdir(inside):
            found += find(inside)
    return found


class Pipeline(NamedTuple):
    """The nodes that start a pipeline."""

    first: tf.Tensor  # placeholder, int64 scalar: the number of the first batch
    start_op: tf.Operation  # starts the pipeline there


def batches(sources, batch, worker=0, workers=1):
    """Builds a pipeline of batches of crops.

    Of several workers, each takes its share of every batch: together they see in a step what one
    process sees that makes the whole batch.

    Files are decoded by `images.load` in a `tf.numpy_function`, because TensorFlow's own decoders
    handle neither CMYK nor EXIF rotation.

    Args:
      sources: list of `Source`.
      batch: int, how many crops each source contributes.
      worker, workers: ints, whose share this is, from 0, and how many there are.

    Returns:
      `(tensors, pipeline)`: a list with a float32 tensor `[batch, crop, crop, 3]`, RGB, 0..255, per
      source, and a `Pipeline`.
    """
    with tf.name_scope('pipeline'):
        first = tf.placeholder(tf.int64, [], name='first')
        last = tf.constant(np.iinfo(np.int64).max, tf.int64)
        data = tf.data.Dataset.range(first * batch, last)

        def load(number):
            crops = tf.numpy_function(
                # No node: the seeds of the variables follow from the number of nodes before them.
                lambda own: [sample(one, int(own) * workers + worker) for one in sources],
                [number],
                [tf.float32] * len(sources),
            )
            for crop, pictures in zip(crops, sources):
                crop.set_shape([pictures.crop, pictures.crop, 3])
            return tuple(crops)

        # In order, whichever thread is done first: a resumed run must see the same crops.
        data = data.map(load, num_parallel_calls=2, deterministic=True)
        data = data.batch(batch, drop_remainder=True).prefetch(2)
        iterator = tf.data.make_initializable_iterator(data)
        return list(iterator.get_next()), Pipeline(first, iterator.initializer)
