"""The gotcha course: each pitfall of legacy TensorFlow as a lesson that can be run.

A lesson is a plain module of this folder, read from top to bottom. Its slug is its file's name with
hyphens and never changes; what it consists of is listed in page.py, and init_after_restore.py is a
good example. observe.py runs a lesson, page.py and index.py make the pages in docs/gotchas, find.py
finds a lesson by an error message, progress.py keeps what a person has answered, and
scripts/gotcha.py is the way in. Nothing else in the package imports this folder.
"""

import ast
import difflib
import functools
import importlib
import importlib.metadata
import os

from gatys_tf1.errors import UserError

ENGINE = {
    '__init__',
    'find',
    'index',
    'observe',
    'page',
    'progress',
    'teaching',
}  # files that are no lessons
FOLDER = os.path.dirname(os.path.abspath(__file__))
LEVELS = ('start', 'core', 'deep')

# The course: its chapters, and each chapter's lessons, in the order in which they are best read.
COURSE = {
    "Old code on today's TensorFlow": [
        'placeholder-is-gone',
        'contrib-is-gone',
        'placeholder-in-eager',
        'layers-are-gone',
        'slim-batch-norm',
        'legacy-keras-set-too-late',
        'regularizer-twice-as-strong',
        'upgrade-script-moves-pixels',
        'advice-changes-the-result',
        'warnings-blame-another-file',
    ],
    'Sessions and running': [
        'session-graph-is-empty',
        'closed-session',
        'not-an-element-of-this-graph',
        'fetch-argument-none',
        'fetch-overwritten',
        'fetching-by-name-gives-a-handle',
        'fetch-order-is-a-race',
        'ctrl-c-applies-the-step',
        'soft-placement',
        'fork-after-session',
    ],
    'The graph': [
        'if-tensor',
        'equals-asks-for-identity',
        'tf-print-unattached',
        'global-step-not-passed',
        'graph-grows-in-loop',
        'default-graph-leaks',
        'constants-bloat-graph',
        'graphdef-2gb',
        'gradients-nobody-asked-for',
        'collections-add-hidden-loss',
        'the-good-and-the-bad-graph',
        'custom-gradient-stays-behind',
    ],
    'Feeding': [
        'unfed-placeholder',
        'cannot-feed-value-of-shape',
        'grey-image-has-no-channels',
        'array-element-with-a-sequence',
        'feed-is-a-tensor',
        'feed-is-cast',
        'feeding-a-variable',
    ],
    'Variables and initialisation': [
        'adam-slots-uninitialised',
        'second-session-is-empty',
        'minimize-trains-vgg',
        'stale-adam-moments',
        'seeds-get-lost',
    ],
    'Names': [
        'tensor-or-operation-name',
        'variable-already-exists',
        'restored-under-another-name',
        'name-scope-spares-get-variable',
        'notebook-cell-run-twice',
        'reuse-doubles-the-end-points',
        'end-points-are-after-relu',
    ],
    'Shapes and types': [
        'expected-float32-got-tensor',
        'squeeze-at-fc8',
        'tf-shape-or-get-shape',
        'silent-broadcast',
        'integer-image',
        'clip-kills-the-gradient',
        'round-has-no-gradient',
        'sqrt-of-zero-is-nan',
    ],
    'Control flow and gradients': [
        'log-of-zero',
        'list-summed-in-the-loop',
        'dummy-data-first',
        'counter-stays-at-one',
        'tensors-are-not-arrays',
        'reshape-minus-one',
        'argmax-of-one-column',
        'cond-runs-what-is-outside',
        'adam-while-reusing',
        'auto-reuse-makes-new-ones',
        'where-lets-nan-through',
        'indexed-slices',
        'strided-slice-gradient',
    ],
    'Training and evaluating': [
        'dropout-left-on',
        'keep-prob-or-rate',
        'slim-dropout-is-on',
        'update-ops-not-run',
        'metric-needs-its-update',
        'softmax-applied-twice',
        'keras-has-its-own-session',
    ],
    'Restoring weights': [
        'saver-restores-everything',
        'all-variables-by-position',
        'init-after-restore',
        'float64-image',
        'checkpoint-exists',
        'wrong-preprocessing',
    ],
    'Checkpoints and frozen graphs': [
        'max-to-keep-deletes',
        'changed-class-count',
        'moved-checkpoint-folder',
        'meta-remembers-the-device',
        'names-or-objects',
        'frozen-graph-float-ref',
        'py-func-stays-at-home',
    ],
    'Input pipelines, devices and determinism': [
        'queue-never-started',
        'queue-closed-too-early',
        'batch-and-label-out-of-step',
        'shuffle-buffer-too-small',
        'initializer-leaves-out',
        'gram-of-the-pixels',
        'gpu-options-misplaced',
        'same-op-seed-same-noise',
        'new-session-same-noise',
    ],
    'Images on disk and screen': [
        'channels-are-bgr',
        'cv2-resize-width-height',
        'cv2-fails-silently',
        'imread-depends-on-the-extension',
        'uint8-wraps',
        'imshow-shows-white',
        'jpeg-loses-each-time',
        'exif-turns-the-picture',
    ],
    'TensorBoard': [
        'tensorboard-rescales-floats',
        'filewriters-in-one-second',
        'unflushed-scalars',
        'merge-all-is-none',
        'scalar-tag-has-the-scope',
        'accumulator-keeps-four-images',
        'scope-of-constants-vanishes',
    ],
    'Speed and memory': [
        'sess-run-per-tensor',
        'recompute-grad-saves-nothing',
        'log-noise',
    ],
}


