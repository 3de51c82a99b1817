"""How much a case is paid by the campaign's rules: a flat sum, so much a child, a difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.document import Document
from cases.schema import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What was due, less what was given before: two fields with yen in digits."""

    due: str
    given: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One rule; exactly one of `flat`, `per_child` and `difference` stands in it."""

    only_if: tuple[Condition, ...] = ()
    """All of them must hold."""
    flat: int | None = None
    per_child: int | None = None
    difference: Difference | None = None

    @property
    def asks(self) -> tuple[str, ...]:
        """Give the fields that it looks at."""
        figures = (self.difference.due, self.difference.given) if self.difference else ()
        return (*(each.field for each in self.only_if), *figures)

    def fits(self, document: Document) -> bool:
        """Tell whether a case is paid by this rule."""
        return all(document.at(each.field) == each.value for each in self.only_if)

    def of(self, document: Document) -> int | None:
        """Give the yen; None if a figure is missing. It may be zero or less."""
        if self.flat is not None:
            return self.flat
        if self.per_child is not None:
            return self.per_child * len(document.children)
        if self.difference is None:
            return None
        due, given = (document.at(each) for each in (self.difference.due, self.difference.given))
        return int(due) - int(given) if _is_yen(due) and _is_yen(given) else None


def amount_of(rules: Sequence[Amount], document: Document) -> int | None:
    """Give what the first rule that fits says; None if none does."""
    rule = next((each for each in rules if each.fits(document)), None)
    return None if rule is None else rule.of(document)


def _is_yen(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10
