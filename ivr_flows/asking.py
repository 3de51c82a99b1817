"""What nodes have in common: an announcement, a key, a row of digits, another try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

import msgspec

from callcenter.guidance import Key, Listen, Said
from ivr_flows.speech import Speech
from ivr_flows.talk import Asking, Talk

END_KEY, AGAIN_KEY = "#", "*"


class Failed(Enum):
    """Why no digits came."""

    SILENCE = "silence"
    WRONG = "wrong"
    """Too few, or the caller asked to begin again."""


class Digits(msgspec.Struct, frozen=True, kw_only=True):
    """How many digits are asked for, and how long each may take."""

    least: int
    most: int
    wait_s: float = 8.0
    """For the first."""
    between_s: float = 4.0
    """For each further one."""


def announced(
    talk: Talk, speech: Speech, *, language: str = "", skip: bool = False
) -> Asking[bool]:
    """Say something to its end; False if it could not be played. `skip`: any key cuts it short."""
    n = talk.say(speech, language=language)
    if n is None:
        return True
    happened = yield skip
    if isinstance(happened, Key):
        talk.hush(n)
        return True
    return isinstance(happened, Said) and happened.heard


def key(
    talk: Talk,
    speech: Speech,
    wait_s: float,
    *,
    slots: Mapping[str, str] | None = None,
    must_be_heard: bool = False,
) -> Asking[str | None]:
    """Say something and wait for a key, which cuts it short; None if none came in time.

    `must_be_heard`: None at once where it could not be said, for a key would confirm nothing.
    """
    n = talk.say(speech, slots=slots)
    if n is not None:
        happened = yield True
        if isinstance(happened, Key):
            talk.hush(n)
            return happened.key
        if must_be_heard and happened == Said(n, heard=False):
            return None
    talk.wait(wait_s)
    happened = yield True
    return happened.key if isinstance(happened, Key) else None


def digits(
    talk: Talk, speech: Speech, rule: Digits, *, slot: str = "", is_number: bool = False
) -> Asking[str | Failed]:
    """Ask for digits; `#` ends them, `*` begins them again, and so does nothing else.

    With a slot they are a secret: what comes back has as many digits, each a question mark.
    """
    if slot:
        talk.wish(Listen(slot, rule.least, is_number))
    keyed, pressed = "", (yield from key(talk, speech, rule.wait_s))
    while pressed not in (None, END_KEY, AGAIN_KEY):
        keyed += pressed or ""
        if len(keyed) == rule.most:
            break
        pressed = yield from key(talk, {}, rule.between_s)
    if slot:
        talk.wish(Listen(""))
    if not keyed and pressed is None:
        return Failed.SILENCE
    is_enough = len(keyed) >= rule.least and pressed != AGAIN_KEY
    return keyed if is_enough else Failed.WRONG


def tries(first: Speech, again: Speech, count: int) -> Iterator[Speech]:
    """Give what is said at each try: after the first `again`, if there is such a thing."""
    yield first
    for _ in range(count - 1):
        yield again or first
