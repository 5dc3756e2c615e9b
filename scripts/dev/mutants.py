#!/usr/bin/env python
"""How strong the tests are: changes one place of the code at a time, and counts what they notice.

Mutation testing with the mutants of Cosmic Ray, on a sample. A mutant dies if a test of its module
fails, or if the tests take six times as long as they do without it, and a minute: so much that a
busy machine alone does not get there. Deaths without a test that failed are listed at the end, to
be read. The sample has one mutant per line and kind of change before it has a second one, or the
eleven ways to replace an operator would outvote everything else.

    pip install cosmic-ray
    python scripts/dev/mutants.py --out /tmp/mutants --each 12
    python scripts/dev/mutants.py --out /tmp/mutants --each 24 objective vgg    # some modules only

Works on copies below `--out`, one for each of the `--processes`. What has been judged is kept there
and not judged again as long as the module stays what it is: the command can be stopped, and goes
on, also with a larger `--each`. A mutant that survived is judged again with `--again`, when there
is a new test.
"""

import argparse
import collections
import concurrent.futures
import difflib
import functools
import hashlib
import json
import os
import pathlib
import queue
import random
import re
import shutil
import subprocess
import sys

from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB, use_db

ROOT = pathlib.Path(__file__).resolve().parents[2]
EQUATIONS, TERMS = 'tests/losses/test_equations.py', 'tests/losses/test_terms.py'
LOSSES = f'{EQUATIONS} {TERMS}'
REPORTS, LOOP = 'tests/run/test_reports.py', 'tests/run/test_loop.py'
RESUMING, STAGES = 'tests/run/test_resuming.py', 'tests/run/test_stages.py'
LEFTOVERS = 'tests/reliability/test_leftovers.py'
TRANSFER = 'tests/test_transfer.py tests/test_graph_targets.py'
RUN = f'{REPORTS} {LOOP} {RESUMING} {STAGES}'
TESTS = {  # module -> the tests that are about it, the fastest first
    'losses/gatys': f'{LOSSES} tests/test_tiled.py',
    'losses/histogram': LOSSES,
    'losses/long_range': LOSSES,
    'losses/moments': 'tests/losses/test_moments.py',
    'losses/precision': LOSSES,
    'losses/styles': f'{EQUATIONS} tests/losses/test_moments.py {TERMS} tests/test_tiled.py',
    'losses/temporal': f'tests/video/test_temporal.py {TERMS}',
    'losses/variation': LOSSES,
    'objective': f'{TERMS} {TRANSFER}',
    'vgg': f'tests/test_vgg.py tests/test_vgg_cases.py {TRANSFER}',
    'transfer': f'{STAGES} {TRANSFER} tests/test_tiled.py',
    'targets': 'tests/test_graph_targets.py tests/test_transfer.py tests/test_tiled.py',
    'optimize': f'tests/test_optimize.py {LOOP}',
    'lbfgs': 'tests/test_lbfgs.py tests/test_optimize.py',
    'run/folder': f'{RUN} {LEFTOVERS} tests/reliability/test_two_runs.py tests/test_api.py',
    'run/graph': f'{LOOP} {TRANSFER} {TERMS} {RESUMING}',
    'run/interrupt': f'tests/reliability/test_signals.py {RESUMING}',
    'run/logbook': f'{RUN} tests/video/test_video_runs.py',
    'run/loop': f'{RUN} {LEFTOVERS} tests/test_api.py',
    'run/profiling': f'{REPORTS} {STAGES}',
    'run/result': f'{REPORTS} tests/test_api.py',
    'run/stages': f'{STAGES} {RESUMING}',
    'run/state': f'{LEFTOVERS} {RUN}',
}
# `str | None` in annotations is no code; and `a << b` of floats raises, which every test notices.
EXCLUDED = re.compile('_BitOr_|_(BitOr|BitAnd|BitXor|LShift|RShift)$')
MARKS = 'not weights and not slow'
SLOW = 'not 2000_steps'  # what measures time would kill a mutant on a busy machine


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


class Runner:
    """A `mutant_runner.py` in a copy of the checkout."""

    def __init__(self, number, args):
        self._copy = args.out / f'copy-{number}'
        shutil.rmtree(self._copy, ignore_errors=True)
        ignored = shutil.ignore_patterns('.git', '.venv', 'runs', '__pycache__', '*.ckpt*')
        shutil.copytree(ROOT, self._copy, ignore=ignored)
        script = self._copy / 'scripts' / 'dev' / 'mutant_runner.py'
        self._process = subprocess.Popen(
            [args.python, str(script)], cwd=self._copy, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={
                **os.environ, 'PYTHONPATH': str(self._copy),
                'GATYS_TF1_RANDOM_VGG': str(self._copy / 'random_vgg'),
            },
        )  # fmt: skip

    def __call__(self, module, tests, source, seconds):
        tests = [
            *tests.split(), '-q', '-x', '-m', MARKS, '-k', SLOW, '--durations=1',
            '-p', 'no:cacheprovider', '-p', 'no:xdist', '--basetemp', str(self._copy / 'tmp'),
        ]  # fmt: skip
        path = f'gatys_tf1/{module}.py'
        request = {'path': path, 'source': source, 'tests': tests, 'seconds': seconds}
        self._process.stdin.write(json.dumps(request) + '\n')
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def outcome(answer):
    """'survived', the test that failed, or 'timeout' or 'exit code ...' if none is named."""
    if answer['code'] == 0:
        return 'survived'
    failed = re.findall(r'^(?:FAILED|ERROR) (\S+)', answer['output'], re.MULTILINE)
    other = 'timeout' if answer['code'] is None else f'exit code {answer["code"]}'
    return failed[0] if failed else other


