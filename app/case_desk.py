"""The work on a home's applications, wired for the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from app.case_trail import Deed
from app.case_work import CaseWork
from cases import deficiencies, screening, send_backs
from cases.deficiencies import FoundBy, How, Typed
from cases.errors import CaseRefused
from cases.screening import Judgement
from cases.send_backs import Draft, Open
from cases.shown import Shown, fields_of, may_read, note_shown, note_sight
from cases.store import case_numbered, lock
from cases.timeline import Moment, timeline
from storage.audit import Action
from storage.case_tables import Case, CaseDeficiency
from storage.case_work_tables import CaseScreening


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as it may be shown; no fields if it is for supervisors alone."""

    case: Case
    fields: list[Shown]
    moments: list[Moment]
    found: list[tuple[CaseDeficiency, str]]
    """The deficiencies, each with what its finder wrote."""


@dataclass(frozen=True, slots=True)
class CaseDesk:
    """What the commands ask of people's work; each raises what the cases' own code does."""

    work: CaseWork

    def show(self, number: str, *, by: str, unmasked: bool, as_supervisor: bool) -> Seen:
        """Give a case as it may be shown, and keep that it was seen."""
        work, actor = self.work, self.work.actor(by)

        async def show(session: AsyncSession) -> Seen:
            if as_supervisor:
                await work.needs_supervisor(session, by)
            case = await case_numbered(session, number)
            may = may_read(case, is_supervisor=as_supervisor)
            found = await deficiencies.of_case(session, case) if may else []
            seen = Seen(
                case,
                fields_of(work.shelf, case, unmasked=unmasked) if may else [],
                await timeline(
                    session,
                    work.catalogue,
                    case,
                    zone=work.zone,
                    with_sights=as_supervisor,
                ),
                [(each, note_shown(work.shelf, each, unmasked=unmasked)) for each in found],
            )
            note_sight(session, case, actor, how="unmasked" if unmasked and may else "show")
            return seen

        action = Action.CASE_UNMASKED if unmasked else Action.CASE_SEEN
        return work.noted(
            Deed(action=action, by=by, subjects=(number,)),
            show,
            lambda seen: {} if seen.fields else {"withheld": True},
        )

    def deficiencies(self, number: str, *, by: str) -> list[CaseDeficiency]:
        """Give all deficiencies of a case."""

        async def look(session: AsyncSession) -> list[CaseDeficiency]:
            return await deficiencies.of_case(session, await case_numbered(session, number))

        return self.work.listing(by, look, lambda _: [number])

    def find(self, number: str, typed: Typed, *, by: str) -> bool:
        """Open what a person of ours found."""
        work, actor = self.work, self.work.actor(by)

        async def find(session: AsyncSession) -> bool:
            await lock(session)
            case = await case_numbered(session, number)
            return await deficiencies.find(
                session, work.shelf, case, typed, actor, found_by=FoundBy.CONTRACTOR
            )

        told = {"code": typed.code}
        action = Action.CASE_DEFICIENCY_FOUND
        return work.noted(Deed(action=action, by=by, subjects=(number,), told=told), find)

    def end(self, number: str, code: str, how: How, *, by: str, reason: str) -> int:
        """Close the open deficiencies of a code."""
        actor = self.work.actor(by)

        async def end(session: AsyncSession) -> int:
            if how is How.WAIVED:
                await self.work.needs_supervisor(session, by)
            await lock(session)
            case = await case_numbered(session, number)
            count = await deficiencies.end(session, case, code, how, actor, reason=reason)
            if not count:
                raise CaseRefused(number=case.number, why=f"未解消の不備「{code}」はありません。")
            return count

        told = {"code": code, "how": how.value}
        action = Action.CASE_DEFICIENCY_CLOSED
        return self.work.noted(Deed(action=action, by=by, subjects=(number,), told=told), end)

    def to_send_back(self, *, by: str) -> list[Draft]:
        """List what is to be sent back."""
        return self.work.listing(
            by,
            lambda session: send_backs.waiting(session, self.work.catalogue),
            lambda drafts: [each.number for each in drafts],
        )

    def sent_back(self, *, by: str) -> list[Open]:
        """List the send-backs without an answer."""
        work = self.work
        return work.listing(
            by,
            lambda session: send_backs.unanswered(
                session,
                today=work.today(),
                zone=work.zone,
                alert_days=work.plan.send_back_alert_days,
            ),
            lambda found: [each.number for each in found],
        )

    def send_back(self, numbers: Sequence[str], *, by: str) -> None:
        """Mark cases as sent back, all or none."""
        work, actor = self.work, self.work.actor(by)

        async def mark(session: AsyncSession) -> None:
            for number in numbers:
                await send_backs.done(session, work.shelf, work.catalogue, number, actor)

        work.noted(Deed(action=Action.CASE_SENT_BACK, by=by, subjects=numbers), mark)

    def next_to_screen(self, *, by: str) -> Case | None:
        """Lease the next case to a person."""
        actor = self.work.actor(by)
        return self.work.listing(
            by,
            lambda session: screening.next_case(session, actor),
            lambda case: [case.number] if case is not None else [],
        )

    def screen(self, numbers: Sequence[str], judgement: Judgement, *, by: str) -> bool:
        """Begin and decide screenings, all or none; tells whether they count already."""
        work, actor = self.work, self.work.actor(by)
        needs_second = work.plan.second_confirmation

        async def decide(session: AsyncSession) -> bool:
            for number in numbers:
                await screening.begin(session, number, actor)
                await screening.decide(session, number, judgement, actor, needs_second=needs_second)
            return not needs_second

        told = {"result": judgement.result.value}
        deed = Deed(action=Action.CASE_SCREENED, by=by, subjects=numbers, told=told)
        return work.noted(deed, decide)

    def confirm(self, number: str, *, by: str, agrees: bool, reason: str) -> None:
        """Confirm another person's result, or not."""
        actor = self.work.actor(by)
        told = {"agrees": agrees}
        self.work.noted(
            Deed(action=Action.CASE_CONFIRMED, by=by, subjects=(number,), told=told),
            lambda session: screening.confirm(session, number, actor, agrees=agrees, reason=reason),
        )

    def to_confirm(self, *, by: str) -> list[tuple[Case, CaseScreening]]:
        """List what waits for a second person."""
        return self.work.listing(
            by, screening.to_confirm, lambda found: [case.number for case, _ in found]
        )
