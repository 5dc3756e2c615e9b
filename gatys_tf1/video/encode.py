"""Writing a video: H.264 in an MP4, each frame at its own time, with the source's sound."""

from fractions import Fraction

import numpy as np

from gatys_tf1 import images
from gatys_tf1.errors import UserError
from gatys_tf1.files import atomic_write
from gatys_tf1.video.frames import library

CLOCK = Fraction(1, 90_000)  # seconds, in which frames' times are counted
QUALITY = '16'  # H.264's constant rate factor: 0 is lossless, 23 FFmpeg's default


def write(path, pictures, times, rate, sound=None):
    """Writes a video, whole or not at all.

    Args:
      path: str that ends in `.mp4`.
      pictures: iterable of float32 arrays `[1, height, width, 3]`, RGB, 0..255, of one size with
        even sides, which H.264's halved colours need.
      times: list of floats, when each is shown, in seconds; ascending.
      rate: Fraction, frames per second; the last frame is shown for as long.
      sound: path of a video whose sound is copied, from `times[0]` to the end; None: no sound.

    Returns:
      str, why there is no sound although the source has some; or None.

    Raises:
      UserError: if it cannot be written.
    """
    av = library()
    end = times[-1] + float(1 / rate)
    ticks = [_ticks(seconds - times[0]) for seconds in (*times, end)]
    durations = dict(zip(ticks, np.diff(ticks).tolist()))
    try:
        with atomic_write(path) as temporary, av.open(temporary, 'w', format='mp4') as output:
            video = None
            packets, why = [], None
            for number, picture in enumerate(pictures):
                if video is None:
                    video = _video_stream(output, picture.shape, rate)
                    packets, why = _sound_packets(output, sound, times[0], end)
                frame = av.VideoFrame.from_ndarray(images.to_uint8(picture)[0], format='rgb24')
                frame = frame.reformat(
                    format='yuv420p', dst_colorspace=av.video.reformatter.Colorspace.ITU709
                )
                frame.pts, frame.time_base = ticks[number], CLOCK
                for packet in video.encode(frame):
                    _mux(output, packet, durations)
            for packet in video.encode():
                _mux(output, packet, durations)
            for packet in packets:
                output.mux(packet)
            return why
    except av.FFmpegError as reason:
        raise UserError(f'{path} cannot be written ({reason}): free some space') from None


def _mux(output, packet, durations):
    packet.duration = durations[round(packet.pts * packet.time_base / CLOCK)]
    output.mux(packet)


def _video_stream(output, shape, rate):
    _, height, width, _ = shape
    # No B-frames: they would be stored out of order, and the MP4's length would be wrong.
    options = {'crf': QUALITY, 'preset': 'medium', 'bf': '0'}
    video = output.add_stream('libx264', rate=rate, options=options)
    video.width, video.height, video.pix_fmt = width, height, 'yuv420p'
    video.codec_context.time_base = CLOCK
    video.codec_context.colorspace = 1  # BT.709, as the frames are converted
    video.codec_context.color_range = 1  # 16..235
    return video


def _sound_packets(output, path, start, end):
    """The source's sound between two times, as packets for `output`; and why there is none."""
    if path is None:
        return [], None
    av = library()
    with av.open(path) as container:
        if not container.streams.audio:
            return [], None
        audio = container.streams.audio[0]
        name = audio.codec_context.name
        try:
            stream = output.add_stream_from_template(audio)
            output.start_encoding()
        except (av.FFmpegError, ValueError):
            return [], f'its sound ({name}) does not go into an MP4'
        base = container.streams.video[0].start_time or 0
        start += float(base * container.streams.video[0].time_base)
        end += float(base * container.streams.video[0].time_base)
        packets = []
        for packet in container.demux(audio):
            if packet.pts is None or not start <= packet.pts * packet.time_base < end:
                continue
            shift = round(start / packet.time_base)
            packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            packet.stream = stream
            packets.append(packet)
        return packets, None


def _ticks(seconds):
    return round(seconds / CLOCK)
