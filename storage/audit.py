"""The audit trail: append-only and hash-chained; this file is its only writer.

`storage.audit_proof` computes the chain again.

The rules of this file:
1. A change and its entry are one transaction (`trailed`): neither is kept without the other.
2. The transaction locks the head first, so entries are numbered without gaps on both databases.
3. An entry holds ids and words of closed sets, never a name, a number or a typed text.
4. Each hash covers the one before, so that nobody alters the past without altering all that came
   after it; an anchor on paper (a number and its hash) then shows even that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from storage.audit_tables import AuditEntry, AuditHead
from storage.engine import transaction

BEGINNING = "0" * 64
"""The hash before the first entry."""

Fact = str | int | bool | None


class Action(StrEnum):
    """Everything that the trail tells of."""

    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    SESSION_LOCKED = "session_locked"
    SESSION_UNLOCKED = "session_unlocked"
    SEAT_TAKEN = "seat_taken"
    SEAT_LEFT = "seat_left"
    REFUSED = "refused"
    """Somebody asked for what is not theirs."""
    PASSWORD_CHANGED = "password_changed"
    TOTP_SET_UP = "totp_set_up"
    RECOVERY_CODE_USED = "recovery_code_used"
    STAFF_ADDED = "staff_added"
    STAFF_RESET = "staff_reset"
    STAFF_DISABLED = "staff_disabled"
    STAFF_LISTED = "staff_listed"
    DESIGNATED = "designated"
    DESIGNATION_ENDED = "designation_ended"
    IDENTITY_CHECKED = "identity_checked"
    IDENTITY_NOT_PROVED = "identity_not_proved"
    CASE_UNMASKED = "case_unmasked"
    RECORD_BEGUN = "record_begun"
    RECORD_SEEN = "record_seen"
    RECORD_CLOSED = "record_closed"
    RECORD_LINKED = "record_linked"
    RECORD_UNLINKED = "record_unlinked"
    CASE_ENTERED = "case_entered"
    CASES_SEARCHED = "cases_searched"
    CASE_SEEN = "case_seen"
    CASE_DEFICIENCY_FOUND = "case_deficiency_found"
    CASE_DEFICIENCY_CLOSED = "case_deficiency_closed"
    CASE_SENT_BACK = "case_sent_back"
    CASE_FILE_SEEN = "case_file_seen"
    CASE_SCREENED = "case_screened"
    CASE_CONFIRMED = "case_confirmed"
    CONTACT_SEEN = "contact_seen"
    CONTACT_ANSWERED = "contact_answered"
    CONTACT_RECORDED = "contact_recorded"
    CONTACT_BAR_LIFTED = "contact_bar_lifted"
    CONTACT_CORRECTED = "contact_corrected"
    UNREACHED_LISTED = "unreached_listed"
    UNREACHED_EXPORTED = "unreached_exported"
    CALLING_SWITCHED = "calling_switched"
    CALL_ASKED_ABOUT = "call_asked_about"
    SUSPICIOUS_CALL_REPORTED = "suspicious_call_reported"
    SUSPICIOUS_CALL_SEEN = "suspicious_call_seen"
    SUSPICIOUS_CALL_TOLD = "suspicious_call_told"
    CLIENT_INSTRUCTED = "client_instructed"
    CASE_GIVEN_UP = "case_given_up"
    CALL_WATCHED = "call_watched"
    REPORT_FROZEN = "report_frozen"
    REPORT_CHECKED = "report_checked"
    REPORT_APPROVED = "report_approved"
    REPORT_SUBMITTED = "report_submitted"
    REPORT_RETURNED = "report_returned"
    CARRIER_BUSY_NOTED = "carrier_busy_noted"
    DIFFERENCE_CHECKED = "difference_checked"
    """Somebody knows why a call differs from Asterisk's book."""
    INCIDENT_NOTED = "incident_noted"
    SOUND_STORED = "sound_stored"
    SOUNDS_LISTED = "sounds_listed"
    SOUND_OPENED = "sound_opened"
    SOUND_FETCHED = "sound_fetched"
    SOUND_PLAYED = "sound_played"
    SOUND_SOUGHT = "sound_sought"
    SOUND_EXPORTED = "sound_exported"
    SOUND_BROKEN = "sound_broken"
    SOUND_HELD = "sound_held"
    SOUND_RELEASED = "sound_released"
    KEYS_TURNED = "keys_turned"
    ERASURE_REQUESTED = "erasure_requested"
    ERASURE_APPROVED = "erasure_approved"
    ERASURE_REFUSED = "erasure_refused"
    ERASURE_DONE = "erasure_done"
    SOUND_ERASED = "sound_erased"
    FILE_ERASED = "file_erased"
    ERASURE_CERTIFIED = "erasure_certified"
    CASE_FILE_ERASED = "case_file_erased"
    SOUNDS_RECONCILED = "sounds_reconciled"
    DIFFERENCES_SEEN = "differences_seen"
    SUBMISSION_REQUESTED = "submission_requested"
    SUBMISSION_NAMES = "submission_names"
    """A package that was applied for has this call's recording."""
    SUBMISSION_APPROVED = "submission_approved"
    SUBMISSION_REFUSED = "submission_refused"
    SUBMISSION_MADE = "submission_made"
    SUBMISSION_TOLD = "submission_told"
    SCORE_GIVEN = "score_given"
    SCORE_SEEN = "score_seen"
    SCORE_NOTED = "score_noted"
    SAMPLE_DRAWN = "sample_drawn"
    MESSAGE_ASSIGNED = "message_assigned"
    MESSAGE_HANDLED = "message_handled"
    CASE_STEPPED = "case_stepped"
    CASE_LIST_MADE = "case_list_made"
    """A list or the sheets of a month, which hold personal data."""
    CASE_LIST_EXPORTED = "case_list_exported"
    CASES_IMPORTED = "cases_imported"
    RUN_MADE = "run_made"
    RUN_CANCELLED = "run_cancelled"
    CASES_EXPORTED = "cases_exported"
    RUN_EXPORTED = "run_exported"
    LONG_WORK_BEGUN = "long_work_begun"
    """Somebody began what takes long (`what`): an entry of that name follows once it is done."""
    DRY_RUN = "dry_run"
    """Somebody had it told what would be done (`what`), and nothing was kept of it."""
    BANKS_REPLACED = "banks_replaced"
    """An operator's list of banks holds from now on, named by its SHA-256."""
    BANKS_RESTORED = "banks_restored"
    CASE_CORRECTED = "case_corrected"
    CASE_FILE_ADDED = "case_file_added"
    CASE_ACCOUNT_CHECKED = "case_account_checked"
    ARRIVAL_WRITTEN = "arrival_written"
    ARRIVAL_SETTLED = "arrival_settled"
    ARTICLE_BEGUN = "article_begun"
    ARTICLE_HANDED_IN = "article_handed_in"
    ARTICLE_RETURNED = "article_returned"
    ARTICLE_CONFIRMED = "article_confirmed"
    ARTICLE_PUBLISHED = "article_published"
    ARTICLE_ENDED = "article_ended"
    REFERRALS_IMPORTED = "referrals_imported"
    QUESTION_CLOSED = "question_closed"
    CALLBACK_PROMISED = "callback_promised"
    CALLBACK_TAKEN = "callback_taken"
    CALLBACK_TRIED = "callback_tried"
    CALLBACK_CLOSED = "callback_closed"
    TICKET_STEP = "ticket_step"
    TICKET_SEEN = "ticket_seen"
    PROMISES_LISTED = "promises_listed"
    """Promises and questions, with whose number, were on somebody's page."""
    CALLBACKS_LISTED = "callbacks_listed"
    """So were callbacks, callers whom nobody served, and messages."""
    WORK_LISTED = "work_listed"
    """So were the lines of a work list."""
    CASES_LISTED = "cases_listed"
    """So were applications, by their receipt numbers."""
    REMINDERS_SEEN = "reminders_seen"
    CALLS_LISTED = "calls_listed"
    BOARD_OPENED = "board_opened"
    """A live board showed who is waiting, until `board_left`."""
    BOARD_LEFT = "board_left"
    BOARD_CALLS_LISTED = "board_calls_listed"
    """So were the calls behind a figure of the board, with whose number."""
    ESCALATED = "escalated"
    ESCALATION_SEEN = "escalation_seen"
    ESCALATION_TAKEN = "escalation_taken"
    ESCALATION_CLOSED = "escalation_closed"
    COMPLAINT_TOLD = "complaint_told"
    COMPLAINT_REPORTED = "complaint_reported"
    SEAT_SET = "seat_set"
    """A supervisor made somebody's seat ready, or not."""
    CALLER_PULLED = "caller_pulled"
    CENTER_CLOSED = "center_closed"
    CENTER_REOPENED = "center_reopened"
    FLOWS_PUBLISHED = "flows_published"
    FLOWS_REVERTED = "flows_reverted"
    FLOWS_CONFIRMED = "flows_confirmed"
    """The client's word for a version of the flows was recorded."""
    CAPACITY_CHANGED = "capacity_changed"
    SEATS_RECALLED = "seats_recalled"
    LEVER_REFUSED = "lever_refused"
    """What an entry before tells of was not done: the floor or a rule of it refused."""
    NOTICE_GIVEN = "notice_given"
    NOTICE_ENDED = "notice_ended"
    BACKUP_MADE = "backup_made"
    BACKUP_RESTORED = "backup_restored"
    PROGRAM_ADMITTED = "program_admitted"
    """A program may read `/api/v1` from now on."""
    PROGRAM_ENDED = "program_ended"
    DAY_CLOSED = "day_closed"
    WORK_ASSIGNED = "work_assigned"
    WORK_DONE = "work_done"
    CLIENT_LOOKED = "client_looked"
    """The client opened one of its pages, a report or a report's file."""
    RECORDS_LISTED = "records_listed"
    RECORDS_EXPORTED = "records_exported"
    AUDIT_READ = "audit_read"
    AUDIT_ANCHORED = "audit_anchored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, and from where."""

    who: str
    """Id of a person of the staff, or `cli:` and the operator's account; empty if not known."""
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as it stands."""

    n: int
    at: datetime
    who: str
    origin: str
    action: str
    subject: str
    detail: dict[str, Fact]
    hash: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A point of the chain, to be kept where nobody of ours can reach it."""

    n: int
    hash: str


