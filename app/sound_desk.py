"""The work with a home's recordings, wired for the command line."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlmodel import select

from app.compared_days import ComparedDays, note_reconciled
from app.differing import Differing
from app.errors import NoSound
from app.home import Home
from app.opened import both
from app.plain import Plain
from desk.desk import Desk
from japan.phone import Unreadable, to_e164
from recordings import certificate
from recordings.reconciliation import Reconciled, reconcile
from recordings.rules import SoundRules
from recordings.vault import Vault
from storage import erasures
from storage.audit import Action, Actor, Fact, entries, trailed
from storage.engine import transaction
from storage.kept import one_kept
from storage.keys import instance_key
from storage.listening import Found, Wanted, find
from storage.people import People
from storage.staff_tables import Staff
from storage.vault_tables import Erasure, KeptSound

NOBODY = "-"
"""No caller has this id: what is looked for is nobody's."""
_NOTHING = (None, "", False)


@dataclass(frozen=True, slots=True)
class SoundDesk:
    """What the commands ask; `actor` is the operator."""

    home: Home
    plain: Plain
    desk: Desk
    actor: Actor
    vault: Vault
    rules: SoundRules

    @property
    def at(self) -> datetime:
        """Now."""
        return self.desk.clock()

    async def kept(self, call: str) -> KeptSound:
        """Find a recording that can be read.

        Raises:
            NoSound: there is none, it was erased, or its caller refused.
        """
        found = await one_kept(self.desk.engine, call)
        if found is None or found.erased_at is not None or found.is_closed:
            why = "no recording of it is in the vault"
            if found is not None:
                why = "erased" if found.erased_at else "its caller refused; nobody may hear it"
            raise NoSound(call=call, why=why)
        return found

    def caller(self, number: str) -> str:
        """Give the id of who has a number, as somebody typed it; nobody's if it never called.

        Raises:
            PeopleUnavailable, PeopleUnreadable: the store of numbers cannot be opened.
        """
        read = to_e164(number)
        with People(self.home.people, instance_key(self.home.key), clock=self.desk.clock) as people:
            known = None if isinstance(read, Unreadable) else people.find(read)
        return known or NOBODY

    async def find(self, wanted: Wanted, *, page: int) -> Sequence[Found]:
        """Give a page of what is looked for; that it was asked, and by what, is in the trail."""
        rows, count = await find(self.desk.engine, wanted, page=page)
        by = " ".join(key for key in asdict(wanted) if getattr(wanted, key) not in _NOTHING)
        async with trailed(self.desk.engine) as trail:
            told: dict[str, Fact] = {"found": count, "by": by}
            if rows:
                told["calls"] = " ".join(each.sound.call for each in rows)
            await trail.note(self.at, self.actor, Action.SOUNDS_LISTED, "", told)
        return rows

    async def read(self, call: str, *, purpose: str, action: Action) -> tuple[KeptSound, bytes]:
        """Decrypt a recording; that it was is kept in the trail first. Raises as `Vault.open`."""
        kept = await self.kept(call)
        async with trailed(self.desk.engine) as trail:
            told: dict[str, Fact] = {"purpose": purpose, "sha256": kept.sha256}
            await trail.note(self.at, self.actor, action, call, told)
        return kept, b"".join(self.vault.open(call, kept.name).parts())

    async def verify(self, call: str) -> str:
        """Read a recording from beginning to end; gives what is wrong, empty if nothing is.

        Raises as `Vault.open`.
        """
        kept = await self.kept(call)
        digest = self.vault.digest(call, kept.name)
        trailed_hash = [
            each.detail["sha256"]
            for each in await entries(
                self.desk.engine, last=9, action=Action.SOUND_STORED.value, subject=call
            )
        ]
        if digest != kept.sha256:
            return "its sound is not what was stored"
        return "" if kept.sha256 in trailed_hash else "the trail has another hash of it"

    async def reconcile(self, day: date) -> Reconciled:
        """Compare a day's calls with their sound, and keep in the trail what came of it.

        What differs is told until it fits, or somebody looked into it (`look_into`).
        """
        await self._restore()
        done = await self._compare(day)
        Differing(self.home).note(done)
        return done

    async def _restore(self) -> None:
        await ComparedDays(self.home, self.desk.engine, self.desk.zone).restore(self._compare)

    async def _compare(self, day: date) -> Reconciled:
        campaign, _ = both(self.home, self.plain)
        done = await reconcile(self.desk.engine, self.vault, day, is_recorded=campaign.record)
        await note_reconciled(self.desk.engine, done, at=self.at)
        return done

    async def look_into(self, day: date) -> bool:
        """Note that the operator looked into a day's differences, as `Differing.look_into`."""
        await self._restore()
        return await Differing(self.home).look_into(self.desk.engine, day, self.actor, self.at)

    async def certify(self, erasure: str) -> bytes:
        """Draw the certificate of an executed erasure; its hash is kept.

        Raises:
            NoSound: there is no such erasure, or it was not executed.
            ProcessingFailed: it cannot be drawn.
        """
        async with transaction(self.desk.engine) as session:
            whole = await erasures.whole(session, erasure)
            people = (await session.exec(select(Staff))).all()
        if whole is None or whole.erasure.done_at is None:
            raise NoSound(call=erasure, why="there is no such erasure, or it was not executed")
        campaign, _ = both(self.home, self.plain)
        proof = await entries(self.desk.engine, last=1, action="erasure_done", subject=erasure)
        text = certificate.page(
            whole,
            campaign=campaign.name,
            names={each.id: each.name for each in people} | {"system": "窓口（自動）"},
            zone=self.desk.zone,
            proof=proof[0].hash if proof else "",
        )
        drawn = await asyncio.to_thread(certificate.draw, text)
        digest = hashlib.sha256(drawn).hexdigest()
        async with trailed(self.desk.engine) as trail:
            done = await trail.session.get_one(Erasure, erasure)
            done.certificate_sha256 = digest
            trail.session.add(done)
            told: dict[str, Fact] = {"sha256": digest}
            await trail.note(self.at, self.actor, Action.ERASURE_CERTIFIED, erasure, told)
        return drawn
