"""`madoguchi outbound numbers`, `asked`, `unreached`: what came of calling applicants."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.dates import DAY, day_given
from app.cli.options import ByOption, HomeOption, JsonOption
from app.cli.table import table
from app.clock import shown_time
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.contact_desk import ContactDesk
    from cases.contact_inquiry import OurCall
    from cases.contact_numbers import Numbers


def numbers(
    first: Annotated[
        datetime | None,
        typer.Option("--from", parser=day_given, metavar=DAY, help="First day; today."),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option("--to", parser=day_given, metavar=DAY, help="Last day; the first."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Count attempts by result, who was reached, what was resolved, and who called back."""
    from cases.contact_numbers import are_days

    desk = desk_of(home)
    begin = first.date() if first else desk.work.today()
    end = last.date() if last else max(begin, desk.work.today() if first is None else begin)
    if not are_days(begin, end):
        raise typer.BadParameter("期間は2000年から2099年までの日付にしてください。")
    found = desk.numbers(begin, end)
    if as_json:
        typer.echo(json.dumps(counted(found), ensure_ascii=False, indent=1))
        return
    from cases.contact_result import RESULTS

    typer.echo(
        f"{found.first} から {found.last}: 架電 {found.dialled}、本人応答 {found.reached}、"
        f"不備の解消 {found.resolved}、折り返し {found.returned}、見送り {found.skipped}"
    )
    shown = [[RESULTS[result], str(count)] for result, count in found.results.most_common()]
    if shown:
        typer.echo(table(("結果", "件数"), shown))
    by_attempt = [
        [
            f"{n}回目",
            str(found.by_attempt[n]),
            str(found.reached_by_attempt[n]),
            str(found.resolved_by_attempt[n]),
        ]
        for n in found.orders
    ]
    if by_attempt:
        typer.echo(table(("架電", "件数", "本人応答", "不備の解消"), by_attempt))


def asked(
    number: Annotated[str, typer.Argument(help="The number that was called, with area code.")],
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Answer 「そちらから電話がありましたか」: our calls to a number, without names or cases."""
    from japan.phone import Unreadable, to_e164

    read = to_e164(number)
    if isinstance(read, Unreadable):
        raise typer.BadParameter("電話番号として読めません。市外局番から書いてください。")
    desk = desk_of(home)
    zone = desk.work.zone
    found = desk.calls_to(read, by=by)
    rows = [
        {
            "at": shown_time(each.at, zone.key),
            "was_answered": each.was_answered,
            "result": each.result.value if each.result else None,
        }
        for each in found
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [[f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}", _came(each)] for each in found]
    typer.echo(table(("架電", "結果"), shown) if shown else "こちらからの架電はありません。")


def _came(call: OurCall) -> str:
    from cases.contact_result import RESULTS

    if call.result is not None:
        return RESULTS[call.result]
    return "通話あり" if call.was_answered else ""


def unreached(
    make: Annotated[
        bool,
        typer.Option("--make", help="Keep the list as a run; `cases runs export` gives its file."),
    ] = False,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """List whom we could not reach, for the client: reason, attempts, whether to send it back.

    The next run of notices (`cases notice make`) takes them by itself, also those who were given up
    before notices began; not those of whom the client said 返送不可.
    """
    from cases.unreached import RETURNABLES

    desk = desk_of(home)
    if make:
        made = desk.make_list(by=by)
        shown_made = f"{made.run} {made.cases} 件 SHA-256 {made.sha256}"
        typer.echo(json.dumps(asdict(made), ensure_ascii=False) if as_json else shown_made)
        return
    zone = desk.work.zone
    found = desk.unreached(by=by)
    if as_json:
        rows = [
            {
                "number": each.number,
                "is_protected": each.is_protected,
                "since": shown_time(each.since, zone.key),
                "reason": each.reason,
                "attempts": [
                    {"at": shown_time(at, zone.key), "result": word} for at, word in each.attempts
                ],
                "returnable": each.returnable.value,
                "gets_notice": each.gets_notice,
            }
            for each in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    shown = [
        [
            each.number,
            f"{each.since.astimezone(zone):%m-%d}",
            each.reason,
            "、".join(f"{at.astimezone(zone):%m-%d %H:%M} {word}" for at, word in each.attempts),
            RETURNABLES[each.returnable],
            "入る" if each.gets_notice else "入らない",
        ]
        for each in found
    ]
    headings = ("受付番号", "不通の日", "理由", "架電", "返送", "次の不備通知")
    typer.echo(table(headings, shown) if shown else "架電不通の申請はありません。")


def counted(found: Numbers) -> dict[str, Any]:
    """Write the numbers for programs."""
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "attempts": found.dialled,
        "by_result": {result.value: count for result, count in found.results.items()},
        "without_result": found.open,
        "skipped": found.skipped,
        "reached": found.reached,
        "resolved": found.resolved,
        "returned": found.returned,
        "by_attempt": [
            {
                "attempt": n,
                "attempts": found.by_attempt[n],
                "reached": found.reached_by_attempt[n],
                "resolved": found.resolved_by_attempt[n],
            }
            for n in found.orders
        ],
        "by_hour": [
            {"hour": hour, "attempts": count, "reached": found.reached_by_hour[hour]}
            for hour, count in sorted(found.by_hour.items())
        ],
    }


def desk_of(home: Path) -> ContactDesk:
    """Open the contacts of a home; raises as `open_contacts`."""
    from app.contact_desk import open_contacts

    return open_contacts(open_home(home))
