"""An article's version: what it says, and its life as a table. Pure.

SPR-V-2-1, SPR-V-2-2: what is used while talking was confirmed by the client before; until a new
version is published the former one stays visible.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from desk.rules import Rules
from japan.kana import fold
from japan.my_number import holds_my_number

LONGEST_TITLE = 120
LONGEST_TEXT = 8_000
LONGEST_WORDS = 200
LONGEST_NAME = 60
"""Of who confirmed, and where it is filed."""
LONGEST_WANTED = 1_000


class Kind(StrEnum):
    """What an article is for."""

    FAQ = "faq"
    MANUAL = "manual"
    SCRIPT = "script"
    """Read aloud word by word; belongs to a category of inquiries."""


class State(StrEnum):
    """How far a version came."""

    DRAFT = "draft"
    """作成中: it may be changed, from here on no more."""
    HANDED_IN = "handed_in"
    """提出: the client looks at it."""
    RETURNED = "returned"
    """修正依頼: the client wants a correction, which is the next version."""
    CONFIRMED = "confirmed"
    """確認済."""
    PUBLISHED = "published"
    """公開: the only one that is shown while talking."""
    ENDED = "ended"
    """A later one took its place, or it was taken down."""


class Happening(StrEnum):
    """What may happen to a version."""

    HAND_IN = "hand_in"
    RETURN = "return"
    CONFIRM = "confirm"
    PUBLISH = "publish"
    END = "end"


TRANSITIONS: dict[State, dict[Happening, State]] = {
    State.DRAFT: {Happening.HAND_IN: State.HANDED_IN},
    State.HANDED_IN: {Happening.RETURN: State.RETURNED, Happening.CONFIRM: State.CONFIRMED},
    State.RETURNED: {},
    State.CONFIRMED: {Happening.PUBLISH: State.PUBLISHED},
    State.PUBLISHED: {Happening.END: State.ENDED},
    State.ENDED: {},
}
UNDER_WAY = (State.DRAFT, State.HANDED_IN, State.CONFIRMED)
"""An article has one version in these states at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What a version says."""

    title: str
    text: str
    words: str = ""
    category: str = ""


class Flaw(StrEnum):
    """Why a text cannot be kept or handed in."""

    TITLE = "title"
    TEXT = "text"
    CATEGORY = "category"
    MY_NUMBER = "my_number"


def flaws(kind: Kind, writing: Writing, rules: Rules) -> tuple[Flaw, ...]:
    """Give what is wrong with a text, in the order of the page."""
    return tuple(_flaws(kind, writing, rules))


def _flaws(kind: Kind, writing: Writing, rules: Rules) -> Iterator[Flaw]:
    if not 0 < len(writing.title) <= LONGEST_TITLE:
        yield Flaw.TITLE
    is_known = rules.category(writing.category) is not None
    if not is_known and (writing.category or kind is Kind.SCRIPT):
        yield Flaw.CATEGORY
    if not 0 < len(writing.text) <= LONGEST_TEXT or len(writing.words) > LONGEST_WORDS:
        yield Flaw.TEXT
    if any(holds_my_number(each) for each in (writing.title, writing.text, writing.words)):
        yield Flaw.MY_NUMBER


def folded(text: str) -> str:
    """Give a text as it is searched: by sound, width and case alike, each line apart."""
    return "\n".join(fold(line) for line in unicodedata.normalize("NFKC", text).splitlines())
