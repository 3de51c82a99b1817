"""What can happen: frozen, timed, and a closed set."""

from __future__ import annotations

import inspect
import typing
from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import datetime

import pytest

from callcenter import events, floor_wishes, wishes
from callcenter.floor_wishes import CallerPulled
from tests.unit.callcenter.happenings import leaves

pytestmark = pytest.mark.unit

ALL = typing.get_args(events.Event)


def test_every_class_of_the_file_is_in_the_closed_set() -> None:
    files = (events, wishes, floor_wishes)
    made = {each for file in files for _, each in inspect.getmembers(file, is_dataclass)}
    assert made == set(ALL)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_event_has_an_instant_and_takes_its_values_by_name(kind: type[events.Event]) -> None:
    assert typing.get_type_hints(kind)["at"] is datetime
    assert all(each.kw_only for each in fields(kind))
    assert not hasattr(kind, "__dict__") or "__slots__" in vars(kind)


def test_an_event_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        leaves("a").call = "b"  # type: ignore[misc]


def test_the_events_of_calls_are_those_that_name_one_but_for_its_arrival() -> None:
    of_calls = {kind for kind in ALL if "call" in {each.name for each in fields(kind)}} - {
        events.CallArrived,
        events.DialPressed,
        CallerPulled,
    }
    told = {*typing.get_args(events.OfCall), *typing.get_args(events.OfFallback)}
    assert told == of_calls


def test_what_people_ask_for_names_who_asks() -> None:
    asked = {kind for kind in ALL if "by" in {each.name for each in fields(kind)}}
    # The office's own.
    unnamed = {events.ContactsOffered, events.ContactConfirmed, events.PeopleSeated}
    wanted = (events.OfSeat, events.OfCenter, events.OfOutbound)
    assert {each for one in wanted for each in typing.get_args(one)} - unnamed == asked
