"""Errors carry their data, and the tree that is drawn is the tree that is."""

from __future__ import annotations

import inspect

import pytest

from callcenter import errors
from callcenter.errors import (
    CallCenterError,
    IllegalTransition,
    InvalidCampaign,
    UnknownRecord,
)

pytestmark = pytest.mark.unit


def test_every_error_is_of_one_tree_and_drawn_in_it() -> None:
    made = [each for _, each in inspect.getmembers(errors, inspect.isclass)]
    assert all(issubclass(each, CallCenterError) for each in made)
    assert errors.__doc__ is not None
    assert all(each.__name__ in errors.__doc__ for each in made)


def test_errors_carry_what_they_speak_of() -> None:
    illegal = IllegalTransition(what="seat seat-01", state="ready", happening="missed")
    assert (illegal.what, illegal.state, illegal.happening) == ("seat seat-01", "ready", "missed")
    assert str(illegal) == "seat seat-01 cannot take missed in state ready"
    unknown = UnknownRecord(line=7, why="format 2 is not known")
    assert (unknown.line, unknown.why) == (7, "format 2 is not known")
    assert str(unknown) == "log line 7: format 2 is not known"
    assert str(InvalidCampaign("sapporo")) == "sapporo"
