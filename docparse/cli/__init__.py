"""The command line: one small function for each command, over `docparse.api`.

Heavy parts are imported inside the commands, so that help and mistakes answer at once.
"""

from docparse.cli.app import app, main

__all__ = ["app", "main"]
