"""I2: every call is one row, which tells what the phone saw; every answered one has its sound."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf

from faults.facts import HEARD_S, CallerFact, Facts, RingFact, RowFact, SoundFact, Violation
from faults.invariants.spans import Talk, pairs, reached, talks

EXACT_S = 0.2
SOUND_S = 0.3
_ALIKE_S = 0.5
"""A row that does not know its caller is told by its arrival."""
_NEAR_HZ = 10.0
_ABANDONED = {"abandoned_in_guidance", "abandoned_in_queue"}
_SENT_AWAY = {"overflow", "no_line", "closed_in_hours", "after_hours", "not_in_operation"}
_A_WORD_S = 0.5
"""Of shorter talks either side may say that there was none."""


def filing(facts: Facts) -> Iterator[Violation]:
    """Judge rows and recordings."""
    found = matched(facts)
    in_turn = sorted(talks(facts), key=lambda talk: talk.began)
    talked = {talk.caller.number: talk for talk in in_turn}
    for caller in facts.callers:
        rows = found.pop(caller.number, [])
        if len(rows) == 1:
            yield from _row(caller, rows[0], talked.get(caller.number), facts)
        elif rows or caller.trying is not None:
            ids = ", ".join(row.id for row in rows)
            yield Violation("I2 rows", caller.number, f"has {len(rows)} rows {ids}".strip())
    for row in found.get("", []):
        yield Violation("I2 rows", row.number or "", f"{row.id} is a row of no call")


def matched(facts: Facts) -> dict[str, list[RowFact]]:
    """Sort rows by caller's number; those of nobody stand under the empty text."""
    found: dict[str, list[RowFact]] = {caller.number: [] for caller in facts.callers}
    came = {caller.number: reached(caller, facts) for caller in facts.callers}
    nameless = [row for row in facts.rows if row.number not in found]
    for row in facts.rows:
        if row.number in found:
            found[row.number].append(row)
    for row in nameless:
        off_s = {number: abs(at - row.arrived) for number, at in came.items() if not found[number]}
        whose = min(off_s, key=off_s.__getitem__, default="")
        is_theirs = row.number is None and off_s.get(whose, _ALIKE_S) < _ALIKE_S
        found.setdefault(whose if is_theirs else "", []).append(row)
    return found


def _row(caller: CallerFact, row: RowFact, talk: Talk | None, facts: Facts) -> Iterator[Violation]:
    if row.outcome is None or row.ended is None or row.lasted_s is None:
        yield Violation("I2 rows", caller.number, f"{row.id} has not ended")
        return
    yield from _times(caller, row, row.lasted_s, row.ended, facts)
    if talk is not None or not _was_a_word(caller, row, facts):
        yield from _outcome(caller, row, row.outcome, talk, facts)
    if facts.terms.is_recorded and talk is not None and row.outcome == "answered":
        yield from _sound(caller, row, talk, facts)


def _times(
    caller: CallerFact, row: RowFact, lasted_s: float, ended: float, facts: Facts
) -> Iterator[Violation]:
    saw_s = caller.ended - reached(caller, facts)
    if abs(lasted_s - saw_s) > EXACT_S:
        why = f"{row.id} lasted {lasted_s:.2f} s, the phone saw {saw_s:.2f} s"
        yield Violation("I2 times", caller.number, f"{why} ({row.outcome} {row.detail})")
    if abs(ended - caller.ended) > EXACT_S:
        why = f"{row.id} ended {ended - caller.ended:+.2f} s off what the phone saw"
        yield Violation("I2 times", caller.number, why)


def _was_a_word(caller: CallerFact, row: RowFact, facts: Facts) -> bool:
    """Whether a row tells of a talk too short to be heard, at a seat that did pick up."""
    return (
        row.outcome == "answered"
        and caller.answered is not None
        and row.talk_s is not None
        and row.talk_s <= _A_WORD_S
        and any(
            ring.seat == row.seat and ring.answered is not None
            for whose, ring in pairs(facts)
            if whose is caller
        )
    )


