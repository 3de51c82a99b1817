"""Whoever reads or changes what is known of people by the command line stands in the trail.

Each command that is not named here as one that tells of nobody is run, or shown by its own tests.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from app.case_work import open_cases
from app.cli.desk_call import account
from app.cli.main import COMMANDS
from app.home import Home
from app.plain import read_plain
from desk.sights import MOST, parts_of
from storage import engine, migrate
from storage.audit import Entry, entries
from storage.case_tables import Case
from storage.tables import Call
from tests.integration.app.test_day_commands import home

__all__ = ["home"]

pytestmark = pytest.mark.integration

NOBODY = {
    *("up", "stop", "demo", "init", "check", "why", "forecast", "replay", "doctor", "seats"),
    *("outbound:numbers", "floor", "ivr", "api", "audit", "backup", "kpi", "knowledge", "report"),
    *("incidents", "cases:status", "cases:sample", "cases:files:list", "cases:attachment:scan"),
    *("cases:runs:list", "cases:pay:list", "cases:banks", "cases:notice:status"),
}
"""Tell of no caller and no applicant, or are the trail's own."""
OTHERS = {
    *("staff", "recordings", "quality", "messages:assign", "messages:done", "close-day"),
    *("outbound:start", "outbound:pause", "outbound:resume", "outbound:stop", "outbound:dial"),
    *("callbacks:promise", "callbacks:cancel", "outbound:plan", "cases:import"),
    *("cases:pay", "cases:runs:export", "cases:files", "cases:list", "cases:sheets", "cases:due"),
    *("cases:attachment", "cases:notice", "cases:second-entry", "cases:screen", "cases:arrivals"),
    *("cases:deliver", "cases:handover", "cases:progress", "cases:stagnant", "cases:step"),
    *("cases:deficiency:list", "cases:deficiency:close", "cases:send-back"),
}
"""Go the same ways: `CaseWork` does nothing without a deed; a dialled call has a row with who."""
RUN: dict[str, tuple[str, str]] = {
    "calls": ("", "calls_listed"),
    "missed": ("", "callbacks_listed"),
    "callbacks list": ("", "callbacks_listed"),
    "messages": ("", "callbacks_listed"),
    "work": ("", "work_listed"),
    "outbound asked": ("011-211-3944", "call_asked_about"),
    "outbound unreached": ("", "unreached_listed"),
    "cases find": ("{one}", "cases_searched"),
    "cases show": ("{one} --unmask", "case_unmasked"),
    "cases send-back list": ("", "cases_listed"),
    "cases deficiency open": ("{one} --code ID_PAPER", "case_deficiency_found"),
    "cases export": ("{out}/all.csv", "cases_exported"),
    "cases close-out": ("{out}/all", "cases_exported"),
}


def leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    is_group = isinstance(command, TyperGroup)
    if is_group:
        for name, each in command.commands.items():
            yield from leaves(each, (*path, name))
    if path and (not is_group or command.invoke_without_command):
        yield path


def run(home: Path, *words: str) -> str:
    done = CliRunner().invoke(COMMANDS, [*words, "--home", str(home)])
    return f"{done.output}{done.exception or ''}"


async def told(home: Path) -> tuple[list[Entry], list[str]]:
    """The trail, and the receipt numbers in their order."""
    database = engine.connect(read_plain(home / "plain.json").database_url)
    try:
        async with engine.transaction(database) as session:
            numbers = (await session.exec(select(Case.number).order_by(col(Case.seq)))).all()
        return await entries(database, last=None), list(numbers)
    finally:
        await database.dispose()


def trail(home: Path) -> list[Entry]:
    return asyncio.run(told(home))[0]


def test_each_command_says_whether_it_tells_of_people() -> None:
    known = {*NOBODY, *OTHERS, *(each.replace(" ", ":") for each in RUN)}
    every = list(leaves(get_command(COMMANDS)))
    assert len(every) > 100
    for leaf in every:
        names = {":".join(leaf[:n]) for n in range(1, len(leaf) + 1)}
        assert names & known, leaf


def test_whoever_asks_for_people_stands_in_the_trail_with_their_account(home: Path) -> None:
    sample = home / "online.csv"
    run(home, "cases", "sample", str(sample), "--n", "4", "--flawless")
    run(home, "cases", "import", str(sample))
    before, (one, *_) = asyncio.run(told(home))
    assert before[-1].action == "cases_imported"
    silent: dict[str, Any] = {}
    for command, (more, action) in RUN.items():
        said = run(home, *command.split(), *more.format(one=one, out=home.parent).split())
        after = trail(home)
        new = [each for each in after[len(before) :] if each.action == action]
        if not new or {each.who for each in new} != {f"cli:{account()}"}:
            silent[command] = [each.action for each in after[len(before) :]], said
        before = after
    assert silent == {}
    [searched] = [each for each in before if each.action == "cases_searched"]
    assert searched.detail == {"cases": one}
    [listed] = [each for each in before if each.action == "calls_listed"]
    assert listed.detail == {"calls": ""}
    [asked] = [each for each in before if each.action == "call_asked_about"]
    assert asked.detail == {"found": 0}
    left = [each for each in before if each.action == "cases_exported"]
    assert [each.detail for each in left] == [{"cases": 4}, {"cases": 4, "whole": True}]
    bare = one.replace("-", "").lower()
    for command in ("cases show {} --unmask", "cases deficiency list {}"):
        run(home, *command.format(bare).split())
    *_, shown, listed = trail(home)
    assert (shown.action, shown.subject) == ("case_unmasked", one)
    assert (listed.action, listed.detail) == ("cases_listed", {"cases": one})


