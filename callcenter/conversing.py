"""Flows in progress: their wishes are done in their order, and they are told what happens.

A flow goes on until a move of it has an end; what comes after that, its purpose says (`queueing`).
"""

from __future__ import annotations

from callcenter import (
    announcing,
    callbacks,
    commands,
    lookups,
    messages,
    publishing,
    transferring,
)
from callcenter.call import Call, Playing, Purpose
from callcenter.events import CaseLookedUp, KeyPressed
from callcenter.facts import facts_of
from callcenter.guidance import (
    CALLER,
    SECRET_KEY,
    AskCase,
    CallbackTold,
    CaseTold,
    End,
    EndMessage,
    FlowMove,
    Happened,
    Hush,
    Key,
    Listen,
    NoteConsent,
    Over,
    Personal,
    Said,
    Say,
    Spelled,
    TakeCallback,
    TakeMessage,
    TimedOut,
    Transfer,
    Wait,
    Wish,
)
from callcenter.turn import Turn

LANGUAGE = "language"
"""The variable in which flows keep the language that the caller chose."""


def begin(turn: Turn, call: Call, purpose: Purpose, flow: str | None) -> End | None:
    """Begin a flow; gives its end if it is over at once, as none at all is."""
    if flow is None:
        return Over()
    version = publishing.in_force(turn.state) if call.flows is None else call.flows
    move = turn.guidance.begin(flow, facts_of(turn, call), version)
    call.playing = Playing(purpose=purpose, flow=move.state)
    return _follow(turn, call, call.playing, move)


def tell(turn: Turn, call: Call, happened: Happened) -> End | None:
    """Tell the present flow what happened; gives its end if it is over."""
    assert call.playing is not None
    move = turn.guidance.go_on(call.playing.flow, happened, facts_of(turn, call))
    return _follow(turn, call, call.playing, move)


def pressed(call: Call, event: KeyPressed) -> Happened | None:
    """Take a key; None if no flow is there to be told."""
    playing = call.playing
    if playing is None:
        return None
    if playing.secret is not None and event.key == SECRET_KEY:
        playing.keyed += 1
        call.slots.pop(playing.secret.slot, None)  # a longer row is another one, or none
        if event.digits is not None:
            _keep(call, playing.secret, event.digits)
    return Key(event.key)


def looked_up(turn: Turn, call: Call, event: CaseLookedUp) -> Happened | None:
    """Take the office's answer; None if nobody waits for it any more."""
    answer = lookups.judge(turn, event)
    playing = call.playing
    if playing is None or playing.question != event.lookup:
        return None
    playing.question = ""
    _cancel(turn, playing, CaseTold)
    return CaseTold(playing.asked, answer, event.status)


def timer_fired(turn: Turn, call: Call, timer: str) -> Happened | None:
    """Take a timer; None if it is none of the present flow's."""
    due = call.playing.due.pop(timer, None) if call.playing is not None else None
    if due is not None:
        messages.overdue(turn, call, due)
        transferring.overdue(turn, call, due)
    return due


def stop(turn: Turn, call: Call) -> None:
    """Leave the present flow where it is, if there is one."""
    if call.playing is not None:
        _keep_answers(call, call.playing)
        call.ended_in = call.playing.flow.place
        announcing.hush(turn, call, call.playing)
        messages.leave_off(turn, call)
        transferring.leave_off(turn, call)
        cancel_timers(turn, call)
        call.playing = None


def cancel_timers(turn: Turn, call: Call) -> None:
    """Forget what is due in the present flow."""
    if call.playing is not None:
        for timer in call.playing.due:
            turn.cancel_timer(timer)
        call.playing.due.clear()


def _follow(turn: Turn, call: Call, playing: Playing, move: FlowMove) -> End | None:
    """Do what a move wishes for, and all moves that follow from what is answered at once."""
    while True:
        playing.flow = move.state
        _count(call, move)
        answers = [told for wish in move.wishes if (told := _do(turn, call, playing, wish))]
        if move.end is not None:
            stop(turn, call)
            return move.end
        if not answers:
            return None
        move = turn.guidance.go_on(move.state, answers[-1], facts_of(turn, call))


def _count(call: Call, move: FlowMove) -> None:
    """Count the ways that a caller goes through flows, for the picture of a day."""
    for start, to in move.passed:
        way = f"{move.state.flow}/{start}>{to}"
        call.ways[way] = call.ways.get(way, 0) + 1


