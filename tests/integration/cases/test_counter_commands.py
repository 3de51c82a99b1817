"""The receiving desk by commands: register, second entry, the day's files.

The commands run in this process: that `madoguchi cases` is one, `test_command_line` shows.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli.cases import CASES
from app.errors import NotErased
from app.home import Home
from cases.banks import shipped
from cases.errors import CaseRefused, MyNumberTyped, NoSuchArrival
from cases.importing import Importer
from cases.paper import Sheet, receive
from cases.schema import Channel
from cases.store import Actor, Shelf
from cases.vault import Vault
from storage import engine, migrate
from storage.keys import instance_key
from tests.integration.cases.test_command_line import home
from tests.integration.cases.test_day_files import PEOPLE, file
from tests.unit.cases.applications import application, schema

__all__ = ["home"]

pytestmark = pytest.mark.integration

NUMBER = "1234 5678 9018"
"""A right check digit, and nobody's."""
TYPED = Actor("op-01", datetime(2026, 3, 2, 1, tzinfo=UTC))
RIGHT = "0501\n028\n0012345\nタカハシ　ハナコ\n"
"""The account of the usual application, as it is asked for."""


@dataclass(frozen=True)
class Counter:
    """A home with one application on paper and two files of one day."""

    home: Path
    number: str

    def run(self, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(CASES, [*words, "--home", str(self.home)], input=typed)

    def said(self, *words: str) -> Any:
        done = self.run(*words, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.fixture
def counter(home: Path) -> Counter:
    return Counter(home, asyncio.run(_filled(home)))


async def _filled(home: Path) -> str:
    url = f"sqlite:///{home / 'madoguchi.db'}"
    await migrate.upgrade(url)
    database = engine.connect(url)
    shelf = Shelf(schema(), Vault(instance_key(Home(home).key), encrypted=True))
    try:
        async with engine.transaction(database) as session:
            sheet = Sheet(Channel.POST, TYPED.at, application(Channel.POST), [])
            number = (await receive(session, shelf, sheet, TYPED)).number
        importer = Importer(database, shelf, shipped(), zone=UTC)
        for count in (2, 6):
            await importer.take(file(PEOPLE[:count]), TYPED)
        return number
    finally:
        await database.dispose()


def test_an_arrival_is_written_down_and_settled_once(counter: Counter) -> None:
    arrived = ("arrivals", "add", "supplement", "--note", "通帳の写し", "--number", counter.number)
    assert counter.said(*arrived, "--at", "2026-03-02T09:30") == {"line": 1}
    [line] = counter.said("arrivals", "list", "--open")
    assert (line["number"], line["note"], line["pieces"]) == (counter.number, "通帳の写し", 1)
    assert line["arrived_at"].startswith("2026-03-02T09:30:00.000+09:00")
    assert "申請に綴じた" in counter.run("arrivals", "settle", "1", "filed").output
    assert isinstance(counter.run("arrivals", "settle", "1", "kept").exception, NoSuchArrival)
    assert counter.said("arrivals", "list", "--open") == []
    assert "追加の書類" in counter.run("arrivals", "list").output


def test_an_individual_number_is_refused_in_every_text(counter: Counter) -> None:
    number, why = counter.number, ("--why", NUMBER)
    code = ("--code", "ID_PAPER")
    for words in (
        ("arrivals", "add", "stray", "--note", NUMBER),
        ("deficiency", "open", number, *code, "--note", NUMBER),
        ("deficiency", "close", number, *code, "--how", "corrected", *why),
        ("step", number, "--to", "call_due", *why),
        ("screen", "result", number, "--unsuitable", *why),
        ("screen", "confirm", number, "--put-back", *why),
        ("pay", "cancel", "run", "--yes", *why),
    ):
        done = counter.run(*words)
        assert isinstance(done.exception, MyNumberTyped), (words, done.output)
    assert counter.said("arrivals", "list") == []


def test_an_account_waits_for_another_person_who_types_the_same(counter: Counter) -> None:
    [waits] = counter.said("second-entry", "list")
    assert (waits["number"], waits["entered_by"], waits["tries"]) == (counter.number, "op-01", 0)
    enter = ("second-entry", "enter", counter.number, "--json", "--by")
    own = counter.run(*enter, "op-01", typed=RIGHT)
    assert isinstance(own.exception, CaseRefused)
    wrong = counter.run(*enter, "op-02", typed=RIGHT.replace("2345", "3245"))
    assert (wrong.exit_code, json.loads(wrong.stdout.splitlines()[-1])) == (
        1,
        {"differs": ["account_number"]},
    )
    done = counter.run(*enter, "op-02", typed=RIGHT)
    assert (done.exit_code, json.loads(done.stdout.splitlines()[-1])) == (0, {"differs": []})
    assert counter.said("second-entry", "list") == []


def test_a_days_files_are_closed_listed_and_exported(counter: Counter) -> None:
    assert counter.said("files", "close") == {"erased": 1, "held": 0}
    kept, erased = counter.said("files", "list")
    assert (kept["erasure"], kept["is_whole"], bool(erased["erasure"])) == (None, True, True)
    assert f"消去済み {erased['erasure']}" in counter.run("files", "list").output
    out = counter.home / "kept.csv"
    assert counter.run("files", "export", str(kept["id"]), str(out)).exit_code == 0
    assert out.read_bytes() == file(PEOPLE).data
    assert out.stat().st_mode & 0o077 == 0
    fields = {"item": "CSV", "medium": "サーバー", "method": "上書き", "reason": "業務の終了"}
    words = [word for name, text in fields.items() for word in (f"--{name}", text)]
    asked = ("files", "request-erasure", *words, "--planned", "2026-03-31", "--quantity")
    made = counter.run(*asked, "1")
    assert made.exit_code == 0, made.output
    assert counter.said("files", "list")[0]["erasure"] == made.output.strip()
    assert f"消去の申請中 {made.output.strip()}" in counter.run("files", "list").output
    assert isinstance(counter.run(*asked, "1").exception, NotErased), "it is part of that one"
