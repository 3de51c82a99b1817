"""`madoguchi report`: made, frozen, checked, approved, submitted, proved; and what is due."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import report_reconcile
from app.cli.options import HomeOption, JsonOption
from app.cli.report_call import at_reports
from app.errors import ReportDiffers, ReportRefused
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from metrics.handed import Made
    from metrics.period import Kind, Period
    from metrics.proof import Proof
    from metrics.report_dues import Standing
    from metrics.reporting import Kept, Refused, Reporting
    from storage.audit import Actor

REPORT = typer.Typer(help="Make, freeze, hand in and prove reports; list what is due.")
AHEAD_DAYS = 14
STATES = {
    "draft": "下書き",
    "checked": "確認済み",
    "approved": "承認済み",
    "submitted": "提出済み",
    None: "未作成",
}


class FormatName(StrEnum):
    """The formats, as the command line names them."""

    xlsx = "xlsx"
    pdf = "pdf"
    csv = "csv"
    json = "json"


FormatOption = Annotated[FormatName, typer.Option("--format", help="Of the file.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="File to write; default: the report's name, here.")
]


@REPORT.command("weekly")
def weekly(
    week: Annotated[str, typer.Option("--week", help="As 2026-W06.")],
    form: FormatOption = FormatName.pdf,
    out: OutOption = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write the weekly report: the frozen one, or as of now (marked 速報) if there is none."""
    _write("weekly", week, form, out, home)


