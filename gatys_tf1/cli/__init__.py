"""The commands: arguments in, messages and exit codes out. Nothing that a Python user would miss."""
