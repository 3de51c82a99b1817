"""A recording as a wav for people outside, with a watermark of who took it out, and what for."""

from __future__ import annotations

import io

import soundfile

from recordings.codec import decode
from recordings.errors import ProcessingFailed


def wav(encoded: bytes, *, told: str) -> bytes:
    """Make a wav of a recording, with its watermark as the file's comment.

    Raises:
        ProcessingFailed: it is not what we encode.
    """
    try:
        sound, rate = decode(encoded)
    except ValueError as exc:
        raise ProcessingFailed(call="export", why=str(exc)) from exc
    file = io.BytesIO()
    with soundfile.SoundFile(
        file, "w", samplerate=rate, channels=2, format="WAV", subtype="PCM_16"
    ) as written:
        written.comment = told
        written.write(sound)
    return file.getvalue()
