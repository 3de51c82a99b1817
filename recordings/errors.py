"""What can go wrong with sound.

RecordingsError
├── SpeechFailed      a prompt could not be made
└── UnreadableSound   a file is not the sound that it should be
"""

from __future__ import annotations

from pathlib import Path


class RecordingsError(Exception):
    """Something with sound failed."""


class SpeechFailed(RecordingsError):
    """A prompt could not be spoken, converted or put into the cache."""

    def __init__(self, *, why: str, text: str = "") -> None:
        super().__init__(f"cannot speak {text!r}: {why}" if text else f"cannot speak: {why}")
        self.why = why
        self.text = text
        """The prompt's text; empty if it is not about one prompt."""


class UnreadableSound(RecordingsError):
    """A file is not an uncompressed wav, or holds no sound."""

    def __init__(self, *, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why
