"""Lines for the operator at the terminal; nobody reading them is no reason to die."""

from __future__ import annotations

import os
import sys


def complain(line: str) -> None:
    """Give the operator one line; nobody reading it is no reason to die."""
    _print(f"madoguchi: {line}", sys.stderr.fileno())


def tell(line: str) -> None:
    """Give the operator one line of progress."""
    _print(line, sys.stdout.fileno())


def _print(line: str, descriptor: int) -> None:
    try:
        os.write(descriptor, f"{line}\n".encode())
    except OSError:
        return
