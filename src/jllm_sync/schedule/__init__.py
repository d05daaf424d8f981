"""The daemon: runs the audit on a schedule, in the foreground."""