def difference(source, mutant):
    """The lines that differ, as text."""
    lines = difflib.ndiff(source.splitlines(), mutant.splitlines())
    return '\n'.join(line for line in lines if line[:2] in ('- ', '+ '))


def mutant_of(source, mutation):
    """The changed source; None where it is no Python, as `(**, ` for `(*, `, or cannot be made."""
    operator = get_operator(mutation.operator_name)(**(mutation.operator_args or {}))
    try:
        mutant = mutate_code(source, operator, mutation.occurrence)
        compile(mutant, '', 'exec')
    except (AttributeError, SyntaxError):
        return None
    return mutant


def work_of(module, args):
    """What is to be judged: [(module, name, source, mutant)], and what the sample is."""
    path = ROOT / 'gatys_tf1' / f'{module}.py'
    source = source_of(module)
    judged = notes(module, args)
    work, names = [], []
    for mutation in sample(str(path), str(args.out / 'session.sqlite'), args.seed):
        if len(names) == args.each:
            break
        name, mutant = name_of(mutation), mutant_of(source, mutation)
        if mutant is None:
            continue
        names.append(name)
        again = args.again and judged.get(name, ['survived'])[0] == 'survived'
        if name not in judged or again:
            work.append((module, name, source, mutant))
    return work, names


@functools.cache  # the source that is being judged, whatever becomes of it meanwhile
def source_of(module):
    """The text of a module."""
    return (ROOT / 'gatys_tf1' / f'{module}.py').read_text(encoding='utf-8')


def notes_path(module, args):
    """Where a module's outcomes are kept, as long as its source stays what it is."""
    digest = hashlib.sha256(source_of(module).encode()).hexdigest()
    return args.out / f'{module.replace("/", "-")}.{digest[:8]}.json'


def notes(module, args):
    """{name of a mutant: [outcome, difference, seconds]} as judged so far."""
    return read(notes_path(module, args))


def read(path):
    """What a JSON file holds; {} if there is none."""
    return json.loads(path.read_text()) if path.exists() else {}


def judge(modules, args):
    """Judges what has not been judged, on all processes at once; returns the samples' names."""
    work, names, times = [], {}, {}
    for module in modules:
        found, names[module] = work_of(module, args)
        work += found
    work.sort(key=lambda item: names[item[0]].index(item[1]))  # the first of each module first
    known = read(args.out / 'times.json')
    runners = queue.SimpleQueue()
    for number in range(args.processes):
        runners.put(Runner(number, args))

    def untouched(file):  # or one that is not there would kill every mutant
        key = f'{file} {hashlib.sha256((ROOT / file).read_bytes()).hexdigest()}'
        if key in known:
            times[file] = known[key]
            return
        runner = runners.get()
        try:
            answer = runner(modules[0], file, None, 1800)
        finally:
            runners.put(runner)
        if answer['code']:
            raise SystemExit(f'{file}: fails without a mutant\n{answer["output"]}')
        times[file] = known[key] = answer['seconds']
        (args.out / 'times.json').write_text(json.dumps(known, indent=1))
        print(f'{file}: {answer["seconds"]:.1f} s without a mutant', flush=True)

    def one(module, name, source, mutant):
        runner = runners.get()
        try:
            limit = 60 + 6 * sum(times[file] for file in TESTS[module].split())
            answer = runner(module, TESTS[module], mutant, limit)
        finally:
            runners.put(runner)
        return module, name, [outcome(answer), difference(source, mutant), answer['seconds']]

    with concurrent.futures.ThreadPoolExecutor(args.processes) as pool:
        files = {file for module, *_ in work for file in TESTS[module].split()}
        list(pool.map(untouched, sorted(files)))
        for done in concurrent.futures.as_completed([pool.submit(one, *item) for item in work]):
            module, name, found = done.result()
            notes_path(module, args).write_text(
                json.dumps({**notes(module, args), name: found}, indent=1)
            )
            print(f'{module} {name}: {found[0]} ({found[2]:.1f} s)', flush=True)
    while not runners.empty():
        runners.get().close()
    return names


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('modules', nargs='*', help=f'of {", ".join(TESTS)}; default: all')
    parser.add_argument('--out', type=pathlib.Path, required=True, help='folder for the copies')
    parser.add_argument('--each', type=int, default=12, help='mutants per module; default 12')
    parser.add_argument('--seed', type=int, default=0)
    parser.add_argument('--processes', type=int, default=2)
    parser.add_argument('--again', action='store_true', help='judge again those that survived')
    parser.add_argument('--python', default=sys.executable, help='that runs the tests')
    args = parser.parse_args()
    args.out = args.out.resolve()
    args.out.mkdir(parents=True, exist_ok=True)
    modules = args.modules or list(TESTS)
    names = judge(modules, args)
    mutants = died = 0
    for module in modules:
        judged = {name: found for name, found in notes(module, args).items()}
        survived = [name for name in names[module] if judged[name][0] == 'survived']
        for name in names[module]:
            if '::' not in judged[name][0]:
                print(f'\n{module} {name}: {judged[name][0]}\n{judged[name][1]}')
        mutants += len(names[module])
        died += len(names[module]) - len(survived)
    print('\n| module | mutants | died |\n|---|---|---|')
    for module in modules:
        outcomes = [notes(module, args)[name][0] for name in names[module]]
        survived = outcomes.count('survived')
        print(f'| `{module}` | {len(outcomes)} | {len(outcomes) - survived} |')
    print(f'| all | {mutants} | {died} |')


if __name__ == '__main__':
    main()
