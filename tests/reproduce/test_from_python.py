"""The runs that no command has: which are made anew, and which are kept."""

import json
import os

import numpy as np
import pytest
from conftest import smooth_picture

import gatys_tf1
from gatys_tf1 import images
from gatys_tf1.reproduce import drawings, entries, from_python, plan
from gatys_tf1.reproduce.figures import FIGURES

FIGURE = next(f for f in FIGURES.values() if 'from_python.raw_features' in f.drawings)


@pytest.fixture
def made(random_checkpoint, tmp_path):
    """The figure of raw features, tiny, with the run of its command already there."""
    paths = {}
    for number, name in enumerate(('coast', 'strokes', 'dots', 'bricks', 'other')):
        paths[name] = str(tmp_path / f'{name}.png')
        images.save(paths[name], smooth_picture(40, 48, number))
    (planned,) = plan.plan(plan.HERE, paths, [])[FIGURE.name]
    planned = planned._replace(scale=entries.Scale(2, 32))
    folder = tmp_path / 'made/runs' / planned.name
    folder.mkdir(parents=True)
    images.save(folder / 'final.png', smooth_picture(24, 32))
    root = str(tmp_path / 'made')
    return drawings.Made(root, FIGURE, [planned], paths, [], random_checkpoint)


@pytest.fixture
def calls(monkeypatch):
    """The folders of the transfers that are run, in order; they leave files, and do not paint."""
    found = []

    def style_transfer(content, *_, out, options, **__):
        assert options.overwrite == os.path.exists(os.path.join(out, 'config.json'))
        found.append(os.path.basename(out))
        os.makedirs(out, exist_ok=True)
        with open(os.path.join(out, 'config.json'), 'w') as file:
            file.write('{}')
        images.save(os.path.join(out, 'final.png'), content[np.newaxis])

    monkeypatch.setattr(gatys_tf1, 'style_transfer', style_transfer)
    return found


BOTH = [f'raw-features-{weight:g}' for weight in from_python.WEIGHTS]


def test_raw_features_are_made_anew_if_anything_has_changed(made, calls, monkeypatch):
    """Catches the picture of another content, style or number of steps, shown as this one's."""

    def after(changed):
        calls.clear()
        from_python.raw_features(changed)
        return list(calls)

    assert after(made) == BOTH and after(made) == []
    (planned,) = made.planned
    longer = planned._replace(scale=planned.scale._replace(steps=3))
    content = made._replace(paths=made.paths | {'coast': made.paths['other']})
    style = made._replace(paths=made.paths | {'strokes': made.paths['other']})
    for changed in (made._replace(planned=[longer]), content, style, made):
        assert after(changed) == BOTH and after(changed) == []
    images.save(made.paths['coast'], smooth_picture(40, 48, 9))  # by the same name
    assert after(made) == BOTH
    monkeypatch.setattr(from_python.checkpoint, 'sha256', lambda path: 'other weights')
    assert after(made) == BOTH


def test_a_stopped_run_of_raw_features_is_done_again(made, calls, monkeypatch):
    """Catches a run that was stopped and is taken for done: by its picture, by its config.json."""
    from_python.raw_features(made)
    original, (first, second) = gatys_tf1.style_transfer, BOTH

    def stopped(*args, out, **kwargs):
        original(*args, out=out, **kwargs)  # as a run that leaves final.png, but does not return
        raise KeyboardInterrupt

    (planned,) = made.planned
    longer = made._replace(planned=[planned._replace(scale=planned.scale._replace(steps=3))])
    with monkeypatch.context() as patch:
        patch.setattr(gatys_tf1, 'style_transfer', stopped)
        with pytest.raises(KeyboardInterrupt):
            from_python.raw_features(longer)
    calls.clear()
    from_python.raw_features(made)  # the first was overwritten, the second was never touched
    assert calls == [first]
    runs = os.path.join(made.root, 'runs')
    os.remove(os.path.join(runs, second, 'final.png'))
    with open(os.path.join(runs, f'{first}.json'), 'w', encoding='utf-8') as file:
        file.write('{"content"')
    calls.clear()
    from_python.raw_features(made)
    assert calls == BOTH
    with open(os.path.join(runs, f'{first}.json'), encoding='utf-8') as file:
        assert json.load(file)['steps'] == 2
