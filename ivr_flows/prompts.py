"""Prompts: what is to be heard, named by the hash of everything that decides how it sounds.

The same words in the same voice have the same name, whichever flow or campaign says them, so that
a sound is made once and a changed text can never play an old sound. Nothing here speaks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from ivr_flows.values import ENGLISH, JAPANESE

VOICE = "mei-1"
"""The voice and its processing; counted up whenever `recordings.voice` would sound different."""
ENGLISH_VOICE = "slt-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One sound: the text that people read, and what it is made from."""

    sound: str
    """Name of the sound: 64 hex digits."""
    text: str
    """As written, placeholders filled."""
    spoken: str
    """As handed to the voice: readings put in place of what it would read wrongly."""
    language: str = JAPANESE
    wav: str | None = None
    """File name of the recorded sound that replaces the voice."""
    max_s: float | None = None
    """The sound may last this many seconds; None if nobody minds."""
    is_tight: bool = False
    """It is one of several said in one breath: there is next to no silence around it."""


def name_of_speech(spoken: str, language: str = JAPANESE, *, is_tight: bool = False) -> str:
    """Name the sound of a text that the voice of a language will speak."""
    voice = ENGLISH_VOICE if language == ENGLISH else VOICE
    voice = f"{voice} tight" if is_tight else voice
    return _hash(f"speech\n{voice}\n{spoken}".encode())


def name_of_wav(content: bytes) -> str:
    """Name the sound of a recorded file."""
    return _hash(b"wav\n" + content)


def each_once(prompts: Iterable[Prompt]) -> tuple[Prompt, ...]:
    """Leave out prompts whose sound was already named, keeping the order."""
    return tuple({prompt.sound: prompt for prompt in prompts}.values())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
