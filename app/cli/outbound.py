"""`madoguchi outbound`: call somebody from a seat, and start or stop the calling of contacts."""

from __future__ import annotations

import json
import secrets
from typing import Annotated

import typer

from app.cli import outbound_contacts, outbound_plan, outbound_switch
from app.cli.desk_call import ORIGIN, account
from app.cli.options import HomeOption, JsonOption
from app.cli.wish import WHENEVER, submitted
from app.clock import clock_with
from app.errors import NumberRefused, PeopleLate
from app.home import DEFAULT_HOME, Home, open_home
from app.plain import read_plain

OUTBOUND = typer.Typer(help="Call people: by hand, and by the campaign.", no_args_is_help=True)
REFUSALS = {
    "unknown_seat": "there is no such seat",
    "no_phone": "no phone is registered at this seat",
    "seat_in_call": "the seat is in a call",
    "lines_full": "every line is in use",
    "person_expected": "this number is in a call, or a callback is promised to it",
    "already_dialled": "this call is under way, or was made already",
    "already_so": "it is so already",
    "not_started": "the calling of contacts is not started",
    "already_promised": "there is an open callback to this number already",
    "unknown_callback": "there is no such open callback",
    "being_dialled": "it is just being dialled",
}
"""Why the running instance refuses a wish, in words."""
FLUSH_S = 5.0


@OUTBOUND.command("dial")
def dial(
    seat: Annotated[str, typer.Argument(help="The seat that is to talk, like seat-01.")],
    number: Annotated[str, typer.Argument(help="Whom to call, with area code.")],
    emergency: Annotated[
        bool, typer.Option("--emergency", help="Allow 110, 118 and 119: a supervisor's decision.")
    ] = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Ring the seat's phone; when it is picked up, dial the number with the campaign's caller id.

    Allowed are 0AB-J, 050, 060 to 090, 0120 and 0800; 184 and 186 are taken off. The instance must
    be running.
    """
    from callcenter import ids
    from callcenter.events import DialPressed

    opened = open_home(home)
    call = ids.attempt(secrets.token_hex(8), 1)
    wish = DialPressed(
        at=WHENEVER,
        seat=seat,
        by=f"{ORIGIN}:{account()}",
        call=call,
        person=person_of(opened, number, emergency),
    )
    submitted(opened, wish, refusals=REFUSALS)
    typer.echo(json.dumps({"call": call}) if as_json else f"{seat}: 発信 {call}")


@OUTBOUND.command("start")
def start(home: HomeOption = DEFAULT_HOME) -> None:
    """Begin to call contacts that are due, while callers leave lines and seats for it."""
    outbound_switch.switch(home, "started", refusals=REFUSALS)


@OUTBOUND.command("pause")
def pause(home: HomeOption = DEFAULT_HOME) -> None:
    """Begin no call to contacts until `resume`; what is dialled goes on, who is planned stays so.

    `stop` takes the planned ones back.
    """
    outbound_switch.switch(home, "paused", refusals=REFUSALS)


@OUTBOUND.command("resume")
def resume(home: HomeOption = DEFAULT_HOME) -> None:
    """Go on where `pause` stopped it."""
    outbound_switch.switch(home, "resumed", refusals=REFUSALS)


@OUTBOUND.command("stop")
def stop(home: HomeOption = DEFAULT_HOME) -> None:
    """Begin no more calls to contacts; those under way go on, and so do callbacks."""
    outbound_switch.switch(home, "stopped", refusals=REFUSALS)


def person_of(home: Home, number: str, emergency: bool = False) -> str:
    """Give the id of a number that may be dialled, kept where the controller finds it.

    Raises:
        NumberRefused: it may not be dialled.
        PeopleLate: it could not be kept now.
    """
    from agent_ui.words import NOT_DIALLED
    from japan.dialling import NotDialled, to_dial
    from storage.keys import instance_key
    from storage.people import People

    read = to_dial(number, emergency=emergency)
    if isinstance(read, NotDialled):
        raise NumberRefused(why=NOT_DIALLED[read])
    clock = clock_with(read_plain(home.plain).clock_offset_s)
    with People(home.people, instance_key(home.key), clock=clock) as people:
        person = people.id_of(read)
        if not people.flush(FLUSH_S):
            raise PeopleLate()
    return person


OUTBOUND.command("plan")(outbound_plan.plan)
OUTBOUND.command("numbers")(outbound_contacts.numbers)
OUTBOUND.command("asked")(outbound_contacts.asked)
OUTBOUND.command("unreached")(outbound_contacts.unreached)
