"""What the command line sees and does of applications stands in the trail, with who did it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cases.numbering import read_number
from desk.sights import parts_of
from storage import staff
from storage.audit import Action, Actor, Fact, Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is seen or done, and of whom."""

    action: Action
    by: str = ""
    """The login that `--by` names; the account of the machine is noted in any case."""
    subjects: Sequence[str] = ("",)
    """Receipt numbers, in whatever way they were typed, or runs; each gets an entry."""
    told: Mapping[str, Fact] = field(default_factory=dict)

    def meant(self, action: Action) -> Deed:
        """Give the entry of what was begun, or only told: what was meant stands in it."""
        return replace(self, action=action, told={**self.told, "what": self.action.value})

    async def note(
        self, trail: Trail, at: datetime, operator: str, came: Mapping[str, Fact] | None = None
    ) -> None:
        """Append it to the trail, with what came of it."""
        actor, named = await self._who(trail, operator)
        told = {**self.told, **(came or {}), **named}
        for subject in self.subjects:
            await trail.note(at, actor, self.action, read_number(subject) or subject, told)

    async def note_seen(
        self, trail: Trail, at: datetime, operator: str, cases: Iterable[str]
    ) -> None:
        """Append a list of receipt numbers that was shown."""
        actor, named = await self._who(trail, operator)
        numbers = dict.fromkeys(read_number(each) or each for each in cases)
        for part in parts_of({"cases": numbers}):
            told = part | dict(self.told) | named
            await trail.note(at, actor, self.action, self.subjects[0], told)

    async def _who(self, trail: Trail, operator: str) -> tuple[Actor, dict[str, Fact]]:
        """Name the account, and whose login was given if it is one of the staff.

        In the office nobody has an account: there the login is the person's own.
        """
        person = await staff.by_login(trail.session, self.by) if self.by else None
        named: dict[str, Fact] = {"by": person.id} if person is not None else {}
        if operator:
            return Actor(who=operator, origin="cli"), named
        if person is not None:
            return Actor(who=person.id, origin="page"), {}
        return Actor(who=self.by, origin="system"), {}


def size_of(files: Mapping[str, bytes]) -> dict[str, Fact]:
    """Tell how much was given out."""
    return {"files": len(files), "bytes": sum(map(len, files.values()))}