def _keep_answers(call: Call, playing: Playing) -> None:
    """Keep what the caller chose and keyed for the seat, which is shown it."""
    answers = dict(playing.flow.variables)
    call.language = answers.pop(LANGUAGE, call.language)
    call.collected.update(answers)
    asked_in = f"{playing.flow.version}/{playing.flow.flow}"
    call.asked_in.update(dict.fromkeys(answers, asked_in))


def _do(turn: Turn, call: Call, playing: Playing, wish: Wish) -> Happened | None:
    """Do a wish; gives the answer of one that is answered at once."""
    match wish:
        case Say():
            return _say(turn, call, playing, wish)
        case Hush(n):
            if playing.said == n:
                announcing.hush(turn, call, playing)
        case Wait(n, seconds):
            _wait(turn, call, playing, seconds, TimedOut(n))
        case Listen(slot):
            playing.secret, playing.keyed = (wish, 0) if slot else (None, 0)
            call.slots.pop(slot, None)
        case NoteConsent(given):
            call.has_refused = call.has_refused or not given
            call.has_consented = given
        case _:
            return _ask(turn, call, playing, wish)
    return None


def _ask(
    turn: Turn,
    call: Call,
    playing: Playing,
    wish: AskCase | TakeCallback | TakeMessage | EndMessage | Transfer,
) -> Happened | None:
    match wish:
        case AskCase():
            return _look_up(turn, call, playing, wish)
        case TakeCallback():
            return CallbackTold(wish.n, callbacks.take(turn, call, _known(call).get(wish.slot)))
        case TakeMessage():
            messages.take(turn, call, playing, wish)
        case EndMessage():
            messages.end(turn, call, playing)
        case Transfer():
            return transferring.begin(turn, call, playing, wish)
    return None


def _say(turn: Turn, call: Call, playing: Playing, say: Say) -> Happened | None:
    announcing.hush(turn, call, playing)
    playing.said, playing.sounds = say.n, tuple(_sounds(call, say))
    playing.is_said_again = False
    if not playing.sounds:
        return Said(say.n, heard=False)
    announcing.announce(turn, call, playing)
    return None


def _sounds(call: Call, say: Say) -> list[str | Spelled]:
    """Name what is to be heard; nothing, where it reads digits back that nobody knows."""
    known = _known(call)
    if any(isinstance(part, Personal) and part.slot not in known for part in say.parts):
        return []
    return [
        Spelled(known[part.slot], part.sounds) if isinstance(part, Personal) else part
        for part in say.parts
    ]


def _known(call: Call) -> dict[str, str]:
    """Give the digits that are known of a caller: their own number, and what they keyed."""
    return {**call.slots, **({CALLER: call.caller} if call.caller else {})}


def _wait(turn: Turn, call: Call, playing: Playing, seconds: float, then: Happened) -> None:
    """Set a timer of the flow; one of the same kind is over."""
    _cancel(turn, playing, type(then))
    playing.due[turn.set_call_timer(call, seconds)] = then


def _cancel(turn: Turn, playing: Playing, kind: type[Happened]) -> None:
    for timer, due in list(playing.due.items()):
        if isinstance(due, kind):
            turn.cancel_timer(timer)
            del playing.due[timer]


def _look_up(turn: Turn, call: Call, playing: Playing, wish: AskCase) -> Happened | None:
    receipt, birth = call.slots.get(wish.receipt), call.slots.get(wish.birth)
    if receipt is None or birth is None or call.caller is None:
        return CaseTold(wish.n, lookups.UNAVAILABLE)
    if not lookups.begin(turn, call.caller):
        return CaseTold(wish.n, lookups.LOCKED)
    playing.question, playing.asked = call.next_question(), wish.n
    turn.emit(
        commands.LookUpCase(
            call=call.id,
            lookup=playing.question,
            receipt=receipt,
            birth=birth,
            caller=call.caller,
        )
    )
    _wait(turn, call, playing, wish.deadline_s, CaseTold(wish.n, lookups.UNAVAILABLE))
    return None


def _keep(call: Call, secret: Listen, digits: str) -> None:
    call.slots[secret.slot] = digits
    if not secret.is_number and digits not in call.secrets:
        call.secrets.append(digits)
