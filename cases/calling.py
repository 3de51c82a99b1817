"""Who is calling: candidates with their reasons, shown before anybody is sure; then who it is.

The rules of this file:
1. There is never "the" match: every case that could be the caller's is a candidate with reasons.
2. Nothing personal leaves a case before a check was passed in this very call by this very person.
3. To an agent a protected case says only that it is one (責任者対応), and is neither checked nor
   opened, whatever the caller knows.
4. Each try and each opening is in the audit trail, by the case's number.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases import contact_returns, protected_numbers
from cases.document import Document
from cases.identity import Item, Proof, Relation, Told, fitting
from cases.lifecycle import Status
from cases.schema import Role
from cases.store import Shelf
from japan.phone import E164, Unreadable, to_e164
from storage.audit import Action, Actor, trailed
from storage.case_tables import Case
from storage.contact_tables import ContactAttempt
from storage.engine import transaction
from storage.identity_tables import IdentityCheck

MOST = 8
"""So many candidates are shown: more would be no help while it rings."""
TRIES = 3
"""So often one person may try one case in one call: the fourth try would be guessing."""
LAST_SHOWN = 3
"""Digits of an account that are shown, also after the check."""


class Reason(StrEnum):
    """Why a case may be the caller's, the strongest first."""

    NAMED = "named"
    """The caller told its receipt number."""
    IDENTIFIED = "identified"
    """In an earlier call from this number somebody was found to be this applicant."""
    MISSED = "missed"
    """We wanted to reach this number because of a deficiency."""
    APPLICATION = "application"
    """The number stands in the application."""
    SPOKEN_FOR = "spoken_for"
    """In an earlier call from this number somebody spoke for this applicant."""
    FAMILY = "family"
    """The number stands in another application that is paid into the same account."""
    HOUSEHOLD = "household"
    """The number stands in another application from the same address."""


# The questions that are asked while a phone rings are made once: writing one costs more than its
# answer takes. A key that is unknown is NULL, which equals nothing.
_BEFORE = select(IdentityCheck.case, IdentityCheck.relation).where(
    col(IdentityCheck.caller) == bindparam("caller"),
    col(IdentityCheck.call) != bindparam("call"),
    col(IdentityCheck.is_passed),
)
_FOUND = (
    select(Case)
    .where(
        col(Case.seq).in_(bindparam("before", expanding=True))
        | (col(Case.phone_key) == bindparam("key"))
    )
    .order_by(col(Case.seq).desc())
    .limit(10 * MOST)
)
_FAMILY = (
    select(Case)
    .where(
        col(Case.account_key).in_(bindparam("accounts", expanding=True))
        | col(Case.household_key).in_(bindparam("households", expanding=True)),
        col(Case.seq).not_in(bindparam("found", expanding=True)),
        col(Case.is_protected).is_(False),
    )
    .order_by(col(Case.seq).desc())
    .limit(MOST)
)
_CHECKS = select(IdentityCheck).where(
    col(IdentityCheck.call) == bindparam("call"), col(IdentityCheck.staff) == bindparam("staff")
)

