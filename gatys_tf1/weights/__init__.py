"""Where the VGG-19 weights come from: fetching, converting, verifying, writing, restoring them.

Reading order: checkpoint.py (a checkpoint in use), fetch.py (the three ways to get one), convert.py
(foreign formats), slim_checkpoint.py (ours), manifest.py (ours, written and verified), download.py.
"""
