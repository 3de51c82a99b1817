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
from config.campaign_file import WHOLE
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
    *("agreements", "desks", "flows", "quality", "reasons", "spoken", "templates"),
    *("transfers", "reports.addressee", "reports.subject", "reports.unit", "reports.forecast"),
    *("holidays.add", "holidays.remove", "operation.from", "operation.to"),
    *("calls.told", "calls.record_on_demand", "categories.under", "categories.complaint"),
    *("staff.password_length", "staff.former_passwords", "staff.session_h"),
    "staff.first_password_h",
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
    "otaru": {"hours", "capacity", "lines", "calls.record", "cases.identity", "transfers"},
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


def test_a_table_that_a_contract_decides_waits_by_the_key_or_whole(tmp_path: Path) -> None:
    text = (CAMPAIGNS / "otaru.toml").read_text(encoding="utf-8")
    for written in (
        "wrap_up_max_s = 0 # 延ばせません\n",
        'contractor = "（受託者名）" # 契約の後に書きます\n',
        'warn = ["12:00", "16:00"]\n',
        "[promises]\nremind_min = 10\nticket_step_min = 60\n",
        "quiet_h = 0\n",
        "callback_tries = 3\n",
    ):
        assert text.count(written) == 1
        text = text.replace(written, "")
    marked = ("calls.wrap_up_max_s", "reports.contractor", "reports.warn", *WHOLE)
    for key in marked:
        text = re.sub(rf'^  "{re.escape(key)}",.*\n', "", text, count=1, flags=re.M)
    path = tmp_path / "otaru.toml"
    path.write_text(text, encoding="utf-8")
    assert unconfirmed(str(path), flows=FLOWS)[-6:] == (
        *("calls.wrap_up_max_s", "reports.contractor", "reports.warn"),
        *("outbound.callback_tries", "promises", "alarms.quiet_h"),
    )


@pytest.mark.parametrize("path", SHIPPED_CAMPAIGNS, ids=lambda path: path.stem)
def test_what_one_contract_leaves_to_us_no_other_leaves_unwritten(path: Path) -> None:
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    first = tomllib.loads((CAMPAIGNS / "sapporo.toml").read_text(encoding="utf-8"))
    due = {each["due"] for each in file["reports"]["forms"]}
    not_asked = {
        "cases": True,  # each contract has its own schema
        "recordings": not file["calls"]["record"],
        "reports.month_day": "next_month" not in due,
    }
    unwritten = {
        key
        for key in first["assumed"]
        for table, _, field in [key.partition(".")]
        if not (not_asked.get(key) or not_asked.get(table))
        if table not in file or (field and field not in file[table])
    }
    assert unwritten == set()
    assert not {*unconfirmed(str(path), flows=FLOWS)} - {*file["assumed"]}
