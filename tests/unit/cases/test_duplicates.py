"""Each level of the duplicate check, seeded pair by pair (requirements 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from cases.claims import Claim, Claims
from cases.duplicates import BLOCKING, Level, Match, find_matches
from cases.keys_of import Roles
from tests.unit.cases.applications import application, schema

pytestmark = pytest.mark.unit

STRANGER = {
    "applicant_kana": "ササクラ　ヨシノリ",
    "applicant_name": "笹倉　義則",
    "applicant_birth": "1971-12-31",
    "phone": "0112345678",
    "account_number": "7654321",
}
"""Another applicant than the usual one, with other phone and account."""
OTHER_CHILD = {
    "child_kana": "ササクラ　ミズキ",
    "child_name": "笹倉　瑞樹",
    "child_birth": "2014-02-02",
}


def claim(name: str, seq: int | None, **changed: Any) -> Claim:
    return Claims(Roles(schema())).of(application(**changed), name, seq=seq)


@dataclass(frozen=True)
class Pair:
    what: str
    level: Level | None
    changed: dict[str, Any]


PAIRS = [
    Pair("the same", Level.CHILD, {}),
    Pair("another parent", Level.CHILD, STRANGER),
    Pair("half width", Level.CHILD, STRANGER | {"child_kana": "ﾀｶﾊｼ ﾘｸ"}),
    Pair("one of two", Level.CHILD, STRANGER | {"kids": [OTHER_CHILD, {}]}),
    Pair("renamed child", Level.APPLICANT, {"child_kana": "サトウ　ソウマ", "account_number": "1"}),
    Pair("account", Level.ACCOUNT, STRANGER | OTHER_CHILD | {"account_number": "0012345"}),
    Pair("near kana", Level.NEAR, STRANGER | {"child_kana": "タカハシ　リコ"}),
    Pair("swapped kana", Level.NEAR, STRANGER | {"child_kana": "タハカシ　リグ"}),
    Pair("same kanji", Level.NEAR, STRANGER | {"child_kana": "コウノ　アツシ"}),
    Pair(
        "same phone",
        Level.NEAR,
        STRANGER | OTHER_CHILD | {"phone": "09012345678", "child_birth": "2019-06-30"},
    ),
    Pair("nobody", None, STRANGER | OTHER_CHILD),
    Pair("other birth", None, STRANGER | {"child_birth": "2019-07-01"}),
    Pair(
        "three letters",
        None,
        STRANGER | {"child_kana": "タカハラ　ソウ", "child_name": "高原　颯"},
    ),
    Pair("younger sibling", None, OTHER_CHILD),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda each: each.what)
def test_a_payee_is_compared_with_who_was_paid(pair: Pair) -> None:
    found = find_matches([claim("S-O-000002-0", 2, **pair.changed)], [claim("過去支給 1:2", None)])
    expected = [] if pair.level is None else [Match(2, pair.level, "過去支給 1:2")]
    assert found == expected


@pytest.mark.parametrize("pair", PAIRS, ids=lambda each: each.what)
def test_within_a_run_the_later_is_blocked_and_both_are_held(pair: Pair) -> None:
    payees = [claim("first", 1), claim("later", 2, **pair.changed)]
    found = set(find_matches(payees, []))
    if pair.level is None:
        assert found == set()
    elif pair.level in BLOCKING:
        assert found == {Match(2, pair.level, "first")}
    else:
        assert found == {Match(2, pair.level, "first"), Match(1, pair.level, "later")}


def test_siblings_with_names_alike_are_no_match() -> None:
    twins = [{"child_kana": "タカハシ　リク"}, {"child_kana": "タカハシ　リコ"}]
    assert find_matches([claim("x", 1, kids=twins)], []) == []


def test_a_list_that_knows_only_children_is_enough() -> None:
    empty = dict.fromkeys(("applicant_kana", "applicant_birth", "phone", "account_number"), "")
    [match] = find_matches([claim("x", 1, **STRANGER)], [claim("past", None, **empty)])
    assert match.level is Level.CHILD


def test_a_missing_applicant_is_nobody_and_not_everybody() -> None:
    """Two empty names are not the same person, nor are two empty accounts the same account."""
    empty = dict.fromkeys(("applicant_kana", "applicant_birth", "phone", "bank_code"), "")
    later = claim("later", 2, **empty, **{**OTHER_CHILD, "child_birth": "2019-06-30"})
    assert find_matches([claim("first", 1, **empty), later], []) == []
