"""Packages of recordings for the client, made of what rows, vault and people's store have."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from sqlmodel import select

from agent_ui.record_words import RESULTS
from agent_ui.sound_page import happened
from agent_ui.sound_words import MARKS, WHY
from app.clock import shown_time
from app.home import Home
from app.number import as_written
from app.watermark import wav
from desk.desk import Desk
from desk.inquiry import Result
from recordings import certificate, dossier, submission
from recordings.archive import Content, digest, pack
from recordings.codec import Codec
from recordings.dossier import Dossier, Happened, Item, Part
from recordings.errors import SealBroken, SoundGone
from recordings.submission import Made, No, Receipt
from recordings.vault import Vault
from storage import inquiries, listening
from storage.audit import Action, Actor, entries
from storage.engine import transaction
from storage.inquiry_tables import Inquiry, InquiryMatter
from storage.kept import one_kept
from storage.keys import instance_key
from storage.listening import Found
from storage.seal import Seal
from storage.staff_tables import Staff
from storage.submissions import Package
from storage.tables import OUTBOUND
from storage.vault_tables import CallMark, KeptSound


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that was registered; its file is on no disk under any name."""

    file: BinaryIO
    name: str
    size: int
    """In bytes."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Packing:
    """What makes one instance's packages."""

    home: Home
    campaign: str
    """Its name."""
    desk: Desk
    vault: Vault
    number_of: Callable[[str], str]
    """Gives the number behind a caller's id as people write it; empty if it was erased."""

    @property
    def seal(self) -> Seal:
        """Keeps passwords until they are told."""
        return Seal(instance_key(self.home.key), submission.STORE)

    async def make(self, wanted: str, actor: Actor) -> Archive | No:
        """Make the archive of an approved package and register it.

        Raises:
            SoundGone, SealBroken, DataKeyGone, DataKeyUnusable, StoreFailed: a recording cannot be
                read, or is not what was stored.
            ProcessingFailed: the paper cannot be drawn.
        """
        found = await submission.makeable(self.desk.engine, wanted)
        if isinstance(found, No):
            return found
        at, password = self.desk.clock(), submission.password()
        told = await self._dossier(found, actor, at)
        sounds = [await self._sound(each.call) for each in found.items]
        file, size, sha256 = await asyncio.to_thread(self._packed, told, sounds, password)
        made = Made(password=password, size=size, sha256=sha256)
        no = await submission.note_made(
            self.desk.engine, self.seal, wanted, made, actor=actor, at=at
        )
        if no is not None:
            file.close()
            return no
        return Archive(file, f"submission-{wanted}.zip", size, sha256)

    async def tell(
        self, wanted: str, *, received_by: str, handed_on: date, actor: Actor
    ) -> tuple[str, No | None]:
        """Register the receipt of an archive, and give its password this once."""
        at = self.desk.clock()
        return await submission.tell_password(
            self.desk.engine,
            self.seal,
            wanted,
            Receipt(by=received_by, on=handed_on, today=at.astimezone(self.desk.zone).date()),
            actor=actor,
            at=at,
        )

    def _packed(
        self, told: Dossier, sounds: list[KeptSound], password: str
    ) -> tuple[BinaryIO, int, str]:
        """Write the archive into a file without a name: it is gone with whoever holds it."""
        self.home.folder.mkdir(mode=0o700, exist_ok=True)
        file = tempfile.TemporaryFile(dir=self.home.folder)  # noqa: SIM115 - handed on, open
        try:
            pack(file, self._files(told, sounds), password=password)
            return file, *digest(file)
        except BaseException:
            file.close()
            raise

    def _files(self, told: Dossier, sounds: list[KeptSound]) -> Iterator[Content]:
        """Give one file after the other, so that one call's sound is in memory at a time."""
        listed: list[tuple[str, str]] = []

        def noted(content: Content) -> Content:
            listed.append((content.name, dossier.sha256(content)))
            return content

        yield noted(dossier.readme(told))
        for item, kept in zip(told.items, sounds, strict=True):
            encoded = b"".join(self.vault.open(kept.call, kept.name).parts())
            folder = item.folder(told.zone)
            original = noted(Content(f"{folder}/録音_原本{item.suffix}", encoded))
            if listed[-1][1] != kept.sha256:
                raise SealBroken(name=kept.call, why="its sound is not what was stored")
            yield original
            yield noted(Content(f"{folder}/録音_再生用.wav", wav(encoded, told=told.watermark)))
            yield noted(dossier.record(item, told))
            yield noted(dossier.timeline(item, told))
        yield noted(Content(dossier.PAPER, certificate.draw(dossier.page(told))))
        yield dossier.hashes(listed)

    async def _sound(self, call: str) -> KeptSound:
        kept = await one_kept(self.desk.engine, call)
        if kept is None or kept.is_closed or kept.erased_at is not None:
            raise SoundGone(name=call)
        return kept

    async def _dossier(self, package: Package, actor: Actor, at: datetime) -> Dossier:
        async with transaction(self.desk.engine) as session:
            people = {each.id: each.name for each in (await session.exec(select(Staff))).all()}
        row, zone = package.submission, self.desk.zone

        def stamp(who: str | None, when: datetime | None) -> str:
            shown = shown_time(when, zone.key) if when else "–"
            return f"{people.get(who or '', who or '–')}　{shown}"

        return Dossier(
            id=row.id,
            campaign=self.campaign,
            zone=zone,
            recipient=row.recipient,
            reference=row.reference,
            reason=row.reason,
            requested=stamp(row.requested_by, row.requested_at),
            approved=stamp(row.decided_by, row.decided_at),
            made=stamp(actor.who, at),
            items=tuple([await self._item(each.n, each.call, people) for each in package.items]),
        )

    async def _item(self, n: int, call: str, people: dict[str, str]) -> Item:
        engine = self.desk.engine
        found = await listening.one(engine, call)
        if found is None:
            raise SoundGone(name=call)
        stored = await entries(engine, last=1, action=Action.SOUND_STORED.value, subject=call)
        marks = await listening.marks(engine, call)
        ids = [record.id for record, _ in found.records]
        async with transaction(engine) as session:
            matters = await inquiries.matters(session, ids)
        return Item(
            n=n,
            call=call,
            arrived_at=found.call.arrived_at,
            number=self.number_of(found.call.caller) if found.call.caller else "",
            line=as_written(found.call.line),
            is_outbound=found.call.direction == OUTBOUND,
            seat=found.call.seat or "",
            length_s=found.sound.duration_s,
            suffix=Codec(found.sound.codec).suffix,
            sha256=found.sound.sha256,
            entry=f"第 {stored[0].n} 号　{stored[0].hash}" if stored else "–",
            parts=tuple(
                self._part(record, matters[record.id], people) for record, _ in found.records
            ),
            happened=tuple(_events(found, marks, people)),
        )

    def _part(self, record: Inquiry, matters: list[InquiryMatter], people: dict[str, str]) -> Part:
        return Part(
            who=people.get(record.staff, record.staff),
            written_at=record.closed_at or record.saved_at,
            is_complaint=record.is_complaint,
            matters=tuple(
                (
                    " › ".join(one.name for one in self.desk.rules.category(each.category) or ()),
                    RESULTS[Result(each.result)] if each.result else "–",
                    each.text,
                )
                for each in matters
            ),
        )


def _events(
    found: Found, marks: Sequence[CallMark], people: Mapping[str, str]
) -> Iterator[Happened]:
    began = found.call.answered_at
    if began is None:
        return
    for each in happened(found, marks):
        who = people.get(each.by, each.by)
        words = (MARKS[each.kind], each.seat or "", who, WHY.get(each.why, each.why))
        shown = "　".join(word for word in words if word)
        yield Happened(at=each.at, at_s=(each.at - began).total_seconds(), what=shown)
