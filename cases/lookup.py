"""How a case stands, for its applicant on the telephone: by receipt number and birth date alone.

Whoever asks is told one of a few words and nothing else of the case. That somebody asked is kept
like every sight of a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.lifecycle import Status
from cases.numbering import DIGITS
from storage.case_tables import Case, CaseSight

FOUND, NOT_FOUND, UNAVAILABLE = "found", "not_found", "unavailable"
BY = "ivr"

_S = Status
_LOOP = (_S.DEFICIENT, _S.CALL_DUE, _S.CALLING, _S.UNREACHED, _S.NOTICE_SENT, _S.SENT_BACK)
WORDS: dict[Status, str] = {
    _S.RECEIVED: "received",
    **dict.fromkeys((_S.CHECKING, _S.RESOLVED, _S.SUITABLE, _S.UNSUITABLE), "checking"),
    **dict.fromkeys((_S.DELIVERED, _S.DUPLICATE_HELD, _S.HANDED_OVER), "checking"),
    **dict.fromkeys(_LOOP, "deficient"),
    **dict.fromkeys((_S.GRANTED, _S.REJECTED, _S.PAYMENT_MADE), "decided"),
    **dict.fromkeys((_S.NOTIFIED, _S.DONE), "decided"),
    _S.PAID: "paid",
}
"""What an applicant is told of each status; of the others an agent must tell."""
_TOLD = {status.value: word for status, word in WORDS.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to a question."""

    answer: str
    status: str = ""


async def look_up(session: AsyncSession, *, receipt: str, birth: str, at: datetime) -> Told:
    """Answer a question by the digits of the receipt number and eight digits of the birth date."""
    born = _date(birth)
    if born is None or not receipt.isdecimal() or len(receipt) <= DIGITS:
        return Told(NOT_FOUND)
    case = (await session.exec(select(Case).where(col(Case.seq) == int(receipt[:-1])))).first()
    if case is None or _digits(case.number) != receipt or case.birth_on != born:
        return Told(NOT_FOUND)
    word = _TOLD.get(case.status)
    if case.is_protected or word is None:
        return Told(UNAVAILABLE)
    session.add(CaseSight(case=case.seq, at=at, by=BY, how="lookup"))
    return Told(FOUND, word)


def _digits(number: str) -> str:
    return "".join(each for each in number if each.isdecimal())


def _date(digits: str) -> date | None:
    try:
        return datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
