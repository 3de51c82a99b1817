"""A flow gone through by one person at a desk: what the caller would hear, on a clock of its own.

Nothing is played and nobody is asked. Sounds last as long as such texts usually do, and whoever
rehearses says what the office, the other side of a transfer or the queue would answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from callcenter.guidance import (
    CALLER,
    SECRET_KEY,
    AskCase,
    CallbackTold,
    CaseTold,
    End,
    EndMessage,
    Facts,
    FlowMove,
    FlowState,
    Happened,
    Hush,
    Key,
    Listen,
    MessageTaken,
    NoteConsent,
    Over,
    Personal,
    Said,
    Say,
    TakeCallback,
    TakeMessage,
    TimedOut,
    ToHangUp,
    ToQueue,
    Transfer,
    TransferFailed,
    Wait,
    Wish,
)
from ivr_flows.interpreter import Interpreter
from ivr_flows.nodes.lookup import Lookup
from ivr_flows.prompts import Prompt
from ivr_flows.schema import Flow
from ivr_flows.values import JAPANESE

JAPANESE_PER_S, ENGLISH_PER_S = 5.5, 14.0
"""Characters of a text that the voices speak in a second, about."""
CALLBACK_S = 1.0
"""How long the promise of a callback takes."""
NOT_FOUND = ("not_found", "locked", "unavailable")
CALLBACK_ANSWERS = ("taken", "already", "bad_number")
CONNECTED, FAILED = "connected", "failed"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened or was heard."""

    at_s: float
    """Since the flow began."""
    what: str
    """`node`, `say`, `hush`, `wait`, `key`, `consent`, `ask`, `answer` or `end`."""
    text: str
    """Japanese, or what is said."""


class _Due(msgspec.Struct, frozen=True):
    at_s: float
    happened: Happened
    answers: tuple[str, ...] = ()
    """Other ways in which it may come."""


