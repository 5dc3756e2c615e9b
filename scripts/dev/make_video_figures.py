#!/usr/bin/env python3
"""Makes the figures and the animated sample of docs/video.md, and prints its table of numbers.

The clip is the painted one with moving objects, whose motion is known. Runs that are there already
(in runs/figures) are resumed. All of it takes a quarter of an hour on two idle cores.

With --video it does the same for the first frames of a real clip, into video_real.jpg alone; its
motion is not known, so warp errors are by the estimated flow, where that is reliable.
"""

import argparse
import itertools
import os

import make_figures
import numpy as np
import PIL.Image

import gatys_tf1 as gatys
from gatys_tf1 import images, samples, sheets
from gatys_tf1.errors import run_script
from gatys_tf1.files import atomic_write
from gatys_tf1.run import folder
from gatys_tf1.samples import clips
from gatys_tf1.video import flow, frames
from gatys_tf1.video.graph import Weights
from gatys_tf1.video.run import Settings

COUNT, HEIGHT, WIDTH = 8, 108, 144
SHOWN = range(2, 8)  # frames of the contact sheet, from 0
LOOKED_AT = 6  # the frame whose flow is shown, from 0
ALONE = gatys.VideoOptions(weights=Weights(temporal=0.0), settings=Settings(init='content'))
RUNS = {  # name -> (method, options)
    'held to the frames before': ('gatys', gatys.VideoOptions()),
    'in four sweeps': ('gatys', gatys.VideoOptions(settings=Settings(passes=4))),
    'each frame by itself': ('gatys', ALONE),
    'AdaIN, steadied': ('adain', gatys.VideoOptions()),
    'AdaIN, each frame by itself': ('adain', gatys.VideoOptions(steadiness=0.0)),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n')[0])
    parser.add_argument('--video', metavar='FILE', help='a real clip instead of the painted one')
    args = parser.parse_args()
    if args.video:
        clip, words = real(args.video), os.path.basename(args.video)
        prefix = os.path.splitext(words)[0] + '-'
    else:
        clip, words, prefix = clips.moving_objects(COUNT, HEIGHT, WIDTH), 'moving objects', ''
    found = {name: run(prefix + name, RUNS[name], clip) for name in RUNS}
    height, width = clip.frames[0].shape[1:3]
    print(f'{words}, {COUNT} frames of {width}x{height}')
    for name, results in found.items():
        errors = [
            flow.warp_error(results[i], results[i - 1], clip.flows[i], clip.hidden[i])
            for i in range(1, COUNT)
        ]
        print(f'{name}: warp error {np.mean(errors):.0f}, style loss {style_loss(prefix + name)}')
    if args.video:
        print('video_real.jpg', sheet(clip, found, 'video_real.jpg', f'Six frames of {words}'))
        return
    print('video_flow.jpg', flow_figure(clip, found['held to the frames before']))
    print('video_sheet.jpg', sheet(clip, found, 'video_sheet.jpg', 'Six consecutive frames'))
    print('video.gif', animation(clip, found))


def real(path):
    """The first frames of a video as a `Clip`, with estimated flows and what these leave out."""
    size = HEIGHT, WIDTH
    read = itertools.islice(frames.read(frames.source(path)), COUNT)
    pictures = [images.resize(frame.image, size) for frame in read]
    flows, hidden = [np.zeros((*size, 2), np.float32)], [np.ones(size, bool)]
    for earlier, picture in itertools.pairwise(pictures):
        backward = flow.optical_flow(picture, earlier)
        flows.append(backward)
        hidden.append(flow.reliability(backward, flow.optical_flow(earlier, picture)) < 0.5)
    return clips.Clip(pictures, flows, hidden)


def place(name):
    return os.path.join(make_figures.RUNS, 'video-' + name.replace(' ', '_').replace(',', ''))


def run(name, how, clip):
    """The results of a run, as they are saved: list of float32 `[1, height, width, 3]`."""
    method, options = how
    begun = os.path.exists(os.path.join(place(name), 'config.json'))
    result = gatys.style_video(
        clip.frames, samples.night_sky(HEIGHT, WIDTH), method=method, size=WIDTH, out=place(name),
        options=options._replace(resume=begun, progress=True),
    )  # fmt: skip
    return [images.load(frame) for frame in result.frames()]


def style_loss(name):
    """The mean over all frames but the first of the last sweep; AdaIN has none."""
    rows = folder.read_losses(place(name), 'frame')[1 - COUNT :]
    values = [row['style/total'] for row in rows if 'style/total' in row]
    return f'{np.mean(values):.0f}' if values else '-'


def flow_figure(clip, results):
    i = LOOKED_AT
    backward = flow.optical_flow(clip.frames[i], clip.frames[i - 1])
    forward = flow.optical_flow(clip.frames[i - 1], clip.frames[i])
    longest = float(np.linalg.norm(clip.flows[i], axis=-1).max())
    panels = [
        sheets.Panel('frame 6', clip.frames[i - 1]),
        sheets.Panel('frame 7', clip.frames[i]),
        sheets.Panel('flow from 7 to 6, by DIS', flow.colours(backward, longest)),
        sheets.Panel('the true one', flow.colours(clip.flows[i], longest)),
        sheets.Panel('result 6', results[i - 1]),
        sheets.Panel('result 6, warped to frame 7', flow.warp(results[i - 1], backward)),
        sheets.Panel('its weights', grey(flow.reliability(backward, forward))),
        sheets.Panel('what frame 6 truly shows', grey(~clip.hidden[i])),
    ]
    path = os.path.join(make_figures.FIGURES, 'video_flow.jpg')
    sheets.save(path, 'Flow and weights', panels, columns=4)
    return os.path.getsize(path)


def grey(mask):
    return 255 * np.float32(mask)[np.newaxis, ..., np.newaxis].repeat(3, axis=3)


def sheet(clip, found, file, heading):
    """Consecutive frames, and below each row of optimised ones what has changed besides motion."""
    panels = [sheets.Panel(f'frame {i + 1}', clip.frames[i]) for i in SHOWN]
    for name, results in found.items():
        panels += [sheets.Panel(name if i == SHOWN[0] else ' ', results[i]) for i in SHOWN]
        if RUNS[name][0] == 'gatys':
            panels += [
                sheets.Panel('its difference to the warped one before' * (i == SHOWN[0]) or ' ',
                             difference(clip, results, i))
                for i in SHOWN
            ]  # fmt: skip
    path = os.path.join(make_figures.FIGURES, file)
    sheets.save(path, heading, panels, columns=len(SHOWN))
    return os.path.getsize(path)


def difference(clip, results, i):
    """|x_i - warped x_(i-1)|, twice as large, by the true flow; white where there is none."""
    apart = np.abs(results[i] - flow.warp(results[i - 1], clip.flows[i]))
    apart[0][clip.hidden[i]] = 0
    return 255 - np.minimum(2 * apart, 255)


def animation(clip, found):
    """The clip, each frame by itself, held to the frames before: side by side, as a GIF."""
    columns = [clip.frames, found['each frame by itself'], found['held to the frames before']]
    gap = np.full((1, HEIGHT, 6, 3), 255, np.float32)
    rows = [
        np.concatenate([columns[0][i], gap, columns[1][i], gap, columns[2][i]], axis=2)
        for i in range(COUNT)
    ]
    # One palette for all frames: a palette of each frame's own would flicker.
    whole = PIL.Image.fromarray(images.to_uint8(np.concatenate(rows, axis=1))[0])
    palette = whole.quantize(192, method=PIL.Image.Quantize.MEDIANCUT)
    pictures = [
        PIL.Image.fromarray(images.to_uint8(row)[0]).quantize(
            palette=palette, dither=PIL.Image.Dither.NONE
        )
        for row in rows
    ]
    path = os.path.join(make_figures.FIGURES, 'video.gif')
    with atomic_write(path) as temporary:
        pictures[0].save(
            temporary, format='GIF', save_all=True, append_images=pictures[1:], duration=120, loop=0
        )
    return os.path.getsize(path)


if __name__ == '__main__':
    run_script(main)
