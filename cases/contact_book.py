"""Contacts read from the rows: incomplete cases by person, with the attempts of this round.

What a case's document says of person and number is remembered by its revision, so that looking
again costs no decryption.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.contact import Attempt, Contact, Papers, grouped
from cases.contact_facts import attempts_of, bars, called_back, noticed, sent_back, since
from cases.contact_result import REACHED, Result
from cases.document import Document
from cases.field_rules import read_date
from cases.lifecycle import OPEN_DEFICIENCY, Status
from cases.schema import Channel, Role
from cases.store import Shelf
from japan.kana import fold
from japan.phone import E164, Unreadable, national, strip_withholding_prefix, to_e164
from storage.case_tables import Case
from storage.contact_tables import ContactAttempt

NumbersOf = Callable[[Sequence[str]], Collection[str]]
"""Gives the numbers (E.164) behind ids of the people's store; who was erased has none."""

_OPEN = [each.value for each in OPEN_DEFICIENCY]
_NEVER = ("0990", "0570", "0180", "020", "0120", "0800")
"""What is no applicant's own number: services, some of them at a price, and pagers."""


@dataclass(frozen=True, slots=True)
class Who:
    """What a document says of whom to call."""

    person: str
    phone: E164 | None


def dialable(text: str) -> E164 | None:
    """Read the number of an application (F-09); None if it is none that we dial."""
    number = to_e164(strip_withholding_prefix(text))
    if isinstance(number, Unreadable) or not number.startswith("+81"):
        return None
    return None if national(number).startswith(_NEVER) else number


class ContactBook:
    """Reads the contacts of one campaign."""

    def __init__(
        self,
        shelf: Shelf,
        *,
        handover_days: int,
        send_back_alert_days: int,
        zone: tzinfo,
        numbers_of: NumbersOf,
    ) -> None:
        self._shelf = shelf
        self._numbers_of = numbers_of
        self._handover = timedelta(days=handover_days)
        self._alert = timedelta(days=send_back_alert_days)
        self._zone = zone
        self._known: dict[tuple[int, int], Who] = {}

    async def load(
        self, session: AsyncSession, at: datetime, *, seqs: Collection[int] | None = None
    ) -> list[Contact]:
        """Give the contacts as they are at an instant: all, or of these cases alone."""
        papers = await self._papers(session, seqs)
        tried = await attempts_of(session, seqs)
        return [_contact(group, tried, at) for group in grouped(papers)]

    async def _papers(self, session: AsyncSession, seqs: Collection[int] | None) -> list[Papers]:
        cases = await self._cases(session, seqs)
        found_at, sent = await since(session, seqs), await sent_back(session, seqs)
        letters, barred = await noticed(session, seqs), await bars(session)
        promised = await self._promised(session)
        found = []
        for seq, number, channel, status, is_protected, since_at, phone_key, who in cases:
            back_at, day = sent.get(seq), letters.get(seq)
            is_given_up = status == Status.UNREACHED
            found.append(
                Papers(
                    seq=seq,
                    number=number,
                    person=f"{who.person}!" if is_given_up else who.person,
                    channel=Channel(channel),
                    status=Status(status),
                    is_protected=is_protected,
                    phone=who.phone,
                    bar=barred.get(phone_key) if phone_key else None,
                    has_callback=phone_key in promised,
                    since=found_at.get(seq, since_at),
                    sent_back_at=back_at,
                    handover_on=self._handover_on(day, back_at),
                )
            )
        return found

    async def _promised(self, session: AsyncSession) -> set[bytes]:
        """Give the keys of the numbers to which a callback is promised."""
        numbers = self._numbers_of(await called_back(session))
        return {self._shelf.vault.phone_key(national(E164(each))) for each in numbers}

    def _handover_on(self, noticed: date | None, sent_back: datetime | None) -> date | None:
        if noticed is not None:
            return noticed + self._handover
        if sent_back is None:
            return None
        return sent_back.astimezone(self._zone).date() + self._alert

    async def _cases(
        self, session: AsyncSession, seqs: Collection[int] | None
    ) -> list[tuple[int, str, str, str, bool, datetime, bytes | None, Who]]:
        asked = select(  # type: ignore[call-overload]
            *(Case.seq, Case.number, Case.channel, Case.status, Case.is_protected),
            *(Case.status_since, Case.phone_key, Case.revision),
        ).where(col(Case.status).in_(_OPEN))
        if seqs is not None:
            asked = asked.where(col(Case.seq).in_(seqs))
        rows = (await session.exec(asked.order_by(col(Case.seq)))).all()
        await self._learn(session, {(row[0], row[7]) for row in rows})
        return [(*row[:7], self._known[row[0], row[7]]) for row in rows]

    async def _learn(self, session: AsyncSession, wanted: set[tuple[int, int]]) -> None:
        new = sorted(seq for seq, revision in wanted - self._known.keys())
        for start in range(0, len(new), 500):
            asked = select(Case).where(col(Case.seq).in_(new[start : start + 500]))
            for case in await session.exec(asked):
                self._known[case.seq, case.revision] = self._who(case.seq, self._shelf.read(case))

    def _who(self, seq: int, document: Document) -> Who:
        roles, vault = self._shelf.roles, self._shelf.vault
        kana = fold(roles.of(Role.APPLICANT_KANA, document))
        birth = read_date(roles.of(Role.APPLICANT_BIRTH, document))
        person = f"case {seq}"
        if kana and birth is not None:
            person = vault.person_key(kana, birth.isoformat()).hex()
        return Who(person, dialable(roles.of(Role.PHONE, document)))


def _contact(
    group: tuple[Papers, ...], tried: Mapping[int, list[ContactAttempt]], at: datetime
) -> Contact:
    rows = {
        row.id: row
        for papers in group
        for row in tried.get(papers.seq, ())
        if _is_of_round(row, papers.since)
    }
    made = [_attempt(row) for row in rows.values() if row.result or row.begun_at is not None]
    leases = [row.leased_until for row in rows.values() if not row.result and row.begun_at is None]
    until = max((each for each in leases if each > at), default=None)
    ascending = tuple(sorted(made, key=lambda each: (each.at, each.id)))
    return Contact(papers=group, attempts=ascending, leased_until=until)


def _is_of_round(row: ContactAttempt, since: datetime) -> bool:
    """Tell whether an attempt, a skip or a lease is of the round that began then."""
    at = row.begun_at or row.result_at
    return at is None or at >= since


def _attempt(row: ContactAttempt) -> Attempt:
    moment = row.dialled_at or row.begun_at or row.result_at or row.leased_at
    result = Result(row.result) if row.result else None
    if row.returned_at is not None:
        came = Result(row.returned_result or Result.RETURNED)
        if came in REACHED:
            moment, result = row.returned_at, came
    is_dialled = row.dialled_at is not None
    return Attempt(
        id=row.id, at=moment, result=result, again_at=row.again_at, is_dialled=is_dialled
    )
