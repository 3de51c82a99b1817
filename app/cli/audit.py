"""`madoguchi audit`: the trail of who did what, its proof, and the anchor that the city keeps."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from app.cli.dates import DAY, day_given
from app.cli.desk_call import at_desk
from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.clock import shown_time
from app.errors import TrailBroken
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from desk.desk import Desk
    from storage.audit import Actor, Anchor, Entry

AUDIT = typer.Typer(help="Read the audit trail, prove it, print its anchor.")
LAST = 100
FirstDay = Annotated[
    datetime | None,
    typer.Option("--from", parser=day_given, metavar=DAY, help="First day; the beginning."),
]
LastDay = Annotated[
    datetime | None,
    typer.Option("--to", parser=day_given, metavar=DAY, help="Last day; the first."),
]
HEADINGS = ("番号", "日時", "人", "どこから", "操作", "対象", "詳細")


def _anchor(text: str | None) -> str | None:
    if text is None:
        return None
    number, _, digest = text.partition(":")
    if not number.isdigit() or len(digest.replace("-", "")) != 64:
        raise typer.BadParameter("write it as printed by `audit anchor`: NUMBER:HASH")
    return text


@AUDIT.command("show")
def show(
    who: Annotated[str | None, typer.Option("--who", help="Id of a person of the staff.")] = None,
    action: Annotated[str | None, typer.Option("--action", help="As signed_in.")] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="Id of what it was.")] = None,
    about: Annotated[
        str | None,
        typer.Option("--about", help="Id of a call, case or record: also where lists held it."),
    ] = None,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    last: Annotated[
        int | None,
        typer.Option("--last", min=1, help="How many of the latest; 100, or all of the days."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Show the latest entries that fit; reading is an entry of its own."""
    if about is not None and (who or action or subject):
        raise typer.BadParameter(
            "it stands without --who, --action, --subject", param_hint="--about"
        )
    opened = open_home(home)

    async def read(desk: Desk, actor: Actor) -> tuple[list[Entry], str]:
        from storage.audit import Action, entries, trailed
        from storage.audit_about import entries_about

        between = _days(first_day, last_day, desk.zone)
        most = LAST if last is None and between == (None, None) else last
        if about is not None:
            found = await entries_about(desk.engine, about, last=most, between=between)
        else:
            found = await entries(
                desk.engine, last=most, who=who, action=action, subject=subject, between=between
            )
        async with trailed(desk.engine) as trail:
            detail = {"count": len(found), "of": who, "action": action, "subject": subject}
            if about is not None and found:  # else it may be anything that somebody typed
                detail["about"] = about
            await trail.note(desk.clock(), actor, Action.AUDIT_READ, detail=detail)
        return found, desk.zone.key

    found, zone = at_desk(opened, read)
    if as_json:
        told = [
            {
                "n": each.n,
                "at": shown_time(each.at, zone),
                "who": each.who,
                "from": each.origin,
                "action": each.action,
                "subject": each.subject,
                "detail": each.detail,
                "hash": each.hash,
            }
            for each in found
        ]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        typer.echo(table(HEADINGS, [_shown(each, zone) for each in found]))


@AUDIT.command("verify")
def verify(
    anchor: Annotated[
        str | None,
        typer.Option("--anchor", callback=_anchor, help="NUMBER:HASH as printed before."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Compute the whole chain again; status 1 if anything was altered, removed or cut off."""
    from storage.audit_proof import Broken
    from storage.audit_proof import verify as compute

    given = _read_anchor(anchor) if anchor else None
    found = at_desk(open_home(home), lambda desk, _: compute(desk.engine, anchor=given))
    if as_json:
        broken = isinstance(found, Broken)
        why = found.why if isinstance(found, Broken) else None
        digest = None if isinstance(found, Broken) else found.hash
        told = {"ok": not broken, "n": found.n, "hash": digest, "why": why}
        typer.echo(json.dumps(told))
        if broken:
            raise typer.Exit(1)
    elif isinstance(found, Broken):
        raise TrailBroken(n=found.n, why=found.why)
    else:
        typer.echo(f"{found.n} 件、改ざんはありません（{found.n}:{found.hash}）")


@AUDIT.command("anchor")
def anchor(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Print the chain's end, to be kept on paper outside: it proves all before it."""

    async def noted(desk: Desk, actor: Actor) -> tuple[Anchor, str]:
        from storage.audit import Action, trailed

        async with trailed(desk.engine) as trail:
            at, detail = desk.clock(), {"of": trail.last.n}
            await trail.note(at, actor, Action.AUDIT_ANCHORED, detail=detail)
            return trail.last, shown_time(at, desk.zone.key)

    end, at = at_desk(open_home(home), noted)
    if as_json:
        typer.echo(json.dumps({"n": end.n, "hash": end.hash, "at": at}))
        return
    groups = "-".join(end.hash[start : start + 8] for start in range(0, 64, 8))
    typer.echo(f"監査証跡の証明値\n日時    {at}\n件数    {end.n}\n証明値  {end.n}:{groups}")
    typer.echo("この紙を外で保管してください。確かめるとき: madoguchi audit verify --anchor 証明値")


def _days(
    first: datetime | None, last: datetime | None, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """Give the instants of days in the campaign's zone; one day alone where only it is given."""
    last = first if last is None else last
    if first is not None and last is not None and last < first:
        raise typer.BadParameter("the last day is before the first", param_hint="--to")
    since = None if first is None else first.replace(tzinfo=zone)
    until = None if last is None else (last + timedelta(days=1)).replace(tzinfo=zone)
    return since, until


def _read_anchor(text: str) -> Anchor:
    from storage.audit import Anchor

    number, _, digest = text.partition(":")
    return Anchor(int(number), digest.replace("-", ""))


def _shown(each: Entry, zone: str) -> list[str]:
    detail = " ".join(f"{key}={value}" for key, value in each.detail.items() if value is not None)
    at = shown_time(each.at, zone)
    return [str(each.n), at, each.who, each.origin, each.action, each.subject, detail]
