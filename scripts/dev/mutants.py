#!/usr/bin/env python
"""How strong the tests are: changes one place of the code at a time, and counts what they notice.

Mutation testing by Cosmic Ray, on a sample: each mutant runs the tests of its module in a process
of its own, which takes as long as importing TensorFlow. A mutant dies if a test fails, or if they
take longer than `--timeout`. The sample has one mutant per place and kind of change before it has
a second one, or the eleven ways to replace an operator would outvote everything else.

    pip install cosmic-ray
    python scripts/dev/mutants.py --out /tmp/mutants --each 12
    python scripts/dev/mutants.py --out /tmp/mutants --each 12 objective vgg    # some modules only

Works on a copy below `--out`; what has been judged is kept there and not judged again, so that it
can be stopped, and continued with a larger `--each`.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import re
import shlex
import shutil
import subprocess
import sys

from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB, use_db

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOSSES = 'tests/losses tests/test_tiled.py'
RUN = 'tests/run tests/reliability/test_leftovers.py'
TESTS = {  # module -> the tests that are about it, the fastest first
    'losses/gatys': LOSSES,
    'losses/histogram': LOSSES,
    'losses/long_range': LOSSES,
    'losses/moments': LOSSES,
    'losses/precision': LOSSES,
    'losses/styles': LOSSES,
    'losses/temporal': 'tests/video/test_temporal.py',
    'losses/variation': LOSSES,
    'objective': f'{LOSSES} tests/test_transfer.py',
    'vgg': 'tests/test_vgg.py tests/test_vgg_cases.py tests/test_transfer.py',
    'transfer': 'tests/test_transfer.py tests/run/test_stages.py tests/test_tiled.py',
    'optimize': 'tests/test_optimize.py tests/run/test_loop.py',
    'lbfgs': 'tests/test_lbfgs.py tests/test_optimize.py',
    'run/folder': f'{RUN} tests/reliability/test_two_runs.py tests/test_api.py',
    'run/graph': 'tests/run tests/test_transfer.py',
    'run/interrupt': 'tests/run/test_resuming.py tests/reliability/test_signals.py',
    'run/logbook': 'tests/run tests/video/test_video_runs.py',
    'run/loop': f'{RUN} tests/test_api.py',
    'run/profiling': 'tests/run/test_stages.py',
    'run/result': 'tests/test_api.py',
    'run/stages': 'tests/run/test_stages.py tests/run/test_resuming.py',
    'run/state': f'tests/run/test_resuming.py {RUN}',
}
# `str | None` in annotations is no code; and `a << b` of floats raises, which every test notices.
EXCLUDED = re.compile('_BitOr_|_(BitOr|BitAnd|BitXor|LShift|RShift)$')


def sample(path, session, seed):
    """All mutants of a file, in the order in which they are judged: a list of mutations."""
    with use_db(session, WorkDB.Mode.create) as database:
        init([path], database, {})
        found = [item.mutations[0] for item in database.work_items]
    places = collections.defaultdict(list)
    for mutation in sorted(found, key=name_of):
        if not EXCLUDED.search(mutation.operator_name):
            kind = mutation.operator_name.split('_')[0]
            places[mutation.start_pos[0], kind].append(mutation)
    generator = random.Random(seed)
    groups = list(places.values())
    generator.shuffle(groups)
    for group in groups:
        generator.shuffle(group)
    most = max(map(len, groups), default=0)
    return [group[turn] for turn in range(most) for group in groups if turn < len(group)]


def name_of(mutation):
    line, column = mutation.start_pos
    operator = mutation.operator_name.removeprefix('core/')
    return f'{line}:{column} {operator} {mutation.occurrence}'


def judge(module, args):
    """Judges the first mutants of a module's sample: {name: [outcome, difference]}."""
    notes = args.out / f'{module.replace("/", "-")}.json'
    judged = json.loads(notes.read_text()) if notes.exists() else {}
    marks = 'not weights and not slow'
    # What measures time would kill a mutant on a busy machine.
    options = ['-q', '-x', '-p', 'no:cacheprovider', '-m', marks, '-k', 'not 2000_steps']
    command = [args.python, '-m', 'pytest', *TESTS[module].split(), *options]
    chosen = sample(f'gatys_tf1/{module}.py', str(args.out / 'session.sqlite'), args.seed)
    chosen = {name_of(mutation): mutation for mutation in chosen[: args.each]}
    if chosen.keys() - judged.keys():  # or a file that is not there would kill every mutant
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for name, mutation in chosen.items():
        if name not in judged:
            result = mutate_and_test([mutation], shlex.join(command), args.timeout)
            outcome = str(result.test_outcome.value)
            if result.output == 'timeout':
                outcome = 'timeout'
            judged[name] = [outcome, result.diff]
            notes.write_text(json.dumps(judged, indent=1))
            print(f'{module} {name}: {outcome}', flush=True)
    return {name: judged[name] for name in chosen}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('modules', nargs='*', help=f'of {", ".join(TESTS)}; default: all')
    parser.add_argument('--out', type=pathlib.Path, required=True, help='folder for the copy')
    parser.add_argument('--each', type=int, default=12, help='mutants per module; default 12')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--timeout', type=float, default=300, help='seconds per mutant')
    parser.add_argument('--python', default=sys.executable, help='that runs the tests')
    args = parser.parse_args()
    args.out = args.out.resolve()
    copy = args.out / 'copy'
    shutil.rmtree(copy, ignore_errors=True)
    ignored = shutil.ignore_patterns('.git', '.venv', 'runs', '__pycache__', '*.ckpt*')
    shutil.copytree(ROOT, copy, ignore=ignored)
    os.chdir(copy)
    os.environ['PYTHONPATH'] = str(copy)
    total = collections.Counter()
    for module in args.modules or TESTS:
        judged = judge(module, args)
        counts = collections.Counter(outcome for outcome, _ in judged.values())
        total += counts
        print(f'{module}: {len(judged)} mutants, {counts["survived"]} survived')
        for name, (outcome, difference) in judged.items():
            if outcome == 'survived':
                print(f'--- {name}\n{difference}')
    print(f'all: {sum(total.values())} mutants, {dict(total)}')


if __name__ == '__main__':
    main()
