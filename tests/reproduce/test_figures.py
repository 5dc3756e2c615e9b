"""The table of figures: whole, and made of commands that exist."""

import os
import re
import sys

import pytest
from conftest import ROOT

from gatys_tf1 import architecture
from gatys_tf1.cli import ascent, commands, experiment
from gatys_tf1.reproduce import entries, pictures, plan
from gatys_tf1.reproduce import page as page_of
from gatys_tf1.reproduce.figures import FIGURES

MODULES = {name: f'gatys_tf1.cli.{module}' for name, (module, _) in commands.COMMANDS.items()}


class Parsed(Exception):
    """Every flag was read and checked; what follows would load pictures and weights."""


@pytest.fixture(scope='module')
def paths():
    return dict.fromkeys(pictures.PAINTED, 'a picture.png')


def all_runs(paths, level):
    planned = plan.plan(level, paths, ['a/style one.png', 'b/other.png'])
    return [entry for of_figure in planned.values() for entry in of_figure]


@pytest.mark.parametrize('level', [plan.HERE, plan.QUICK, plan.PUBLISHED])
def test_every_run_is_a_command_with_flags_that_it_takes(level, paths, monkeypatch):
    """Catches a flag with a typo, one that has no effect, a layer or preset that does not exist."""

    def stop(args, *_):
        raise Parsed

    monkeypatch.setattr(experiment, 'picture', stop)
    monkeypatch.setattr(ascent, 'settings', stop)
    found = {(p.command, p.arguments) for p in all_runs(paths, level)}
    assert len(found) > 60
    for command, flags in sorted(found):
        monkeypatch.setattr(sys, 'argv', ['gatys-tf1', *flags, '--out', 'x', '--quiet'])
        __import__(MODULES[command])
        with pytest.raises(Parsed):
            sys.modules[MODULES[command]].main()


@pytest.mark.parametrize('level', [plan.HERE, plan.QUICK, plan.PUBLISHED])
def test_a_folder_holds_one_run(level, paths):
    """Catches two different runs in one folder, which would skip the second, and bad names."""
    by_name = {}
    for entry in all_runs(paths, level):
        what = entry.command, entry.arguments
        assert by_name.setdefault(entry.name, what) == what, entry.name
        assert re.fullmatch(r'[a-z0-9][a-z0-9.-]*', entry.name)
    assert len(set(by_name.values())) == len(by_name)


def test_figures_share_runs(paths):
    """Catches a run that is made again for each figure that shows it."""
    planned = plan.plan(plan.HERE, paths, [])

    def names(figure):
        return [entry.name for entry in planned[figure]]

    assert names('style-seeds')[0] in names('style-depths')
    assert 'content-noise-noise-of-0..255' in names('content-layers')
    plain = [entry.name for entry in planned['transfer-presets'] if entry.run.title == 'ours']
    assert plain[0] in names('transfer-weights') and plain[0] in names('transfer-tv')


def test_entries_are_whole():
    """Catches an entry without its words, of an unknown source, or that draws nothing."""
    with open(os.path.join(ROOT, 'docs/references.md'), encoding='utf-8') as file:
        keys = set(re.findall(r'^\| `([a-z-]+)` \|', file.read(), re.MULTILINE))
    for name, figure in FIGURES.items():
        assert name == figure.name and re.fullmatch('[a-z0-9_-]+', name)
        assert figure.source in keys, name
        assert figure.title and figure.saw.endswith('.') and figure.see.endswith('.'), name
        assert figure.holds and not figure.holds.endswith('.'), name
        assert figure.sheet and figure.rows or figure.drawings, name
        cut = any(run.published and run.published != run.here for run in entries.runs(figure))
        assert bool(figure.cut) == cut, f'{name} does not say what was cut, or says it of nothing'
        for place in figure.drawings:
            module, function = place.split('.')
            with open(os.path.join(ROOT, f'gatys_tf1/reproduce/{module}.py')) as file:
                assert f'def {function}(made)' in file.read(), place


def test_quick_is_small(paths):
    """Catches a run that --quick forgets."""
    for entry in all_runs(paths, plan.QUICK):
        steps, size, _ = entry.scale
        assert (sum(steps) if isinstance(steps, tuple) else steps) <= 45, entry.name
        largest = max(96, entry.run.least)
        assert (max(size) if isinstance(size, tuple) else size) <= largest, entry.name
    assert [e.name for e in all_runs(paths, plan.QUICK) if e.run.least > 112] == [
        'class-barn-spider'
    ]


def test_published_is_the_sources_own(paths):
    """Catches a cut that stays in --published."""
    runs = {entry.name: entry for entry in all_runs(paths, plan.PUBLISHED)}
    flags = ' '.join(runs['content-layers-conv4-2-adam'].arguments)
    assert '--height 224 --width 224 --steps 100000 --learning-rate 0.1' in flags


@pytest.mark.parametrize('share, name', [(0, '00000'), (0.5, '02500'), (1, '05000')])
def test_stages_are_pictures_that_a_run_keeps(share, name):
    """Catches a picture that is asked for and was never written."""
    run = entries.Run('', 'content', entries.Scale(5000))
    assert plan.stage(run, 5000, share) == f'image_{name}.png'
    assert plan.every(run, 5000) == 2500


def test_every_layer_has_its_channels():
    """Catches a block that is left out of the sheets of channels."""
    layers = [run.title for run in entries.runs(FIGURES['channels'])]
    assert layers == [layer for layer in architecture.LAYERS if layer.startswith('conv')]


def test_another_run_has_other_findings(tmp_path):
    """Catches verdicts that a quick run, or one on other pictures, seems to confirm."""
    ours = page_of.WRITTEN_FROM
    for command, is_another in (
        (ours, False),
        (f'{ours} --at-once 2', False),
        (ours.replace('.py', '.py --quick'), True),
        (ours.replace('starry_night', 'other'), True),
        ('python scripts/reproduce.py', True),
    ):
        path = page_of.write(str(tmp_path), {}, command, 'Here.', plan.HERE)
        with open(path, encoding='utf-8') as file:
            assert (page_of.ANOTHER in file.read()) == is_another, command


def test_the_results_page_is_of_this_table():
    """Catches a page that was not made again after the table changed, and a missing figure."""
    with open(os.path.join(ROOT, 'docs/results.md'), encoding='utf-8') as file:
        page = file.read()
    command = re.search(r'^```\n(python scripts/reproduce.py .*)\n```$', page, re.MULTILINE)[1]
    assert command.startswith(page_of.WRITTEN_FROM) and page_of.ANOTHER not in page
    for figure in FIGURES.values():
        assert f'\n`{command} --figure {figure.name}`\n' in page
        for words in (figure.title, figure.saw, figure.see, figure.holds, figure.cut):
            assert words in page, f'{figure.name}: {words}'
    pictures_of = re.findall(r'\]\(figures/results/([^)]+)\)', page)
    folder = os.path.join(ROOT, 'docs/figures/results')
    assert sorted(pictures_of) == sorted(os.listdir(folder))
    assert all(os.path.getsize(os.path.join(folder, name)) <= 250_000 for name in pictures_of)
