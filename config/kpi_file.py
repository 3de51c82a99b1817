"""The file of one KPI definition; what each key means stands in those we ship."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from config.problem import Fault
from config.validation import Rule, Section

Text = Annotated[str, Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*-[1-9][0-9]*$")]
Place = Literal["answered", "offered", "beside"]
Seconds = Annotated[int, Field(ge=0, le=86_400)]


class Places(Section):
    """Where each outcome stands: a field for each, so that none can be forgotten."""

    answered: Place
    abandoned_in_guidance: Place
    abandoned_in_queue: Place
    overflow: Place
    no_line: Place
    callback_taken: Place
    self_served: Place
    closed_in_hours: Place
    after_hours: Place
    not_in_operation: Place
    failed: Place


class Short(Section):
    """Hang-ups that are not counted."""

    under_s: Seconds


class Repeats(Section):
    """Calls that are not counted because the caller tried again."""

    within_s: Seconds


class InTime(Section):
    """The service level."""

    within_s: Annotated[int, Field(ge=1, le=86_400)]
    since: Literal["queue", "arrival"]
    of: Literal["offered", "answered"]


class CarrierBusy(Section):
    """Callers whom the carrier refused."""

    place: Literal["offered", "beside"]


class Callbacks(Section):
    """Callbacks by which the caller was reached."""

    reached: Literal["answered", "as_taken"]


Span = Literal["guidance", "wait", "ring", "talk", "hold"]
Handled = Literal["talk", "hold", "wrap_up"]
SeatState = Literal["ready", "ringing", "talking", "wrap_up", "not_ready"]
HungUp = Literal["abandoned_in_guidance", "abandoned_in_queue"]
Result = Literal["closed", "ward_office", "client", "callback", "escalated"]


def _fixed(given: object) -> object:
    return tuple(given) if isinstance(given, list) else given


SOME, FIXED = Field(min_length=1), BeforeValidator(_fixed)


class MeasuresTable(Section):
    """What the figures beside the rate count."""

    abandoned: Annotated[tuple[HungUp, ...], SOME, FIXED] = (
        "abandoned_in_guidance",
        "abandoned_in_queue",
    )
    speed: Annotated[tuple[Span, ...], SOME, FIXED] = ("wait", "ring")
    handling: Annotated[tuple[Handled, ...], SOME, FIXED] = ("talk", "hold", "wrap_up")
    busy: Annotated[tuple[SeatState, ...], SOME, FIXED] = ("ringing", "talking", "wrap_up")
    working: Annotated[tuple[SeatState, ...], SOME, FIXED] = (
        "ready",
        "ringing",
        "talking",
        "wrap_up",
    )
    closed: Annotated[tuple[Result, ...], SOME, FIXED] = ("closed",)


class KpiFile(Section):
    """A whole definition."""

    id: Id
    version: Annotated[int, Field(ge=1)]
    name: Text
    text: Text
    agreed: date | None = None
    target_percent: Annotated[int, Field(ge=1, le=100)] | None = None
    places: Places
    short: Short
    repeats: Repeats
    in_time: InTime
    carrier_busy: CarrierBusy
    callbacks: Callbacks = Callbacks(reached="as_taken")
    measures: MeasuresTable = MeasuresTable()


def rules(stem: str) -> list[Rule[KpiFile]]:
    """List what must hold between the keys of the file with this name."""
    return [
        Rule(("id", "version"), lambda file: _named(file, stem)),
        Rule(("places",), _placed),
        Rule(("places", "callbacks"), _called_back),
        Rule(("measures",), _measured),
    ]


def _named(file: KpiFile, stem: str) -> Iterator[Fault]:
    """A changed definition is a new file: reports that were made name the old one."""
    if file.id != stem:
        yield Fault(("id",), f"ファイル名「{stem}」と同じにしてください。")
    if not file.id.endswith(f"-{file.version}"):
        yield Fault(("version",), "id の末尾の数と同じにしてください。")


def _placed(file: KpiFile) -> Iterator[Fault]:
    if file.places.answered != "answered":
        keys = ("places", "answered")
        yield Fault(keys, '応答した呼の置き場所は "answered" だけです。')


def _called_back(file: KpiFile) -> Iterator[Fault]:
    """What is answered as it is taken, or not in the denominator, cannot become answered."""
    if file.callbacks.reached == "answered" and file.places.callback_taken != "offered":
        keys = ("callbacks", "reached")
        yield Fault(keys, '"answered" にするときは places.callback_taken を "offered" にします。')


def _measured(file: KpiFile) -> Iterator[Fault]:
    """Nothing is counted twice, and a share is never above the whole."""
    for name, words in file.measures:
        if len(set(words)) < len(words):
            yield Fault(("measures", name), "同じものを二度書いています。")
    if not set(file.measures.busy) <= set(file.measures.working):
        yield Fault(("measures", "busy"), "working にある状態だけを書いてください。")