TO_BE_REACHED = (Status.DEFICIENT, Status.CALL_DUE, Status.CALLING, Status.UNREACHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks about which call."""

    call: str
    caller: str | None
    """Id of the caller's number; None if it was withheld."""
    staff: str
    address: str
    may_see_protected: bool

    @property
    def actor(self) -> Actor:
        """As the audit trail names the person."""
        return Actor(who=self.staff, origin=self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A case that may be the caller's; of a protected one an agent is told nothing else."""

    case: int
    number: str
    status: str
    """A stage of the campaign's `life`; empty if nothing else is told."""
    reasons: tuple[Reason, ...]
    is_protected: bool
    is_open: bool
    """A check was passed in this call by this person."""
    tries_left: int


@dataclass(frozen=True, slots=True)
class Passed:
    """It is them: the case may be read in this call."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Not proved; which items fitted, so that the agent knows what else to ask."""

    fitted: frozenset[Item]
    tries_left: int


class WhoCalls:
    """Answers who may be calling, from the applications of one campaign."""

    def __init__(
        self,
        engine: AsyncEngine,
        shelf: Shelf,
        *,
        number_of: Callable[[str], str | None],
        clock: Callable[[], datetime],
        proof: Proof | None = None,
    ) -> None:
        self._proof = proof or Proof()
        self._engine = engine
        self._shelf = shelf
        self.life = shelf.life
        """What each status of the campaign's cases is called."""
        self._number_of = number_of
        self._clock = clock

    def has_number(self, caller: str) -> bool:
        """Tell whether a caller's number can be read; a new one is written after its arrival."""
        return self._number_of(caller) is not None

    async def candidates(self, asking: Asking) -> list[Candidate]:
        """List the cases that may be the caller's, the likeliest first."""
        async with transaction(self._engine) as session:
            (found,) = await self._ranked(session, [asking])
        return found

    async def foreseen(
        self, session: AsyncSession, asking: Asking
    ) -> tuple[list[Candidate], list[Candidate]]:
        """List them for those who may not see protected cases, and for those who may."""
        may = replace(asking, may_see_protected=True)
        masked, whole = await self._ranked(session, [replace(asking, may_see_protected=False), may])
        return masked, whole

    async def returning(
        self, session: AsyncSession, caller: str, at: datetime
    ) -> ContactAttempt | None:
        """Find the attempt of ours that a call at this time would return; None if there is none."""
        number = to_e164(self._number_of(caller) or "")
        if isinstance(number, Unreadable):
            return None
        return await contact_returns.returnable(session, self._shelf, E164(number), at)

    async def _ranked(
        self, session: AsyncSession, askers: Sequence[Asking]
    ) -> list[list[Candidate]]:
        """Look once, and rank what was found for each of those who ask about the same call."""
        asking = askers[0]
        if asking.caller is None:
            return [[] for _ in askers]
        before = await _identified_before(session, asking)
        found = await self._found(session, asking.caller, before)
        family = await _family(session, found)
        checks = await _checks(session, asking)
        own = self._phone_key(asking.caller)
        why = [(case, _reasons(case, before, own=own)) for case in found]
        why += family
        return [
            sorted((_candidate(*each, checks, asker) for each in why), key=_likeliest)[:MOST]
            for asker in askers
        ]

    async def named(self, asking: Asking, number: str) -> Candidate | None:
        """Find a case by the receipt number that the caller tells, from whatever number they call.

        A protected one is not found by an agent: that it exists would be told by it.
        """
        async with transaction(self._engine) as session:
            case = (await session.exec(select(Case).where(col(Case.number) == number))).first()
            if case is None or (case.is_protected and not asking.may_see_protected):
                return None
            return _candidate(case, (Reason.NAMED,), await _checks(session, asking), asking)

    async def looked_at(self, asking: Asking, case: int) -> Candidate | None:
        """Give a case that this person tried or opened in this call; None for any other."""
        async with transaction(self._engine) as session:
            row, checks = await session.get(Case, case), await _checks(session, asking)
            if row is None or case not in {each.case for each in checks}:
                return None
            return _candidate(row, (Reason.NAMED,), checks, asking)

    async def check(
        self, asking: Asking, case: int, told: Told, *, relation: Relation
    ) -> Passed | Failed | None:
        """Compare what the caller told with a case; None if this person may not open it.

        A check that was passed once in this call stays passed.
        """
        async with trailed(self._engine) as trail:
            row = await trail.session.get(Case, case)
            if row is None or (row.is_protected and not asking.may_see_protected):
                named = row.number if row is not None else f"case:{case}"
                await trail.note(self._clock(), asking.actor, Action.REFUSED, named)
                return None
            checks = [each for each in await _checks(trail.session, asking) if each.case == case]
            if any(each.is_passed for each in checks):
                return Passed()
            if len(checks) >= TRIES:
                return Failed(frozenset(), 0)
            fitted = fitting(told, self._shelf.read(row), self._shelf.roles)
            passed, at = self._proof.is_given(fitted), self._clock()
            items = " ".join(sorted(fitted))
            trail.session.add(
                IdentityCheck(
                    call=asking.call,
                    caller=asking.caller,
                    case=case,
                    staff=asking.staff,
                    at=at,
                    relation=relation.value,
                    items=items,
                    is_passed=passed,
                )
            )
            action = Action.IDENTITY_CHECKED if passed else Action.IDENTITY_NOT_PROVED
            detail = {"call": asking.call, "items": items, "relation": relation.value}
            await trail.note(at, asking.actor, action, row.number, detail)
            return Passed() if passed else Failed(fitted, TRIES - len(checks) - 1)

    async def protected_among(self, callers: Collection[str]) -> frozenset[str]:
        """Tell which of these numbers (ids of the people's store) are protected persons'."""
        keys = {each: self._phone_key(each) for each in callers}
        async with transaction(self._engine) as session:
            return await protected_numbers.among(session, keys)

    async def is_checked(self, asking: Asking, case: int) -> bool:
        """Tell whether this person passed a check of that case in this call."""
        async with transaction(self._engine) as session:
            checks = await _checks(session, asking)
        return any(each.case == case and each.is_passed for each in checks)

    async def opened(self, asking: Asking, case: int) -> list[tuple[str, str]] | None:
        """Give a case's fields with their labels; None unless a check was passed in this call."""
        async with trailed(self._engine) as trail:
            row = await trail.session.get(Case, case)
            checks = await _checks(trail.session, asking)
            is_open = any(each.case == case and each.is_passed for each in checks)
            if row is None or not is_open or (row.is_protected and not asking.may_see_protected):
                return None
            detail = {"call": asking.call}
            await trail.note(self._clock(), asking.actor, Action.CASE_UNMASKED, row.number, detail)
            return _fields(self._shelf, self._shelf.read(row))

    def _phone_key(self, caller: str) -> bytes | None:
        number = self._number_of(caller)
        if number is None or not number.startswith("+81"):
            return None
        return self._shelf.vault.phone_key("0" + number.removeprefix("+81"))

    async def _found(
        self, session: AsyncSession, caller: str, before: Iterable[int]
    ) -> Sequence[Case]:
        given = {"before": list(before), "key": self._phone_key(caller)}
        return (await session.exec(_FOUND, params=given)).all()


async def _identified_before(session: AsyncSession, asking: Asking) -> Mapping[int, bool]:
    """Give the cases of earlier calls from this number, and whether it was the applicant."""
    given = {"caller": asking.caller, "call": asking.call}
    found: dict[int, bool] = {}
    for case, relation in (await session.exec(_BEFORE, params=given)).all():
        found[case] = found.get(case, False) or relation == Relation.SELF
    return found


async def _family(
    session: AsyncSession, found: Sequence[Case]
) -> list[tuple[Case, tuple[Reason, ...]]]:
    """Find the other applications paid into an account, or from an address, of those found.

    A protected case is neither found this way nor leads to another one.
    """
    known = [each for each in found if not each.is_protected]
    accounts = {each.account_key for each in known if each.account_key}
    households = {each.household_key for each in known if each.household_key}
    if not accounts and not households:
        return []
    given = {
        "accounts": list(accounts),
        "households": list(households),
        "found": [each.seq for each in found],
    }
    others = (await session.exec(_FAMILY, params=given)).all()
    return [
        (
            each,
            (
                *([Reason.FAMILY] if each.account_key in accounts else []),
                *([Reason.HOUSEHOLD] if each.household_key in households else []),
            ),
        )
        for each in others
    ]


async def _checks(session: AsyncSession, asking: Asking) -> Sequence[IdentityCheck]:
    if not asking.staff:
        return ()  # looked up before anybody asks
    given = {"call": asking.call, "staff": asking.staff}
    return (await session.exec(_CHECKS, params=given)).all()


def _reasons(case: Case, before: Mapping[int, bool], *, own: bytes | None) -> tuple[Reason, ...]:
    """Say why a case was found, the strongest reason first."""
    has_number = own is not None and case.phone_key == own
    return (
        *([Reason.IDENTIFIED] if before.get(case.seq) else []),
        *([Reason.MISSED] if case.status in TO_BE_REACHED else []),
        *([Reason.APPLICATION] if has_number else []),
        *([Reason.SPOKEN_FOR] if before.get(case.seq) is False else []),
    )


def _candidate(
    case: Case, reasons: tuple[Reason, ...], checks: Sequence[IdentityCheck], asking: Asking
) -> Candidate:
    if case.is_protected and not asking.may_see_protected:
        return Candidate(
            case=0,
            number="",
            status="",
            reasons=(),
            is_protected=True,
            is_open=False,
            tries_left=0,
        )
    ours = [each for each in checks if each.case == case.seq]
    return Candidate(
        case=case.seq,
        number=case.number,
        status=case.status,
        reasons=reasons,
        is_protected=case.is_protected,
        is_open=any(each.is_passed for each in ours),
        tries_left=max(0, TRIES - len(ours)),
    )


def _likeliest(candidate: Candidate) -> tuple[bool, bool, int]:
    """A protected one comes first, so that it is seen; then who it is; then the best reason."""
    strongest = min((list(Reason).index(each) for each in candidate.reasons), default=0)
    return not candidate.is_protected, not candidate.is_open, strongest


def _fields(shelf: Shelf, document: Document) -> list[tuple[str, str]]:
    """Name what was written, but of the account's number only the last digits."""
    shown = []
    for field in shelf.schema.fields:
        for child in range(1, len(document.children) + 1) if field.per_child else (0,):
            value = document.at(field.id, child)
            if field.role is Role.ACCOUNT_NUMBER:
                value = "＊" * max(0, len(value) - LAST_SHOWN) + value[-LAST_SHOWN:]
            if value:
                shown.append((f"{field.label}{child}" if child else field.label, value))
    return shown
