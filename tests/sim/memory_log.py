"""The log in memory: what was written before a kill is there after it, and nothing else."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.recovery import Restored, restore
from callcenter import record
from callcenter.campaign import Campaign
from callcenter.guidance import Guidance
from callcenter.record import Header, Record
from telephony.record_log import RECORDS_PER_FILE
from tests.sim.life import Life


@dataclass(slots=True)
class Disk:
    """The log's files, oldest first, each a list of lines."""

    files: list[list[bytes]] = field(default_factory=list)

    def records(self) -> list[Record]:
        """Read all records ever written."""
        lines = (record.decode(line) for file in self.files for line in file)
        return [each for each in lines if isinstance(each, Record)]

    def restore(self, campaign: Campaign, guidance: Guidance) -> Restored:
        """Begin where the log ends, as the application does it."""
        with tempfile.TemporaryDirectory(dir=_memory()) as folder:
            if self.files:
                path = Path(folder) / f"{1:012d}.jsonl"
                path.write_bytes(b"".join(self.files[-1]))
            return restore(Path(folder), campaign, guidance)


class MemoryLog:
    """Stands where a life has its `RecordLog`."""

    def __init__(self, disk: Disk, life: Life) -> None:
        self._disk = disk
        self._life = life
        self._written = 0
        self._day: date | None = None

    def is_file_due(self, day: date) -> bool:
        """Whether a new file should begin before the next record is written."""
        return self._written >= RECORDS_PER_FILE or day != self._day

    def begin_file(self, header: Header, day: date) -> None:
        """Begin a new file with this header."""
        self._written, self._day = 0, day
        if self._life.is_alive:
            self._disk.files.append([record.encode_header(header)])

    def write(self, line: bytes) -> None:
        """Write one encoded record."""
        self._life.point()
        self._written += 1
        if self._life.is_alive:
            self._disk.files[-1].append(line)
        self._life.point()


def _memory() -> str | None:
    """Where temporary files cost least."""
    shared = Path("/dev/shm")
    return str(shared) if shared.is_dir() else None
