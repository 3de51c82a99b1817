"""What the heart asks of call flows; `ivr_flows` fulfils it and `app` hands it in.

A flow is a conversation. The heart begins it, does the wishes that come back, in their order, and
tells it what happened; so it goes on until a move has an end. Both sides are plain data, and the
same input gives the same move: a flow can be rebuilt from its `FlowState` alone.

Rules of the conversation:

1. What expects an answer bears a number, counted through the whole flow. The answer bears the same
   number; one that nobody waits for any more (an old timer, a sound cut short) changes nothing.
2. There is one `Say` and one `Wait` at a time: a new one takes the place of the one before.
3. Keys need not be asked for: each one is told. A flow that does not listen lets it pass.
4. Secret digits never get here. After `Listen(slot)` the shell keeps them in the people's store and
   tells each as `Key("?")`; a repeated `Listen` empties the slot. `#` and `*` are told as they are.
   A slot holds an id of that store, never a digit. Digits that the shell lost because it died are
   told as one `*`: the caller is asked for the row again.
5. A caller who hangs up needs no word: the heart drops the state, and `FlowState.place` says where
   it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import msgspec

CALLER = "caller"
"""The slot of the caller's own number, where it is known."""
SECRET_KEY = "?"
"""A digit whose value only the shell knows."""
STATUSES = ("received", "checking", "deficient", "decided", "paid")
"""How the office may say that a case stands, to who asks by telephone."""
SHORTEST_MESSAGE_S = 1.0
"""A message that is shorter is a click, not a word."""


EMERGENCY = "emergency"
"""The verdict of a call that came while a supervisor had closed the centre."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the heart knows at a step, as far as a flow may speak of it or decide by it."""

    verdict: str = "open"
    """What the calendar says (`opening.Verdict`), or `emergency`: closed by a supervisor."""
    services: dict[str, str] = {}
    """What the calendar says of each service that has hours of its own, by its id."""
    position: int | None = None
    """Place among the waiting callers, 1 is next."""
    wait_s: float | None = None
    """How long the caller will presumably wait, from the measured pace."""
    waited_s: float = 0.0
    """How long the caller has waited already."""
    next_opening: date | None = None
    """The day on which calls are taken next; its hours are the campaign's."""
    withheld: bool = False
    """The caller's number is not known."""
    agreed: tuple[str, ...] = ()
    """What the client has agreed to and can be kept: `status_lookup`, `callback`."""
    language: str = "ja"
    """What the caller chose in an earlier flow of this call."""

    def verdict_of(self, service: str) -> str:
        """Give what the calendar says of a service; in an emergency all are closed."""
        is_closed = self.verdict == EMERGENCY
        return self.verdict if is_closed else self.services.get(service, self.verdict)


class Personal(msgspec.Struct, frozen=True, tag="personal"):
    """A part of what is said that only the shell can fill in: the digits of a slot, one by one."""

    slot: str
    sounds: dict[str, str]
    """The sound of each digit, and of `-` between the groups of a telephone number."""


class Spelled(msgspec.Struct, frozen=True):
    """A `Personal` part of a call: what its slot holds."""

    person: str
    """Id of the digits in the people's store."""
    sounds: dict[str, str]


class Say(msgspec.Struct, frozen=True, tag="say"):
    """Play sounds (hashes of prompts), one after the other; answered by `Said`."""

    n: int
    parts: tuple[str | Personal, ...]


class Hush(msgspec.Struct, frozen=True, tag="hush"):
    """Cut short what is being said; not answered."""

    n: int


class Wait(msgspec.Struct, frozen=True, tag="wait"):
    """Answer by `TimedOut` when so many seconds have passed; each has a timer of its own."""

    n: int
    seconds: float


class Listen(msgspec.Struct, frozen=True, tag="listen"):
    """Keep the digits that follow as a secret under this slot, emptied first; `""`: tell them."""

    slot: str
    least: int = 1
    """From so many digits on the slot is filled with what was keyed so far."""
    is_number: bool = False
    """They are a telephone number, and are kept as one."""


class AskCase(msgspec.Struct, frozen=True, tag="ask_case"):
    """Ask the office for a case's status by two slots; answered by `CaseTold` in due time."""

    n: int
    receipt: str
    birth: str
    deadline_s: float


class TakeCallback(msgspec.Struct, frozen=True, tag="take_callback"):
    """Promise to call this slot's number back at the caller's turn; answered by `CallbackTold`."""

    n: int
    slot: str


