"""What the pages are given: values to show, and callables for what changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from agent_ui.case_room import CaseRoom
from agent_ui.contact_room import ContactRoom
from agent_ui.day_room import DayRoom
from agent_ui.feed import Feed
from agent_ui.floor_room import FloorRoom
from agent_ui.foresight import Foresight
from agent_ui.opening_room import OpeningRoom
from agent_ui.sitters import Sitters, Submit
from agent_ui.sound_room import SoundRoom
from agent_ui.trust_room import TrustRoom
from callcenter.commands import ShowCall
from callcenter.events import CallArrived
from callcenter.outcome import Outcome
from cases.calling import WhoCalls
from desk.desk import Desk
from desk.sessions import Who
from ivr_flows.schema import Flow
from metrics.explain import Happened
from metrics.floor import Picture
from metrics.reconciled import Difference
from metrics.reporting import Reporting


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How one part of the instance is."""

    name: str
    """A key of `agent_ui.words.PARTS`."""
    ok: bool
    detail: str = ""
    """One line for an operator, without anything secret or personal."""
    is_known: bool = True
    """False while it was asked for the first time and has not answered: nothing is wrong yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The state of the instance in numbers."""

    campaign: str
    """The campaign's name, Japanese."""
    lines: tuple[str, ...]
    """Its numbers, as people write them."""
    at: datetime
    """In the campaign's zone."""
    picture: Picture
    capacity: int
    """Lines that may be used now."""
    today: Mapping[Outcome, int]
    """Ended calls of the day."""
    answer_rate: Fraction | None
    is_measured: bool = True
    """False: the rate counts what the carrier refused, of which nobody told yet (未計測)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SipAccount:
    """What a browser phone registers with."""

    user: str
    password: str = field(repr=False)


class BrowserPhones(Protocol):
    """The way of browser phones to Asterisk."""

    @property
    def websocket(self) -> str:
        """Where Asterisk takes SIP over WebSocket."""

    def endpoint(self, seat: str) -> str:
        """Name a seat's browser phone, which is its user, too."""

    async def issue(self, seat: str) -> SipAccount | None:
        """Make a fresh account, so that the one before is void; None if nobody can now."""

    async def revoke(self, seat: str) -> None:
        """Make the account void."""


@dataclass(frozen=True, slots=True)
class Crowding:
    """How a busy morning goes."""

    left_s: float
    """How long it will go on; 0: it is over, or none was begun."""
    called: int
    """How many have called since it was begun."""


class Crowd(Protocol):
    """Synthetic citizens who call by themselves."""

    def begin(self) -> None:
        """Begin a busy morning."""

    def end(self) -> None:
        """Let nobody call any more."""

    def told(self) -> Crowding:
        """Tell how it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenPhone:
    """A citizen's phone as a page, which the demo alone has."""

    line: str
    """The number that it calls, as people write it."""
    number: str
    """From where it calls, unless another one is typed."""
    says: Mapping[str, str]
    """What the citizen answers when asked who is calling, by what is asked."""
    header: str
    """What its calls are known by."""
    voices: Mapping[str, Path]
    """Sounds that speak in place of a microphone: the `citizen`'s and the `agent`'s."""
    crowd: Crowd | None = None
    """None: there is no Asterisk of ours that could place their calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything that the pages ask for."""

    board: Callable[[], Board]
    health: Callable[[], Awaitable[tuple[Part, ...]]]
    metrics: Callable[[], bytes]
    metrics_type: str
    desk: Desk
    """People's work."""
    seats: tuple[str, ...]
    """The campaign's desks, in their order."""
    submit: Submit
    feed: Feed
    sitters: Sitters
    phones: BrowserPhones | None = None
    """None: seats have SIP phones alone."""
    citizen: CitizenPhone | None = None
    """None: this is no demo."""
    arrival: Callable[[str], CallArrived | None] = lambda _: None
    """Tells who a live call is from, sooner than its row."""
    live_call: Callable[[str], ShowCall | None] = lambda _: None
    """Tells how a live call stands, sooner than its row."""
    person_of: Callable[[str], Awaitable[str | None]] | None = None
    """Keeps a number that is to be dialled, and gives its id; None if that cannot be done now."""
    number_of: Callable[[str], str] = lambda _: ""
    """Gives the number behind a caller's id as people write it; empty if it was erased."""
    id_of: Callable[[str], str | None] = lambda _: None
    """Gives the id of a number in E.164; None if nothing can be kept now."""
    transfers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Outside numbers by id, to which a caller may be handed over: their name for the staff, and
    the number as people write it."""
    who_calls: WhoCalls | None = None
    """None: the campaign takes no applications."""
    foresight: Foresight | None = None
    """What was looked up as calls arrived."""
    cases: CaseRoom | None = None
    """The campaign's applications, if it takes any."""
    contacts: ContactRoom | None = None
    """The calling of applicants, if the campaign calls any."""
    reports: Reporting | None = None
    """The campaign's figures and reports."""
    not_reconciled: Callable[[], Mapping[date, Sequence[Difference]]] = dict
    """Gives the days whose calls differ from Asterisk's own book."""
    story: Callable[[str], Sequence[Happened]] = lambda _: ()
    """Gives the log's records of a call; reads files, so not for the loop's thread."""
    flows: Callable[[], Sequence[Flow]] = tuple
    """Gives the flows in force; reads files, so not for the loop's thread."""
    flows_of: Callable[[str], Sequence[Flow]] = lambda _: ()
    """Gives the flows of a version by its name, none if it is lost; reads files as well."""
    sounds: SoundRoom | None = None
    """The instance's recordings."""
    program: Callable[[str, str, datetime], Who | None] = lambda _token, _address, _at: None
    """Tells which program holds a token of `/api/v1`, asking from an address, at an instant."""
    opening: OpeningRoom | None = None
    """The look before opening."""
    trust: TrustRoom | None = None
    """The certificate of our own authority; None if the pages have another one, or none."""
    floor: FloorRoom | None = None
    """The floor as supervisors' boards show it."""
    days: DayRoom | None = None
    """The days that supervisors close."""
