"""Write docs/reference: commands, settings, flow nodes, events, metrics, the pictures of the code.

All of it is read off the code; run it after changing one of them: `python scripts/reference.py`.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer
from prometheus_client.parser import text_string_to_metric_families

from app.cli.main import command_line
from callcenter.commands import Command, RaiseAlarm
from callcenter.events import Event
from ivr_flows.verbs import VERBS
from metrics.day import Days
from metrics.floor import Floor
from metrics.prometheus import Fixed, Numbers
from metrics.vital import LAG_BUCKETS_S, ForecastSigns, Lag, ReportSigns, RowSigns, Signs, Vital
from scripts.architecture import pictures
from tests.unit.metrics.shipped import the_clients

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "reference"
MADE = "Made by `scripts/reference.py` from the code; do not edit it.\n"
WIDTH = 100


def page(name: str) -> str:
    """Write a page, by its file's name."""
    return "\n".join(_PAGES[name]()) + "\n"


def _commands() -> Iterator[str]:
    yield f"# Commands\n\n{MADE}"
    yield "What every command says of itself; `--json`, where there is one, is for programs.\n"
    yield from _command(command_line(), ())


def _command(command: Any, path: tuple[str, ...], parent: Any = None) -> Iterator[str]:
    """Tell a command and those below it; typer has no public names for their kinds."""
    name = path[-1] if path else "madoguchi"
    context = typer.Context(command, info_name=name, parent=parent, terminal_width=WIDTH)
    yield f"{'#' * min(4, 2 + len(path))} {' '.join(('madoguchi', *path))}\n"
    yield f"```text\n{command.get_help(context).strip()}\n```\n"
    for below, each in getattr(command, "commands", {}).items():
        yield from _command(each, (*path, below), context)


def _settings() -> Iterator[str]:
    yield f"# Settings\n\n{MADE}"
    yield (
        "The shipped values. What differs stands in `madoguchi.toml` of the home, or in the\n"
        "environment: `MADOGUCHI_WEB__PORT=8443` is `port` of `[web]`. `madoguchi check`\n"
        "reads them all.\n"
    )
    text = (ROOT / "config" / "default.toml").read_text(encoding="utf-8")
    yield f"```toml\n{text.strip()}\n```"


def _nodes() -> Iterator[str]:
    yield f"# Nodes of the flow language\n\n{MADE}"
    yield "How they are written is told in [flows](../flows.md); this is what each has.\n"
    for verb, node in VERBS.items():
        yield f"## `{verb}`\n"
        yield from _kind(node)


def _events() -> Iterator[str]:
    yield f"# Events and decisions\n\n{MADE}"
    yield (
        "The log (`HOME/log`) is a sequence of records: an event that came, and the commands that\n"
        "the heart gave for it. `madoguchi replay` reads it.\n"
    )
    for title, union in (("Events", Event), ("Commands of the heart", Command)):
        yield f"## {title}\n"
        for kind in sorted(typing.get_args(union), key=lambda each: str(each.__name__)):
            yield f"### {kind.__name__}\n"
            yield from _kind(kind)


def _kind(kind: type) -> Iterator[str]:
    """Tell a class: its docstring, and its fields with theirs."""
    yield f"{inspect.cleandoc(kind.__doc__ or '')}\n"
    rows = [
        f"| `{name}` | `{of.replace('|', chr(92) + '|')}` | {' '.join(why.split())} |"
        for name, of, why in _fields(kind)
    ]
    if rows:
        yield "\n".join(["| field | type | |", "|---|---|---|", *rows, ""])


def _fields(kind: type) -> Iterator[tuple[str, str, str]]:
    body = _classes(inspect.getmodule(kind))[kind.__name__].body
    for at, line in enumerate(body):
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            yield line.target.id, ast.unparse(line.annotation), _text(body[at + 1 : at + 2])


def _text(lines: Sequence[ast.stmt]) -> str:
    match lines:
        case [ast.Expr(value=ast.Constant(value=str(text)))]:
            return textwrap.dedent(text)
        case _:
            return ""


@cache
def _classes(module: Any) -> dict[str, ast.ClassDef]:
    tree = ast.parse(inspect.getsource(module))
    return {each.name: each for each in tree.body if isinstance(each, ast.ClassDef)}


def _metrics() -> Iterator[str]:
    yield f"# Metrics\n\n{MADE}"
    yield (
        "`GET /metrics`, for Prometheus. Labels are words of closed sets: never a number of a\n"
        "telephone, a name or an id. Alarms and boards: `deploy/prometheus`, `deploy/grafana`.\n"
    )
    yield "| metric | type | labels | what |\n|---|---|---|---|"
    for family in text_string_to_metric_families(_numbers().render().decode()):
        if family.name.endswith("_created"):
            continue  # when a histogram began: of no use to people
        labels = sorted({label for each in family.samples for label in each.labels} - {"le"})
        named = ", ".join(f"`{each}`" for each in labels)
        total = "_total" if family.type == "counter" else ""
        yield f"| `{family.name}{total}` | {family.type} | {named} | {family.documentation} |"


def _numbers() -> Numbers:
    """Make the numbers of an instance that has everything."""
    at = datetime(2026, 2, 2, 1, tzinfo=UTC)
    rows = RowSigns(
        recordings={},
        audit_entries=0,
        records_open=0,
        took_s=0.0,
        database_bytes=0,
        audit_last=0.0,
        attempts_open=0,
        callbacks_open=0,
        callbacks_late=0,
    )
    forecast = ForecastSigns(
        day_chance=0.0,
        week_chance=0.0,
        offered={"low": 0, "middle": 0, "high": 0},
        may_lose=0,
        loses=0.0,
        error=0.0,
        chance_error=0.2,
    )
    fixed = Fixed(
        clock=lambda: at,
        lines_at=lambda _: 0,
        seats_at=lambda _: 0,
        definition=the_clients(),
        version="",
    )
    signs = Signs(
        office=Lag((0,) * (len(LAG_BUCKETS_S) + 1), 0.0),
        vital=Vital(),
        rows=rows,
        reports=ReportSigns(differing=0),
        forecast=forecast,
        well={"office": True},
    )
    floor = Floor()
    floor.alarms["", ""] = RaiseAlarm(kind="", subject="", detail="")  # so that it shows its labels
    return Numbers(fixed, days=Days(zone=ZoneInfo("Asia/Tokyo")), floor=floor, signs=signs)


def _architecture() -> Iterator[str]:
    yield f"# Architecture\n\n{MADE}"
    yield (
        "Pictures of what the code says of itself; the words for them, and why it is so, stand in\n"
        "[the way of data](../../README.md#the-way-of-data), [promises](../promises.md) and the\n"
        "[decisions](../adr/README.md).\n"
    )
    yield from pictures()


_PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "commands.md": _commands,
    "settings.md": _settings,
    "flow-nodes.md": _nodes,
    "events.md": _events,
    "metrics.md": _metrics,
    "architecture.md": _architecture,
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in _PAGES:
        (FOLDER / name).write_text(page(name), encoding="utf-8")
