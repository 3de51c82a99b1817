"""What an inquiry record says, and what it still lacks: values only.

SPR-II-3-2, SPR-II-3-3, SPR-II-3-4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from desk.rules import Rules
from japan.my_number import holds_my_number

MOST_MATTERS = 5
LONGEST_TEXT = 2_000
LONGEST_NAME = 60
"""Of a ward and of a section."""


class Result(StrEnum):
    """How a matter was left."""

    CLOSED = "closed"
    WARD_OFFICE = "ward_office"
    """Referred to a section of a ward office (SPR-II-3-3-ア)."""
    CLIENT = "client"
    """The client has to confirm (SPR-II-3-3-イ)."""
    CALLBACK = "callback"
    ESCALATED = "escalated"


class Severity(StrEnum):
    """How soon a complaint must reach the client (SPR-II-3-4-オ)."""

    NORMAL = "normal"
    URGENT = "urgent"


class Language(StrEnum):
    """In which language somebody was served."""

    JAPANESE = "ja"
    ENGLISH = "en"
    CHINESE = "zh"
    KOREAN = "ko"
    VIETNAMESE = "vi"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that was asked and answered; in a draft any part may still be empty."""

    category: str = ""
    result: Result | None = None
    text: str = ""
    ward: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an agent writes: the first matter is the main one."""

    language: Language = Language.JAPANESE
    is_complaint: bool = False
    severity: Severity | None = None
    matters: tuple[Matter, ...] = field(default_factory=lambda: (Matter(),))

    @property
    def has_my_number(self) -> bool:
        """Whether an individual number stands in what was typed."""
        typed = (text for each in self.matters for text in (each.text, each.ward, each.section))
        return any(holds_my_number(text) for text in typed)


class Lack(StrEnum):
    """Why a record cannot be closed yet."""

    CATEGORY = "category"
    RESULT = "result"
    TEXT = "text"
    WARD = "ward"
    SECTION = "section"
    COMPLAINT = "complaint"
    """A category of complaints was chosen, and the switch is off."""
    SEVERITY = "severity"
    PROMISE = "promise"
    """The result says callback, and none is promised."""
    ESCALATION = "escalation"
    """The result says handed up, and nobody has it."""
    MY_NUMBER = "my_number"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing or wrong, and in which matter, counted from 1; 0 is the whole."""

    matter: int
    lack: Lack


def missing(content: Content, rules: Rules) -> tuple[Missing, ...]:
    """Give all that keeps a record from being closed, in the order of the page."""
    whole = (Missing(0, lack) for lack in _of_whole(content, rules))
    matters = (
        Missing(number, lack)
        for number, matter in enumerate(content.matters, start=1)
        for lack in _of_matter(matter, rules)
    )
    return (*whole, *matters)


def is_complaint(category: str, rules: Rules) -> bool:
    """Tell whether a category, or one above it, is for complaints."""
    return any(each.is_complaint for each in rules.category(category) or ())


def _of_whole(content: Content, rules: Rules) -> Iterator[Lack]:
    if not content.is_complaint:
        if any(is_complaint(each.category, rules) for each in content.matters):
            yield Lack.COMPLAINT
    elif content.severity is None:
        yield Lack.SEVERITY
    if content.has_my_number:
        yield Lack.MY_NUMBER


def _of_matter(matter: Matter, rules: Rules) -> Iterator[Lack]:
    if rules.category(matter.category) is None:
        yield Lack.CATEGORY
    if matter.result is None:
        yield Lack.RESULT
    if matter.result is Result.WARD_OFFICE:
        if not matter.ward or (rules.wards and matter.ward not in rules.wards):
            yield Lack.WARD
        if not matter.section:
            yield Lack.SECTION
    if not matter.text:
        yield Lack.TEXT
