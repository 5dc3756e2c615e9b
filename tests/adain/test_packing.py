"""scripts/dev/pack_for_torch.py: what the training with PyTorch gets."""

import os
import runpy

import PIL.Image
from conftest import ROOT, smooth_picture

from gatys_tf1 import images


def test_pictures_are_upright(tmp_path, capsys):
    """Catches photographs that lie on their side, because their EXIF rotation is not read."""
    pack = runpy.run_path(os.path.join(ROOT, 'scripts/dev/pack_for_torch.py'))['_pack_picture']
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    picture = PIL.Image.fromarray(images.to_uint8(smooth_picture(300, 420))[0])
    picture.save(tmp_path / 'a.jpg', exif=exif)
    (tmp_path / 'b.jpg').write_text('no picture')
    for name in ('a.jpg', 'b.jpg'):
        pack(str(tmp_path / name), str(tmp_path / 'packed'), 288, held_out=False)
    assert os.listdir(tmp_path / 'packed') == ['a.jpg']
    with PIL.Image.open(tmp_path / 'packed/a.jpg') as packed:
        assert packed.size == (288, 403)
    assert 'b.jpg is skipped: ' in capsys.readouterr().out
