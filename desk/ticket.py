"""A question to the client (委託者確認), step by step. Pure.

SPR-II-3-3-イ: it is answered by calling back; the manager contacts the client, and both agree on
what is answered. One person may hold two roles (兼務), so a manager's step may be a supervisor's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.roles import Role
from japan.my_number import holds_my_number

LONGEST_TEXT = 1_000
LONGEST_PERSON = 60


class Step(StrEnum):
    """Where a question is."""

    WITH_SUPERVISOR = "with_supervisor"
    """The agent asked."""
    WITH_MANAGER = "with_manager"
    """The supervisor could not answer it either."""
    WITH_CLIENT = "with_client"
    """The manager told it to the client."""
    ANSWERED = "answered"
    """An answer was agreed; the caller is to hear it."""
    CALLED_BACK = "called_back"
    CLOSED = "closed"


class Means(StrEnum):
    """How somebody was reached."""

    PHONE = "phone"
    MAIL = "mail"
    MEETING = "meeting"
    PAPER = "paper"


NEXT: Mapping[Step, tuple[Step, ...]] = {
    Step.WITH_SUPERVISOR: (Step.WITH_MANAGER, Step.ANSWERED),
    Step.WITH_MANAGER: (Step.WITH_CLIENT, Step.ANSWERED),
    Step.WITH_CLIENT: (Step.ANSWERED,),
    Step.ANSWERED: (Step.CALLED_BACK,),
    Step.CALLED_BACK: (Step.CLOSED,),
    Step.CLOSED: (),
}
"""An answer that supervisor or manager know themselves needs no client."""

_SUPERVISION = frozenset({Role.SUPERVISOR, Role.MANAGER})
TAKERS: Mapping[Step, frozenset[Role]] = {
    Step.WITH_MANAGER: _SUPERVISION,
    Step.WITH_CLIENT: _SUPERVISION,
    Step.ANSWERED: _SUPERVISION,
    Step.CALLED_BACK: frozenset({Role.AGENT, *_SUPERVISION}),
    Step.CLOSED: _SUPERVISION,
}
"""Who may bring a question to a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is kept with a step."""

    person: str = ""
    """Who was spoken to on the other side."""
    means: Means | None = None
    text: str = ""


class Lack(StrEnum):
    """Why a step cannot be taken."""

    STEP = "step"
    """The question is elsewhere by now."""
    ROLE = "role"
    DUE = "due"
    """In the past, or too far away."""
    PERSON = "person"
    MEANS = "means"
    TEXT = "text"
    MY_NUMBER = "my_number"


def lack(before: Step, after: Step, said: Said, role: Role) -> Lack | None:
    """Give the first thing that keeps a question from going from one step to the next."""
    if after not in NEXT[before]:
        return Lack.STEP
    if role not in TAKERS[after]:
        return Lack.ROLE
    if holds_my_number(said.text) or holds_my_number(said.person):
        return Lack.MY_NUMBER
    if len(said.text) > LONGEST_TEXT or (after is Step.ANSWERED and not said.text):
        return Lack.TEXT
    asked_client = after is Step.WITH_CLIENT or before is Step.WITH_CLIENT
    if len(said.person) > LONGEST_PERSON or (asked_client and not said.person):
        return Lack.PERSON
    if said.means is None and (asked_client or after is Step.CALLED_BACK):
        return Lack.MEANS
    return None


def is_late(step: Step, since: datetime, due_at: datetime, at: datetime, *, step_s: float) -> bool:
    """Tell whether a question is late: the caller waits too long, or it lies with somebody of ours.

    Nobody of ours can hasten the client: there only the caller's due time counts.
    """
    if step in (Step.CALLED_BACK, Step.CLOSED):
        return False
    waits = step is not Step.WITH_CLIENT and at - since > timedelta(seconds=step_s)
    return at > due_at or waits
