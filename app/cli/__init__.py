"""The command line `madoguchi`, one file a group of commands.

May import every room, but only when a command needs it: `--help` must not load a database.
"""
