"""`madoguchi ivr publish`, `revert`, `confirm`, `versions`: flows of a running instance."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from app import flow_files
from app.cli.options import HomeOption, JsonOption
from app.cli.table import table
from app.cli.wish import WHENEVER, submitted
from app.clock import clock_with, shown_time
from app.errors import WishRefused
from app.flow_versions import Entry, How, history, in_force, note, unconfirmed
from app.home import DEFAULT_HOME, Home, open_home
from app.kept import keep, name_of
from app.plain import Plain, read_plain

if TYPE_CHECKING:
    from app.checked import Checked

SHORT = 12
"""So many digits of a version's name are shown, and are enough to name it."""
REFUSALS = {"unknown_version": "the controller cannot read this version"}
HOW = {
    How.PUBLISHED: "公開",
    How.REVERTED: "差し戻し",
    How.CONFIRMED: "委託者の確認",
    How.STARTED: "起動",
}
UNCONFIRMED = "（未確認）"
ByOption = Annotated[str, typer.Option("--by", help="Who does it; it is kept.")]
ConfirmedOption = Annotated[
    str, typer.Option("--confirmed", help="Where the client's confirmation stands.")
]


@dataclass(frozen=True, slots=True)
class _Running:
    """The instance, and what was done to its flows so far."""

    home: Home
    plain: Plain
    entries: list[Entry]

    @property
    def now(self) -> str:
        """The version in force."""
        return in_force(self.entries, at_start=self.plain.flows)

    def put_in_force(
        self, version: str, how: How, *, by: str, confirmed: str, files: str, at_once: bool = False
    ) -> None:
        """Have new callers hear a version, those who wait too if at once; keep who wanted it."""
        from callcenter.events import FlowsPublished

        wish = FlowsPublished(at=WHENEVER, flows=version, by=by, at_once=at_once)
        submitted(self.home, wish, refusals=REFUSALS)
        self.note(version, how, by=by, confirmed=confirmed, files=files)

    def note(self, version: str, how: How, *, by: str, confirmed: str, files: str = "") -> None:
        """Keep what was done."""
        at = clock_with(self.plain.clock_offset_s)()
        entry = Entry(
            at=at,
            by=by,
            how=how,
            flows=version,
            started=self.plain.flows,
            before=self.now,
            confirmed=confirmed,
            files=files,
            files_before=self.files_of(self.now),
        )
        note(self.home, entry)

    def files_of(self, version: str) -> str:
        """Name the files of a version; "" if it is older than they are kept."""
        plain = self.plain
        return flow_files.of_version(
            self.entries, version, started=plain.flows, files=plain.flow_files
        )


