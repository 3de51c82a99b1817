"""The shortest script that still breaks the same promise: pieces are left out while it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from tests.sim.script import Script, Terms
from tests.sim.world import play

LISTS = (
    "presses",
    "flaps",
    "mutations",
    "refusals",
    "kills",
    "freezes",
    "cuts",
    "deaths",
    "callers",
)


def shrink(script: Script, fails: Callable[[Script], bool]) -> Script:
    """Leave out of a script whatever it does not need to fail."""
    is_shorter = True
    while is_shorter:
        is_shorter = False
        for shorter in _shorter(script):
            if fails(shorter):
                script, is_shorter = shorter, True
                break
    return script


def breaks(kinds: set[str]) -> Callable[[Script], bool]:
    """Make the question whether a script breaks one of these promises."""
    return lambda script: bool(kinds & {each.kind for each in play(script)[0]})


def _shorter(script: Script) -> Iterator[Script]:
    """Give every script that lacks one piece, the bigger pieces first."""
    for name in LISTS:
        pieces = getattr(script, name)
        if len(pieces) > 2:
            half = len(pieces) // 2
            yield msgspec.structs.replace(script, **{name: pieces[:half]})
            yield msgspec.structs.replace(script, **{name: pieces[half:]})
        for left_out in range(len(pieces)):
            rest = pieces[:left_out] + pieces[left_out + 1 :]
            yield msgspec.structs.replace(script, **{name: rest})
    for at, caller in enumerate(script.callers):
        for left_out in range(len(caller.leaves)):
            leaves = caller.leaves[:left_out] + caller.leaves[left_out + 1 :]
            fewer = msgspec.structs.replace(caller, leaves=leaves)
            callers = (*script.callers[:at], fewer, *script.callers[at + 1 :])
            yield msgspec.structs.replace(script, callers=callers)
    yield from _shorter_rings(script)
    if script.terms != (plain := _plainer(script.terms)):
        yield msgspec.structs.replace(script, terms=plain)


def _shorter_rings(script: Script) -> Iterator[Script]:
    for seat, rings in script.rings.items():
        others = {each: script.rings[each] for each in script.rings if each != seat}
        yield msgspec.structs.replace(script, rings=others)
        if len(rings) > 1:
            yield msgspec.structs.replace(script, rings={**others, seat: rings[:-1]})


def _plainer(terms: Terms) -> Terms:
    return msgspec.structs.replace(terms, records=False, skills=1, is_capped=False)
