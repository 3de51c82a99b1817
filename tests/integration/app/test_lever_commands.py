"""Levers of the command line: each stands in the audit trail, and so does a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import ask
from app.ask import Accepted, Refused, Unreachable
from app.cli.flows_running import running_in
from app.cli.main import COMMANDS
from app.errors import WishRefused
from app.flow_versions import How, history
from app.home import Home, open_home
from app.plain import read_plain, write_plain
from callcenter.commands import Command, Refuse
from callcenter.events import Asked, OutboundPressed
from callcenter.record import Record, encode
from storage.audit import Entry, entries
from storage.engine import connect
from tests.integration.app.small_campaign import home_with

pytestmark = pytest.mark.integration

Answer = Accepted | Refused | Unreachable


class Floor:
    """An instance that answers each wish as it is told to."""

    def __init__(self, folder: Path) -> None:
        home_with(folder, [])
        self.home = open_home(folder)
        self.home.run.write_text("{}")
        self.wishes: list[Asked] = []
        self.answers: Callable[[Asked], Answer] = lambda _: Accepted(7)

    async def submit(self, home: Home, wish: Asked, *, token: str) -> Answer:
        self.wishes.append(wish)
        return self.answers(wish)

    def madoguchi(self, *arguments: str) -> Result:
        return CliRunner().invoke(COMMANDS, [*arguments, "--home", str(self.home.folder)])

    def trail(self) -> list[Entry]:
        async def read() -> list[Entry]:
            engine = connect(read_plain(self.home.plain).database_url)
            try:
                return await entries(engine, last=20)
            finally:
                await engine.dispose()

        return asyncio.run(read())


@pytest.fixture
def floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Floor:
    made = Floor(tmp_path / "home")
    monkeypatch.setattr(ask, "submit", made.submit)
    return made


def test_each_lever_and_each_refusal_is_an_entry(floor: Floor) -> None:
    for command in (
        ("ivr", "close", "--serve-waiting"),
        ("ivr", "reopen"),
        ("seats", "set", "seat-01", "seat-02", "ready"),
        ("seats", "set", "seat-01", "not_ready", "--reason", "鈴木さんと面談"),
        ("floor", "capacity", "--seats", "2", "--lines", "3"),
        ("outbound", "start"),
    ):
        done = floor.madoguchi(*command)
        assert done.exit_code == 0, done.output
    floor.answers = lambda _: Refused(8, "out_of_bounds")
    refused = floor.madoguchi("floor", "capacity", "--seats", "99", "--lines", "99")
    assert isinstance(refused.exception, Exception)
    assert "contract" in str(refused.exception)
    floor.answers = lambda _: Unreachable("gone")
    assert floor.madoguchi("ivr", "close").exit_code == 1
    floor.answers = lambda _: Refused(9, "already_so")
    assert floor.madoguchi("outbound", "pause").exit_code == 1
    trail = floor.trail()
    assert [(each.action, each.subject, dict(each.detail)) for each in trail] == [
        ("center_closed", "", {"ends_waiting": False}),
        ("center_reopened", "", {}),
        ("seat_set", "seat-01", {"ready": True}),
        ("seat_set", "seat-02", {"ready": True}),
        ("seat_set", "seat-01", {"ready": False, "reason": ""}),  # typed words stay outside
        ("capacity_changed", trail[5].subject, {"seats": 2, "lines": 3}),
        ("calling_switched", "", {"to": "started"}),
        ("capacity_changed", trail[5].subject, {"seats": 99, "lines": 99}),
        (
            "lever_refused",
            trail[5].subject,
            {"of": "capacity_changed", "entry": 8, "why": "out_of_bounds"},
        ),
        ("center_closed", "", {"ends_waiting": True}),
        ("lever_refused", "", {"of": "center_closed", "entry": 10, "why": "unreachable"}),
        ("calling_switched", "", {"to": "paused"}),
        ("lever_refused", "", {"of": "calling_switched", "entry": 12, "why": "already_so"}),
    ]
    assert {each.who.split(":")[0] for each in trail} == {"cli"}
    started = next(each for each in floor.wishes if isinstance(each, OutboundPressed))
    assert started.by == trail[0].who  # the log names the same account as the trail


def test_what_is_done_to_the_flows_is_in_the_trail(floor: Floor) -> None:
    running = running_in(floor.home.folder)
    running.put_in_force("v2", How.PUBLISHED, by="sv-1", confirmed="", files="", words="")
    running.confirm("v2", by="sv-1", confirmed="協議書 第4号")
    floor.answers = lambda _: Refused(9, "unknown_version")
    with pytest.raises(WishRefused):
        running.put_in_force("v1", How.REVERTED, by="sv-1", confirmed="", files="", words="")
    trail = floor.trail()
    assert [(each.action, each.subject, dict(each.detail)) for each in trail] == [
        ("flows_published", "v2", {"at_once": False, "confirmed": False}),
        ("flows_confirmed", "v2", {}),  # typed words stay outside
        ("flows_reverted", "v1", {"at_once": False, "confirmed": False}),
        ("lever_refused", "v1", {"of": "flows_reverted", "entry": 3, "why": "unknown_version"}),
    ]


@pytest.mark.parametrize("refusal", [(), (Refuse(reason="unknown_version"),)])
def test_where_the_answer_was_lost_the_log_tells_what_is_in_force(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, refusal: tuple[Command, ...]
) -> None:
    async def loses_the_answer(_: Home, wish: Asked, *, token: str) -> Answer:
        floor.home.log.mkdir(exist_ok=True)
        made = Record(n=1, event=wish, commands=refusal, token=token)
        (floor.home.log / f"{1:012d}.jsonl").write_bytes(encode(made))
        return Unreachable("the controller closed the connection")

    monkeypatch.setattr(ask, "submit", loses_the_answer)
    running = running_in(floor.home.folder)
    with pytest.raises(WishRefused, match="cannot read") if refusal else nullcontext():
        running.put_in_force("v2", How.PUBLISHED, by="a", confirmed="x", files="", words="")
    after = [How.PUBLISHED, *[How.REFUSED for _ in refusal]]
    assert [each.how for each in history(floor.home)] == after
    assert len(floor.trail()) == len(after)


def test_an_emergency_waits_for_no_database(floor: Floor) -> None:
    plain = read_plain(floor.home.plain)
    gone = floor.home.folder / "no" / "such" / "folder" / "rows.db"
    write_plain(floor.home.plain, replace(plain, database_url=f"sqlite:///{gone}"))
    done = floor.madoguchi("ivr", "close")
    assert (done.exit_code, len(floor.wishes)) == (0, 1)
    assert "the log has (7)" in done.stderr
    assert floor.madoguchi("outbound", "stop").exit_code == 0
    assert len(floor.wishes) == 2
    done = floor.madoguchi("seats", "set", "seat-01", "ready")
    assert (done.exit_code, len(floor.wishes)) == (1, 2)  # nothing is done unseen otherwise