@REPORT.command("daily")
def daily(
    day: Annotated[str, typer.Option("--day", help="As 2026-02-02.")],
    form: FormatOption = FormatName.pdf,
    out: OutOption = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write the daily report (日次報告書)."""
    _write("daily", day, form, out, home)


@REPORT.command("complaint")
def complaint(
    day: Annotated[str, typer.Option("--day", help="As 2026-02-02.")],
    form: FormatOption = FormatName.pdf,
    out: OutOption = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write the report of a day's complaints."""
    _write("complaint", day, form, out, home)


@REPORT.command("monthly")
def monthly(
    month: Annotated[str, typer.Option("--month", help="As 2026-02.")],
    form: FormatOption = FormatName.pdf,
    out: OutOption = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write the monthly report."""
    _write("monthly", month, form, out, home)


@REPORT.command("make")
def make(
    kind: Annotated[
        str, typer.Argument(help="yearly, staff, completion, personal_data, or one of the above.")
    ],
    period: Annotated[str, typer.Argument(help="As 2026-W06, 2026-02-02, 2026-02 or 2026.")],
    form: FormatOption = FormatName.pdf,
    out: OutOption = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write any report of the campaign, such as activity of staff or handling of personal data."""
    _write(kind, period, form, out, home)


@REPORT.command("freeze")
def freeze(
    kind: Annotated[str, typer.Argument(help="weekly, daily, complaint, monthly ...")],
    period: Annotated[str, typer.Argument(help="As 2026-W06.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Freeze a report as a draft, with its hash; a draft may be frozen anew."""
    from metrics.reporting import Refused

    of = _kind(kind)

    async def done(reporting: Reporting, actor: Actor) -> Kept | Refused:
        return await reporting.freeze(of, _period(of, period), actor)

    found = at_reports(open_home(home), done)
    if isinstance(found, Refused):
        raise ReportRefused(report=f"{kind}-{period}", why=found.why)
    _tell(found, as_json)


@REPORT.command("step")
def step(
    report: Annotated[str, typer.Argument(help="As weekly-2026-W06.")],
    what: Annotated[str, typer.Argument(help="check, approve, submit or return.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Bring a report further: checked, approved, submitted; or return it to a draft."""
    from metrics.reporting import Refused
    from metrics.steps import Step

    if what not in list(Step):
        raise typer.BadParameter(f"{what!r} is no step: one of {', '.join(Step)}")

    async def done(reporting: Reporting, actor: Actor) -> Kept | Refused:
        return await reporting.bring(report, Step(what), actor)

    found = at_reports(open_home(home), done)
    if isinstance(found, Refused):
        raise ReportRefused(report=report, why=found.why)
    _tell(found, as_json)


@REPORT.command("due")
def due(
    days: Annotated[
        int, typer.Option("--days", min=0, max=400, help="How many days to look ahead.")
    ] = AHEAD_DAYS,
    every: Annotated[
        bool, typer.Option("--all", help="Also what was submitted, and the whole operation.")
    ] = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """List the reports that are due, with the day and hour, how far they are, and what is late.

    The contract's own days (節目) that come stand below.
    """
    from app.cli.report_due import as_data, as_text
    from metrics.report_dues import standings

    async def done(
        reporting: Reporting, _: Actor
    ) -> tuple[list[Standing], list[tuple[date, str]], str]:
        until = date.max if every else reporting.today + timedelta(days=days)
        found = await standings(reporting, since=date.min, until=until)
        coming = reporting.plan.coming(date.min if every else reporting.today, until)
        due = [e for e in found if every or e.state != "submitted"]
        return due, coming, reporting.campaign.zone

    found, coming, zone = at_reports(open_home(home), done)
    typer.echo(as_data(found, coming, zone) if as_json else as_text(found, coming, STATES))


@REPORT.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(help="A file that was given out, of any format.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Prove a report's file: unaltered, frozen, and the same when computed again; status 1 if not.

    What later entries changed is told as corrections; they are no flaw of the report. Of one
    that was made by an earlier version its file, what was frozen and its list of calls are proved;
    its words are not made anew.
    """
    body = file.read_bytes()
    sha256 = hashlib.sha256(body).hexdigest()

    async def done(reporting: Reporting, _: Actor) -> tuple[str, Proof | None]:
        from metrics.proof import prove

        found = await reporting.by_file(sha256)
        if found is None:
            return "unknown", None
        issued, kept = found
        if kept is None or not issued.digest:
            return "not_frozen", None
        if issued.digest != kept.digest:
            return "replaced", None
        return "known", await prove(reporting, kept)

    how, proof = at_reports(open_home(home), done)
    holds = proof is not None and proof.intact and proof.same is not False
    if as_json:
        typer.echo(json.dumps(_proved(how, proof, sha256, holds), ensure_ascii=False, indent=1))
        raise typer.Exit(0 if holds else 1)
    if proof is None or not holds:
        raise ReportDiffers(file=str(file), why=how if proof is None else "altered")
    typer.echo(f"{proof.report}: 改ざんはありません。")
    typer.echo(_compared(proof))
    for each in proof.corrections:
        typer.echo(f"修正: {each.part} {each.row} {each.column} {each.frozen} → {each.now}")


@REPORT.command("busy")
def busy(
    day: Annotated[str, typer.Argument(help="As 2026-02-02.")],
    calls: Annotated[int, typer.Argument(min=0, max=1_000_000, help="How many were refused.")],
    source: Annotated[str, typer.Option("--source", help="Who says so: the carrier's report ...")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Note how many callers the carrier refused before us on a day (話中); else 未計測."""
    of = _day(day)

    async def done(reporting: Reporting, actor: Actor) -> None:
        await reporting.note_busy(of, calls, source, actor)

    at_reports(open_home(home), done)
    typer.echo(f"{day}: {calls} 件（{source}）")


REPORT.command("reconcile")(report_reconcile.reconcile)
REPORT.command("checked")(report_reconcile.looked_into)


def _write(kind: str, period: str, form: FormatName, out: Path | None, home: Path) -> None:
    of = _kind(kind)

    async def done(reporting: Reporting, _: Actor) -> tuple[Made, bool]:
        from metrics.due import report_id
        from metrics.handed import Format, made

        asked = _period(of, period)
        kept = await reporting.find(report_id(of, asked))
        content = kept.content if kept else await reporting.now(of, asked)
        return await made(reporting, content, Format(form.value), kept=kept), kept is not None

    file, is_frozen = at_reports(open_home(home), done)
    path = out or Path(file.name)
    path.write_bytes(file.body)
    typer.echo(f"{path}（{'確定' if is_frozen else '速報（未確定）'}）")


def _kind(name: str) -> Kind:
    from metrics.period import Kind

    if name not in list(Kind):
        raise typer.BadParameter(f"{name!r} is no report: one of {', '.join(Kind)}")
    return Kind(name)


def _period(kind: Kind, name: str) -> Period:
    from metrics.period import period_of, read_period

    found = read_period(kind, name)
    if found is None:
        like = period_of(kind, date(2026, 2, 2)).name
        raise typer.BadParameter(
            f"「{name}」は {kind.value} の期間ではありません。{like} のように書いてください。"
        )
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("日付は 2026-02-02 のように書いてください。") from None


def _tell(kept: Kept, as_json: bool) -> None:
    if as_json:
        told = {
            "report": kept.id,
            "state": kept.state,
            "version": kept.version,
            "digest": kept.digest,
            "steps": [
                {"state": state, "who": who, "at": at.isoformat()} for state, who, at in kept.steps
            ],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        typer.echo(f"{kept.id}: {STATES[kept.state]}（第{kept.version}版、{kept.digest}）")


def _compared(proof: Proof) -> str:
    if proof.same:
        return "記録から計算し直した結果は、一字一句同じです。"
    from agent_ui.report_words import MADE_EARLIER

    return MADE_EARLIER if proof.is_older else "作成時の設定がないため、計算し直せません。"


def _proved(how: str, proof: Proof | None, sha256: str, holds: bool) -> dict[str, object]:
    return {
        "sha256": sha256,
        "file": how,
        "ok": holds,
        "report": proof.report if proof else None,
        "same": proof.same if proof else None,
        "made_earlier": proof.is_older if proof else None,
        "corrections": [
            {
                "part": each.part,
                "row": each.row,
                "column": each.column,
                "frozen": each.frozen,
                "now": each.now,
            }
            for each in (proof.corrections if proof else ())
        ],
    }
