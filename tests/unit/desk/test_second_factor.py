"""Codes of an authenticator: each is taken once, within a clock's drift."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from desk import second_factor
from desk.second_factor import STEP_S, taken_step

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, 0, 10, tzinfo=UTC)
SECRET = second_factor.new_secret()


def code(seconds: float = 0.0) -> str:
    return pyotp.TOTP(SECRET).at(AT + timedelta(seconds=seconds))


def test_the_code_of_now_is_taken_and_not_a_second_time() -> None:
    step = taken_step(SECRET, code(), at=AT, after=0)
    assert step == int(AT.timestamp()) // STEP_S
    assert taken_step(SECRET, code(), at=AT, after=step) is None


@pytest.mark.parametrize("drift_s", [-STEP_S, STEP_S])
def test_a_clock_may_be_one_step_off(drift_s: float) -> None:
    assert taken_step(SECRET, code(drift_s), at=AT, after=0) is not None


@pytest.mark.parametrize("drift_s", [-3 * STEP_S, 3 * STEP_S])
def test_a_clock_that_is_far_off_does_not_help(drift_s: float) -> None:
    assert taken_step(SECRET, code(drift_s), at=AT, after=0) is None


def test_an_earlier_code_is_refused_once_a_later_one_was_taken() -> None:
    step = taken_step(SECRET, code(), at=AT, after=0)
    assert step is not None
    assert taken_step(SECRET, code(-STEP_S), at=AT, after=step) is None


@pytest.mark.parametrize("typed", ["", "x", "１２", "0" * 500, "abcdef"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert taken_step(SECRET, typed, at=AT, after=0) is None


def test_full_width_digits_and_spaces_are_forgiven() -> None:
    typed = " ".join(code()).translate({ord("0") + n: ord("０") + n for n in range(10)})
    assert taken_step(SECRET, typed, at=AT, after=0) is not None


def test_recovery_codes_are_many_long_and_bound_to_their_person() -> None:
    codes = second_factor.new_recovery_codes()
    assert len(set(codes)) == 10
    hashed = second_factor.recovery_hash(codes[0], staff="s1")
    assert hashed == second_factor.recovery_hash(codes[0].upper().replace("-", ""), staff="s1")
    assert hashed != second_factor.recovery_hash(codes[0], staff="s2")


def test_the_picture_is_svg_without_style_or_script() -> None:
    drawn = second_factor.picture(SECRET, login="op1", place="sapporo")
    assert drawn.startswith("<svg")
    assert "style" not in drawn
    assert SECRET not in drawn
