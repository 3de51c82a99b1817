"""Ids are made from ids, so that a replay makes the same ones.

A call is named by its caller's channel. Everything made for it appends a counter of that call:
legs `<call>~1`, bridges `<call>~b1`, playbacks `<call>~p1`, timers `<call>~t1`, recordings
`<call>~r1`, voice messages `<call>~m1`, questions to the office `<call>~q1`; a snoop is named by
the leg it listens to, `<leg>~s1`. A seat's own timer is `<seat>~t1`. Only the shell mints roots; an
attempt's root is made from whom it is for (a contact, a promise, what the shell minted):
`out.<whom>.1`.
"""

from __future__ import annotations

SEPARATOR = "~"
_ATTEMPT = "out."


def root(made_id: str) -> str:
    """Read off an id which call (or seat) it was made for."""
    return made_id.partition(SEPARATOR)[0]


def leg(call: str, count: int) -> str:
    """Name the count-th leg of a call."""
    return f"{call}{SEPARATOR}{count}"


def bridge(call: str, count: int) -> str:
    """Name the count-th bridge of a call."""
    return f"{call}{SEPARATOR}b{count}"


def playback(call: str, count: int) -> str:
    """Name the count-th playback of a call."""
    return f"{call}{SEPARATOR}p{count}"


def recording(call: str, count: int) -> str:
    """Name the count-th recording of a call."""
    return f"{call}{SEPARATOR}r{count}"


def message(call: str, count: int) -> str:
    """Name the count-th take of a call's voice message."""
    return f"{call}{SEPARATOR}m{count}"


def timer(owner: str, count: int) -> str:
    """Name the count-th timer of a call, a seat or the center itself."""
    return f"{owner}{SEPARATOR}t{count}"


def question(call: str, count: int) -> str:
    """Name the count-th question that a call has to the office."""
    return f"{call}{SEPARATOR}q{count}"


def snoop(leg_id: str, count: int) -> str:
    """Name the count-th snoop on a leg; a caller's leg is the call itself."""
    return f"{leg_id}{SEPARATOR}s{count}"


def attempt(of: str, count: int) -> str:
    """Name the count-th attempt to call somebody: the outbound call's id."""
    return f"{_ATTEMPT}{of.replace(SEPARATOR, '.')}.{count}"


def is_attempt_of(call: str, whom: str) -> bool:
    """Whether a call is an attempt to call this one, by its id."""
    stem, _, count = call.rpartition(".")
    return count.isdecimal() and attempt(whom, 1).rpartition(".")[0] == stem


def is_leg(channel: str) -> bool:
    """Whether a channel is a leg: its id ends in a bare count, a snoop's has a letter before it."""
    _, separator, count = channel.rpartition(SEPARATOR)
    return bool(separator) and count.isdigit()


def is_attempt(call: str) -> bool:
    """Whether a call is one of ours to somebody, by its id."""
    return call.startswith(_ATTEMPT)


def is_citizen(channel: str) -> bool:
    """Whether a channel is the citizen's of a call that we make: it bears the call's id."""
    return is_attempt(channel) and SEPARATOR not in channel
