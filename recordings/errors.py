"""What can go wrong with sound.

RecordingsError
├── SpeechFailed      a prompt could not be made
├── UnreadableSound   a file is not the sound that it should be
├── SoundGone         the vault has no such sound
├── SealBroken        what lies in the vault is not what was written, or the key is another
├── StoreFailed       the place where sealed sound lies does not answer, or is full
└── ProcessingFailed  a recording could not be processed
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


class SoundGone(RecordingsError):
    """The store has no such sound."""

    def __init__(self, *, name: str) -> None:
        super().__init__(f"{name}: its sound is not in the vault")
        self.name = name


class SealBroken(RecordingsError):
    """What lies in the vault is not what was written there, or was sealed with another key."""

    def __init__(self, *, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


class StoreFailed(RecordingsError):
    """The place where sealed sound lies does not do what it was asked."""

    def __init__(self, *, name: str, why: str) -> None:
        super().__init__(f"the store of recordings failed ({name or 'no name'}): {why}")
        self.name = name
        self.why = why


class ProcessingFailed(RecordingsError):
    """A recording could not be processed; what it was to be made from is still there."""

    def __init__(self, *, call: str, why: str) -> None:
        super().__init__(f"{call}: {why}")
        self.call = call
        self.why = why
