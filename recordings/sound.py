"""Sound files, read and written by pydub; the only place that knows a wav's bytes.

pydub is never given a path (it leaves handles open) and never asked to resample (it has no filter
against aliases). Its last release is of 2021: importing it warns of things that it will not mend.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import warnings
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from recordings.errors import UnreadableSound

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

__all__ = [
    "HEADER_BYTES",
    "RATE",
    "SAMPLE_BYTES",
    "AudioSegment",
    "Flaw",
    "is_blank",
    "is_open",
    "read",
    "read_leg",
    "read_ours",
    "repair_header",
    "write",
]

RATE = 8000
"""Samples a second, in all files that Asterisk plays or writes for us."""
SAMPLE_BYTES = 2
HEADER_BYTES = 44
"""Length of the header that Asterisk writes."""
_NO_FILE = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENXIO)
"""What says that a file is not there or not a file; everything else may pass."""


def read(path: Path) -> AudioSegment:
    """Read an uncompressed wav of 16, 24 or 32 bits.

    Raises:
        UnreadableSound: the file is missing, is no such wav, holds no sample, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            return _read(file, path)
    except OSError as exc:
        raise UnreadableSound(path=path, why=exc.strerror or str(exc)) from exc


def read_ours(path: Path) -> AudioSegment:
    """Read a wav that is a file of ours, told from one that the disk does not give now.

    Raises:
        UnreadableSound: the file is missing, is no such wav, or holds no sample.
        OSError: the disk does not give it now.
    """
    with _opened(path, os.O_RDONLY) as file:
        return _read(file, path)


class Flaw(StrEnum):
    """What is wrong with a party's sound."""

    NONE = ""
    BREAKS_OFF = "breaks off"
    """Asterisk died over it; its header was repaired."""
    BEGINS_LATE = "begins late"
    """The disk was full when it began: what Asterisk wrote first, the header too, is lost."""
    HAS_A_GAP = "has a gap"
    """The disk was full for a while: nothing was written where there should be sound."""


def read_leg(path: Path) -> tuple[AudioSegment, Flaw]:
    """Read what Asterisk recorded of one party, as far as it is there.

    Raises:
        UnreadableSound: the file is missing, or is not 8 kHz mono of 16 bits with any sound in it.
        OSError: the disk does not give it, or does not take the repair, now.
    """
    beheaded = _read_beheaded(path)
    if beheaded is not None:
        return beheaded, Flaw.BEGINS_LATE
    flaw = Flaw.BREAKS_OFF if repair_header(path) else Flaw.NONE
    leg = read_ours(path)
    shape = leg.frame_rate, leg.channels, leg.sample_width
    if shape != (RATE, 1, SAMPLE_BYTES):
        raise UnreadableSound(path=path, why=f"rate, channels, bytes are {shape}")
    return leg, flaw or (Flaw.HAS_A_GAP if _has_hole(path) else Flaw.NONE)


def _has_hole(path: Path) -> bool:
    """Say whether a part of a file was never written: Asterisk writes silence as well."""
    with _opened(path, os.O_RDONLY) as file:
        size = os.fstat(file.fileno()).st_size
        return os.lseek(file.fileno(), 0, os.SEEK_HOLE) < size


def _read_beheaded(path: Path) -> AudioSegment | None:
    """Read a file whose first samples the disk refused, and with them the header; else None.

    When the recording ends Asterisk fills the sizes in all the same, over the samples that stand
    there; the file itself is left as it is, so that it is told from a whole one again.
    """
    with _opened(path, os.O_RDONLY) as file:
        data = file.read()
    if len(data) <= HEADER_BYTES or _is_asterisks(data[:HEADER_BYTES]):
        return None
    if data[:HEADER_BYTES] != _with_sizes(data[:HEADER_BYTES], len(data)):
        return None
    samples = data[HEADER_BYTES : len(data) - len(data) % SAMPLE_BYTES]
    return AudioSegment(data=samples, sample_width=SAMPLE_BYTES, frame_rate=RATE, channels=1)


