"""What is said at one moment of a flow, in each language: sounds, some of which a call chooses.

A speech is a row of parts. A sentence in which something changes from call to call is written out
for each value, so that the voice speaks whole sentences; where the value is not known, the sentence
is left out. Digits alone are put together one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from callcenter.guidance import Facts, Personal
from ivr_flows.prompts import Prompt
from ivr_flows.values import JAPANESE, key_of


class Fixed(msgspec.Struct, frozen=True, tag="fixed"):
    """Said as it is."""

    prompt: Prompt


class Changing(msgspec.Struct, frozen=True, tag="changing", omit_defaults=True):
    """A sentence with a value in it that only the call knows."""

    value: str
    """The placeholder: `position`, `wait`, `next_opening`."""
    prompts: dict[str, Prompt]
    """By the value's key."""
    later: dict[str, tuple[str, ...]] = {}
    """By the keys of further values, the names of the pieces that say the sentence."""
    pieces: dict[str, Prompt] = {}
    """By their names, which are their words."""


class Spelled(msgspec.Struct, frozen=True, tag="spelled"):
    """Digits that the caller keyed, or has as a number, said one by one."""

    of: str
    """Name of the variable or of the slot."""
    prompts: dict[str, Prompt]
    """By digit."""


Part = Fixed | Changing | Spelled

Speech = dict[str, tuple[Part, ...]]
"""Parts by language; empty if nothing is said."""


def parts_in(speech: Speech, language: str) -> tuple[Part, ...]:
    """Give what is said in a language, or in Japanese where that is not written."""
    return speech.get(language) or speech.get(JAPANESE) or ()


def sounds(
    parts: tuple[Part, ...],
    *,
    facts: Facts,
    keyed: Mapping[str, str],
    slots: Mapping[str, str],
) -> Iterator[str | Personal]:
    """Name the sounds of a speech now.

    Args:
        parts: What is to be said.
        facts: What the call knows.
        keyed: Digits that were keyed and are no secret, by their variable.
        slots: Where the shell finds digits that are, by the name that the speech has for them.
    """
    for part in parts:
        match part:
            case Fixed(prompt):
                yield prompt.sound
            case Changing(value, prompts):
                key = key_of(value, facts) or ""
                if key in prompts:
                    yield prompts[key].sound
                yield from (part.pieces[name].sound for name in part.later.get(key, ()))
            case Spelled(of, prompts):
                names = {digit: prompt.sound for digit, prompt in prompts.items()}
                if of in slots:  # what a node says of its own goes before what was keyed once
                    yield Personal(slots[of], names)
                elif of in keyed:
                    yield from (names[digit] for digit in keyed[of] if digit in names)


def prompts_in(thing: Any) -> Iterator[Prompt]:
    """Find every prompt in a piece of a flow, in its order."""
    if isinstance(thing, Prompt):
        yield thing
    elif isinstance(thing, msgspec.Struct):
        for name in thing.__struct_fields__:
            yield from prompts_in(getattr(thing, name))
    elif isinstance(thing, Mapping):
        for each in thing.values():
            yield from prompts_in(each)
    elif isinstance(thing, tuple):
        for each in thing:
            yield from prompts_in(each)


def speeches_in(node: msgspec.Struct) -> Iterator[tuple[str, Speech]]:
    """Find what a node says at its moments, by the key: `speech`, `again`, `statuses.paid`."""
    for key in node.__struct_fields__:
        found = getattr(node, key)
        if _is_speech(found):
            yield key, found
        elif isinstance(found, Mapping):
            yield from ((f"{key}.{name}", each) for name, each in found.items() if _is_speech(each))


def _is_speech(found: object) -> bool:
    return (
        isinstance(found, Mapping)
        and bool(found)
        and all(isinstance(parts, tuple) for parts in found.values())
    )
