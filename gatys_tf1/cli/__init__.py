"""The commands: arguments in, messages and exit codes out; nothing that Python users would miss."""

import gatys_tf1

# --help, and a flag that is wrong, are answered before TensorFlow is loaded; see tf1.py.
gatys_tf1.is_command = True