def _outcome(
    caller: CallerFact, row: RowFact, outcome: str, talk: Talk | None, facts: Facts
) -> Iterator[Violation]:
    expected = expected_outcomes(caller, talk)
    if not caller.is_end_heard and any(
        fault.takes_calls and fault.at <= caller.ended + EXACT_S and caller.ended <= fault.until
        for fault in facts.faults
    ):
        expected |= {"failed"}  # who hung up as Asterisk died
    if outcome not in expected:
        why = f"{row.id} says {outcome} {row.detail}, the phone saw {_seen(caller, talk)}"
        yield Violation("I2 outcome", caller.number, why)
    if talk is not None and outcome == "answered" and row.seat != talk.ring.seat:
        why = f"{row.id} says {row.seat}, it was {talk.ring.seat}"
        yield Violation("I2 outcome", caller.number, why)


def expected_outcomes(caller: CallerFact, talk: Talk | None) -> set[str]:
    """Say which outcomes agree with what the phone saw."""
    if caller.is_lost:
        return {"failed"}
    if talk is not None and talk.ended - talk.began > _A_WORD_S:
        return {"answered"}
    if caller.ended_by == "us":
        return _ABANDONED | ({"answered"} if caller.answered else set())
    return _SENT_AWAY | ({"answered"} if talk else set())


def _seen(caller: CallerFact, talk: Talk | None) -> str:
    if caller.is_lost:
        return "Asterisk's death"
    if talk is not None:
        return f"a talk of {talk.ended - talk.began:.1f} s"
    by = {"us": "its own hang-up", "them": "our hang-up", None: "no end"}[caller.ended_by]
    return f"{by}, status {caller.status}"


def _sound(caller: CallerFact, row: RowFact, talk: Talk, facts: Facts) -> Iterator[Violation]:
    # Where the disk may take any of it, the row must say that it did.
    is_told = isinf(facts.terms.sound_may_miss_s) and row.recording_flaw != ""
    if is_told and row.recording_state == "lost":
        return
    if row.recording is None:
        why = f"{row.id} has no recording ({row.detail or 'no reason told'})"
        yield Violation("I2 recording", caller.number, why)
        return
    sound = facts.sounds.get(row.recording)
    if sound is None or sound.length_s is None:
        why = f"{row.recording} " + ("does not exist" if sound is None else "cannot be played")
        yield Violation("I2 recording", caller.number, why)
        return
    spoke = _spoke(caller, facts)
    began = spoke[0].packets[0]
    talked_s = min(spoke[-1].ended, caller.ended) - began
    off_s = sound.length_s - talked_s
    if not -SOUND_S - facts.terms.sound_may_miss_s <= off_s <= SOUND_S:
        why = f"{row.recording} is {sound.length_s:.2f} s, they talked {talked_s:.2f} s"
        yield Violation("I2 recording", caller.number, why)
    if is_told:
        return
    for each in talks(facts):
        if each.caller is caller:
            middle_s = (each.began + each.ended) / 2 - began
            yield from _voices(row.recording, sound, each, middle_s)


def _spoke(caller: CallerFact, facts: Facts) -> list[RingFact]:
    """Give the rings at which somebody spoke with a caller, in their order.

    Whom a seat leaves in an outage is rung for again: one recording has all of it.
    """
    rings = [ring for whose, ring in pairs(facts) if whose is caller]
    spoke = [ring for ring in rings if ring.answered is not None and ring.packets]
    return sorted(spoke, key=lambda ring: ring.packets[0])


def _voices(name: str, sound: SoundFact, talk: Talk, middle_s: float) -> Iterator[Violation]:
    """Say which of the two is not heard in the middle of their talk."""
    first, last = int((middle_s - HEARD_S) / HEARD_S), int((middle_s + HEARD_S) / HEARD_S)
    sides = ((sound.caller_side, talk.caller.tone_hz), (sound.seat_side, talk.ring.tone_hz))
    for side, hz in sides:
        heard = [each for piece in side[max(0, first) : last + 1] for each in piece]
        if not any(abs(each - hz) <= _NEAR_HZ for each in heard):
            yield Violation("I2 recording", talk.caller.number, f"{name} lacks {hz} Hz")