class Trail:
    """The open end of the chain inside one transaction."""

    def __init__(self, session: AsyncSession, last: Anchor) -> None:
        self.session = session
        self.last = last

    async def note(
        self,
        at: datetime,
        actor: Actor,
        action: Action,
        subject: str = "",
        detail: Mapping[str, Fact] | None = None,
    ) -> int:
        """Append an entry; gives its number."""
        row = AuditEntry(
            n=self.last.n + 1,
            at=at.astimezone(UTC),
            who=actor.who,
            origin=actor.origin,
            action=action.value,
            subject=subject,
            detail=_canonical(detail or {}),
            hash="",
        )
        row.hash = hash_of(self.last.hash, row)
        self.session.add(row)
        self.last = Anchor(row.n, row.hash)
        await self.session.exec(
            update(AuditHead).where(col(AuditHead.id) == 1).values(n=row.n, hash=row.hash)
        )
        return row.n


@asynccontextmanager
async def trailed(engine: AsyncEngine) -> AsyncIterator[Trail]:
    """Work in one transaction that may append to the trail; raises as `engine.transaction`."""
    async with transaction(engine) as session:
        yield await trail_in(session)


async def trail_in(session: AsyncSession) -> Trail:
    """Open the end of the chain in a transaction that somebody else holds."""
    return Trail(session, await locked_head(session))


