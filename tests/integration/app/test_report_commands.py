"""`madoguchi report` and `madoguchi kpi` as an operator meets them, without a running instance."""

from __future__ import annotations

import asyncio
import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.home import Home
from app.plain import Asterisk, Plain, read_plain, write_plain
from storage import migrate
from storage.engine import connect, transaction
from storage.tables import Call
from tests.integration.app.small_campaign import home_with
from tests.integration.app.test_command_line import madoguchi, one_line

pytestmark = pytest.mark.integration


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home_with(tmp_path / "home", [])
    return tmp_path / "home"


def test_a_definition_is_shown_and_what_is_not_there_is_said(home: Path, tmp_path: Path) -> None:
    (shown,) = json.loads(madoguchi("kpi", "show", "--json", home=home).stdout)
    assert (shown["id"], shown["places"]["self_served"]) == ("sapporo-1", "beside")
    nobody = madoguchi("kpi", "explain", "nobody", home=home)
    assert nobody.returncode == 1
    assert "no ended call has the id nobody" in one_line(nobody.stderr)
    file = tmp_path / "report.csv"
    file.write_text("36.3%")
    unknown = madoguchi("report", "verify", str(file), home=home)
    assert unknown.returncode == 1
    assert "it was altered, or is not ours" in one_line(unknown.stderr)
    none = madoguchi("report", "weekly", "--week", "2026-W06", home=home)
    assert none.returncode == 1
    assert "no report of the kind weekly" in one_line(none.stderr)


async def call_in_rows(plain: Plain) -> None:
    """File a call that Asterisk's book does not have."""
    await migrate.upgrade(plain.database_url)
    database = connect(plain.database_url)
    morning = datetime(2026, 2, 2, 1, tzinfo=UTC)
    try:
        async with transaction(database) as session:
            session.add(
                Call(
                    id="c1",
                    line="+81110000100",
                    arrived_at=morning,
                    business_date=morning.date(),
                    state="ended",
                    state_since=morning,
                    ended_at=morning,
                    outcome="no_line",
                )
            )
    finally:
        await database.dispose()


def test_a_call_that_differs_from_the_book_is_looked_into_once_and_is_no_fault_then(
    home: Path,
) -> None:
    plain = read_plain(Home(home).plain)
    write_plain(
        Home(home).plain,
        replace(plain, asterisk=Asterisk(command=("nobody",), conf="", version="", ari_port=1)),
    )
    asyncio.run(call_in_rows(plain))
    assert madoguchi("report", "reconcile", "2026-02-02", home=home).returncode == 1
    wrong = madoguchi("report", "checked", "2026-02-02", "c9", "--why", "x", home=home)
    assert "c9: does not differ so on that day" in one_line(wrong.stderr)
    why = ("report", "checked", "2026-02-02", "c1", "--why", "book was lost")
    assert madoguchi(*why, home=home).returncode == 0
    assert "was looked into before" in one_line(madoguchi(*why, home=home).stderr)
    known = madoguchi("report", "reconcile", "2026-02-02", "--json", home=home)
    assert known.returncode == 0
    (told,) = json.loads(known.stdout)["differences"]
    assert (told["call"], told["kind"], told["checked"]["why"]) == (
        *("c1", "only_in_rows", "book was lost"),
    )


def test_an_incident_is_noted_and_its_next_version_counts(home: Path) -> None:
    def noted(*more: str) -> subprocess.CompletedProcess[str]:
        given = ("note", "loss", "--what", "紛失", "--found", "2026-02-02T10:00")
        return madoguchi("incidents", *given, *more, home=home)

    assert noted().returncode == 0
    early = noted("--incident", "1", "--closed")
    assert early.returncode == 1
    assert "it is closed once the client was told" in one_line(early.stderr)
    told = ("--told", "2026-02-02T10:30", "--measures", "見つけた", "--persons", "2")
    assert noted("--incident", "1", "--closed", *told).returncode == 0
    (row,) = json.loads(madoguchi("incidents", "list", "--json", home=home).stdout)
    assert (row["incident"], row["version"], row["persons"], row["closed"]) == (1, 2, 2, True)
    assert row["found_at"] == "2026-02-02T10:00:00+09:00"
    assert "紛失" in madoguchi("incidents", "list", home=home).stdout
