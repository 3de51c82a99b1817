"""The life of a report: draft, checked, approved, submitted. A table, and nothing beside it."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """How far a report is."""

    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"
    SUBMITTED = "submitted"


class Step(StrEnum):
    """What somebody does with it."""

    CHECK = "check"
    APPROVE = "approve"
    SUBMIT = "submit"
    RETURN = "return"
    """Back to a draft, which may be frozen anew."""


TRANSITIONS: dict[State, dict[Step, State]] = {
    State.DRAFT: {Step.CHECK: State.CHECKED},
    State.CHECKED: {Step.APPROVE: State.APPROVED, Step.RETURN: State.DRAFT},
    State.APPROVED: {Step.SUBMIT: State.SUBMITTED, Step.RETURN: State.DRAFT},
    State.SUBMITTED: {},
}


def after(state: State, step: Step) -> State | None:
    """Tell what a report becomes; None if the step is not to be had now."""
    return TRANSITIONS[state].get(step)
