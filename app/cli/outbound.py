"""`madoguchi outbound`: the calling of people."""

from __future__ import annotations

import typer

from app.cli import outbound_contacts

OUTBOUND = typer.Typer(
    help="Call people: who is due, and what came of it.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
OUTBOUND.command("plan")(outbound_contacts.plan)
OUTBOUND.command("numbers")(outbound_contacts.numbers)
OUTBOUND.command("asked")(outbound_contacts.asked)
OUTBOUND.command("unreached")(outbound_contacts.unreached)
