"""What a line of a work list says: values only.

A list shows what its own rows say (promises, complaints' reports, handed-up calls, questions,
records); only whose work a line is and by when is kept besides, where those rows cannot say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.callbacks import SUPERVISES
from desk.roles import Role


class WorkList(StrEnum):
    """What waits for somebody, in the order in which it is shown."""

    MISSED = "missed"
    """Callers whom nobody served; who is given somebody becomes a promised callback."""
    CALLBACKS = "callbacks"
    """Promised by people, or chosen by callers."""
    COMPLAINTS = "complaints"
    """Whose report is not handed in."""
    ESCALATIONS = "escalations"
    QUESTIONS = "questions"
    """Callers' questions to which the help had no answer."""
    UNCATEGORISED = "uncategorised"
    """Records without a category."""


SERVING = frozenset({Role.AGENT, *SUPERVISES})
TAKERS: Mapping[WorkList, frozenset[Role]] = {
    WorkList.MISSED: SERVING,
    WorkList.CALLBACKS: SERVING,
    WorkList.COMPLAINTS: SUPERVISES,
    WorkList.ESCALATIONS: SUPERVISES,
    WorkList.QUESTIONS: SERVING,
    WorkList.UNCATEGORISED: SERVING,
}
"""To whom a line may be given."""


class Refusal(StrEnum):
    """Why nothing was done with a line."""

    GONE = "gone"
    """It is not on the list (any more)."""
    OWNER = "owner"
    """Nobody, or somebody who may not do it."""
    DUE = "due"
    """In the past, or too far away."""
    NOT_YOURS = "not_yours"
    UNTOLD = "untold"
    """The client has to be told of an urgent complaint first."""
    ITSELF = "itself"
    """It leaves the list when its record has a category, and not before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line."""

    list: WorkList
    subject: str
    """Id of what it is about; of a missed caller the number's in the people's store."""
    at: datetime
    """Since when it waits."""
    what: str = ""
    """What somebody wrote, as short as they wrote it."""
    writer: str = ""
    """Name of who wrote it, promised it, or handed it up."""
    phone: str | None = None
    """Id of the number in the people's store."""
    owner: str | None = None
    """Id of whose work it is; None: nobody's."""
    owner_name: str = ""
    due: datetime | None = None
    times: int = 0
    """How often they called in vain, or were not reached."""
    is_urgent: bool = False
    is_taken: bool = False
    """A callback that a caller chose: it is dialled from any seat."""

    def is_late(self, at: datetime) -> bool:
        """Tell whether its hour is over."""
        return self.due is not None and self.due < at
