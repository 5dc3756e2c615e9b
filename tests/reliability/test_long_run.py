"""A long run: what it needs does not grow."""

import os
import re

import numpy as np
import pytest
from conftest import smooth_picture

from gatys_tf1 import api as gatys
from gatys_tf1 import images
from gatys_tf1.run import folder
from gatys_tf1.tf1 import tf

STEPS = 3000


def memory():
    """Resident memory of this process, in MB."""
    with open('/proc/self/status', encoding='ascii') as file:
        return int(re.search(r'VmRSS:\s+(\d+) kB', file.read()).group(1)) / 1024


@pytest.mark.slow
@pytest.mark.parametrize('optimizer', ['adam', 'lbfgs'])
def test_three_thousand_steps(tmp_path, random_checkpoint, optimizer):
    """Catches memory, file handles, nodes or event files that grow with the steps."""
    for name, seed in (('a', 1), ('b', 2)):
        images.save(tmp_path / f'{name}.png', smooth_picture(96, 128, seed))
    seen = []

    def look(step):
        if step.step % 100 == 0 or step.step == 250:
            handles = len(os.listdir('/proc/self/fd'))
            graph_size = len(tf.get_default_graph().get_operations())
            events = [p for p in os.listdir(tmp_path / 'r') if p.startswith('events')]
            seen.append((step.step, memory(), handles, graph_size, len(events)))

    options = gatys.Options(
        init='noise', optimizer=optimizer, precision='float32', checkpoint=random_checkpoint
    )
    result = gatys.style_transfer(
        tmp_path / 'a.png', tmp_path / 'b.png', size=128, steps=STEPS, options=options,
        out=tmp_path / 'r', callback=look,
    )  # fmt: skip
    steps, megabytes, handles, nodes, events = map(np.array, zip(*seen))
    warm = steps >= 250
    growth = np.polyfit(steps[warm], megabytes[warm], 1)[0] * STEPS
    print(f'{optimizer}: {result.steps} steps, {megabytes[warm][0]:.0f} MB at step 250, '
          f'{megabytes[-1]:.0f} MB at the end, {handles[-1]} handles')  # fmt: skip
    assert result.steps > STEPS / 2 or optimizer == 'lbfgs'  # which may converge
    assert growth < 50 and megabytes[-1] - megabytes[warm][0] < 80
    assert len(set(handles[warm])) == 1 and len(set(nodes)) == 1 and set(events) == {1}
    assert len(folder.read_losses(tmp_path / 'r')) == result.steps
    states = [n for n in os.listdir(tmp_path / 'r/state') if n.endswith('.index')]
    assert len(states) == 2
