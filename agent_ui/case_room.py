"""What the pages of applications are handed: the form, its keys, the campaign's plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from cases.banks import Banks, shipped
from cases.catalogue import Catalogue
from cases.plan import Plan
from cases.store import Shelf


@dataclass(frozen=True, slots=True)
class CaseRoom:
    """The applications of one instance."""

    shelf: Shelf
    plan: Plan
    banks: Callable[[], Banks] = shipped
    """Gives those that hold now."""
    catalogue: Catalogue = field(init=False)

    def __post_init__(self) -> None:
        """Put the codes of rules and campaign together."""
        made = Catalogue(self.plan.schema, self.plan.deficiencies, self.plan.life)
        object.__setattr__(self, "catalogue", made)
