"""`madoguchi calls`: calls that came and that we made, with times, outcomes and recordings."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.clock import clock_with, shown_time
from app.home import DEFAULT_HOME, Home, open_home
from app.plain import Plain, read_plain

if TYPE_CHECKING:
    from storage.calls import CallRow
    from storage.people import People

LAST = 100
OUTBOUND = "outbound"
HEADINGS = (
    *("日時", "向き", "番号", "相手", "結果", "席", "待ち(秒)", "呼出(秒)", "通話(秒)", "録音"),
    "ID",
)
WITHHELD = {
    "anonymous": "非通知",
    "payphone": "公衆電話",
    "out_of_area": "表示圏外",
    "unknown": "不明",
}
GONE = "（消去済）"
RECORDED = {"kept": "あり", "pending": "処理中", "lost": "失われた", "erased": "消去済", None: ""}


def calls(
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
    last: Annotated[int, typer.Option("--last", min=1, help="How many of the latest.")] = LAST,
) -> None:
    """List the latest calls, of callers and to people; those in progress have no outcome yet.

    The trail keeps that your account saw them.
    """
    from app.cli import rows
    from storage.audit import Action
    from storage.calls import last_calls, quality_of

    opened = open_home(home)
    plain = read_plain(opened.plain)
    found = rows.ask_noted(
        opened,
        lambda database: last_calls(database, last),
        Action.CALLS_LISTED,
        lambda found: {"calls": [each.id for each in found]},
    )
    with _people(opened, plain) as people:
        if as_json:
            ids = [row.id for row in found]
            heard = rows.ask(plain, lambda database: quality_of(database, ids))
            told = [
                {
                    **_told(row, people, plain.zone),
                    "quality": [asdict(each) for each in heard[row.id]],
                }
                for row in found
            ]
            typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            zone = ZoneInfo(plain.zone)
            typer.echo(table(HEADINGS, [_shown(row, people, zone) for row in found]))


def _people(home: Home, plain: Plain) -> People:
    from storage.keys import instance_key
    from storage.people import People

    return People(home.people, instance_key(home.key), clock=clock_with(plain.clock_offset_s))


def _told(row: CallRow, people: People, zone: str) -> dict[str, object]:
    def at(instant: datetime | None) -> str | None:
        return shown_time(instant, zone) if instant else None

    return {
        "id": row.id,
        "line": row.line,
        "from": people.number_of(row.caller) if row.caller else None,
        "withheld": row.withheld,
        "arrived_at": at(row.arrived_at),
        "answered_at": at(row.answered_at),
        "ended_at": at(row.ended_at),
        "direction": row.direction,
        "outcome": row.result or row.outcome,
        "detail": row.detail,
        "seat": row.seat,
        "language": row.language,
        "collected": dict(row.collected),
        "dialled_at": at(row.dialled_at),
        "guidance_s": row.guidance_s,
        "wait_s": row.wait_s,
        "ring_s": row.ring_s,
        "talk_s": row.talk_s,
        "hold_s": row.hold_s,
        "recording": row.recording,
        "recording_state": row.recording_state,
        "recording_flaw": row.recording_flaw,
    }


def _shown(row: CallRow, people: People, zone: ZoneInfo) -> list[str]:
    from agent_ui.words import OUTCOMES, RESULTS
    from app.number import as_written

    ended = OUTCOMES[row.outcome] if row.outcome else RESULTS[row.result] if row.result else ""
    return [
        row.arrived_at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
        "発信" if row.direction == OUTBOUND else "着信",
        as_written(row.line),
        as_written(_caller(row, people)),
        ended or "進行中",
        row.seat or "",
        _seconds(row.wait_s),
        _seconds(row.ring_s),
        _seconds(row.talk_s),
        RECORDED[row.recording_state],
        row.id,
    ]


def _caller(row: CallRow, people: People) -> str:
    if row.caller is None:
        return WITHHELD.get(row.withheld or "unknown", "")
    return people.number_of(row.caller) or GONE


def _seconds(span: float | None) -> str:
    return "" if span is None else f"{span:.1f}"