def test_while_a_list_is_read_others_write(home: Path) -> None:
    work = open_cases(Home(home), {})
    file = make_url(work.database_url).database
    assert file is not None

    async def read(session: AsyncSession) -> list[str]:
        with closing(sqlite3.connect(file, timeout=0)) as other, other:
            other.execute("UPDATE case_numbers SET last = last")
        return ["S-O-000001-1"]

    assert work.listing("op-01", read, list) == ["S-O-000001-1"]
    assert trail(home)[-1].action == "cases_listed"


def test_only_what_was_done_is_an_entry_of_it(home: Path) -> None:
    sample, wrong = home / "online.csv", home / "wrong.csv"
    wrong.write_bytes(b"PK\x03\x04")
    run(home, "cases", "sample", str(sample), "--n", "4", "--flawless")
    make = ("cases", "pay", "make", "--on", "2026-03-26")
    for words in (
        ("cases", "import", str(sample), "--dry-run"),
        ("cases", "import", str(wrong)),
        ("cases", "deliver", "--dry-run"),
        ("cases", "deliver"),
        (*make, "--dry-run"),
        make,
        ("cases", "pay", "cancel", "F-0001", "--why", "日付の誤り", "--yes"),
        ("cases", "files", "close"),
    ):
        run(home, *words)
    assert [(each.action, each.detail["what"]) for each in trail(home)] == [
        ("dry_run", "cases_imported"),
        ("long_work_begun", "cases_imported"),
        ("long_work_begun", "run_made"),
        ("dry_run", "run_made"),
        ("long_work_begun", "run_made"),
        ("long_work_begun", "run_cancelled"),
        ("long_work_begun", "days"),
    ]
    run(home, "cases", "import", str(sample))
    assert [each.action for each in trail(home)[7:]] == ["long_work_begun", "cases_imported"]


async def called(home: Path, call: str) -> None:
    url = read_plain(home / "plain.json").database_url
    await migrate.upgrade(url)
    database = engine.connect(url)
    async with engine.transaction(database) as session:
        at = datetime(2026, 2, 2, 1, tzinfo=UTC)
        session.add(
            Call(
                id=call,
                line="+81110000100",
                arrived_at=at,
                business_date=at.date(),
                state="ended",
                state_since=at,
            )
        )
    await database.dispose()


def test_who_looks_again_in_trouble_is_shown_the_lines_and_noted_once(home: Path) -> None:
    asyncio.run(called(home, "c-1"))
    kept = read_plain(home / "plain.json").database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(kept, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = run(home, "calls")
        other.execute("ROLLBACK")
    assert "c-1" in said
    assert "the audit trail has no entry of it" in said
    assert trail(home) == []
    [line] = (home / "logs" / "commands.jsonl").read_text().splitlines()
    told = json.loads(line)
    assert (told["action"], told["what"], told["calls"]) == (
        "seen_not_noted",
        "calls_listed",
        "c-1",
    )
    assert told["who"] == f"cli:{account()}"
    for _ in range(2):
        assert "c-1" in run(home, "calls")
    asyncio.run(called(home, "c-2"))
    run(home, "calls")
    shown = [str(each.detail["calls"]).split() for each in trail(home)]
    assert [sorted(each) for each in shown] == [["c-1"], ["c-1", "c-2"]]


def test_a_locked_database_is_told_with_what_to_do_and_the_work_is_listed_all_the_same(
    home: Path,
) -> None:
    asyncio.run(called(home, "c-1"))
    kept = read_plain(home / "plain.json").database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(kept, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said, refused = run(home, "work"), run(home, "cases", "stagnant")
        other.execute("ROLLBACK")
    assert "一覧" in said
    assert "the audit trail has no entry of it, the log of commands has" in said
    for each in (said, refused):
        assert "another program writes into it; try again" in each
    [line] = (home / "logs" / "commands.jsonl").read_text().splitlines()
    assert json.loads(line)["what"] == "work_listed"
    assert trail(home) == []


def test_a_long_list_is_as_many_entries_as_keep_each_of_them_short() -> None:
    calls = [f"c{n}" for n in range(2 * MOST + 1)]
    parts = parts_of({"calls": calls, "missed": []})
    assert [(each["part"], each["of"]) for each in parts] == [(1, 3), (2, 3), (3, 3)]
    told = [str(each["calls"]).split() for each in parts]
    assert [len(each) for each in told] == [MOST, MOST, 1]
    assert [call for part in told for call in part] == calls
    assert parts_of({"calls": ["c1"], "missed": []}) == [{"calls": "c1", "missed": ""}]
