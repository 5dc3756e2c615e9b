"""What the machine is asked, what is estimated from it, and what a step's trace tells."""

import pytest

from gatys_tf1 import architecture, forecast, machine, ram


@pytest.mark.parametrize(
    'flags, expected',
    [({'avx512f', 'avx512_bf16'}, 'bfloat16'), ({'amx_bf16'}, 'bfloat16'), ({'avx2'}, 'float32')],
)
def test_auto_precision_is_what_the_processor_has(monkeypatch, flags, expected):
    """Catches bfloat16 where it is emulated, which is slower than float32, and the reverse."""
    monkeypatch.setattr(machine, '_processor_flags', lambda: flags)
    monkeypatch.setattr(machine, '_gpu', lambda: None)
    assert machine.precision('auto') == expected
    assert machine.precision('float32') == 'float32'
    assert machine.precision('bfloat16') == 'bfloat16'


def test_auto_precision_on_a_gpu(monkeypatch):
    """Catches the processor's flags deciding for a GPU."""
    monkeypatch.setattr(machine, '_processor_flags', lambda: {'amx_bf16'})
    monkeypatch.setattr(machine, '_gpu', lambda: '/device:GPU:0')
    assert machine.precision('auto') == 'float32'
    assert machine.device() == '/device:GPU:0'


def test_flop_of_the_first_layers():
    """Catches multiply-adds counted once, and a pooling that is not counted in."""
    assert architecture.flop_per_pixel('conv1_1') == 2 * 9 * 3 * 64
    assert architecture.flop_per_pixel('conv2_1') == 2 * 9 * (3 * 64 + 64 * 64 + 64 * 128 / 4)


def test_estimates_grow_with_what_costs():
    """Catches an estimate that leaves out the picture, the precision, or L-BFGS's memory."""
    memory = forecast.memory
    assert memory(512, 512, 'bfloat16') < memory(512, 512, 'float32')
    assert memory(512, 512, 'bfloat16', True) < memory(512, 512, 'bfloat16')
    assert memory(512, 512, 'bfloat16') < memory(512, 512, 'bfloat16', vectors=30)
    assert memory(1024, 512, 'float32') < memory(1024, 1024, 'float32')


def test_the_rate_is_measured_once(monkeypatch):
    """Catches a benchmark that runs again for every forecast."""
    measured = []
    monkeypatch.setattr(machine, 'matmul_rate', lambda *_, **__: measured.append(1) or 1e12)
    forecast._rate.cache_clear()
    seconds = [forecast.seconds(side, side, 'conv5_1', 'float32') for side in (256, 512)]
    forecast._rate.cache_clear()
    assert len(measured) == 1 and seconds[1] == 4 * seconds[0]


def test_free_memory_is_of_this_machine():
    """Catches kilobytes taken for bytes: more than a process needs, less than any machine has."""
    assert 1e8 < ram.free() < 1e14
