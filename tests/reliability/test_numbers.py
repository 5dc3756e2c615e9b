"""Numbers that stay finite: plain pictures, no difference to minimise, weights without measure."""

import numpy as np
import PIL.Image
import pytest
from conftest import pixels

from gatys_tf1.run import folder

SMALL = ('--size', 32, '--steps', 4, '--style-layers', 'conv1_1,conv2_1', '--content-layers',
         'conv1_2', '--quiet')  # fmt: skip
PLAIN = {'black': (0, 0, 0), 'white': (255, 255, 255), 'grey': (9, 99, 199)}
CASES = {
    'black on black': ('black', 'black', ()),
    'white content': ('white', 'photo', ('--init', 'noise')),
    'grey style': ('photo', 'grey', ('--optimizer', 'adam')),
    'equal pictures': ('photo', 'photo', ()),
    'equal pictures, Adam': ('photo', 'photo', ('--optimizer', 'adam')),
    'plain, all losses': ('grey', 'black', (
        '--histogram-weight', 5, '--histogram-layers', 'conv1_1', '--long-range-weight', 1,
        '--moments-weight', 1, '--tv-weight', 1, '--preserve-color', 'match')),
    'weight 0': ('photo', 'grey', ('--style-weight', 0)),
    'weight 1e12': ('photo', 'white', ('--style-weight', 1e12)),
    'weight 1e-30': ('photo', 'white', ('--style-weight', 1e-30, '--content-weight', 1e-30)),
    'all of one channel': ('photo', 'grey', ('--layer-weights', 'channels', '--preprocess', 'raw')),
}  # fmt: skip
BREAK = {
    'weight 1e38': ('photo', 'white', ('--style-weight', 1e38)),
    'learning rate 1e30': ('photo', 'grey', ('--optimizer', 'adam', '--learning-rate', 1e30)),
    'learning rate 1e6': ('photo', 'grey', ('--optimizer', 'adam', '--learning-rate', 1e6)),
}
QUICK = ('black on black', 'plain, all losses', 'weight 1e12', 'learning rate 1e30')


def each(cases):
    """The cases as parameters: a few of them quick, the others slow."""
    return [pytest.param(c, marks=[] if c in QUICK else pytest.mark.slow) for c in cases]


@pytest.fixture
def transfer(script, photo, tmp_path, random_checkpoint):
    """`transfer(content, style, flags)`: exit code, stderr and folder of a short transfer."""
    for name, colour in PLAIN.items():
        PIL.Image.new('RGB', (32, 27), colour).save(tmp_path / f'{name}.png')

    def call(content, style, flags):
        out = tmp_path / 'r'
        code, _, err = script(
            'style_transfer', '--content', tmp_path / f'{content}.png', '--style',
            tmp_path / f'{style}.png', *SMALL, *flags, '--checkpoint', random_checkpoint,
            '--out', out,
        )  # fmt: skip
        return code, err, out

    return call


@pytest.mark.parametrize('case', each(CASES))
def test_success(transfer, case):
    """Catches 0/0 in a loss or its gradient: a variance of zero, a norm of zero, equal images."""
    code, err, out = transfer(*CASES[case])
    assert (code, err) == (0, '')
    losses = np.array([list(row.values()) for row in folder.read_losses(out)])
    assert len(losses) and np.isfinite(losses).all()
    assert pixels(out / 'final.png').shape == (27, 32, 3)


@pytest.mark.parametrize('case', each(BREAK))
def test_success_or_the_last_good_image(transfer, case):
    """Catches a black picture, a table full of NaN, and a state that cannot be resumed."""
    code, err, out = transfer(*BREAK[case])
    if code:
        assert code == 2 and 'NaN or infinite' in err and err.count('\n') == 1, err
    rows = folder.read_losses(out)
    assert all(np.isfinite(list(row.values())).all() for row in rows)
    assert not rows or pixels(out / 'final.png').shape == (27, 32, 3)
