"""The life of a case: its table, and its picture in the documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import IllegalMove
from cases.life_drawn import drawn
from cases.lifecycle import (
    HAPPENINGS,
    OPEN_DEFICIENCY,
    TRANSITIONS,
    WORDS,
    Happening,
    Status,
    after,
)
from config.life_rules import OURS

pytestmark = pytest.mark.unit

H = Happening

MAIN_ROAD = [
    *(H.CHECK_BEGUN, H.FOUND_SUITABLE, H.DELIVERED, H.CLIENT_GRANTED),
    *(H.PAYMENT_MADE, H.PAID, H.DECISION_NOTIFIED, H.FINISHED),
]


def walk(*happenings: Happening, start: Status = Status.RECEIVED) -> Status:
    status = start
    for each in happenings:
        status = after(status, each)
    return status


def test_the_table_has_a_row_and_a_word_for_every_status() -> None:
    assert set(TRANSITIONS) == set(Status) == set(WORDS)
    assert set(HAPPENINGS) == set(Happening)
    assert {each for row in TRANSITIONS.values() for each in row} == set(Happening)


def test_every_status_can_be_reached() -> None:
    reached, fresh = {Status.RECEIVED}, {Status.RECEIVED}
    while fresh:
        fresh = {then for each in fresh for then in TRANSITIONS[each].values()} - reached
        reached |= fresh
    assert reached == set(Status)


def test_a_case_goes_from_receipt_to_its_end() -> None:
    assert walk(*MAIN_ROAD) is Status.DONE


def test_the_clients_finding_reopens_a_delivered_case() -> None:
    """SPR-III-3-3-イ-1."""
    assert walk(*MAIN_ROAD[:3], H.DEFICIENCY_FOUND) is Status.DEFICIENT


def test_three_unanswered_calls_lead_to_the_notice_and_to_the_hand_over() -> None:
    missed = [H.CALL_BEGUN, H.CALL_MISSED] * 2 + [H.CALL_BEGUN, H.GIVEN_UP]
    road = [H.DEFICIENCY_FOUND, H.CALL_PLANNED, *missed]
    assert walk(*road) is Status.UNREACHED
    assert walk(*road, H.NOTICE_ISSUED, H.HANDED_OVER) is Status.HANDED_OVER
    assert walk(*road, H.NOTICE_ISSUED, H.ALL_RESOLVED, H.CHECK_BEGUN) is Status.CHECKING


def test_only_what_the_client_granted_is_paid() -> None:
    """A-31: whatever road leads to a payment, it passes the client's decision."""
    before = {status for status, row in TRANSITIONS.items() if H.PAYMENT_MADE in row}
    assert before == {Status.GRANTED}
    leading = {
        happening
        for row in TRANSITIONS.values()
        for happening, then in row.items()
        if then is Status.GRANTED
    }
    again = {H.RELEASED, H.PAYMENT_CANCELLED, H.ACCOUNT_MENDED}
    assert leading == {H.CLIENT_GRANTED, *again}


def test_a_returned_transfer_opens_a_deficiency_even_after_the_end() -> None:
    for road in (MAIN_ROAD[:5], MAIN_ROAD[:6], MAIN_ROAD[:7], MAIN_ROAD):
        assert walk(*road, H.TRANSFER_RETURNED) is Status.DEFICIENT
    mended = [H.TRANSFER_RETURNED, H.ALL_RESOLVED, H.ACCOUNT_MENDED]
    assert walk(*MAIN_ROAD, *mended) is Status.GRANTED


def test_from_every_open_deficiency_it_can_be_resolved_or_handed_over() -> None:
    for status in OPEN_DEFICIENCY:
        assert after(status, H.ALL_RESOLVED) is Status.RESOLVED
        assert after(status, H.HANDED_OVER) is Status.HANDED_OVER


@given(st.sampled_from(Status), st.sampled_from(Happening))
def test_what_the_table_does_not_list_is_refused_by_name(status: Status, what: Happening) -> None:
    if what in TRANSITIONS[status]:
        assert after(status, what) is TRANSITIONS[status][what]
    else:
        with pytest.raises(IllegalMove) as refused:
            after(status, what)
        assert WORDS[status] in str(refused.value)
        assert HAPPENINGS[what] in str(refused.value)


def test_the_campaign_file_knows_the_same_statuses() -> None:
    assert {each.value for each in Status} == OURS


def test_the_picture_is_drawn_from_this_table() -> None:
    file = Path(__file__).parents[3] / "docs" / "case-life.md"
    assert file.read_text(encoding="utf-8") == drawn()
