"""How sound is encoded for keeping: FLAC, which loses nothing, or Opus, which is a fifth of it.

By libsndfile (soundfile), which brings both codecs in its wheel: no program of the system is
called, and nothing plain touches a disk on the way.
"""

from __future__ import annotations

import io
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import soundfile

from recordings.errors import ProcessingFailed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Sound = NDArray[np.int16]
    """Shape (samples, 2): caller, seat."""


class Codec(StrEnum):
    """As which format a campaign keeps its sound."""

    FLAC = "flac"
    OPUS = "opus"

    @property
    def content_type(self) -> str:
        """What a browser is told."""
        return "audio/flac" if self is Codec.FLAC else "audio/ogg"

    @property
    def suffix(self) -> str:
        """What a file of it is called."""
        return ".flac" if self is Codec.FLAC else ".ogg"


_WRITTEN = {Codec.FLAC: ("FLAC", "PCM_16"), Codec.OPUS: ("OGG", "OPUS")}


def encode(sound: Sound, rate: int, codec: Codec) -> bytes:
    """Encode sound of two sides."""
    container, subtype = _WRITTEN[codec]
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format=container, subtype=subtype)
    return file.getvalue()


def decode(encoded: bytes) -> tuple[Sound, int]:
    """Give the sound of two sides, and its rate.

    Raises:
        ValueError: it is neither FLAC nor Opus.
    """
    try:
        sound, rate = soundfile.read(io.BytesIO(encoded), dtype="int16", always_2d=True)
    except soundfile.LibsndfileError as exc:
        raise ValueError(str(exc)) from exc
    return sound, int(rate)


def prove(encoded: bytes, sound: Sound, codec: Codec, *, call: str) -> None:
    """See that what was encoded is the sound: every sample for FLAC, every instant for Opus.

    Raises:
        ProcessingFailed: it is not.
    """
    came, _ = decode(encoded)
    same = np.array_equal(came, sound) if codec is Codec.FLAC else came.shape == sound.shape
    if not same:
        raise ProcessingFailed(call=call, why=f"{codec.value} gives another sound back")
