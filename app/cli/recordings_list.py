"""`madoguchi recordings list`: recordings found by what is known of their calls."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.dates import DAY_OR_MINUTE, day_or_minute
from app.cli.options import HomeOption, JsonOption
from app.cli.sound_call import at_sounds
from app.cli.table import table
from app.clock import shown_time
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from app.sound_desk import SoundDesk
    from storage.listening import Found

HEADINGS = ("着信", "席", "長さ", "無言", "形式", "保管期限", "状態", "通話ID")


def list_(
    last: Annotated[int, typer.Option("--last", min=1, max=50, help="How many.")] = 50,
    page: Annotated[int, typer.Option("--page", min=1, help="Which page of so many.")] = 1,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            parser=day_or_minute,
            metavar=DAY_OR_MINUTE,
            help="Calls from this day or minute on.",
        ),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until",
            parser=day_or_minute,
            metavar=DAY_OR_MINUTE,
            help="Calls to this day or minute.",
        ),
    ] = None,
    number: Annotated[str, typer.Option("--number", help="The other party's number.")] = "",
    staff: Annotated[str, typer.Option("--staff", help="Who talked: id of the staff.")] = "",
    seat: Annotated[str, typer.Option("--seat", help="Which seat talked.")] = "",
    case: Annotated[str, typer.Option("--case", help="Receipt number of an application.")] = "",
    category: Annotated[str, typer.Option("--category", help="Id of a category.")] = "",
    text: Annotated[str, typer.Option("--text", help="Words of the record.")] = "",
    complaints: Annotated[bool, typer.Option("--complaints", help="Complaints only.")] = False,
    longer: Annotated[float | None, typer.Option("--longer", help="At least so many s.")] = None,
    quieter: Annotated[float | None, typer.Option("--quieter", help="Silent for s.")] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """List recordings in the vault, the newest first; that it was asked is kept in the trail."""

    async def found(sounds: SoundDesk) -> list[dict[str, object]]:
        from cases.numbering import read_number
        from storage.listening import Wanted

        zone = sounds.desk.zone
        wanted = Wanted(
            since=_instant(since, zone) if since else None,
            until=_instant(until, zone, is_end=True) if until else None,
            caller=sounds.caller(number) if number else None,
            talker=staff,
            seat=seat,
            case=read_number(case) or case,
            category=category,
            text=text,
            complaints=complaints,
            longer_s=longer,
            quieter_s=quieter,
        )
        rows = await sounds.find(wanted, page=page)
        return [_told(each, zone.key) for each in rows[:last]]

    rows = at_sounds(open_home(home), found)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    typer.echo(table(HEADINGS, [_shown(each) for each in rows]))


def _instant(day: datetime, zone: ZoneInfo, *, is_end: bool = False) -> datetime:
    """Give an instant on the campaign's clock; of an end, that after its day, or its minute.

    Raises:
        BadParameter: it is the first or the last day that there is.
    """
    whole = timedelta(days=1) if day.time() == time() else timedelta(minutes=1)
    try:
        return (day + whole * is_end).replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        raise typer.BadParameter(f"{day.date().isoformat()} は範囲の外です。") from None


def _told(each: Found, zone: str) -> dict[str, object]:
    return {
        "call": each.sound.call,
        "arrived_at": shown_time(each.call.arrived_at, zone),
        "seat": each.call.seat,
        "duration_s": each.sound.duration_s,
        "silence_s": each.sound.silence_s,
        "codec": each.sound.codec,
        "bytes": each.sound.bytes,
        "sha256": each.sound.sha256,
        "erase_on": each.sound.erase_on.isoformat() if each.sound.erase_on else None,
        "held": bool(each.holds),
        "sealed": each.sound.is_closed,
        "erased": each.sound.erased_at is not None,
    }


def _shown(each: dict[str, object]) -> list[str]:
    states = (("erased", "消去済"), ("sealed", "封印中"), ("held", "保全中"))
    state = next((word for key, word in states if each[key]), "")
    numbers = (f"{each[key] or 0:.0f} 秒" for key in ("duration_s", "silence_s"))
    came = f"{datetime.fromisoformat(str(each['arrived_at'])):%Y-%m-%d %H:%M:%S}"
    shown = (came, each["seat"], *numbers, each["codec"], each["erase_on"], state)
    return [*(str(value or "") for value in shown), str(each["call"])]
