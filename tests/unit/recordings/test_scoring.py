"""What a score sheet gives, what is drawn, how far scorers agree: counted by hand."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.quality import week_named, week_of
from recordings.scoring import (
    Criterion,
    Drawn,
    Marks,
    Sheet,
    agreement,
    by_criterion,
    draw,
    lacking,
    score,
)

pytestmark = pytest.mark.unit

SHEET = Sheet(
    id="s-1",
    name="評価",
    criteria=(
        Criterion(id="a", name="挨拶", weight=20, most=4),
        Criterion(id="b", name="回答", weight=50, most=4),
        Criterion(id="c", name="本人確認", weight=30, most=1, knock_out=True),
    ),
    per_person=2,
    doubles=1,
)


@pytest.mark.parametrize(
    ("marks", "points", "is_out"),
    [
        ({"a": 4, "b": 4, "c": 1}, 100.0, False),
        ({"a": 2, "b": 3, "c": 1}, 77.5, False),  # 10 + 37.5 + 30
        ({"a": 2, "b": 3, "c": None}, 67.9, False),  # 47.5 of 70
        ({"a": 4, "b": 4, "c": 0}, 0.0, True),
        ({"a": 0, "b": 0, "c": 1}, 30.0, False),
        ({"a": None, "b": None, "c": None}, 100.0, False),
    ],
)
def test_weights_what_did_not_occur_and_what_must_not_be_missed(
    marks: dict[str, int | None], points: float, is_out: bool
) -> None:
    assert lacking(SHEET, marks) == []
    came = score(SHEET, marks)
    assert (came.points, came.knocked_out) == (points, is_out)


def test_a_mark_that_lacks_or_that_the_sheet_does_not_know() -> None:
    assert lacking(SHEET, {"a": 5, "b": -1}) == ["a", "b", "c"]


TALKS = st.sets(st.tuples(st.sampled_from("pqr"), st.text("0123456789", min_size=1, max_size=3)))


@given(TALKS, st.text(max_size=8))
def test_a_draw_repeats_itself_and_takes_so_many_of_each(
    talks: set[tuple[str, str]], seed: str
) -> None:
    drawn = draw(sorted(talks), SHEET, week="2026-W06", seed=seed)
    assert drawn == draw(sorted(talks, reverse=True), SHEET, week="2026-W06", seed=seed)
    for person in "pqr":
        theirs = [each for each in talks if each[0] == person]
        assert sum(each.staff == person for each in drawn) == min(2, len(theirs))
    assert {(each.staff, each.call) for each in drawn} <= talks
    assert sum(each.is_double for each in drawn) == min(1, len(drawn))


def test_anybody_can_repeat_a_draw_with_sha256() -> None:
    talks = [("p", f"c{n}") for n in range(20)]

    def rank(call: str) -> str:
        return hashlib.sha256(f"seed/2026-W06/p/{call}".encode()).hexdigest()

    first, second = sorted((call for _, call in talks), key=rank)[:2]
    drawn = draw(talks, SHEET, week="2026-W06", seed="seed")
    assert drawn == sorted([Drawn("p", first, is_double=True), Drawn("p", second)])
    assert drawn != draw(talks, SHEET, week="2026-W07", seed="seed")


def test_agreement_counted_by_hand() -> None:
    pairs: list[tuple[Marks, Marks]] = [
        ({"a": 4, "b": 2, "c": 1}, {"a": 4, "b": 3, "c": 1}),
        ({"a": 0, "b": 4, "c": 1}, {"a": 2, "b": 4, "c": None}),
    ]
    found = agreement(SHEET, pairs)
    assert (found.marks, found.same, found.near) == (6, 3 / 6, 4 / 6)
    # Parts of what can be given: 1 1, .5 .75, 1 1, 0 .5, 1 1. Squares seen: (.0625 + .25) / 5.
    # By chance, the 25 pairs of {1, .5, 1, 0, 1} and {1, .75, 1, .5, 1}: 5.5625.
    assert found.kappa == pytest.approx(1 - 0.0625 / (5.5625 / 25))
    assert found.points_apart == pytest.approx((12.5 + 5.7) / 2)
    assert by_criterion(SHEET, pairs) == [("挨拶", 0.5), ("回答", 0.5), ("本人確認", 0.5)]
    nobody = agreement(SHEET, [])
    assert (nobody.same, nobody.kappa, nobody.points_apart) == (None, None, None)
    alike = {"a": 4, "b": 4, "c": 1}
    assert agreement(SHEET, [(alike, alike)]).kappa is None  # chance explains it all


def test_a_week_by_its_name() -> None:
    week = week_named("2026-W06")
    assert week is not None
    assert (week.first.isoformat(), week.last.isoformat()) == ("2026-02-02", "2026-02-08")
    assert week_of(week.last) == week
    assert [week_named(each) for each in ("2026-W54", "2026-06", "", "W06")] == [None] * 4
