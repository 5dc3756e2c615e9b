"""The commands: arguments in, messages and exit codes out; nothing that Python users would miss."""
