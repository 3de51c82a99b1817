"""What follows an attempt by itself (requirements 3.4.4 and 3.4.5)."""

from __future__ import annotations

from datetime import date, datetime

from cases.contact import Contact
from cases.contact_plan import Planner, is_promised
from cases.contact_result import Next, Result
from cases.contact_verdict import MANUAL, Reason


def next_step(
    planner: Planner, contact: Contact, at: datetime, *, today: date, letters_from: date | None
) -> Next:
    """Say what follows the last attempt of a contact; that attempt's result is in it already.

    From `letters_from` on those who are given up get a notice, before it the client says what to
    do (A-10); without such a day they always get a notice.
    """
    last = contact.attempts[-1].result if contact.attempts else None
    reason = planner.judge(contact, at).reason
    if planner.is_over(contact, at) or reason is Reason.OVER:
        return Next.LETTER if letters_from is None or today >= letters_from else Next.LIST
    if last in {Result.UNDERSTOOD, Result.RETURNED}:
        return Next.DOCUMENT
    if reason in MANUAL:
        return Next.MANUAL
    return Next.LATER if is_promised(contact) else Next.AGAIN
