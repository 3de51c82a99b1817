"""Recordings found by all that is known of their calls, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.case_tables import Case, CaseDocument
from storage.contact_tables import ContactAttemptCase, ContactReturn
from storage.engine import transaction
from storage.identity_tables import IdentityCheck
from storage.inquiry_tables import Inquiry, InquiryCase, InquiryMatter
from storage.listening import Wanted, find, heard
from storage.time_tables import SeatStay
from tests.integration.recordings.test_quality import floor
from tests.integration.recordings.vaulted import AT, DAY
from tests.integration.storage.attempts import an_attempt
from tests.integration.storage.story import OPENING

pytestmark = pytest.mark.integration

NUMBERS = {1: "S-O-000001-6", 2: "S-O-000002-4"}


async def known(engine: AsyncEngine, folder: Path) -> None:
    """Three talks: the first identified and by s1 alone, the second recorded, the third a contact.

    s1 sat there in the first one only; s2 wrote of the second.
    """
    await floor(engine, folder)
    record = {"id": "i1", "call": "c2", "staff": "s2", "business_date": DAY, "is_complaint": True}
    record |= {"begun_at": AT, "saved_at": AT, "language": "ja", "is_simple": False, "version": 1}
    identity: dict[str, object] = {"case": 1, "staff": "s1", "at": AT, "relation": "self"}
    identity |= {"items": "", "caller": "p-1"}
    attempt = an_attempt("c3", AT)
    async with transaction(engine) as session:
        for seq, number in NUMBERS.items():
            session.add(
                Case(
                    seq=seq,
                    number=number,
                    kind="application",
                    channel="paper",
                    status="received",
                    status_since=AT,
                    received_at=AT,
                    form="",
                    digest=b"",
                    paper=CaseDocument(seq=seq, document=b""),
                )
            )
        session.add(attempt)
        await session.exec(update(SeatStay).values(ended_at=OPENING + timedelta(seconds=2)))
        await session.exec(insert(Inquiry), params=[record])
        checks = [{"call": "c1", "is_passed": True}, {"call": "c2", "is_passed": False}]
        await session.flush()
        await session.exec(insert(IdentityCheck), params=[identity | each for each in checks])
        await session.flush()
        session.add_all(
            (
                InquiryMatter(inquiry="i1", n=1, category="how", text="振込日は_100%いつか"),
                InquiryCase(inquiry="i1", case=2, at=AT, by="s2"),
                ContactAttemptCase(attempt="c3", case=2),
            )
        )


async def returned_before(engine: AsyncEngine, call: str, *, case: int) -> None:
    """Somebody called back about a case, and then another call did."""
    attempt = an_attempt("a9", AT, contact="k9", person="p-9", returned_call="c9")
    async with transaction(engine) as session:
        session.add(attempt)
        await session.flush()
        session.add_all(
            (
                ContactAttemptCase(attempt="a9", case=case),
                ContactReturn(call=call, attempt="a9", at=AT, staff="s1", result="absent"),
            )
        )


async def test_a_recording_is_found_by_what_is_known_of_its_call(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await known(engine, tmp_path)
    for wanted, calls in (
        (Wanted(), ["c3", "c2", "c1"]),
        (Wanted(talker="s1"), ["c1"]),
        (Wanted(talker="s2"), ["c2"]),
        (Wanted(staff="s1"), []),
        (Wanted(case=NUMBERS[1]), ["c1"]),
        (Wanted(case=NUMBERS[2]), ["c3", "c2"]),
        (Wanted(case="-"), []),
        (Wanted(seat="seat-01"), ["c3", "c2", "c1"]),
        (Wanted(seat="seat-02"), []),
        (Wanted(caller="p-1", complaints=True), ["c2"]),
        (Wanted(category="how", text="_100%"), ["c2"]),
        (Wanted(text="x100%"), []),
        (Wanted(longer_s=1.0, quieter_s=0.0), ["c3", "c2", "c1"]),
        (Wanted(longer_s=1.5), []),
        (Wanted(first=DAY, last=DAY), ["c3", "c2", "c1"]),
        (Wanted(first=DAY + timedelta(days=1)), []),
        (Wanted(since=OPENING, until=OPENING + timedelta(hours=1)), ["c3", "c2", "c1"]),
        (Wanted(since=OPENING + timedelta(hours=1)), []),
        (Wanted(until=OPENING), []),
    ):
        found, count = await find(engine, wanted)
        assert ([each.call.id for each in found], count) == (calls, len(calls)), wanted
    assert await find(engine, replace(Wanted(), seat="seat-01"), page=2) == ([], 3)
    await returned_before(engine, "c3", case=1)
    found, _ = await find(engine, Wanted(case=NUMBERS[1]))
    assert [each.call.id for each in found] == ["c3", "c1"]
    assert await heard(engine, "unknown", "c1", staff="s1", at=AT) == (
        (await find(engine, Wanted(talker="s1")))[0][0],
        None,
    )
