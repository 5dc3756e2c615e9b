"""What the scripts run: arguments, messages and exit codes."""
