"""Tiles: the loss and gradient of the whole picture, whatever its size and wherever it is cut."""

import numpy as np
import pytest
from conftest import pixels, session, smooth_picture

from gatys_tf1 import forecast, transfer
from gatys_tf1.errors import UserError
from gatys_tf1.losses import gatys, histogram, long_range, moments, variation
from gatys_tf1.losses.styles import Style
from gatys_tf1.run import folder
from gatys_tf1.run.stages import Part, Settings
from gatys_tf1.tf1 import tf
from gatys_tf1.tiles import tiled


def both(terms, start, config, side):
    """`(losses, gradient)` of a start: of the whole picture, and in tiles."""
    found = []
    for tile in (None, side):
        targets = transfer.measure(terms, config, tile)
        part = Part(('image', start), tuple(terms), config)
        graph = transfer.build(part, targets, Settings(config, tile=tile))
        loops = [op for op in graph.graph.get_operations() if op.name.startswith('tiles/')]
        assert bool(loops) == bool(tile)
        with session(graph, config) as sess:
            sess.run(graph.assigns['image'], {graph.pixels: start})
            found.append(sess.run([graph.losses, graph.gradient]))
    return found


def distance(found):
    """How far the tiled gradient is from the whole one, relative to that."""
    (_, whole), (_, tiles) = found
    return np.linalg.norm(tiles - whole) / np.linalg.norm(whole)


