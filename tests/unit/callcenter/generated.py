"""Generated instances of every event and command, field by field from their annotations."""

from __future__ import annotations

import typing
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from hypothesis import strategies as st

from callcenter.contact import Calling, ContactState, Offered
from callcenter.contact import Kind as ContactKind
from callcenter.decision_commands import Considered, Decided
from callcenter.dial_events import Seated
from callcenter.events import Cause, TurnedAway, Withheld
from callcenter.floor_wishes import PullReason
from callcenter.guest_wishes import Watch
from callcenter.guidance import Spelled
from callcenter.outcome import DialResult, Outcome

Kind = TypeVar("Kind")

_PARTS: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(),
    bool: st.booleans(),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    Cause: st.sampled_from(Cause),
    Outcome: st.sampled_from(Outcome),
    DialResult: st.sampled_from(DialResult),
    ContactState: st.sampled_from(ContactState),
    Calling: st.sampled_from(Calling),
    ContactKind: st.sampled_from(ContactKind),
    TurnedAway: st.sampled_from(TurnedAway),
    Withheld: st.sampled_from(Withheld),
    Watch: st.sampled_from(Watch),
    PullReason: st.sampled_from(PullReason),
    date: st.dates(),
    tuple[str | Spelled, ...]: st.lists(
        st.text() | st.builds(Spelled, st.text(), st.dictionaries(st.text(), st.text())), max_size=3
    ).map(tuple),
    tuple[Offered, ...]: st.lists(
        st.builds(
            Offered,
            id=st.text(),
            attempt=st.text(),
            person=st.text(),
            due=st.just(datetime(2026, 2, 2, tzinfo=UTC)),
            latest=st.just(datetime(2026, 2, 3, tzinfo=UTC)),
            seat=st.none() | st.text(),
        ),
        max_size=2,
    ).map(tuple),
    tuple[Seated, ...]: st.lists(
        st.builds(Seated, seat=st.text(), staff=st.text()), max_size=2
    ).map(tuple),
    Decided: st.sampled_from(Decided),
    tuple[Considered, ...]: st.lists(
        st.builds(
            Considered,
            seat=st.text(),
            reason=st.text(),
            until=st.none() | st.just(datetime(2026, 2, 2, tzinfo=UTC)),
        ),
        max_size=2,
    ).map(tuple),
    tuple[tuple[str, int], ...]: st.lists(
        st.tuples(st.text(), st.integers(0, 2**31)), max_size=2
    ).map(tuple),
    tuple[tuple[str, str], ...]: st.lists(st.tuples(st.text(), st.text()), max_size=2).map(tuple),
    tuple[datetime | None, ...]: st.lists(
        st.none() | st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        max_size=2,
    ).map(tuple),
    tuple[str, ...]: st.lists(st.text(), max_size=3).map(tuple),
}


def instances(kind: type[Kind]) -> st.SearchStrategy[Kind]:
    """Give a strategy for instances of an event's or command's class."""
    hints = typing.get_type_hints(kind)
    names = [each.name for each in fields(kind)]  # type: ignore[arg-type]
    return st.builds(kind, **{name: _part(hints[name]) for name in names})


def _part(hint: Any) -> st.SearchStrategy[Any]:
    options = [hint]
    if hint not in _PARTS:
        options = [each for each in typing.get_args(hint) if each is not type(None)]
    part = _PARTS[options[0]]
    return part if options == [hint] else st.none() | part