# Ways through the course that are shorter than all of it.
PATHS = {
    'start': [
        'session-graph-is-empty',
        'feeding-a-variable',
        'graph-grows-in-loop',
        'adam-slots-uninitialised',
        'init-after-restore',
        'saver-restores-everything',
        'variable-already-exists',
        'silent-broadcast',
        'dropout-left-on',
        'uint8-wraps',
    ]
}


def slugs():
    """The slugs of all lessons, in the course's order."""
    return [slug for chapter in COURSE.values() for slug in chapter]


def file_of(slug):
    """The name of a lesson's file."""
    return slug.replace('-', '_') + '.py'


def path_of(slug):
    """The path of a lesson's file.

    Raises:
      UserError: if the course has no such lesson; it names those that are spelt alike.
    """
    if slug not in slugs():
        near = difflib.get_close_matches(slug, slugs(), n=3)
        fix = f'did you mean {" or ".join(near)}?' if near else 'run without one for the list'
        raise UserError(f'the course has no lesson {slug!r}: {fix}')
    return os.path.join(FOLDER, file_of(slug))


@functools.cache
def _tree(path):
    with open(path, encoding='utf-8') as file:
        return ast.parse(file.read())


def title(slug):
    """A lesson's title, a teaser: its docstring's first line. Imports no TensorFlow."""
    return ast.get_docstring(_tree(path_of(slug))).splitlines()[0].rstrip('.')


def part(slug, name, default=None):
    """A part of a lesson that is a literal, such as MESSAGES. Imports no TensorFlow."""
    for node in _tree(path_of(slug)).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return ast.literal_eval(node.value)
    return default


def imports(slug):
    """The modules that a lesson imports, at its top or in a function, as a set of dotted names."""
    found = set()
    for node in ast.walk(_tree(path_of(slug))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module)
    return found


def missing(slug):
    """Why a lesson cannot be run here, in one sentence; '' if it can. See REQUIRES in page.py."""
    package = part(slug, 'REQUIRES')
    try:
        if package:
            importlib.metadata.distribution(package)
    except importlib.metadata.PackageNotFoundError:
        return f"{slug} needs {package}, which is not installed: pip install 'gatys_tf1[course]'"
    return ''


def lesson(slug):
    """The module of a lesson."""
    path_of(slug)
    return importlib.import_module(f'{__name__}.{slug.replace("-", "_")}')
