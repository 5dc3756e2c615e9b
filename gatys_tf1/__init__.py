"""Image style transfer (Gatys, Ecker and Bethge, CVPR 2016) as a TensorFlow-1-style graph.

The front door:

    import gatys_tf1 as gatys

    result = gatys.style_transfer('content.jpg', 'style.jpg', size=384)
    result.save('result.png')

Pictures are paths, Pillow images or arrays `[height, width, 3]`, RGB, 0..255. Each function is
imported on first use, so importing this module takes no time and does not load TensorFlow.
"""

import importlib

__version__ = '0.2.0'

_HOMES = {
    'api': ('Options', 'content_reconstruction', 'style_reconstruction', 'style_transfer'),
    'dream.api': ('class_visualization', 'deep_dream', 'feature_inversion'),
    'adain.api': ('Stylizer', 'stylize'),
    'batch.api': ('Sweep', 'sweep'),
    'images': ('load', 'save'),
    'video_api': ('VideoOptions', 'style_video'),
    'objective': ('LayerLoss', 'Term'),
    'tf1': ('tf',),
    'weights.fetch': ('fetch_weights',),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
__all__ = sorted(_HOME_OF)

is_guest = False  # whether the front door was used before TensorFlow was switched; see tf1.py
is_command = False  # whether this process is a command, which loads TensorFlow late; see tf1.py


def __getattr__(name):
    if name not in _HOME_OF:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    global is_guest
    is_guest = True
    value = getattr(importlib.import_module(f'{__name__}.{_HOME_OF[name]}'), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