def write(sound: AudioSegment, path: Path, *, mode: int) -> None:
    """Write a wav with these permissions, so that it is there as a whole or not at all.

    Raises:
        OSError: disk full, or the folder cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(
            os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, mode), "w+b"
        ) as file:
            sound.export(file, format="wav")
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    _sync_folder(path.parent)


def repair_header(path: Path) -> bool:
    """Write the true sizes into a header that Asterisk had no time to complete; say if it had to.

    Asterisk fills in bytes 4 and 40 when a recording ends; killed before, it leaves 0 there, and
    most readers then see no sound although it is on the disk. Both are written by one request, and
    the file keeps the time at which Asterisk last wrote to it: that tells when its sound ended.

    Raises:
        UnreadableSound: the file is missing or has no header as Asterisk writes it.
        OSError: the disk does not take it now.
    """
    with _opened(path, os.O_RDONLY) as file:
        header, status = file.read(HEADER_BYTES), os.fstat(file.fileno())
    if not _is_asterisks(header):
        raise UnreadableSound(path=path, why="no header of a wav")
    true = _with_sizes(header, status.st_size)
    if header == true:
        return False
    with _opened(path, os.O_WRONLY) as file:
        os.pwrite(file.fileno(), true, 0)
        os.utime(file.fileno(), ns=(status.st_atime_ns, status.st_mtime_ns))
    return True


def is_open(path: Path) -> bool:
    """Say whether a raw file's header has no sizes yet: Asterisk is writing it, or died over it.

    Raises:
        UnreadableSound: the file is missing.
        OSError: the disk does not give it now.
    """
    with _opened(path, os.O_RDONLY) as file:
        header = file.read(HEADER_BYTES)
    return len(header) < HEADER_BYTES or (_is_asterisks(header) and not any(header[40:44]))


def is_blank(path: Path) -> bool:
    """Say whether a raw file has a length and no content: a full disk refused all that was written.

    Even silence has a header, so one without is read to its end.

    Raises:
        UnreadableSound: the file is missing.
        OSError: the disk does not give it now.
    """
    with _opened(path, os.O_RDONLY) as file:
        return not any(file.read(HEADER_BYTES)) and not any(file.read())


def _read(file: BinaryIO, path: Path) -> AudioSegment:
    try:
        with wave.open(file) as sound:
            data = sound.readframes(sound.getnframes())
            width, channels = sound.getsampwidth(), sound.getnchannels()
            rate = sound.getframerate()
    except (wave.Error, EOFError, RuntimeError) as exc:  # of a chunk that is cut short
        raise UnreadableSound(path=path, why=str(exc) or type(exc).__name__) from exc
    whole = len(data) - len(data) % (width * channels)
    if width == 1 or not whole:
        raise UnreadableSound(path=path, why="8 bits" if whole else "no sound")
    return AudioSegment(data=data[:whole], sample_width=width, frame_rate=rate, channels=channels)


def _is_asterisks(header: bytes) -> bool:
    marks = header[:4], header[8:16], header[36:40]
    return len(header) == HEADER_BYTES and marks == (b"RIFF", b"WAVEfmt ", b"data")


def _with_sizes(header: bytes, size: int) -> bytes:
    riff, data = struct.pack("<I", size - 8), struct.pack("<I", size - HEADER_BYTES)
    return header[:4] + riff + header[8:40] + data


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[BinaryIO]:
    """Open a file that is one: neither a link that leads elsewhere nor a folder or a pipe."""
    try:
        # A pipe without another end would be waited for.
        handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as exc:
        if exc.errno in _NO_FILE:
            raise UnreadableSound(path=path, why=exc.strerror or str(exc)) from exc
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise UnreadableSound(path=path, why="no file")
    with os.fdopen(handle, "wb" if flags & os.O_WRONLY else "rb") as file:
        yield file


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
