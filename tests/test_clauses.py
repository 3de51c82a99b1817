"""The page of clauses is in step with the tests' marks, and no mark names a clause that is none."""

from __future__ import annotations

import re

import pytest

from scripts.clauses import NEEDS, PAGE, WORKS, clauses, marks, page

pytestmark = pytest.mark.unit


def test_the_page_is_made_from_the_marks() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python scripts/clauses.py"


def test_a_mark_names_a_clause_that_there_is() -> None:
    known = {id_ for rows in clauses().values() for id_ in rows}
    assert marks().keys() <= known


def test_every_shipped_contract_has_its_clauses() -> None:
    found = clauses()
    assert {name: len(rows) for name, rows in found.items()} == {
        **{"otaru": 74, "sapporo": 104, "setagaya": 71, "shinjuku": 49, "suita": 116}
    }
    for rows in found.values():
        assert {row["need"] for row in rows.values()} <= NEEDS.keys()
        assert all(re.fullmatch(r"[A-Z]{3}-\S+", id_) for id_ in rows)


def test_what_is_other_work_is_named_and_no_test_claims_it() -> None:
    other = {
        id_: row["elsewhere"]
        for rows in clauses().values()
        for id_, row in rows.items()
        if "elsewhere" in row
    }
    assert set(other.values()) == WORKS.keys()
    assert other.keys() & marks().keys() == set()
