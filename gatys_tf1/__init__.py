"""Image style transfer (Gatys, Ecker and Bethge, CVPR 2016) as a TensorFlow-1-style graph."""

__version__ = '0.1.0'
