"""Scripts from seeds: the same seed and level give the same script."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, get_args

import msgspec

from tests.sim.script import (
    Caller,
    Cut,
    Death,
    Dial,
    Flap,
    Freeze,
    Kill,
    Leave,
    Mutation,
    On,
    Press,
    Refusal,
    Ring,
    Script,
    Terms,
    Want,
    Wanted,
    seats_of,
)

STARTS = (
    ("2026-02-02T10:00:00+09:00", "18:00"),
    ("2026-02-02T10:00:00+09:00", "18:00"),
    ("2026-02-02T10:00:00+09:00", "18:00"),
    ("2026-02-02T17:58:40+09:00", "18:00"),
    ("2026-02-02T23:59:00+09:00", "23:59:59.999999"),
    ("2026-02-02T08:59:30+09:00", "18:00"),
    ("2026-02-07T10:00:00+09:00", "18:00"),
)
"""A morning, a closing, a midnight within the opening hours, an opening, a Saturday."""


def script_of(seed: int, level: str) -> Script:
    """Make the script of a seed.

    Args:
        seed: Any number.
        level: One of `LEVELS`.
    """
    random = Random(f"{level} {seed}")
    script = _calls(random, seed, chaos=0.0 if level == "calm" else 0.7)
    for fault in LEVELS[level]:
        script = fault(random, script)
    return _asking(Random(f"keys {level} {seed}"), script)


def day(seed: int, *, calls: int = 400, chaos: float = 0.3) -> Script:
    """Make the script of a whole day, from before the opening to after the closing."""
    random = Random(f"day {seed}")
    lasts = 9.5 * 3600
    terms = Terms(seats=5, lines=8, wait_limit=120.0, ring=15.0, wrap_up=20.0)
    arrivals = sorted(random.uniform(0, lasts - 60) for _ in range(calls))
    return Script(
        seed=seed,
        ends=lasts,
        start="2026-02-02T08:50:00+09:00",
        terms=terms,
        glance=20.0,
        callers=tuple(_caller(random, at, chaos, talk_s=400.0) for at in arrivals),
        rings={
            seat: tuple(_ring(random, terms, chaos, talk_s=400.0) for _ in range(calls))
            for seat in seats_of(terms)
        },
        presses=_readies(random, terms) + _presses(random, terms, lasts, 40),
        flaps=_flaps(random, terms, lasts, 20),
    )


def _calls(random: Random, seed: int, *, chaos: float) -> Script:
    start, closes = random.choice(STARTS)
    terms = Terms(
        seats=random.randint(1, 3),
        lines=random.randint(1, 5),
        skills=random.choice((1, 1, 2)),
        records=random.random() < 0.7,
        speaks=random.random() < 0.8,
        announces=random.random() < 0.5,
        is_capped=random.random() < 0.2,
        wait_limit=random.choice((10.0, 30.0, 60.0)),
        ring=random.choice((4.0, 10.0)),
        wrap_up=random.choice((0.0, 5.0)),
        closes=closes,
    )
    lasts = random.uniform(40, 120)
    count = random.randint(1, 7)
    rush = random.choice((lasts, lasts / 4))
    arrivals = sorted(random.uniform(1.0, rush) for _ in range(count))
    if random.random() < 0.2:
        arrivals = [round(arrivals[0], 3) + 0.001 * each for each in range(count)]
    presses, flaps = int(chaos * random.randint(0, 6)), int(chaos * random.randint(0, 5))
    return Script(
        seed=seed,
        ends=lasts,
        start=start,
        terms=terms,
        glance=random.choice((0.0, 3.0, 7.0)),
        callers=tuple(_caller(random, at, chaos, talk_s=20.0) for at in arrivals),
        rings={
            seat: tuple(_ring(random, terms, chaos, talk_s=20.0) for _ in range(count))
            for seat in seats_of(terms)
        },
        presses=_readies(random, terms) + _presses(random, terms, lasts, presses),
        flaps=_flaps(random, terms, lasts, flaps),
    )


def _asking(random: Random, script: Script) -> Script:
    """Let a third of the runs ask for keys, and their callers press some."""
    if random.random() < 2 / 3:
        return script
    terms = msgspec.structs.replace(script.terms, asks=True)
    callers = tuple(msgspec.structs.replace(each, keys=_keys(random)) for each in script.callers)
    return msgspec.structs.replace(script, terms=terms, callers=callers)


def _keys(random: Random) -> tuple[Dial, ...]:
    return tuple(
        Dial(after=round(random.uniform(0.0, 20.0), 3), key=random.choice("1111935#*"))
        for _ in range(random.randint(0, 5))
    )


def _moment(random: Random, chaos: float, usual: float) -> float:
    """Draw a while: usually seconds, in chaos often a few milliseconds."""
    if random.random() < chaos / 2:
        return round(random.uniform(0.0, 0.012), 4)
    return round(random.expovariate(1 / usual), 3)


def _caller(random: Random, at: float, chaos: float, *, talk_s: float) -> Caller:
    leaves = [Leave("talking", _moment(random, chaos, talk_s))]
    if random.random() < 0.3:
        leaves.append(Leave("arrived", _moment(random, chaos / 7, 25.0)))
    ons: tuple[On, ...] = ("arrived", "answered", "hears", "rings", "picked_up")
    if random.random() < chaos:
        leaves.append(Leave(random.choice(ons), _moment(random, chaos, 6.0)))
    number = f"09012345{random.randint(0, 999):03}" if random.random() < 0.9 else "anonymous"
    return Caller(at=round(at, 4), leaves=tuple(leaves), line=random.randint(0, 1), number=number)


def _ring(random: Random, terms: Terms, chaos: float, *, talk_s: float) -> Ring:
    how: Any = "answer"
    if random.random() < chaos / 2:
        how = random.choice(("busy", "decline", "silent", "dead", "unregister"))
    after = _moment(random, chaos, 3.0)
    if random.random() < chaos / 5:
        after = terms.ring + random.uniform(-0.02, 0.02)
    leaves = []
    if random.random() < 0.5:
        leaves.append(Leave("talking", _moment(random, chaos, talk_s)))
    if random.random() < chaos / 4:
        leaves.append(Leave("picked_up", _moment(random, 1.0, 1.0)))
    return Ring(how=how, after=round(after, 4), leaves=tuple(leaves))


def _readies(random: Random, terms: Terms) -> tuple[Press, ...]:
    return tuple(
        Press(at=round(random.uniform(0.3, 2.0), 3), seat=seat, ready=True)
        for seat in seats_of(terms)
    )


def _presses(random: Random, terms: Terms, lasts: float, count: int) -> tuple[Press, ...]:
    return tuple(
        Press(
            at=round(random.uniform(1.0, lasts), 3),
            seat=random.choice(seats_of(terms)),
            ready=random.random() < 0.6,
            twice=random.random() < 0.3,
        )
        for _ in range(count)
    )


def _flaps(random: Random, terms: Terms, lasts: float, count: int) -> tuple[Flap, ...]:
    return tuple(
        Flap(
            at=round(random.uniform(0.5, lasts), 3),
            endpoint=random.choice(seats_of(terms)) + random.choice(("", "", "w")),
            registers=random.random() < 0.6,
        )
        for _ in range(count)
    )


# Faults.


def _kills(random: Random, script: Script) -> Script:
    kills = tuple(
        Kill(point=random.randrange(20, 60 + 80 * len(script.callers)), down=_down(random))
        for _ in range(random.choice((1, 1, 1, 2, 3)))
    )
    return msgspec.structs.replace(script, kills=kills)


def _timed_kills(shortest_s: float, longest_s: float) -> Callable[[Random, Script], Script]:
    """Kill at any moment, and be away for so long."""

    def kill(random: Random, script: Script) -> Script:
        kills = tuple(
            Kill(
                at=round(random.uniform(0.5, script.ends), 3),
                down=round(random.uniform(shortest_s, longest_s), 3),
            )
            for _ in range(random.choice((1, 1, 2)))
        )
        return msgspec.structs.replace(script, kills=kills)

    return kill


def _freezes(random: Random, script: Script) -> Script:
    freezes = tuple(
        Freeze(
            at=round(random.uniform(0.5, script.ends), 3),
            lasts=round(random.choice((random.uniform(0.1, 1.5), random.uniform(1.5, 20.0))), 3),
        )
        for _ in range(random.choice((1, 1, 2)))
    )
    return msgspec.structs.replace(script, freezes=freezes)


def _cuts(random: Random, script: Script) -> Script:
    cuts = tuple(
        Cut(
            at=round(random.uniform(0.5, script.ends), 3),
            noticed=random.choice((0.0, 0.5, 2.4)),
        )
        for _ in range(random.choice((1, 1, 2)))
    )
    return msgspec.structs.replace(script, cuts=cuts)


def _deaths(random: Random, script: Script) -> Script:
    at = round(random.uniform(3.0, script.ends), 3)
    deaths = (Death(at=at, down=round(random.uniform(0.7, 2.0), 3)),)
    return msgspec.structs.replace(script, deaths=deaths)


def _mutations(hows: tuple[str, ...]) -> Callable[[Random, Script], Script]:
    def mutate(random: Random, script: Script) -> Script:
        made = [
            _mutation(random, random.choice(hows), 25 * len(script.callers))
            for _ in range(random.choice((1, 1, 2, 5)))
        ]
        return msgspec.structs.replace(script, mutations=tuple(made))

    return mutate


def _mutation(random: Random, how: Any, events: int) -> Mutation:
    by = {
        "drop": 0.0,
        "double": random.choice((0.0, 0.5)),
        "swap": float(random.randint(1, 5)),
        "late": 2.0,
    }
    return Mutation(n=random.randrange(5 + events), how=how, by=by[how])


def _refusals(random: Random, script: Script) -> Script:
    made = []
    for _ in range(random.choice((1, 1, 2, 5))):
        status = random.choice((404, 409, 500, 0, None))
        made.append(
            Refusal(
                n=random.randrange(8, 20 + 15 * len(script.callers)),
                status=status,
                is_done=random.random() < 0.5,
                delay=round(random.uniform(0.1, 3.0), 3) if status is None else 0.0,
            )
        )
    return msgspec.structs.replace(script, refusals=tuple(made))


def _down(random: Random) -> float:
    return round(random.choice((random.uniform(0.2, 1.0), random.uniform(1.0, 15.0))), 3)


OFTEN: tuple[Wanted, ...] = ("consult",) * 12 + ("three_way",) * 5 + ("transfer", "resume") * 2
"""What must be wanted often to come to something."""


def _wants(random: Random, script: Script) -> Script:
    """Let seats hold, ask, hand over, and supervisors come; there are always two seats at least."""
    terms = msgspec.structs.replace(script.terms, seats=max(2, script.terms.seats), wrap_up=2.0)
    made = tuple(
        Want(
            at=round(random.uniform(3.0, script.ends), 3),
            what=random.choice((*get_args(Wanted), *OFTEN)),
            n=random.randrange(60),
        )
        for _ in range(random.randint(10, 50))
    )
    rings = {seat: script.rings.get(seat, ()) for seat in seats_of(terms)}
    presses = script.presses + _readies(random, terms)
    return msgspec.structs.replace(script, terms=terms, wants=made, rings=rings, presses=presses)


LEVELS: dict[str, tuple[Callable[[Random, Script], Script], ...]] = {
    "calm": (),
    "chaos": (),
    "guests": (_wants,),
    "guests_killed": (_wants, _timed_kills(0.2, 3.0)),
    "kills": (_kills,),
    "killed": (_timed_kills(0.2, 3.0),),
    "long_outage": (_timed_kills(3.0, 20.0),),
    "frozen": (_freezes,),
    "cuts": (_cuts,),
    "deaths": (_deaths,),
    "doubled": (_mutations(("double",)),),
    "late": (_mutations(("late",)),),
    "swapped": (_mutations(("swap",)),),
    "dropped": (_mutations(("drop",)),),
    "refused": (_refusals,),
    "all": (
        _kills,
        _freezes,
        _cuts,
        _deaths,
        _mutations(("drop", "double", "swap", "late")),
        _refusals,
    ),
}
"""What breaks on each level, from nothing to everything."""
