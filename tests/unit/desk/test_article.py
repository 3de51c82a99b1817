"""What an article may say, how its version lives, and how two versions differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk.article import TRANSITIONS, Flaw, Happening, Kind, State, Writing, flaws
from desk.difference import Change, Piece, difference
from desk.rules import Category, Rules

pytestmark = pytest.mark.unit

RULES = Rules(categories=(Category(id="apply", name="申請方法"),))
WRITING = Writing(title="申請の期限", text="5月29日です。")


@pytest.mark.parametrize(
    ("kind", "writing", "flaw"),
    [
        (Kind.FAQ, replace(WRITING, title=""), Flaw.TITLE),
        (Kind.FAQ, replace(WRITING, title="字" * 121), Flaw.TITLE),
        (Kind.FAQ, replace(WRITING, text=""), Flaw.TEXT),
        (Kind.FAQ, replace(WRITING, text="字" * 8_001), Flaw.TEXT),
        (Kind.FAQ, replace(WRITING, category="x"), Flaw.CATEGORY),
        (Kind.SCRIPT, WRITING, Flaw.CATEGORY),
        (Kind.MANUAL, replace(WRITING, words="1234 5678 9018"), Flaw.MY_NUMBER),
    ],
)
def test_a_flawed_text_says_what_is_wrong(kind: Kind, writing: Writing, flaw: Flaw) -> None:
    assert flaws(kind, writing, RULES) == (flaw,)


def test_a_whole_text_has_no_flaw() -> None:
    assert flaws(Kind.SCRIPT, replace(WRITING, category="apply"), RULES) == ()


@pytest.mark.clause("SPR-V-2-2")
def test_nothing_is_published_but_what_the_client_confirmed() -> None:
    to_published = [
        (state, happening)
        for state, cells in TRANSITIONS.items()
        for happening, after in cells.items()
        if after is State.PUBLISHED
    ]
    assert to_published == [(State.CONFIRMED, Happening.PUBLISH)]
    assert set(TRANSITIONS) == set(State)


@pytest.mark.clause("SPR-V-2-2")
def test_two_texts_differ_by_letters_within_changed_lines() -> None:
    before, after = "申請は\n5月28日まで。\n以上\n", "申請は\n5月29日まで。\n以上\n追加\n"
    assert difference(before, after) == [
        Piece(Change.SAME, "申請は\n5月2"),
        Piece(Change.GONE, "8"),
        Piece(Change.NEW, "9"),
        Piece(Change.SAME, "日まで。\n以上\n"),
        Piece(Change.NEW, "追加\n"),
    ]
