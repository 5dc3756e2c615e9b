#!/usr/bin/env python3
"""Paints a video in the manner of a picture, without flicker."""

from gatys_tf1.cli import style_video
from gatys_tf1.errors import run_script

if __name__ == '__main__':
    run_script(style_video.main)
