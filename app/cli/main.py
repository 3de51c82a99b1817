"""The entry point: every command, and the one place where errors become a line and a status."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable

import typer
from typer.main import get_command

from app.cli import (
    api,
    audit,
    backup,
    callbacks,
    calls,
    cases,
    check,
    close_day,
    doctor,
    floor,
    forecast,
    incidents,
    init,
    ivr,
    knowledge,
    kpi,
    messages,
    missed,
    outbound,
    quality,
    recordings,
    replay,
    report,
    seats,
    staff,
    start,
    stop,
    why,
    work,
)
from app.cli.listed import in_full
from app.errors import AppError
from app.printed import complain
from callcenter.errors import CallCenterError
from cases.errors import CasesError
from config.errors import ConfigError
from desk.errors import DeskError
from ivr_flows.errors import IvrError
from metrics.errors import MetricsError
from recordings.errors import RecordingsError
from storage.errors import StorageError

COMMANDS = typer.Typer(
    name="madoguchi",
    help="Madoguchi (窓口): a contact centre on Asterisk. Begin with `madoguchi demo`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
COMMANDS.command("up")(start.up)
COMMANDS.command("stop")(stop.stop)
COMMANDS.command("demo")(start.demo)
COMMANDS.command("init")(init.init)
COMMANDS.command("check")(check.check)
COMMANDS.add_typer(seats.SEATS, name="seats")
COMMANDS.command("calls")(calls.calls)
COMMANDS.command("why")(why.why)
COMMANDS.command("forecast")(forecast.forecast)
COMMANDS.command("missed")(missed.missed)
COMMANDS.command("work")(work.work)
COMMANDS.command("close-day")(close_day.close_day)
COMMANDS.add_typer(callbacks.CALLBACKS, name="callbacks")
COMMANDS.add_typer(outbound.OUTBOUND, name="outbound")
COMMANDS.add_typer(floor.FLOOR, name="floor")
COMMANDS.add_typer(recordings.RECORDINGS, name="recordings")
COMMANDS.add_typer(quality.QUALITY, name="quality")
COMMANDS.add_typer(messages.MESSAGES, name="messages")
COMMANDS.add_typer(ivr.IVR, name="ivr")
COMMANDS.add_typer(staff.STAFF, name="staff")
COMMANDS.add_typer(api.API, name="api")
COMMANDS.add_typer(audit.AUDIT, name="audit")
COMMANDS.add_typer(backup.BACKUP, name="backup")
COMMANDS.add_typer(cases.CASES, name="cases")
COMMANDS.add_typer(report.REPORT, name="report")
COMMANDS.add_typer(kpi.KPI, name="kpi")
COMMANDS.add_typer(incidents.INCIDENTS, name="incidents")
COMMANDS.add_typer(knowledge.KNOWLEDGE, name="knowledge")
COMMANDS.command("replay")(replay.replay)
COMMANDS.command("doctor")(doctor.doctor)

_TOLD = (
    *(AppError, CallCenterError, CasesError, ConfigError),
    *(DeskError, IvrError, MetricsError, RecordingsError, StorageError),
)
"""What an operator is told as one line; everything else is a bug and shows itself."""


@functools.cache
def command_line() -> Callable[..., object]:
    """Build the tree of all commands, which takes longer than most of them."""
    return in_full(get_command(COMMANDS))


def main() -> None:
    """Run the command line: status 0 done, 1 not done (one line says why), 2 wrong usage."""
    try:
        command_line()(prog_name="madoguchi")
    except _TOLD as exc:
        complain(" ".join(str(exc).split()))
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as exc:
        complain(f"{exc.filename or 'system'}: {exc.strerror or exc}")
        sys.exit(1)