@pytest.mark.parametrize(
    'height, width, side, pool, precision, error',
    [
        (51, 94, 24, 'avg', 'float32', 1e-5),
        (93, 30, 40, 'max', 'float32', 1e-5),
        (51, 94, 24, 'avg', 'bfloat16', 1e-2),
    ],
)
def test_loss_and_gradient_are_those_of_the_whole(
    random_config, height, width, side, pool, precision, error
):
    """Catches seams, poolings off their grid, a position counted twice, a target out of place."""
    config = random_config._replace(pool=pool, precision=precision)
    content, style = smooth_picture(height, width), smooth_picture(40, 60, seed=2)
    left = np.zeros([height, width], np.float32)
    left[:, : width // 3] = 1.0
    terms = [
        gatys.content_term(content, {'conv1_2': 0.3, 'conv2_2': 1.0}),
        gatys.style_term(
            [Style(style, mask=left), Style(content, 0.5, 1 - left)],
            dict.fromkeys(['conv1_1', 'conv2_1', 'conv3_1']),
        ),
        variation.total_variation_term(100.0),
    ]
    found = both(terms, smooth_picture(height, width, seed=3), config, side)
    (losses, _), (tiled_losses, _) = found
    assert list(losses) == list(tiled_losses)
    for name, value in losses.items():
        assert tiled_losses[name] == pytest.approx(value, rel=error), name
    assert distance(found) <= error


@pytest.mark.parametrize('reduction', ['mean', 'sum'])
def test_a_single_term(random_config, reduction):
    """Catches a reduction that depends on the tiles, and a loss that needs a second term."""
    content = smooth_picture(40, 70)
    terms = [gatys.content_term(content, {'conv2_1': 2.0}, 0.1, reduction=reduction)]
    found = both(terms, smooth_picture(40, 70, seed=3), random_config, 16)
    assert found[1][0]['total'] == pytest.approx(found[0][0]['total'], rel=1e-5)
    assert distance(found) <= 1e-5


@pytest.mark.weights
def test_all_layers_of_a_style_transfer(real_config):
    """Catches a margin too small for conv5_1, which sees 78 pixels to each side."""
    content, style = smooth_picture(215, 300), smooth_picture(224, 240, seed=2)
    terms = [
        gatys.content_term(content, {'conv4_2': 1.0}),
        gatys.style_term([Style(style)], dict.fromkeys(gatys.STYLE_LAYERS), 0.08),
    ]
    config = real_config._replace(pool='avg')
    found = both(terms, smooth_picture(215, 300, seed=3), config, 96)
    assert distance(found) <= 1e-5


@pytest.mark.slow
@pytest.mark.parametrize('precision, error', [('float32', 1e-5), ('bfloat16', 1e-2)])
def test_at_512(real_config, precision, error):
    """Catches an error that grows with the number of positions."""
    content, style = smooth_picture(512, 512), smooth_picture(512, 400, seed=2)
    terms = [
        gatys.content_term(content, {'conv4_2': 1.0}),
        gatys.style_term([Style(style)], dict.fromkeys(gatys.STYLE_LAYERS), 0.08),
    ]
    config = real_config._replace(pool='avg', precision=precision)
    assert distance(both(terms, smooth_picture(512, 512, seed=3), config, 192)) <= error


@pytest.mark.parametrize('optimizer', ['adam', 'lbfgs'])
def test_runs_and_resumes_bit_equal(random_config, tmp_path, optimizer):
    """Catches a tiled run that adds nodes, or whose state lacks something."""

    def run(name, steps, resume=False):  # three tiles
        content, style = smooth_picture(24, 60), smooth_picture(24, 24, seed=2)
        terms = [
            gatys.content_term(content, {'conv1_2': 1.0}),
            gatys.style_term([Style(style)], {'conv1_1': 1.0}),
        ]
        settings = Settings(random_config, (steps,), optimizer=optimizer, tile=24)
        out = folder.Output(str(tmp_path / name), quiet=True, resume=resume)
        return transfer.optimize_image(terms, ('content_image', content), settings, out)

    once = run('once', 6)
    run('halves', 3)
    halves = run('halves', 6, resume=True)
    np.testing.assert_array_equal(once.image, halves.image)
    csv = [(tmp_path / name / 'loss.csv').read_text() for name in ('once', 'halves')]
    assert csv[0] == csv[1] and len(csv[0].splitlines()) == 8
    np.testing.assert_array_equal(pixels(tmp_path / 'once/final.png'), once.image)


def test_the_command_in_tiles(script, tmp_path, photo, random_checkpoint):
    """Catches a flag that does not reach the graph, and another result than without it."""
    flags = ('style_transfer', '--content', photo, '--style', photo, '--style-layers', 'conv1_1',
             '--content-layers', 'conv1_2', '--steps', 3, '--size', 48, '--init', 'noise',
             '--checkpoint', random_checkpoint, '--precision', 'float32')  # fmt: skip
    for name, more in (('whole', ()), ('tiles', ('--tile', 20))):
        code, stdout, err = script(*flags, *more, '--out', tmp_path / name)
        assert code == 0 and 'GB of memory' in stdout, err
    totals = [
        [row['total'] for row in folder.read_losses(tmp_path / x)] for x in ('whole', 'tiles')
    ]
    np.testing.assert_allclose(*totals, rtol=1e-4)
    with tf.Graph().as_default() as graph:
        tf.train.import_meta_graph(str(tmp_path / 'tiles/state/graph.meta'))
        assert any(op.name.startswith('tiles/gradient/') for op in graph.get_operations())


def test_the_memory_beside_a_tile():
    """Catches an estimate that forgets the optimiser's vectors, or the content's target."""
    content = gatys.content_term(smooth_picture(40, 48), {'conv4_2': 1.0})
    style = gatys.style_term([Style(smooth_picture(40, 48))], {'conv1_1': 1.0})
    size, tile = (4000, 4096), (672, 672)
    images = 12 * (4000 * 4096 - 672**2)  # bytes of one float32 picture, beside the tile's
    vectors = forecast.beside_tiles(size, tile, [style], 20) / images
    assert vectors == 20 + forecast.LOOP_VECTORS
    target = forecast.beside_tiles(size, tile, [content], 20) - vectors * images
    assert target == pytest.approx(forecast.TARGET_COPIES * 500 * 512 * 512 * 4)


def test_what_cannot_be_cut_is_refused(random_config):
    """Catches a histogram of a tile instead of the picture, and a traceback."""
    picture = smooth_picture(40, 48)
    style, layers = [Style(picture)], {'conv1_1': 1.0}
    for term in (
        histogram.histogram_term(style, layers),
        moments.moments_term(style, layers),
        long_range.long_range_term(style, {'conv1_1': [4]}, layers),
    ):
        with pytest.raises(UserError, match=f"'{term.name}' looks at the whole picture at once"):
            tiled.check([term])
        with pytest.raises(UserError, match='leave out the tiles or this loss'):
            transfer.check([term], ('image', picture), Settings(random_config, tile=16))
    tiled.check([variation.total_variation_term(1.0)])
