"""`madoguchi report reconcile` and `checked`: our calls beside Asterisk's own book."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import HomeOption, JsonOption
from app.cli.report_call import at_reports
from app.cli.table import table
from app.errors import NoBook, NoDifference
from app.home import DEFAULT_HOME, Home, open_home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from metrics.checked import Key
    from metrics.reconciled import Reconciled
    from metrics.reporting import Reporting
    from storage.audit import Actor
    from storage.report_tables import CheckedDifference

DIFFERENT = {
    "only_in_book": "電話交換機の記録だけにある通話",
    "only_in_rows": "当方の記録だけにある通話",
    "seconds": "長さが違う通話",
    "no_recording": "録音のない応答済みの通話",
}


def reconcile(
    day: Annotated[str, typer.Argument(help="As 2026-02-02.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Compare a day's calls, seconds and recordings with Asterisk's own book; status 1 if not so.

    The office does it each night and tells every difference in its log. What somebody looked into
    (`report checked`) is told with who and why, and is no reason for status 1.
    """
    of, opened = _day(day), open_home(home)

    async def done(
        reporting: Reporting, _: Actor
    ) -> tuple[Reconciled, Mapping[Key, CheckedDifference]]:
        from metrics.checked import checked

        return await _compared(opened, reporting, of), await checked(reporting.engine, of, of)

    found, marks = at_reports(opened, done)
    if as_json:
        told = {
            "day": day,
            **{name: getattr(found, name) for name in ("calls", "seconds", "recordings")},
            "differences": [
                {**asdict(each), "checked": _mark(marks.get((of, each.call, each.kind.value)))}
                for each in found.differences
            ],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        rows = [
            ["通話", *(f"{each:,}" for each in found.calls)],
            ["秒数", *(f"{each:,.1f}" for each in found.seconds)],
            ["録音（応答した通話／録音のある通話）", *(f"{each:,}" for each in found.recordings)],
        ]
        typer.echo(table(("", "電話交換機の記録", "当方の記録"), rows))
        for each in found.differences:
            mark = marks.get((of, each.call, each.kind.value))
            why = f"（確かめた: {mark.why} {mark.who}）" if mark else ""
            typer.echo(f"{DIFFERENT[each.kind]}: {each.call}{why}")
    open_still = [e for e in found.differences if (of, e.call, e.kind.value) not in marks]
    raise typer.Exit(1 if open_still else 0)


def looked_into(
    day: Annotated[str, typer.Argument(help="As 2026-02-02.")],
    call: Annotated[str, typer.Argument(help="The call that differs.")],
    why: Annotated[str, typer.Option("--why", help="Why it differs.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Note that you looked into a call that differs from Asterisk's book, and why (確かめた).

    It stays in sight and in the audit trail, and alarms no more.
    """
    of, opened = _day(day), open_home(home)
    if not 0 < len(why.strip()) <= 300:
        raise typer.BadParameter("say why it differs, in at most 300 letters")

    async def done(reporting: Reporting, actor: Actor) -> None:
        from metrics.checked import check

        every = (await _compared(opened, reporting, of)).differences
        found = [each for each in every if each.call == call]
        noted = [
            await check(reporting.engine, of, each, why.strip(), actor=actor, at=reporting.clock())
            for each in found
        ]
        if not any(noted):
            raise NoDifference(call=call, is_known=bool(found))

    at_reports(opened, done)
    typer.echo(f"{day} {call}: 確かめたことを記録しました。")


async def _compared(home: Home, reporting: Reporting, day: date) -> Reconciled:
    from app.plain import read_plain
    from app.reconciliation import reconciled

    found = await reconciled(home, read_plain(home.plain), reporting, day)
    if found is None:
        raise NoBook
    return found


def _mark(mark: CheckedDifference | None) -> dict[str, str] | None:
    return None if mark is None else {"why": mark.why, "by": mark.who, "at": mark.at.isoformat()}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as exc:
        raise typer.BadParameter("write a day like 2026-02-02") from exc
