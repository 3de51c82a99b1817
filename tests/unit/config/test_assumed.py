"""No value of a contract is invented in silence: a document says it, or it is marked as assumed.

A key is said by a document if a clause stands beside it, above it or above its table. What is left
is ours to decide in every contract: names, the words of announcements, our own score sheet.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.campaign import CAMPAIGNS, unconfirmed
from ivr_flows.loader import SHIPPED

pytestmark = pytest.mark.unit

SHIPPED_CAMPAIGNS = sorted(CAMPAIGNS.glob("*.toml"), key=lambda path: path.name)
FLOWS = sorted(path.stem for path in SHIPPED.glob("*.toml"))
CLAUSE = re.compile(r"(SPR|OTR|SUI|SET|SHJ)-\S|\bA-\d\d\b|\bF-R\d")
TABLE = re.compile(r"\[+([a-z0-9_.]+)\]+$")
KEY = re.compile(r"([a-z0-9_-]+) *=")
LARGE = {"calls", "cases", "recordings", "reports", "staff"}
"""Tables in which a clause above the heading does not speak for every key."""
OURS = {
    *("id", "name", "zone", "assumed", "client", "confirmed"),
    *("agreements", "alarms", "desks", "flows", "quality", "reasons", "spoken", "templates"),
    *("transfers", "reports.addressee", "reports.subject", "reports.unit", "reports.forecast"),
    *("holidays.add", "holidays.remove", "operation.from", "operation.to"),
    *("calls.told", "calls.record_on_demand", "categories.under", "categories.complaint"),
    *("staff.password_length", "staff.former_passwords", "staff.session_h"),
    *("staff.first_password_h", "reports.warn"),
    *("recordings.agents_hear_own", "recordings.client_hears"),
    *("cases.number_prefix", "cases.id_column", "cases.action_column", "cases.received_column"),
    *("cases.encrypted", "cases.max_children", "cases.lists", "cases.criteria"),
}
"""Names, words and switches whose shipped value is the careful one, and days that `period` says."""
SILENT = {
    "sapporo": {
        *("calls.over_line_action", "calls.record", "relaxation", "reports.kpi"),
        "staff.second_factor",
    },
    "otaru": {"hours", "capacity", "lines", "calls.record", "cases.identity"},
    "suita": {
        *("capacity", "lines", "relaxation", "holidays.remove", "logs.days_after_end"),
        *("staff.second_factor", "reports.forms"),
    },
    "setagaya": {
        *("capacity", "lines", "calls.record", "logs.days_after_end", "cases.identity"),
        *("staff.second_factor", "reports.forms"),
    },
    "shinjuku": {
        *("hours", "capacity", "lines", "calls.record", "holidays.public", "cases.identity"),
        "staff.second_factor",
    },
}
"""Read off the documents by hand (requirements 2.2): where they say nothing."""


def said(text: str) -> Iterator[tuple[str, bool]]:
    """Give every key to the second level, and whether a clause says it."""
    table, whole, above = "", False, False
    for line in map(str.strip, text.splitlines()):
        is_said = above or bool(CLAUSE.search(line))
        if line.startswith("#"):
            above = is_said
            continue
        above = False
        if found := TABLE.match(line):
            table = found[1]
            whole = is_said and table not in LARGE
            yield ".".join(table.split(".")[:2]), is_said
        elif found := KEY.match(line):
            path = f"{table}.{found[1]}" if table else found[1]
            yield ".".join(path.split(".")[:2]), is_said or whole


@pytest.mark.parametrize("path", SHIPPED_CAMPAIGNS, ids=lambda path: path.stem)
def test_each_value_has_its_clause_or_is_marked_as_assumed(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    allowed = OURS | set(tomllib.loads(text)["assumed"])
    by_document = {key for key, is_said in said(text) if is_said}
    invented = {
        key
        for key, _ in said(text)
        if key not in by_document
        and not {key, key.partition(".")[0]} & allowed
        # a table whose keys are each said, or assumed, needs no clause of its own
        and not any(other.startswith(f"{key}.") for other in by_document | allowed)
    }
    assert invented == set()


@pytest.mark.parametrize("name", SILENT)
def test_where_the_documents_are_silent_a_real_trunk_waits_for_the_client(name: str) -> None:
    waiting = unconfirmed(name, flows=FLOWS)
    assert SILENT[name] - set(map(str, waiting)) == set()


def test_what_is_not_even_written_down_waits_as_well(tmp_path: Path) -> None:
    text = (CAMPAIGNS / "otaru.toml").read_text(encoding="utf-8")
    for written in (
        "second_factor = true\n",
        "idle_lock_min = 15\n",
        "[logs]\ndays_after_end = 365",
    ):
        assert text.count(written) == 1
        text = text.replace(written, "")
    text = text.replace('  "staff.idle_lock_min",\n', "").replace('  "logs.days_after_end",\n', "")
    path = tmp_path / "otaru.toml"
    path.write_text(text, encoding="utf-8")
    waiting = unconfirmed(str(path), flows=FLOWS)
    assert waiting[-3:] == ("staff.second_factor", "staff.idle_lock_min", "logs.days_after_end")
