"""The steps of a sign-in, in their order: each is taken only if it is due, none is passed over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What a person who gave the right password still has to do; a session opens one page each."""

    TOTP = "totp"
    CHANGE_PASSWORD = "change_password"
    SET_UP_TOTP = "set_up_totp"
    TAKE_OVER = "take_over"
    """Another sign-in of the same person is open: there is one at a time."""
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides which steps are due."""

    has_authenticator: bool
    needs_authenticator: bool
    must_change: bool
    is_elsewhere: bool


def next_stage(standing: Standing, *, after: Stage | None) -> Stage:
    """Give the step that comes after one that was done; None is the password."""
    due = {
        Stage.TOTP: standing.has_authenticator,
        Stage.CHANGE_PASSWORD: standing.must_change,
        Stage.SET_UP_TOTP: standing.needs_authenticator and not standing.has_authenticator,
        Stage.TAKE_OVER: standing.is_elsewhere,
        Stage.ACTIVE: True,
    }
    order = list(Stage)
    later = order[order.index(after) + 1 :] if after is not None else order
    return next(stage for stage in later if due[stage])
