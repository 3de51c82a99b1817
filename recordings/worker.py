"""The worker of recordings: `python -m recordings.worker` takes a job a line, answers with a line.

A process of its own, at the lowest priority: encoding and encrypting take a core for seconds, which
neither calls nor pages should feel. It ends when nobody gives it work any more.
"""

from __future__ import annotations

import os
import sys

import msgspec

from recordings.processing import Job, process


def main() -> None:
    """Do all jobs of the input, answering each on the output."""
    os.nice(19)
    os.umask(0o077)
    for line in sys.stdin.buffer:
        result = process(msgspec.json.decode(line, type=Job))
        sys.stdout.buffer.write(msgspec.json.encode(result) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
