"""The pipeline of training pictures: which crops, in which order, and what is skipped."""

import collections
import os
import threading

import numpy as np
import PIL.Image
import pytest
from conftest import smooth_picture

from gatys_tf1 import images
from gatys_tf1.adain import pictures
from gatys_tf1.errors import UserError
from gatys_tf1.tf1 import tf


def save_all(folder, **shapes):
    """Saves smooth pictures of these (height, width) as PNG; returns their paths."""
    paths = []
    for number, (name, shape) in enumerate(shapes.items()):
        paths.append(str(folder / f'{name}.png'))
        images.save(paths[-1], smooth_picture(*shape, seed=number))
    return paths


@pytest.fixture
def six(tmp_path):
    return save_all(tmp_path, **{name: (40, 40) for name in 'abcdef'})


def test_every_picture_comes_once_an_epoch(six):
    """Catches drawing with replacement, and an order that is the same in each epoch."""
    source = pictures.source(six, crop=40, shorter_side=40)
    # A crop of the whole picture, mirrored or not: its sum names the picture.
    names = {int(images.load(path).sum()): path for path in six}
    epochs = [
        [names[int(pictures.sample(source, 6 * epoch + i).sum())] for i in range(6)]
        for epoch in range(8)
    ]
    assert all(sorted(epoch) == six for epoch in epochs)
    assert len({tuple(epoch) for epoch in epochs}) >= 6


def test_crops_are_places_of_the_resized_picture(tmp_path):
    """Catches a squashed aspect, crops that are all the same, and height and width exchanged."""
    (path,) = save_all(tmp_path, wide=(64, 96))
    source = pictures.source([path], crop=24, shorter_side=32)
    picture = images.to_uint8(images.resize(images.load(path), (32, 48)))[0]
    places = collections.Counter()
    for number in range(60):
        crop = pictures.sample(source, number)
        assert crop.shape == (24, 24, 3) and crop.dtype == np.float32
        found = [
            (top, left, mirrored)
            for top in range(9)
            for left in range(25)
            for mirrored in (False, True)
            if (picture[top : top + 24, left : left + 24] == crop[:, :: 1 - 2 * mirrored]).all()
        ]
        assert len(found) == 1
        places[found[0]] += 1
    tops, lefts, mirrored = (set(values) for values in zip(*places))
    assert len(places) > 40 and mirrored == {False, True}
    assert {0, 8} <= tops and min(lefts) <= 2 and max(lefts) >= 22  # the borders are reached


def test_a_sample_follows_from_seed_and_number(six):
    """Catches state that is carried from sample to sample: any order, any process, the same."""
    sources = [pictures.source(six, 16, 20, seed) for seed in (5, 5, 6)]
    forward = [pictures.sample(sources[0], i) for i in range(20)]
    backward = [pictures.sample(sources[1], i) for i in reversed(range(20))][::-1]
    np.testing.assert_array_equal(forward, backward)
    assert not np.array_equal(forward, [pictures.sample(sources[2], i) for i in range(20)])


def test_bad_files_are_skipped_and_named(tmp_path):
    """Catches an unreadable, tiny or gray file that stops training, or goes unnoticed."""
    good = save_all(tmp_path, good=(40, 40), other=(50, 60))
    tiny = save_all(tmp_path, tiny=(30, 90))
    gray, broken, text = (str(tmp_path / name) for name in ('gray.png', 'broken.jpg', 'text.jpg'))
    PIL.Image.fromarray(images.to_uint8(smooth_picture(40, 40))[0]).convert('L').save(gray)
    PIL.Image.fromarray(images.to_uint8(smooth_picture(90, 90))[0]).save(broken)
    with open(broken, 'r+b') as file:
        file.truncate(600)
    with open(text, 'w') as file:
        file.write('no picture')
    found = pictures.find(str(tmp_path))
    assert sorted(found) == found and set(found) == {*good, *tiny, gray, broken, text}
    source = pictures.source(found, crop=32, shorter_side=32)
    for number in range(14):
        assert pictures.sample(source, number).shape == (32, 32, 3)
    assert set(source.skipped) == {*tiny, gray, broken, text}
    assert source.skipped[gray] == 'grayscale'
    assert source.skipped[tiny[0]] == '90x30 is smaller than a crop of 32'
    assert source.skipped[broken].startswith('unreadable: ')
    # What was skipped before makes no difference to what comes: so a resumed run is the same run.
    fresh = pictures.source(found, crop=32, shorter_side=32)
    np.testing.assert_array_equal(pictures.sample(fresh, 13), pictures.sample(source, 13))


