"""A stranger's shell: `madoguchi` with free ports, and nothing of the tests in its environment."""

from __future__ import annotations

import asyncio
import os

from tests import program

SCREENSHOTS = "MADOGUCHI_SCREENSHOTS"
"""Where the tests put pictures; no setting of ours."""
_FREE_PORTS = {"MADOGUCHI_WEB__PORT": "0", "MADOGUCHI_ASTERISK__SIP_PORT": "0"}


class CommandFailed(AssertionError):
    """A command of ours ended with another status than 0."""

    def __init__(self, words: tuple[str, ...], status: int | None, complaint: str) -> None:
        super().__init__(f"madoguchi {' '.join(words)} ended with {status}: {complaint}")
        self.status = status
        self.complaint = complaint


def shell() -> dict[str, str]:
    """Give its environment."""
    ours = {name: each for name, each in os.environ.items() if name != SCREENSHOTS}
    return {**ours, **_FREE_PORTS}


async def command(*words: str) -> str:
    """Run `madoguchi` and give what it printed.

    Raises:
        CommandFailed: its status was not 0.
    """
    done = await asyncio.to_thread(program.run, *words, environment=shell())
    if done.returncode != 0:
        raise CommandFailed(words, done.returncode, done.stdout + done.stderr)
    return done.stdout
