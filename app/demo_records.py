"""What the demo's busy morning is asked, written down: a record of each talk of a robot's seat.

Who answers by itself has nobody who writes; so a person of the demo does for each such seat. What a
talk was about is drawn: most is asked and answered, some of it leads to a ward office, and now and
then somebody complains.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping

from callcenter.commands import CloseCall
from callcenter.outcome import Outcome
from callcenter.record import Record
from desk import records
from desk.desk import Desk
from desk.inquiry import Content, Matter, Result, Severity, is_complaint
from desk.roles import Role
from desk.rules import Category, Rules
from desk.sessions import Who
from desk.stages import Stage
from storage import inquiries as rows
from storage import staff
from storage.audit import trailed
from storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)

AGAIN_S = 2.0
COMPLAINS = 0.04
TO_WARD = 0.1
ANSWERED = "{}についてのお問合せ。内容をご説明し、ご了承いただいた。"
LED_ON = "{}についてのお問合せ。詳しいことは区役所の窓口をご案内した。"
COMPLAINED = "電話がつながるまでの待ち時間が長いとのご意見。お詫びし、責任者に伝えるとお約束した。"
SECTION = "保健福祉課"


class DemoRecords:
    """Writes the records of the robots' seats while the instance runs."""

    def __init__(
        self, desk: Desk, *, people: Mapping[str, str], is_taken: Callable[[str], bool]
    ) -> None:
        """Make a writer.

        Args:
            desk: Where records are kept.
            people: The login of each seat's person.
            is_taken: Tells whether somebody sits at a seat, whose record then is theirs to write.
        """
        self._desk = desk
        self._people = people
        self._is_taken = is_taken
        self._ended: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        self._drawn = random.Random()

    def heard(self, record: Record) -> None:
        """Take the talks of the robots' seats that have ended."""
        for each in record.commands:
            if not isinstance(each, CloseCall) or each.outcome is not Outcome.ANSWERED:
                continue
            if each.seat is None or each.seat not in self._people:
                continue
            if not self._is_taken(each.seat):
                self._ended.put_nowait((each.call, each.seat))

    async def run(self) -> None:
        """Write, for ever; a database that is away is asked again."""
        while True:
            call, seat = await self._ended.get()
            while True:
                try:
                    await self._write(call, seat)
                    break
                except DatabaseUnavailable as exc:
                    log.debug("a record waits", extra={"action": "records_late", "why": exc.why})
                    await asyncio.sleep(AGAIN_S)

    async def _write(self, call: str, seat: str) -> None:
        content = drawn_content(self._desk.rules, self._drawn)
        if content is None:
            return
        async with trailed(self._desk.engine) as trail:
            person = await staff.by_login(trail.session, self._people[seat])
            if person is None or await rows.of_call(trail.session, call, staff=person.id):
                return
            who = _at_seat(person.id, person.login, person.name, seat)
            made = await records.begin_by_itself(
                self._desk, trail, staff=person.id, seat=seat, call=call
            )
        await records.close(self._desk, who, made, content, version=records.UNOPENED)


def drawn_content(rules: Rules, drawn: random.Random) -> Content | None:
    """Draw what a talk was about; None if the campaign has no categories."""
    leaves = [path[-1] for path in rules.paths() if not path[-1].children]
    complaints = [each for each in leaves if is_complaint(each.id, rules)]
    others = [each for each in leaves if each not in complaints]
    if complaints and (not others or drawn.random() < COMPLAINS):
        matter = Matter(category=drawn.choice(complaints).id, result=Result.CLOSED, text=COMPLAINED)
        return Content(is_complaint=True, severity=Severity.NORMAL, matters=(matter,))
    return Content(matters=(_matter(drawn.choice(others), rules, drawn),)) if others else None


def _matter(category: Category, rules: Rules, drawn: random.Random) -> Matter:
    if rules.wards and drawn.random() < TO_WARD:
        return Matter(
            category=category.id,
            result=Result.WARD_OFFICE,
            text=LED_ON.format(category.name),
            ward=drawn.choice(rules.wards),
            section=SECTION,
        )
    return Matter(category=category.id, result=Result.CLOSED, text=ANSWERED.format(category.name))


def _at_seat(person: str, login: str, name: str, seat: str) -> Who:
    return Who(
        session="",
        staff=person,
        login=login,
        name=name,
        role=Role.AGENT,
        language="ja",
        stage=Stage.ACTIVE,
        is_locked=False,
        seat=seat,
        address="demo",
    )
