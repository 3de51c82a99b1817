"""The campaign of a run, made from its terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from callcenter.campaign import (
    Campaign,
    CapacityRow,
    Desk,
    Flows,
    Line,
    OpenDay,
    OverLine,
    SeatCap,
)
from ivr_flows.interpreter import Interpreter
from ivr_flows.node import END
from ivr_flows.nodes.hangup import HangUp
from ivr_flows.nodes.menu import Menu
from ivr_flows.nodes.play import Play
from ivr_flows.prompts import Prompt
from ivr_flows.schema import Flow, one_sound
from ivr_flows.speech import Fixed, Speech
from ivr_flows.values import JAPANESE
from ivr_flows.verbs import AnyNode
from tests.sim.asterisk import CLOSINGS, NOTICES
from tests.sim.script import Terms, seats_of

SKILLS = ("general", "letters")
FIRST, LAST = date(2026, 2, 2), date(2026, 2, 27)
ASKING = "asking"
SPOKEN = sorted(NOTICES | CLOSINGS | {"all_busy", "waiting"})


def campaign_of(terms: Terms) -> Campaign:
    """Make the campaign: from Monday 2 February, weekdays from 9:00."""
    days = [FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)]
    opens, closes = time(0) if terms.closes > "23" else time(9), time.fromisoformat(terms.closes)
    skills = SKILLS[: terms.skills]
    return Campaign(
        id="sim",
        name="模擬",
        zone="Asia/Tokyo",
        lines=tuple(Line(f"+8111000010{n}", skill) for n, skill in enumerate(skills)),
        desks=tuple(
            Desk(seat, {skill: 1 for skill in skills[: 1 + n % len(skills)]})
            for n, seat in enumerate(seats_of(terms), start=1)
        ),
        open_days=tuple(OpenDay(each, opens, closes) for each in days if each.weekday() < 5),
        holidays=frozenset(),
        operation_from=FIRST,
        operation_to=LAST,
        capacity=(
            CapacityRow(FIRST, max(1, terms.seats - terms.is_capped), terms.lines),
            CapacityRow(date(2026, 2, 3), terms.seats, max(1, terms.lines - 1)),
        ),
        flows=_flows(terms),
        seat_cap=SeatCap.CONTRACT if terms.is_capped else SeatCap.NONE,
        over_line=OverLine.ANNOUNCE if terms.announces else OverLine.BUSY,
        announce_max=2,
        wait_limit_s=terms.wait_limit,
        ring_s=terms.ring,
        wrap_up_s=terms.wrap_up,
        repeat_s=15.0,
        record=terms.records,
    )


def _flows(terms: Terms) -> Flows:
    if not terms.speaks:
        return Flows()
    spoken = Flows(**{name: name for name in SPOKEN})
    return replace(spoken, welcome=ASKING) if terms.asks else spoken


def guidance() -> Interpreter:
    """Make the interpreter; a sound is named like its flow."""
    return Interpreter([*(one_sound(name, _prompt(name)) for name in SPOKEN), _asking()])


def _asking() -> Flow:
    """A key is asked for, twice if none comes: 9 hangs up, all else leads to the welcome."""
    menu = Menu(
        speech=_speech("menu"),
        again={},
        keys={"1": "welcome", "9": "bye"},
        timeout="welcome",
        wrong="welcome",
        wait_s=3.0,
        tries=2,
    )
    nodes: dict[str, AnyNode] = {
        "menu": menu,
        "welcome": Play(speech=_speech("welcome"), next=END),
        "bye": HangUp(speech=_speech("bye"), served=True),
    }
    return Flow(name=ASKING, start="menu", nodes=nodes)


def _speech(name: str) -> Speech:
    return {JAPANESE: (Fixed(_prompt(name)),)}


def _prompt(name: str) -> Prompt:
    return Prompt(sound=name, text=name, spoken=name)


def dialled(campaign: Campaign) -> list[tuple[str, str]]:
    """Name each line as it is dialled, with the skill that its callers need."""
    return [(line.number.replace("+81", "0"), line.skill) for line in campaign.lines]