async def entries(
    engine: AsyncEngine,
    *,
    last: int | None,
    who: str | None = None,
    action: str | None = None,
    subject: str | None = None,
    between: tuple[datetime | None, datetime | None] = (None, None),
) -> list[Entry]:
    """Give the latest entries that fit, in their order.

    `last` None: all of them. `between`: the first instant, and the first that is too late.
    """
    asked = latest(between).limit(last)
    wanted = ((AuditEntry.who, who), (AuditEntry.action, action), (AuditEntry.subject, subject))
    for column, value in wanted:
        if value is not None:
            asked = asked.where(col(column) == value)
    async with transaction(engine) as session:
        return [entry_of(row) for row in reversed((await session.exec(asked)).all())]


def latest(between: tuple[datetime | None, datetime | None]) -> SelectOfScalar[AuditEntry]:
    """Ask for the entries of a time, the latest first."""
    since, until = between
    asked = select(AuditEntry).order_by(col(AuditEntry.n).desc())
    if since is not None:
        asked = asked.where(col(AuditEntry.at) >= since)
    if until is not None:
        asked = asked.where(col(AuditEntry.at) < until)
    return asked


async def locked_head(session: AsyncSession) -> Anchor:
    """Lock the end of the chain until this transaction ends; gives it."""
    # A write as the first statement takes SQLite's only lock and PostgreSQL's row lock alike.
    found = await session.exec(
        update(AuditHead)
        .where(col(AuditHead.id) == 1)
        .values(n=AuditHead.n)
        .returning(col(AuditHead.n), col(AuditHead.hash))
    )
    return Anchor(*found.one())


def hash_of(before: str, row: AuditEntry) -> str:
    """Give the hash of an entry that comes after the one with the hash `before`."""
    told = (row.n, _instant(row.at), row.who, row.origin, row.action, row.subject, row.detail)
    return hashlib.sha256(f"{before}{_canonical(told)}".encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(told: object) -> str:
    """Write JSON in the one way that is hashed."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entry_of(row: AuditEntry) -> Entry:
    """Give an entry as it stands in its row."""
    return Entry(
        n=row.n,
        at=row.at,
        who=row.who,
        origin=row.origin,
        action=row.action,
        subject=row.subject,
        detail=json.loads(row.detail),
        hash=row.hash,
    )
