"""The loop that trains the decoder."""

import os

import adain_data
import pytest

from gatys_tf1 import vgg
from gatys_tf1.adain import pictures, training, training_graph
from gatys_tf1.adain.training_graph import Settings
from gatys_tf1.errors import UserError
from gatys_tf1.run import state
from gatys_tf1.run.folder import Output


@pytest.mark.slow
def test_infinite_loss_ends_training(random_checkpoint, tmp_path):
    """Catches a decoder of NaNs that is saved over a good one."""
    config = vgg.Config(random_checkpoint)
    folders = adain_data.save_photos(tmp_path)
    sources = [pictures.source(pictures.find(str(place)), 16, 24) for place in folders]
    for weight, last_step in ((10.0, 1), (float('inf'), 3)):
        graph = training_graph.build(lambda: pictures.batches(sources, 1), config, Settings(weight))
        arguments = (graph, config, Output(str(tmp_path / 'r'), quiet=True), last_step)
        os.makedirs(tmp_path / 'r', exist_ok=True)
        if last_step == 1:
            assert training.train(*arguments) == 1
            good = (tmp_path / 'r/decoder.npz').read_bytes()
        else:
            with pytest.raises(
                UserError, match=r'the loss of step 1 is inf.*smaller learning rate'
            ):
                training.train(*arguments)
    assert (tmp_path / 'r/decoder.npz').read_bytes() == good
    assert not os.path.exists(tmp_path / 'r/state/run.ckpt-2.index')
    assert state.latest(tmp_path / 'r').endswith('run.ckpt-1')
