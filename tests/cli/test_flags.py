"""Flags: help in two lengths, values out of range, and pairs of which none is ignored silently."""

import re

import pytest

FAST = ('--size', 32, '--steps', 1)

BAD_VALUES = [
    ('--seed', '-1', '-1 is not zero or above'),
    ('--size', '100000', '100000 is more than 16384 pixels'),
    ('--size', '0', '0 is not above zero'),
    ('--size', 'big', 'big is not a whole number'),
    ('--learning-rate', '-3', '-3 is not a number above zero'),
    ('--learning-rate', 'nan', 'nan is not a finite number'),
    ('--beta1', '1', '1 is not a number from 0 up to 1'),
    ('--epsilon', '0', '0 is not a number above zero'),
    ('--image-every', '-3', '-3 is not zero or above'),
    ('--style-layers', 'conv1_1,conv1_1', 'conv1_1 is named twice'),
    ('--content-layers', 'conv1_1:1,conv1_1:2', 'conv1_1 is named twice'),
    ('--shifts', 'conv1_1:4,conv1_1:8', 'conv1_1 is named twice'),
    ('--style-weight', 'inf', 'inf is not a finite number'),
    ('--steps', '0', '0 is not above zero'),
    ('--scales', '200,100', '200,100 does not grow'),
]

PAIRS = [  # together they contradict each other, or the first has no effect
    (['--height', 20], '--height and --width go together'),
    (['--height', 40, '--width', 40], 'give one or the other'),  # beside FAST's --size
    (['--learning-rate', 3], '--learning-rate has no effect without --optimizer adam'),
    (['--beta1', 0.5], '--beta1 has no effect without --optimizer adam'),
    (['--tv-kind', 'absolute'], '--tv-kind has no effect without --tv-weight'),
    (['--shifts', 'powers'], '--shifts has no effect without --long-range-weight'),
    (['--histogram-layers', 'conv1_1'], '--histogram-layers has no effect without --histogram-w'),
    (['--histogram-kind', 'global255'], '--histogram-kind has no effect without --histogram-wei'),
    (['--seed', 3], '--seed has no effect without --init noise or --init-noise'),
    (['--noise', 'gaussian'], '--noise has no effect without --init noise or --init-noise'),
    (['--init', 'noise', '--init-noise', 0.5], '--init-noise has no effect with --init noise'),
    (['--init', 'noise01', '--noise', 'gaussian'], 'leave out --noise gaussian'),
    (['--profile', 7], '--profile has no effect beyond the last step, 1'),
    (['--low-memory', '--tile', 64], '--low-memory has no effect with --tile: smaller tiles take'),
    (['--histogram-weight', 1, '--tile', 64], "the loss 'histogram' looks at the whole picture"),
    (['--style-size', 50, '--style-scale', 2], '--style-scale has no effect with --style-size'),
    (['--layer-weights', 'equal', '--style-layers', 'conv1_1:2'], '--layer-weights has no effect'),
    (['--style-scale', '1e30'], '--style-scale 1e+30 makes styles of 3.2e+31 pixels: choose a sc'),
    (['--content-weight', 0, '--style-weight', 0], 'every weight is zero'),
    (['--style', 'PHOTO', 'PHOTO', '--style-blend', '1'], '--style-blend has 1 value for 2 styles'),
    (['--resume', '--overwrite', '--out', 'x'], '--resume and --overwrite contradict each other'),
]


@pytest.fixture
def transfer(script, photo, random_checkpoint, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*flags, size=FAST):
        flags = [photo if flag == 'PHOTO' else flag for flag in flags]
        return script('style_transfer', '--content', photo, '--checkpoint', random_checkpoint,
                      *size, *flags)  # fmt: skip

    return call


@pytest.mark.parametrize('flag, value, sentence', BAD_VALUES)
def test_values_out_of_range(transfer, tmp_path, flag, value, sentence):
    """Catches a traceback, and a value that passes in silence."""
    code, _, err = transfer(flag, value, size=() if flag in ('--size', '--scales') else FAST)
    assert code == 2 and f'argument {flag}: ' in err and sentence in err, err
    assert 'Traceback' not in err and not (tmp_path / 'runs').exists()


@pytest.mark.parametrize('flags, sentence', PAIRS, ids=[' '.join(map(str, f)) for f, _ in PAIRS])
def test_no_flag_is_ignored_silently(transfer, tmp_path, flags, sentence):
    """Catches a flag that the other flags leave without effect, and a run without an objective."""
    code, _, err = transfer(*flags)
    assert code == 2 and sentence in err, err
    assert 'Traceback' not in err and not (tmp_path / 'runs').exists()


def test_exact_sizes_squash_the_styles_and_say_so(transfer):
    """Catches --style-size and --style-scale beside --height: they were ignored."""
    for flag, value in (('--style-size', 50), ('--style-scale', 2)):
        code, _, err = transfer('--height', 40, '--width', 40, flag, value, size=())
        assert code == 2 and f'{flag} has no effect with --height and --width, which squash' in err


def test_help_is_short_and_help_all_is_not(script):
    """Catches a first page of 45 flags, and flags that no page shows."""
    code, short, _ = script('style_transfer', '--help')
    _, long, _ = script('style_transfer', '--help-all')
    flags = [set(re.findall(r'^  (--[\w-]+)', text, re.MULTILINE)) for text in (short, long)]
    assert code == 0 and flags[0] < flags[1]
    assert len(flags[0]) <= 20 and len(flags[1]) >= 45
    assert {'--beta1', '--resize', '--shifts', '--style-mask'} <= flags[1] - flags[0]
    assert {'--content', '--style', '--size', '--style-weight', '--out'} <= flags[0]


def test_layer_weights(script, photo, random_checkpoint, tmp_path):
    """Catches shares that are not printed, and 'energy' that leaves a layer without a say."""
    shares = {}
    for balance in ('channels', 'energy'):
        code, out, err = script(
            'style_reconstruction', '--image', photo, '--size', 48, '--steps', 1,
            '--layer-weights', balance, '--checkpoint', random_checkpoint,
            '--out', tmp_path / balance,
        )  # fmt: skip
        assert (code, err) == (0, '')
        (line,) = re.findall(r'^style loss: +(.*)$', out, re.MULTILINE)
        shares[balance] = [float(share) for share in re.findall(r'([\d.]+)%', line)]
        assert len(shares[balance]) == 5 and abs(sum(shares[balance]) - 100) < 0.5
    assert min(shares['energy']) > 2 * min(shares['channels'])
