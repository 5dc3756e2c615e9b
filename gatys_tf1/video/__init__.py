"""Videos: frames in and out, optical flow, and a run that paints one frame after another."""