def test_nothing_to_train_on(tmp_path):
    """Catches an endless search, and errors that do not say what is the matter."""
    with pytest.raises(UserError, match=r'there is no folder \S*nowhere: check the path'):
        pictures.find(str(tmp_path / 'nowhere'))
    with pytest.raises(UserError, match='holds no picture'):
        pictures.find(str(tmp_path))
    paths = save_all(tmp_path, small=(8, 8), flat=(9, 9))
    with pytest.raises(UserError, match='none of 2 pictures can be used .*small.png: 8x8 is small'):
        pictures.sample(pictures.source(paths, crop=16), 0)


def test_a_disk_is_no_folder_of_pictures(tmp_path, monkeypatch):
    """Catches a search of the whole disk, pictures that count as something else, and a circle."""
    monkeypatch.setattr(pictures, 'MOST_OTHERS', 6)
    paths = save_all(tmp_path, **{f'p{number}': (4, 4) for number in range(9)})
    (tmp_path / 'below').mkdir()
    (tmp_path / 'below/above').symlink_to(tmp_path)
    for number in range(7):
        assert pictures.find(str(tmp_path)) == paths
        (tmp_path / 'below' / f'{number}.txt').touch()
    with pytest.raises(UserError, match='holds more than 6 files that are no pictures, with those'):
        pictures.find(str(tmp_path))


def test_painted_pictures_are_no_files():
    """Catches painted samples that are looked for on the disk."""
    source = pictures.source([], 16, 24, painted={'sea': smooth_picture(30, 40)})
    assert source.paths == ('sea',) and pictures.sample(source, 3).shape == (16, 16, 3)
    assert all(os.path.isfile(path) for path in pictures.shipped())


def test_batches_are_the_samples_in_order(six):
    """Catches a pipeline that is shuffled by its threads, or starts at the wrong place."""
    sources = [pictures.source(six, 16, 20, seed) for seed in (1, 2)]
    with tf.Graph().as_default(), tf.Session() as sess:
        batches, pipeline = pictures.batches(sources, 3)
        assert [x.shape.as_list() for x in batches] == [[3, 16, 16, 3]] * 2
        for first in (0, 7):
            sess.run(pipeline.start_op, {pipeline.first: first})
            for step in range(first, first + 3):
                got = sess.run(batches)
                for value, source in zip(got, sources):
                    expected = [pictures.sample(source, 3 * step + i) for i in range(3)]
                    np.testing.assert_array_equal(value, expected)


def test_ahead_overlaps_and_keeps_the_order():
    """Catches results out of order, a whole folder in memory, and an error that comes too early."""
    given, begun, meet = [], [], threading.Barrier(2, timeout=20)

    def items():
        for number in range(6):
            given.append(number)
            yield number

    def read(number):
        begun.append(number)
        if number == 1:
            meet.wait()  # with the loop below, which has the result of 0 meanwhile
        if number == 4:
            raise UserError('item 4')
        return 10 * number

    found = []
    with pytest.raises(UserError, match='item 4'):
        for result in pictures.ahead(read, items()):
            if result == 0:
                meet.wait()
            found.append(result)
            assert len(given) <= len(found) + 2 and threading.active_count() < 10
    assert found == [0, 10, 20, 30] and begun[:5] == [0, 1, 2, 3, 4]
