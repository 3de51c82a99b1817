"""What the client has said to what callers hear, and what still waits for their word.

What is heard is known by its files, its words and its ways (`app.flow_words`), not by the version's
name alone: the same version is another thing where the campaign plays it on another occasion, and
the same files have another name each day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.flow_files import Last
from app.flow_versions import Entry, Found, How, changes, done, is_first, words_of


class Heard(NamedTuple):
    """What callers hear."""

    files: str
    """Content hash of the files; of versions that older releases noted, the version's name."""
    words: str
    ways: str


def heard_of(entry: Entry) -> Heard:
    """Tell what callers hear from an entry on."""
    if entry.files and entry.words:
        return Heard(entry.files, entry.words, entry.ways)
    return Heard(entry.flows, "", entry.ways)


def waiting(entries: Sequence[Entry]) -> list[Entry]:
    """List what was put in force without the client's word, and still lacks it, the oldest first.

    These are emergencies, starts that changed what callers hear, and the home's first start.
    """
    return _judged(entries)[0]


def unconfirmed(entries: Sequence[Entry]) -> list[str]:
    """List the versions that went first and that the client has not confirmed yet."""
    names = [each.flows for each in waiting(entries) if not is_first(each)]
    return list(dict.fromkeys(names))


def begun_with(entries: Sequence[Entry]) -> str:
    """Name the version of the home's first start while the client has not confirmed it; else "".

    Nothing was heard before it, so nobody waits to go back; real callers need its confirmation.
    """
    return next((each.flows for each in waiting(entries) if is_first(each)), "")


def waits(entries: list[Entry], version: str, *, files: str) -> bool:
    """Whether the client has still to confirm a version, or what it says under another name."""
    words = words_of(entries, version)
    return any(
        each.flows == version or (files and each.files == files and words in ("", each.words))
        for each in waiting(entries)
        if not is_first(each)
    )


def is_confirmed(entries: Sequence[Entry], version: str, heard: Heard) -> bool:
    """Whether the client has confirmed what callers hear of a version."""
    told = _judged(entries)[1]
    return heard in told or any(  # of a confirmation that names the version alone
        each.files == version and not each.words and each.ways in ("", heard.ways) for each in told
    )


def may_be_heard(found: Found, last: Last, now: Heard) -> bool:
    """Whether a start may make this heard by real callers.

    It may if the client has confirmed it, or if it is what was in force before and no start alone
    had put it there: an emergency that went first goes on after a restart, also where it says what
    a start had said. Where the history does not tell, wholly, how it came to be in force, only the
    client's word helps.
    """
    waits_for_word, told = _judged(found.entries)
    if now in told:
        return True
    if not last.version or now != heard_of_last(last):
        return False
    came_by = _came_by(found.entries, last.version)
    if found.damaged or came_by is None:
        return False
    if came_by.how is How.PUBLISHED or came_by.emergency:
        return True
    return not any(
        each.how is How.STARTED
        and (heard_of(each) == now or (each.flows == last.version and each.ways in ("", now.ways)))
        for each in waits_for_word
    )


def heard_of_last(last: Last) -> Heard:
    """Tell what callers heard before a start."""
    return Heard(last.files, last.words, last.ways)


def is_untold(found: Found, last: Last) -> bool:
    """Whether a row of the history cannot be read, or none tells how the last version came.

    A start that changed nothing but the day says so of the version before it.
    """
    return bool(found.damaged) or _came_by(found.entries, last.version) is None


def _came_by(entries: Sequence[Entry], version: str) -> Entry | None:
    """Find what put a version in force last; a start that changed but the day leads on to it."""
    for each in reversed(done(entries)):
        if each.flows == version:
            if changes(each):
                return each
            version = each.before
    return None


def _judged(entries: Sequence[Entry]) -> tuple[list[Entry], set[Heard]]:
    """Give what waits, and all that the client has confirmed; a confirmation names a version."""
    waits_for_word: list[Entry] = []
    told: set[Heard] = set()
    for each in done(entries, confirmations=True):
        if each.confirmed:
            named = [one for one in waits_for_word if one.flows == each.flows]
            told |= {heard_of(one) for one in (*named, each)}
            waits_for_word = [one for one in waits_for_word if one.flows != each.flows]
        elif _went_first(each) or is_first(each):
            waits_for_word.append(each)
    return [each for each in waits_for_word if heard_of(each) not in told], told


def _went_first(entry: Entry) -> bool:
    """Whether it put something in force of which nobody had asked the client."""
    return entry.how is not How.REVERTED and changes(entry) and not is_first(entry)