class Rehearsal:
    """One caller's way through a flow."""

    def __init__(self, flow: Flow, facts: Facts, *, caller: str = "") -> None:
        """Begin nothing yet.

        Args:
            flow: The flow.
            facts: What is known at its beginning. The wait grows with the clock; the place in the
                queue depends on others, and the calendar is that of the call's arrival: both stay.
            caller: Number of the caller as it is read out, with `-` between its groups; "" if
                withheld.
        """
        self._flow = flow
        self._facts = facts
        self._conversation = Interpreter([flow])
        self._prompts = {prompt.sound: prompt for prompt in flow.prompts()}
        self._slots = {CALLER: caller} if caller else {}
        self._listens = ""
        self._now_s = 0.0
        self._due: dict[type[Wish], _Due] = {}
        self._message: tuple[float, TakeMessage] | None = None
        self._entered: tuple[str, int] | None = None
        self._state: FlowState
        self.is_over = False

    @property
    def place(self) -> str:
        """Name where the caller is: `flow/node`."""
        return self._state.place

    @property
    def answers(self) -> tuple[str, ...]:
        """Give the words that `answer` takes now."""
        return tuple(word for due in self._due.values() for word in due.answers)

    def begin(self) -> list[Line]:
        """Begin the flow."""
        return list(self._take(self._conversation.begin(self._flow.name, self._facts)))

    def press(self, key: str) -> list[Line]:
        """Press one key."""
        told = key
        if self._listens and key.isdigit():
            self._slots[self._listens] += key
            told = SECRET_KEY
        return [self._line("key", told), *self._go_on(Key(told)), *self.let_pass(0)]

    def let_pass(self, seconds: float) -> list[Line]:
        """Let time pass, and all that is due in it happen; the caller speaks, if recorded."""
        until_s = self._now_s + seconds
        lines: list[Line] = []
        while (due := self._next()) is not None and due[1].at_s <= until_s:
            lines += self._happens(*due)
        self._now_s = max(self._now_s, until_s)
        return lines

    def let_happen(self) -> list[Line]:
        """Go to the next thing that happens by itself; a caller who is recorded falls silent."""
        if self._message is not None:
            began_s, asked = self._message
            spoken_s = self._now_s - began_s
            silent_s = min(self._now_s + asked.silence_s, began_s + asked.limit_s)
            self._due[TakeMessage] = _Due(silent_s, MessageTaken(asked.n, spoken_s))
        due = self._next()
        return self._happens(*due) if due is not None else []

    def answer(self, word: str) -> list[Line]:
        """Let one of `answers` come now."""
        for kind, due in list(self._due.items()):
            if word in due.answers:
                del self._due[kind]
                line = self._line("answer", word)
                if word == CONNECTED:
                    return [line, self._end("相手の方につながりました")]
                return [line, *self._go_on(_answered(due.happened, word))]
        return []

    def hang_up(self) -> Line:
        """Let the caller hang up."""
        return self._end(f"お客様が電話を切りました（{self.place}）")

    def _next(self) -> tuple[type[Wish], _Due] | None:
        return min(self._due.items(), key=lambda item: item[1].at_s, default=None)

    def _happens(self, kind: type[Wish], due: _Due) -> list[Line]:
        del self._due[kind]
        self._now_s = max(self._now_s, due.at_s)
        return self._go_on(due.happened)

    def _go_on(self, happened: Happened) -> list[Line]:
        if isinstance(happened, MessageTaken):
            self._message = None
        before = (self._line("answer", text) for text in _told(happened))
        move = self._conversation.go_on(self._state, happened, self._known())
        return [*before, *self._take(move)]

    def _known(self) -> Facts:
        return replace(self._facts, waited_s=self._facts.waited_s + self._now_s)

    def _take(self, move: FlowMove) -> Iterator[Line]:
        self._state = move.state
        for wish in move.wishes:
            if getattr(wish, "n", 0) > move.state.asked and not isinstance(wish, Hush):
                yield from self._enter()
            yield from self._do(wish)
        if move.end is not None:
            if self._entered is None or self._state.node != self._entered[0]:
                yield from self._enter()
            yield self._end(_ending(move.end))

    def _enter(self) -> Iterator[Line]:
        entered = (self._state.node, self._state.asked)
        if entered != self._entered:
            self._entered = entered
            verb = type(self._flow.nodes[self._state.node]).__struct_config__.tag
            yield self._line("node", f"{self._state.node}（{verb}）")

    def _do(self, wish: Wish) -> Iterator[Line]:
        match wish:
            case Say(n, parts):
                prompts = list(self._heard(parts))
                self._expect(Say, sum(map(length_s, prompts)), Said(n))
                yield self._line("say", _joined(prompts))
            case Hush():
                self._due.pop(Say, None)
                yield self._line("hush", "案内を途中で止めました")
            case Wait(n, seconds):
                self._expect(Wait, seconds, TimedOut(n))
                yield self._line("wait", f"キーを {seconds:g} 秒待ちます")
            case Listen(slot):
                self._listens = slot
                self._slots |= {slot: ""} if slot else {}
            case NoteConsent(given):
                text = "録音の告知を終えました" if given else "録音しないことを記録しました"
                yield self._line("consent", text)
            case _:
                yield from self._ask(wish)

    def _ask(
        self, wish: AskCase | TakeCallback | TakeMessage | EndMessage | Transfer
    ) -> Iterator[Line]:
        match wish:
            case AskCase(n, _, _, deadline_s):
                answers = (*self._statuses(), *NOT_FOUND)
                self._expect(AskCase, deadline_s, CaseTold(n, "unavailable"), answers)
                yield self._line("ask", f"審査の状況を照会します（{deadline_s:g} 秒まで）")
            case TakeCallback(n, _):
                told = CallbackTold(n, "taken")
                self._expect(TakeCallback, CALLBACK_S, told, CALLBACK_ANSWERS)
                yield self._line("ask", "折り返しを受け付けます")
            case TakeMessage(n, limit_s, _):
                self._message = (self._now_s, wish)
                self._expect(TakeMessage, limit_s, MessageTaken(n, limit_s))
                yield self._line("ask", f"伝言を録音します（{limit_s:g} 秒まで）")
            case EndMessage(n):
                began_s = self._message[0] if self._message else self._now_s
                self._message = None
                self._expect(TakeMessage, 0, MessageTaken(n, self._now_s - began_s))
            case Transfer(n, to, ring_s):
                self._expect(Transfer, ring_s, TransferFailed(n), (CONNECTED, FAILED))
                yield self._line("ask", f"「{to}」を呼び出します（{ring_s:g} 秒まで）")

    def _expect(
        self, kind: type[Wish], in_s: float, happened: Happened, answers: tuple[str, ...] = ()
    ) -> None:
        self._due[kind] = _Due(self._now_s + in_s, happened, answers)

    def _heard(self, parts: Iterable[str | Personal]) -> Iterator[Prompt]:
        for part in parts:
            if isinstance(part, Personal):
                digits = self._slots.get(part.slot, "")
                names = (part.sounds[each] for each in digits if each in part.sounds)
                yield from (self._prompts[name] for name in names)
            else:
                yield self._prompts[part]

    def _statuses(self) -> Iterable[str]:
        node = self._flow.nodes[self._state.node]
        return node.statuses if isinstance(node, Lookup) else ()

    def _end(self, text: str) -> Line:
        self.is_over = True
        self._due.clear()
        self._message = None
        return self._line("end", text)

    def _line(self, what: str, text: str) -> Line:
        return Line(at_s=round(self._now_s, 1), what=what, text=text)


def length_s(prompt: Prompt) -> float:
    """Guess how long a sound lasts, in seconds."""
    per_s = JAPANESE_PER_S if prompt.language == JAPANESE else ENGLISH_PER_S
    return len(re.sub(r"\s", "", prompt.spoken)) / per_s


def _joined(prompts: Iterable[Prompt]) -> str:
    return " ".join(prompt.text.strip() for prompt in prompts)


def _answered(expected: Happened, word: str) -> Happened:
    """Make the answer that a word stands for, in place of the one that comes by itself."""
    match expected:
        case CaseTold(n, _, _):
            return CaseTold(n, word) if word in NOT_FOUND else CaseTold(n, "found", word)
        case CallbackTold(n, _):
            return CallbackTold(n, word)
        case _:
            return expected


def _told(happened: Happened) -> Iterator[str]:
    """Tell what came by itself and is not heard."""
    match happened:
        case TimedOut():
            yield "時間が過ぎました"
        case MessageTaken(_, seconds):
            yield f"伝言は {seconds:g} 秒でした"
        case TransferFailed():
            yield "つながりませんでした"
        case _:
            return


def _ending(end: End) -> str:
    match end:
        case Over():
            return "案内が終わり、通話は次に進みます"
        case ToQueue(skill):
            return f"待ち行列に入ります（{skill}）" if skill else "待ち行列に入ります"
        case ToHangUp(served):
            return "用件は済みました。電話を切ります" if served else "電話を切ります"