class TakeMessage(msgspec.Struct, frozen=True, tag="take_message"):
    """Record what the caller says, until a silence or the limit; answered by `MessageTaken`.

    A later one of the same call takes the place of the one before, unless nothing is said in it.
    """

    n: int
    limit_s: float
    silence_s: float


class EndMessage(msgspec.Struct, frozen=True, tag="end_message"):
    """Stop recording the message; its `MessageTaken` follows."""

    n: int


class Transfer(msgspec.Struct, frozen=True, tag="transfer"):
    """Connect the caller with one of the campaign's outside numbers; answered if that fails.

    If it does not, the flow ends there.
    """

    n: int
    to: str
    ring_s: float


class NoteConsent(msgspec.Struct, frozen=True, tag="note_consent"):
    """The recording notice was heard (or not), or the caller refused to be recorded."""

    given: bool


Wish = (
    Say
    | Hush
    | Wait
    | Listen
    | AskCase
    | TakeCallback
    | TakeMessage
    | EndMessage
    | Transfer
    | NoteConsent
)


class Said(msgspec.Struct, frozen=True, tag="said"):
    """What was to be said has ended; not heard: it could not be played."""

    n: int
    heard: bool = True


class Key(msgspec.Struct, frozen=True, tag="key"):
    """The caller pressed a key: 0 to 9, `*`, `#`, or `?` for a digit of a secret."""

    key: str


class TimedOut(msgspec.Struct, frozen=True, tag="timed_out"):
    """The time of a `Wait` has passed."""

    n: int


class CaseTold(msgspec.Struct, frozen=True, tag="case_told"):
    """The office's answer: `found` with the status, `not_found`, `locked`, or `unavailable`."""

    n: int
    answer: str
    status: str = ""


class CallbackTold(msgspec.Struct, frozen=True, tag="callback_told"):
    """What became of the promise: `taken`, or why not (`already`, `bad_number`)."""

    n: int
    answer: str


class MessageTaken(msgspec.Struct, frozen=True, tag="message_taken"):
    """The message's recording has ended; 0 seconds if nothing was said."""

    n: int
    seconds: float


class TransferFailed(msgspec.Struct, frozen=True, tag="transfer_failed"):
    """The other side was busy, silent or not to be had."""

    n: int


Happened = Said | Key | TimedOut | CaseTold | CallbackTold | MessageTaken | TransferFailed


class Over(msgspec.Struct, frozen=True, tag="over"):
    """The flow has said its say: the call goes on with what comes after it."""


class ToQueue(msgspec.Struct, frozen=True, tag="to_queue"):
    """The caller is to be put into the queue of a skill; `""`: that of the line."""

    skill: str = ""


class ToHangUp(msgspec.Struct, frozen=True, tag="to_hang_up"):
    """The call is to be ended; served: the flow gave the answer (`self_served`)."""

    served: bool = False


End = Over | ToQueue | ToHangUp


@dataclass(frozen=True, slots=True)
class FlowState:
    """A flow in progress as plain data: which version of which flow, and where in it."""

    flow: str
    hash: str
    """Hash of the flow's content; a call stays on the version that it entered."""
    node: str
    version: str = ""
    """Where to find that content: the version of all flows that was in force then."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """What the caller chose and keyed so far: `language`, digits that are no secret."""
    asked: int = 0
    """The last number that was given before the node was entered."""
    facts: Facts = field(default_factory=Facts)
    """What was known when the node was entered."""
    inputs: tuple[Happened, ...] = ()
    """What happened since the node was entered."""

    @property
    def place(self) -> str:
        """Name the node for the rows: `flow/node`; a flow of one announcement by its name alone."""
        return self.flow if self.node == self.flow else f"{self.flow}/{self.node}"


@dataclass(frozen=True, slots=True)
class FlowMove:
    """What a flow wants next."""

    state: FlowState
    wishes: tuple[Wish, ...] = ()
    end: End | None = None
    """How the flow ends; None while it goes on."""
    passed: tuple[tuple[str, str], ...] = ()
    """Which ways were gone: from a node to a node, or to `END`; from "" where it begins."""


class Guidance(Protocol):
    """Flows with all their verbs. Pure: the same input gives the same move."""

    def begin(self, flow: str, facts: Facts, version: str = "") -> FlowMove:
        """Begin a flow by its name, of a version of all flows; "" is the one at the start."""
        ...

    def go_on(self, state: FlowState, happened: Happened, facts: Facts) -> FlowMove:
        """Go on after something happened; what nobody waits for changes nothing."""
        ...

    def knows(self, version: str) -> bool:
        """Tell whether a version of all flows can be had."""
        ...