def publish(
    by: ByOption,
    confirmed: ConfirmedOption = "",
    emergency: Annotated[
        bool, typer.Option("--emergency", help="It goes first, and the client confirms it after.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only check, and tell which flows would change.")
    ] = False,
    campaign: Annotated[
        str, typer.Option("--campaign", help="The campaign, if `up` was given one.")
    ] = "",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Check and speak the flow files of a running instance; new callers hear them from now on.

    Calls in progress stay on their version. Needs the client's confirmation, or an emergency, of
    which those who wait already hear as well.
    """
    if not (confirmed := confirmed.strip()) and not emergency and not dry_run:
        raise typer.BadParameter("give --confirmed, or --emergency and confirm it after")
    running = _running(home)
    checked = _checked(running, campaign)
    changed = _changed(running, checked)
    if not changed:
        raise WishRefused(reason="these flows are in force already")
    typer.echo(f"変わる案内: {'、'.join(changed)}")
    if dry_run:
        return
    version, files = (
        _kept(running, checked),
        flow_files.keep(running.home, flow_files.drafts(running.home)),
    )
    running.put_in_force(
        version, How.PUBLISHED, by=by, confirmed=confirmed, files=files, at_once=emergency
    )
    when = "待っている方にもすぐに流れます" if emergency else "次の着信から流れます"
    typer.echo(f"新しい版を公開しました: {version[:SHORT]}（{when}）")
    if not confirmed:
        typer.echo("委託者の確認が取れたら madoguchi ivr confirm で記録してください")


def revert(
    by: ByOption,
    version: Annotated[
        str, typer.Option("--to", help="Which version; the one before if not given.")
    ] = "",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Put a former version in force again, for the calls that come from now on."""
    running = _running(home)
    before = _former(running, version)
    files = running.files_of(before)
    running.put_in_force(before, How.REVERTED, by=by, confirmed="", files=files)
    typer.echo(f"前の版に戻しました: {before[:SHORT]}（次の着信から流れます）")


def confirm(
    by: ByOption,
    confirmed: ConfirmedOption,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Record the client's confirmation of every version that went first in an emergency."""
    running = _running(home)
    waiting = unconfirmed(running.entries)
    if not waiting:
        raise WishRefused(reason="no version waits for a confirmation")
    for each in waiting:
        running.note(each, How.CONFIRMED, by=by, confirmed=confirmed)
        typer.echo(f"委託者の確認を記録しました: {each[:SHORT]}")


def versions(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """List which versions were put in force, by whom and when, and what is still unconfirmed."""
    running = _running(home)
    zone = running.plain.zone
    if as_json:
        told = {
            "in_force": running.now,
            "unconfirmed": unconfirmed(running.entries),
            "entries": [
                {
                    "at": shown_time(each.at, zone),
                    **{key: getattr(each, key) for key in ("by", "how", "flows", "before")},
                    "confirmed": each.confirmed,
                }
                for each in running.entries
            ],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    waiting = unconfirmed(running.entries)
    rows = [
        [
            each.at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M"),
            HOW[each.how],
            each.flows[:SHORT],
            each.by,
            each.confirmed or (UNCONFIRMED if _waits(each, waiting) else ""),
        ]
        for each in running.entries
    ]
    typer.echo(table(("日時", "操作", "版", "担当", "委託者の確認"), rows))
    typer.echo(f"いま流れている版: {running.now[:SHORT]}")


def _waits(entry: Entry, waiting: list[str]) -> bool:
    return entry.how in (How.PUBLISHED, How.STARTED) and entry.flows in waiting


def _changed(running: _Running, checked: Checked) -> list[str]:
    """Name the flows that callers would hear otherwise than now."""
    from app.opened import flows_of

    before = {flow.name: flow.hash for flow in flows_of(running.home, running.now)}
    now = {flow.name: flow.hash for flow in checked.flows.flows}
    return sorted(name for name in before | now if before.get(name) != now.get(name))


def _running(folder: Path) -> _Running:
    home = open_home(folder)
    return _Running(home, read_plain(home.plain), history(home))


def _checked(running: _Running, campaign: str) -> Checked:
    from app.checked import check, lines_of
    from app.printed import complain
    from config import plain as campaigns

    given = {"MADOGUCHI_CAMPAIGN": campaign} if campaign else {}
    checked = check(running.home, {**os.environ, **given})
    if isinstance(checked, list):
        for line in lines_of(checked):
            complain(line)
        raise typer.Exit(1)
    if name_of(campaigns.write(checked.campaign)) != running.plain.campaign:
        raise WishRefused(reason="the campaign is not the one that runs; give --campaign")
    return checked


def _kept(running: _Running, checked: Checked) -> str:
    """Have a version spoken and keep it by its content; gives its name."""
    from ivr_flows import plain as flows
    from recordings import speech

    prompts = [prompt for flow in checked.flows.flows for prompt in flow.prompts()]
    spoken = speech.render(prompts, Path(running.plain.prompts), wavs=checked.flows.wavs)
    long = [each.prompt.text for each in spoken if each.is_too_long]
    if long:
        raise WishRefused(reason=f"too long: {long[0]}")
    return keep(running.home, flows.encode(checked.flows.flows))


def _former(running: _Running, named: str) -> str:
    """Find the version to go back to."""
    known = dict.fromkeys(
        name for each in running.entries for name in (each.before, each.flows) if name
    )
    if not named:
        done = [each for each in running.entries if each.how is not How.CONFIRMED]
        if not done:
            raise WishRefused(reason="no other version was in force before")
        return done[-1].before
    found = [name for name in known if name.startswith(named)]
    if len(found) != 1:
        raise WishRefused(reason=f"there is no version {named}; see madoguchi ivr versions")
    return found[0]
