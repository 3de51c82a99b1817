"""The shape of a campaign's `[cases.contacts]`: when applicants whose papers are incomplete are
called, how often, and what is said.

`cases.contact_rules` has the same words as values. What each key means stands in the campaigns
that we ship.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from callcenter.contact import unspoken_in
from config.calendar_file import Hours
from config.validation import Section

PLACES = ("{center}", "{number}", "{name}")
"""What a script may leave to be filled in; the applicant's name may be asked for, not told."""


def _harmless(text: str) -> str:
    if (word := unspoken_in(text)) is not None:
        raise ValueError(f"電話で「{word}」に触れることはできません。言い換えてください。")
    rest = text
    for place in PLACES:
        rest = rest.replace(place, "")
    if "{" in rest or "}" in rest:
        raise ValueError(f"{{ }} に書けるのは {'、'.join(PLACES)} だけです。")
    return text


def _nameless(text: str) -> str:
    if "{name}" in text:
        raise ValueError("{name} は opening だけに書けます。ほかの方には名前を伝えません。")
    return _harmless(text)


def _calls_back(text: str) -> str:
    if "{number}" not in text:
        raise ValueError("折り返し先の {number} を入れてください。")
    return _nameless(text)


Opening = Annotated[str, Field(min_length=1), AfterValidator(_harmless)]
Spoken = Annotated[str, Field(min_length=1), AfterValidator(_nameless)]
Invitation = Annotated[str, Field(min_length=1), AfterValidator(_calls_back)]


class Script(Section):
    """What the agent says, before and after it is known who answered."""

    opening: Opening
    third: Invitation
    machine: Invitation | None = None
    applicant: Spoken
    closing: Invitation


class Contacts(Section):
    """The rules of calling."""

    attempts: Annotated[int, Field(ge=1, le=20)]
    days: Annotated[int, Field(ge=1, le=20)]
    bands: Annotated[list[Hours], Field(min_length=1)]
    gap_minutes: Annotated[int, Field(ge=1, le=10_080)]
    hours: Hours
    order: Annotated[list[Literal["oldest", "handover"]], Field(min_length=1)]
    paper_days: Annotated[int, Field(ge=0, le=60)]
    online_days: Annotated[int, Field(ge=0, le=60)]
    document_days: Annotated[int, Field(ge=1, le=60)]
    failures: Annotated[int, Field(ge=1, le=20)]
    answer_rate: Annotated[float, Field(ge=0, le=1)]
    script: Script
