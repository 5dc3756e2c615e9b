"""The gotcha course: each pitfall of legacy TensorFlow as a lesson that can be run.

A lesson is a plain module of this folder, read from top to bottom. Its slug is its file's name with
hyphens; what it consists of is listed in page.py, and init_after_restore.py is a good example.
observe.py runs a lesson, page.py makes its page in docs/gotchas, scripts/gotcha.py is the way in.
Nothing else in the package imports this folder.
"""

import ast
import difflib
import importlib
import os

from gatys_tf1.errors import UserError

# The course: its chapters, and each chapter's lessons, in the order in which they are best read.
COURSE = {
    'Restoring weights': [
        'saver-restores-everything',
        'all-variables-by-position',
        'init-after-restore',
        'float64-image',
        'checkpoint-exists',
        'wrong-preprocessing',
    ],
    'Variables and initialisation': [
        'adam-slots-uninitialised',
        'second-session-is-empty',
        'minimize-trains-vgg',
        'stale-adam-moments',
        'seeds-get-lost',
    ],
    'Sessions and running': [
        'feeding-a-variable',
        'fetching-by-name-gives-a-handle',
        'fetch-order-is-a-race',
        'ctrl-c-applies-the-step',
        'soft-placement',
        'fork-after-session',
    ],
    'The graph': [
        'graph-grows-in-loop',
        'default-graph-leaks',
        'constants-bloat-graph',
        'graphdef-2gb',
        'gradients-nobody-asked-for',
        'collections-add-hidden-loss',
        'the-good-and-the-bad-graph',
        'custom-gradient-stays-behind',
    ],
    'Shapes and types': [
        'squeeze-at-fc8',
        'tf-shape-or-get-shape',
        'silent-broadcast',
        'integer-image',
        'clip-kills-the-gradient',
        'round-has-no-gradient',
        'sqrt-of-zero-is-nan',
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


def slugs():
    """The slugs of all lessons, in the course's order."""
    return [slug for chapter in COURSE.values() for slug in chapter]


def path_of(slug):
    """The path of a lesson's file.

    Raises:
      UserError: if the course has no such lesson; it names those that are spelt alike.
    """
    if slug not in slugs():
        near = difflib.get_close_matches(slug, slugs(), n=3)
        mend = f'did you mean {" or ".join(near)}?' if near else 'run without one for the list'
        raise UserError(f'the course has no lesson {slug!r}: {mend}')
    return os.path.join(os.path.dirname(__file__), slug.replace('-', '_') + '.py')


def title(slug):
    """A lesson's title, which is a symptom: its docstring's first line. Imports no TensorFlow."""
    with open(path_of(slug), encoding='utf-8') as file:
        return ast.get_docstring(ast.parse(file.read())).splitlines()[0].rstrip('.')


def lesson(slug):
    """The module of a lesson."""
    path_of(slug)
    return importlib.import_module(f'{__name__}.{slug.replace("-", "_")}')
