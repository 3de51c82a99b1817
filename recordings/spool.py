"""Asterisk's folder of raw recordings: what lies there, whose it is, whether it is finished.

While Asterisk lives it completes the header of every file that it ends. So a header without sizes
is a recording in progress, unless the Asterisk that wrote it is dead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from callcenter import ids
from recordings import sound
from recordings.errors import UnreadableSound

_OURS = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*~(?:r[0-9]+|f[0-9]+[cs])")
"""`<call>~r1` was commanded; `<call>~f1c` was made by the fallback without us."""
BOOT_S = 0.5
"""Asterisk records nothing so soon after its start, and process starts are known to 0.01 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFile:
    """One file of the spool."""

    name: str
    """The recording's name: the file's without `.wav`."""
    size: int
    written_at: float
    """When (epoch seconds of the machine) it was last written to."""
    is_open: bool
    """Its header has no sizes."""
    is_blank: bool = False
    """It has a length, and no content."""

    @property
    def call(self) -> str | None:
        """The call that it is named after; None if it is none of ours."""
        return ids.root(self.name) if _OURS.fullmatch(self.name) else None

    @property
    def is_empty(self) -> bool:
        """Whether there is no sample in it."""
        return self.is_blank or self.size <= sound.HEADER_BYTES

    def is_being_written(self, asterisk_since: float | None) -> bool:
        """Say whether Asterisk records into it now.

        `asterisk_since` is when (epoch seconds) the Asterisk that runs began; None if none does.
        """
        if asterisk_since is None:
            return False
        return self.is_open and self.written_at > asterisk_since + BOOT_S


def look(spool: Path, name: str) -> RawFile | None:
    """Look at one recording's file; None if there is none.

    Raises:
        OSError: the disk does not tell now.
    """
    path = spool / f"{name}.wav"
    try:
        is_open, is_blank = sound.is_open(path), sound.is_blank(path)
        status = path.stat()
    except (UnreadableSound, FileNotFoundError):
        return None
    return RawFile(
        name=name,
        size=status.st_size,
        written_at=status.st_mtime,
        is_open=is_open,
        is_blank=is_blank,
    )


def look_at_all(spool: Path) -> list[RawFile]:
    """Look at every file of the spool, by name; one that vanishes meanwhile is left out.

    Raises:
        OSError: the disk does not tell now.
    """
    found = (look(spool, path.stem) for path in sorted(spool.glob("*.wav")))
    return [each for each in found if each is not None]
