"""Which versions a lesson's output depends on; its page names them."""

import re

from gatys_tf1 import gotchas

# What an output may depend on: the module that is imported, and what its version is a version of.
LIBRARIES = {
    'tensorflow': 'TensorFlow', 'tf_slim': 'TensorFlow', 'tf_keras': 'tf-keras',
    'sklearn': 'scikit-learn', 'cv2': 'OpenCV', 'matplotlib': 'Matplotlib', 'PIL': 'Pillow',
}  # fmt: skip


def of(slug):
    """What a lesson's output depends on, with versions: ['TensorFlow 2.21', 'OpenCV 4.12']."""
    roots = {name.partition('.')[0] for name in gotchas.imports(slug)}
    found = []
    for module, name in LIBRARIES.items():
        if module in roots and not any(line.startswith(f'{name} ') for line in found):
            found.append(f'{name} {_version("tensorflow" if name == "TensorFlow" else module)}')
    return found or [f'TensorFlow {_version("tensorflow")}']


def written_with_others(slug, text):
    """In one sentence, that a page was written with other versions than these; '' if it was not."""
    here = ', '.join(of(slug))
    pattern = ', '.join(rf'{line.rpartition(" ")[0]} [\d.]+' for line in of(slug))
    there = re.search(rf'^{pattern}(?=:|, )', text, re.MULTILINE)
    if not there or there[0] == here:
        return ''
    return f'written with {there[0]}, and here is {here}: gotcha.py {slug} --write-docs'


def _version(module):
    return '.'.join(__import__(module).__version__.split('.')[:2])
