"""Sound files, read and written by pydub; the only place that knows a wav's bytes.

pydub is never given a path (it leaves handles open) and never asked to resample (it has no filter
against aliases). Its last release is of 2021: importing it warns of things that it will not mend.
"""

from __future__ import annotations

import os
import struct
import warnings
import wave
from pathlib import Path

from recordings.errors import UnreadableSound

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

__all__ = ["RATE", "SAMPLE_BYTES", "AudioSegment", "read", "read_leg", "repair_header", "write"]

RATE = 8000
"""Samples a second, in all files that Asterisk plays or writes for us."""
SAMPLE_BYTES = 2
HEADER_BYTES = 44
"""Length of the header that Asterisk writes."""


def read(path: Path) -> AudioSegment:
    """Read an uncompressed wav of 16, 24 or 32 bits.

    Raises:
        UnreadableSound: the file is missing, is no such wav, or holds no sample.
    """
    try:
        with path.open("rb") as file, wave.open(file) as sound:
            data = sound.readframes(sound.getnframes())
            width, channels = sound.getsampwidth(), sound.getnchannels()
            rate = sound.getframerate()
    except (OSError, wave.Error, EOFError) as exc:
        raise UnreadableSound(path=path, why=str(exc) or type(exc).__name__) from exc
    whole = len(data) - len(data) % (width * channels)
    if width == 1 or not whole:
        raise UnreadableSound(path=path, why="8 bits" if whole else "no sound")
    return AudioSegment(data=data[:whole], sample_width=width, frame_rate=rate, channels=channels)


def read_leg(path: Path) -> AudioSegment:
    """Read what Asterisk recorded of one party, its header repaired if need be.

    Raises:
        UnreadableSound: the file is missing, or is not 8 kHz mono of 16 bits with any sound in it.
    """
    repair_header(path)
    leg = read(path)
    shape = leg.frame_rate, leg.channels, leg.sample_width
    if shape != (RATE, 1, SAMPLE_BYTES):
        raise UnreadableSound(path=path, why=f"rate, channels, bytes are {shape}")
    return leg


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
    most readers then see no sound although it is on the disk.

    Raises:
        UnreadableSound: the file is missing or has no header as Asterisk writes it.
    """
    try:
        with path.open("rb") as file:
            header = file.read(HEADER_BYTES)
            size = file.seek(0, os.SEEK_END)
        marks = header[:4], header[8:16], header[36:40]
        if len(header) < HEADER_BYTES or marks != (b"RIFF", b"WAVEfmt ", b"data"):
            raise UnreadableSound(path=path, why="no header of a wav")
        true = struct.pack("<I", size - 8), struct.pack("<I", size - HEADER_BYTES)
        if (header[4:8], header[40:44]) == true:
            return False
        with path.open("r+b") as file:
            for position, field in zip((4, 40), true, strict=True):
                file.seek(position)
                file.write(field)
        return True
    except OSError as exc:
        raise UnreadableSound(path=path, why=exc.strerror or str(exc)) from exc


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
