"""Where the VGG-19 weights come from: fetching, converting, verifying and writing the checkpoint.

Reading order: fetch.py (the three ways), convert.py (foreign formats), slim_checkpoint.py (ours),
download.py. To use the weights, see gatys_tf1/checkpoint.py.
"""
