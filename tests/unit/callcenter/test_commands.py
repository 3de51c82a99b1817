"""What can be asked for: frozen, and a closed set."""

from __future__ import annotations

import inspect
import typing
from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

from callcenter import commands
from tests.unit.callcenter.askings import hangs_up

pytestmark = pytest.mark.unit

ALL = typing.get_args(commands.Command)
OFFICE = {commands.RaiseAlarm, commands.ClearAlarm, commands.Refuse, commands.ShowOutbound}


def test_every_class_of_the_file_is_in_the_closed_set() -> None:
    made = {each for _, each in inspect.getmembers(commands, is_dataclass)}
    assert made == set(ALL)


def test_a_command_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        hangs_up("a").call = "b"  # type: ignore[misc]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_command_names_its_call_its_seat_or_its_timer(kind: type[commands.Command]) -> None:
    names = {each.name for each in fields(kind)}
    assert kind in OFFICE or names & {"call", "seat", "timer"}
    assert all(each.kw_only for each in fields(kind))
