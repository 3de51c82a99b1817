"""Who is called when, and why not now: by example on Sapporo's days, and whatever happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.contact import Bar, Contact, bar_after, grouped
from cases.contact_next import next_step
from cases.contact_result import COUNTED, Next, Result
from cases.contact_verdict import Reason, Verdict
from cases.lifecycle import Status
from cases.schema import Channel
from tests.unit.cases.contacts import (
    FIRST,
    ZONE,
    at,
    calendar,
    contact,
    papers,
    planner,
    rules,
    tried,
)

pytestmark = pytest.mark.unit

NO, BUSY = Result.NO_ANSWER, Result.BUSY


def judged(made: Contact, when: str) -> tuple[Reason, str]:
    verdict = planner().judge(made, at(when))
    then = verdict.when.astimezone(ZONE).strftime("%m-%d %H:%M") if verdict.when else ""
    return verdict.reason, then


@pytest.mark.parametrize(
    ("now", "reason", "when"),
    [
        ("03-02 10:00", Reason.DUE, "03-02 10:00"),
        ("03-02 17:44", Reason.DUE, "03-02 17:44"),
        ("03-02 17:45", Reason.HOURS, "03-03 09:00"),
        ("03-20 10:00", Reason.HOURS, "03-23 09:00"),  # a holiday, then a weekend
        ("05-29 17:45", Reason.OVER, ""),
    ],
)
def test_a_paper_deficiency_is_due_at_once_within_hours(
    now: str, reason: Reason, when: str
) -> None:
    assert judged(contact(), now) == (reason, when)


@pytest.mark.parametrize(
    ("sent_back", "now", "reason", "when"),
    [
        (None, "03-09 10:00", Reason.TO_SEND_BACK, ""),
        ("03-02 15:00", "03-04 10:00", Reason.SENT_BACK, "03-05 09:00"),
        ("03-02 15:00", "03-05 09:00", Reason.DUE, "03-05 09:00"),
        ("03-18 15:00", "03-19 10:00", Reason.SENT_BACK, "03-24 09:00"),  # Friday is a holiday
    ],
)
def test_an_online_one_after_three_business_days_without_an_answer(
    sent_back: str | None, now: str, reason: Reason, when: str
) -> None:
    done = None if sent_back is None else at(sent_back)
    made = contact(channel=Channel.ONLINE, status=Status.SENT_BACK, sent_back_at=done)
    assert judged(made, now) == (reason, when)


@pytest.mark.parametrize(
    ("attempts", "now", "reason", "when"),
    [
        ([("03-03 10:10", NO)], "03-03 11:00", Reason.GAP, "03-03 12:10"),
        ([("03-03 09:00", NO)], "03-03 11:30", Reason.BAND, "03-03 12:00"),
        ([("03-03 10:10", NO)], "03-03 14:20", Reason.DUE, "03-03 14:20"),
        ([("03-03 10:10", NO), ("03-03 14:20", BUSY)], "03-03 16:30", Reason.DAY, "03-04 15:00"),
        ([("03-03 10:10", NO), ("03-04 14:20", NO)], "03-05 14:00", Reason.BAND, "03-05 15:00"),
        ([("03-03 10:10", Result.FAILED)], "03-03 12:10", Reason.DUE, "03-03 12:10"),
        ([("03-03 10:10", Result.FAILED)] * 3, "03-03 15:00", Reason.FAILURES, ""),
        ([("03-03 10:10", Result.NOT_IN_USE)], "03-04 15:00", Reason.EXHAUSTED, ""),
        ([("03-03 10:10", Result.UNDERSTOOD)], "03-04 15:00", Reason.DOCUMENT, ""),
        ([("03-03 10:10", Result.UNDERSTOOD)], "03-13 10:10", Reason.EXHAUSTED, ""),
        ([("03-03 10:10", Result.SKIPPED)], "03-04 15:00", Reason.UNCLEAR, ""),
    ],
)
def test_the_next_attempt_keeps_gap_days_and_bands(
    attempts: list[tuple[str, Result]], now: str, reason: Reason, when: str
) -> None:
    """7.1: the first Tuesday 10:10, the second 14:20, the third in the afternoon."""
    assert judged(contact(*attempts), now) == (reason, when)


def test_what_was_asked_for_is_kept_in_any_band_but_within_hours() -> None:
    asked = contact(("03-03 10:10", Result.CALL_AGAIN), again="03-03 11:00")
    assert judged(asked, "03-03 10:30") == (Reason.ASKED, "03-03 11:00")
    assert judged(asked, "03-03 11:00") == (Reason.DUE, "03-03 11:00")
    late = contact(("03-03 10:10", Result.CALL_AGAIN), again="03-03 19:00")
    assert judged(late, "03-03 10:30") == (Reason.ASKED, "03-04 09:00")
    put_off = contact(("03-03 10:10", Result.SKIPPED), again="03-04 09:00")
    assert judged(put_off, "03-03 15:00") == (Reason.PUT_OFF, "03-04 09:00")


@pytest.mark.parametrize(
    ("ours", "again"),
    [
        (Result.SKIPPED, "03-03 11:20"),  # called off for a caller, or the seat's phone not taken
        (Result.FAILED, ""),
        (Result.CANCELLED, ""),
    ],
)
def test_what_was_promised_stands_when_our_own_side_fails_at_it(ours: Result, again: str) -> None:
    """In a band that was tried before, and before the others."""
    asked = ("03-03 09:10", Result.CALL_AGAIN)
    kept = contact(("03-02 13:00", NO), asked, ("03-03 11:10", ours), again=again)
    assert judged(kept, "03-03 13:30") == (Reason.DUE, "03-03 13:30")
    older = Contact(papers=(papers(3, since=at("02-27 10:00")),))
    found = planner().plan([older, kept], at("03-03 13:30"))
    assert [each.contact.seqs for each in found] == [(1,), (3,)]
    called = tried(kept, at("03-03 13:30"), NO)
    assert judged(called, "03-03 15:30") == (Reason.DUE, "03-03 15:30")
    assert judged(called, "03-04 13:30") == (Reason.BAND, "03-04 15:00")


@pytest.mark.clause("SPR-II-3-2-5")
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"is_protected": True}, Reason.PROTECTED),
        ({"bar": Bar.DO_NOT_CALL}, Reason.BARRED),
        ({"bar": Bar.WRONG_PERSON}, Reason.BARRED),
        ({"phone": None}, Reason.NO_NUMBER),
        ({"status": Status.UNREACHED}, Reason.GIVEN_UP),
    ],
)
def test_who_is_never_called(changed: dict[str, object], reason: Reason) -> None:
    made = Contact(papers=(papers(**changed),))
    assert judged(made, "03-03 10:00") == (reason, "")


def test_one_person_with_two_cases_is_one_contact_and_one_protected_case_withholds_both() -> None:
    old, new = papers(1, person="p"), papers(2, person="p", is_protected=True)
    groups = grouped([new, papers(3), old])
    assert [[each.seq for each in group] for group in groups] == [[1, 2], [3]]
    assert planner().judge(Contact(papers=groups[0]), at("03-03 10:00")).reason is Reason.PROTECTED


def test_the_due_ones_come_in_the_campaigns_order() -> None:
    promised = replace(
        contact(("03-03 09:10", Result.CALL_AGAIN), again="03-03 10:00"), papers=(papers(9),)
    )
    soon = Contact(papers=(papers(2, handover_on=at("03-05 00:00").date()),))
    older = Contact(papers=(papers(3, since=at("02-27 10:00")),))
    plain, later = (
        Contact(papers=(papers(1),)),
        replace(contact(("03-03 09:10", NO)), papers=(papers(4),)),
    )
    found = planner().plan([plain, later, older, soon, promised], at("03-03 10:00"))
    assert [each.contact.seqs for each in found] == [(9,), (3,), (2,), (1,), (4,)]


@pytest.mark.parametrize(
    ("attempts", "now", "step"),
    [
        ([("02-03 10:10", NO)], "02-03 10:11", Next.AGAIN),
        ([("02-03 10:10", NO), ("02-04 14:20", NO), ("02-05 15:10", NO)], "02-05 15:11", Next.LIST),
        (
            [("03-03 10:10", NO), ("03-04 14:20", NO), ("03-05 15:10", NO)],
            "03-05 15:11",
            Next.LETTER,
        ),
        ([("03-03 10:10", Result.WRONG_PERSON)], "03-03 10:11", Next.LETTER),
        ([("03-03 10:10", Result.UNDERSTOOD)], "03-03 10:11", Next.DOCUMENT),
        ([("03-03 10:10", Result.FAILED)] * 3, "03-03 10:11", Next.MANUAL),
        ([("05-29 17:40", NO)], "05-29 17:41", Next.LETTER),
    ],
)
def test_what_follows_by_itself(attempts: list[tuple[str, Result]], now: str, step: Next) -> None:
    """SPR-III-3-3-イ-1: three without an answer are given up, by letter from March on (A-10)."""
    made = contact(*attempts, since=at("02-02 09:30"))
    when = at(now)
    letters = at("03-01 00:00").date()
    assert next_step(planner(), made, when, today=when.date(), letters_from=letters) is step
    asked = tried(made, when, Result.CALL_AGAIN, again_s=600)
    if step is Next.AGAIN:
        assert next_step(planner(), asked, when, today=when.date(), letters_from=letters) is (
            Next.LATER
        )


@pytest.mark.parametrize(
    ("result", "again", "step"),
    [
        (Result.FAILED, "", Next.LATER),
        (Result.CANCELLED, "", Next.LATER),
        (Result.SKIPPED, "02-03 10:30", Next.LATER),
        (Result.SKIPPED, "", Next.MANUAL),
        (NO, "", Next.AGAIN),
    ],
)
def test_after_our_own_side_failed_at_a_promise_that_still_follows(
    result: Result, again: str, step: Next
) -> None:
    tries = ("02-03 09:10", Result.CALL_AGAIN), ("02-03 10:00", result)
    made, when = contact(*tries, again=again, since=at("02-02 09:30")), at("02-03 10:01")
    assert next_step(planner(), made, when, today=when.date(), letters_from=None) is step
    unread = replace(made, papers=(replace(made.papers[0], phone=None),))
    assert next_step(planner(), unread, when, today=when.date(), letters_from=None) is Next.MANUAL


MINUTES = st.integers(0, 117 * 24 * 60)
UNREACHED = st.sampled_from(sorted(COUNTED | {Result.FAILED, Result.CALL_AGAIN, Result.SKIPPED}))


def instant(minutes: int) -> datetime:
    return datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=ZONE) + timedelta(minutes=minutes)


@given(found=MINUTES, steps=st.lists(st.tuples(UNREACHED, st.integers(-60, 4_000)), max_size=8))
def test_whatever_happens_every_call_keeps_the_rules(
    found: int, steps: list[tuple[Result, int]]
) -> None:
    """A time that was given is in hours and is due when it comes; the clock may step back."""
    made, now, ours = contact(since=instant(found)), instant(found), planner()
    for result, minutes in steps:
        verdict = ours.judge(made, now)
        if verdict.when is None:
            break
        _is_sound(verdict, now)
        again_s = 3600 if result in {Result.CALL_AGAIN, Result.SKIPPED} else 0
        made = tried(made, verdict.when, result, again_s=again_s)
        now = verdict.when + timedelta(minutes=minutes)
    _kept_the_rules(made)


def _is_sound(verdict: Verdict, now: datetime) -> None:
    when = verdict.when
    assert when is not None
    assert when >= now
    local = when.astimezone(ZONE)
    assert local.date() in calendar().days
    assert rules().hours.holds(local.time())
    assert (verdict.reason is Reason.DUE) == (when == now)
    assert planner().judge(verdict.contact, when).reason is Reason.DUE


def _kept_the_rules(made: Contact) -> None:
    counted = planner().counted(made)
    assert len(counted) <= rules().attempts
    for before, after in zip(made.attempts, made.attempts[1:], strict=False):
        assert after.at >= (before.again_at or before.at + rules().gap)
    if not any(each.result is Result.CALL_AGAIN for each in made.attempts):
        bands = [rules().band_of(each.at.astimezone(ZONE).time()) for each in counted]
        assert len(set(bands)) == len(bands)
        if len(counted) == rules().attempts:
            assert len({each.at.astimezone(ZONE).date() for each in counted}) >= rules().days


def test_who_wants_no_calls_is_a_stranger_or_has_no_number_is_not_dialled_again() -> None:
    barred = {each: bar_after(each) for each in Result if bar_after(each) is not None}
    assert barred == {
        Result.REFUSED: Bar.DO_NOT_CALL,
        Result.WRONG_PERSON: Bar.WRONG_PERSON,
        Result.NOT_IN_USE: Bar.NOT_IN_USE,
    }


def test_a_lease_hides_a_contact_until_it_runs_out() -> None:
    leased = replace(contact(), leased_until=at("03-03 10:05"))
    assert judged(leased, "03-03 10:00") == (Reason.LEASED, "03-03 10:05")
    assert judged(leased, "03-03 10:05")[0] is Reason.DUE
