"""The register of incidents (事故), most with personal data: noted, told to the client, closed.

An entry is never altered: what is known later is its next version, and the ones before stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.desk import Desk
from japan.my_number import holds_my_number
from storage import incidents as rows
from storage.audit import Action, Actor, Fact, trailed
from storage.engine import transaction
from storage.report_tables import Incident

LONGEST = 2_000
"""Letters of a text."""
MOST_PERSONS = 10_000_000


class Kind(StrEnum):
    """What went wrong."""

    LEAK = "leak"
    LOSS = "loss"
    DAMAGE = "damage"
    ACCESS = "access"
    MISDIRECTED = "misdirected"
    UNALLOWED = "unallowed"
    BREACH = "breach"
    FAILURE = "failure"
    NEAR_MISS = "near_miss"
    OTHER = "other"


KINDS: dict[Kind, str] = {
    Kind.LEAK: "漏えい",
    Kind.LOSS: "紛失・滅失",
    Kind.DAMAGE: "毀損",
    Kind.ACCESS: "不正アクセス",
    Kind.MISDIRECTED: "誤送付・誤案内",
    Kind.UNALLOWED: "目的外の取扱い",
    Kind.BREACH: "セキュリティの定めへの違反",
    Kind.FAILURE: "災害・設備の故障",
    Kind.NEAR_MISS: "事故に至らなかったもの（ヒヤリハット）",
    Kind.OTHER: "その他",
}
"""SET-特-35, SET-特-36, OTR-特-12."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody notes of an incident."""

    kind: Kind
    found_at: datetime
    persons: int | None
    what: str
    measures: str = ""
    cause: str = ""
    told_at: datetime | None = None
    is_suspected: bool = False
    """It is feared, and not certain yet."""
    is_closed: bool = False


class Wrong(StrEnum):
    """Why nothing was noted."""

    WHAT = "what"
    """There is no text, or too long a one."""
    MY_NUMBER = "my_number"
    """A text holds an individual number."""
    PERSONS = "persons"
    TIMES = "times"
    """It was found in the future, or told before it was found."""
    CLOSED = "closed"
    """It is closed before the client was told, or without cause or measures."""
    UNKNOWN = "unknown"
    """There is no such incident."""


def wrong(said: Said, now: datetime) -> Wrong | None:
    """Tell what cannot be meant; None if it can."""
    texts = (said.what, said.measures, said.cause)
    if not said.what or any(len(each) > LONGEST for each in texts):
        return Wrong.WHAT
    if any(map(holds_my_number, texts)):
        return Wrong.MY_NUMBER
    if said.persons is not None and not 0 <= said.persons <= MOST_PERSONS:
        return Wrong.PERSONS
    told = said.told_at
    if said.found_at > now or (told is not None and not said.found_at <= told <= now):
        return Wrong.TIMES
    if said.is_closed and (told is None or not said.measures or not said.cause):
        return Wrong.CLOSED
    return None


async def note(
    desk: Desk, said: Said, *, actor: Actor, incident: int | None = None
) -> Incident | Wrong:
    """Note a new incident, or what is known now of one that was noted before.

    Raises:
        DatabaseUnavailable: nothing was noted.
    """
    at = desk.clock()
    if (why := wrong(said, at)) is not None:
        return why
    async with trailed(desk.engine) as trail:
        if incident is None:
            number, n = await rows.last_number(trail.session) + 1, 1
        else:
            before = await rows.latest(trail.session, incident)
            if before is None:
                return Wrong.UNKNOWN
            number, n = incident, before.n + 1
        row = Incident(
            id=number,
            n=n,
            kind=said.kind.value,
            found_at=said.found_at,
            persons=said.persons,
            what=said.what,
            measures=said.measures,
            cause=said.cause,
            told_at=said.told_at,
            is_suspected=said.is_suspected,
            is_closed=said.is_closed,
            who=actor.who,
            noted_at=at,
        )
        trail.session.add(row)
        detail: dict[str, Fact] = {"version": n, "kind": row.kind, "closed": row.is_closed}
        await trail.note(at, actor, Action.INCIDENT_NOTED, f"incident-{number}", detail)
        return row


async def history(desk: Desk, incident: int) -> Sequence[Incident]:
    """List every version of an incident, the first first; empty if there is none of that number.

    Raises:
        DatabaseUnavailable: they cannot be read now.
    """
    async with transaction(desk.engine) as session:
        return await rows.versions(session, incident)


def minutes_to_report(of: Incident) -> int | None:
    """Tell how long the client was not told, in whole minutes; None: not told yet (OTR-7-4)."""
    return None if of.told_at is None else int((of.told_at - of.found_at).total_seconds() // 60)


async def register(desk: Desk) -> Sequence[Incident]:
    """List every incident as it is known now, the latest first.

    Raises:
        DatabaseUnavailable: they cannot be read now.
    """
    async with transaction(desk.engine) as session:
        return await rows.known(session, until=desk.clock())
