"""What may be done for the day's answer rate, what each may bring, and which is cheapest.

The order in which options are given is their cost: a pause of our own calls moves nobody, a recall
moves people whose work waits, more lines than the contract's cost money. Nothing is named that the
contract's bounds or the law on breaks forbid: who is on a break is never an option.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from metrics.forecast.kinds import Lever
from metrics.forecast.losses import Service
from metrics.forecast.outlook import Drawn

SURE = 0.8
"""A day that reaches the target with this probability needs nothing."""
FELT = 0.5
"""Half a call until the day's end, or less, is no effect: such a lever is not named at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A lever as it could be pulled now."""

    lever: Lever
    reason: str = ""
    """Of a recall: for which the people are away."""
    seats: float = 0.0
    """That take calls besides."""
    lines: int = 0
    """That are free for callers besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an option is expected to bring."""

    option: Option
    saves: float
    """Calls that are answered and would be lost, until the day's end."""
    chance: float
    """The probability that the day reaches the target then."""
    week_chance: float
    is_advised: bool = False
    """The cheapest that is enough; where none is, the one that brings most."""


def served(service: Service, option: Option) -> Service:
    """Say how callers are served with a lever pulled."""
    return replace(service, seats=service.seats + option.seats, lines=service.lines + option.lines)


def effects(drawn: Drawn, service: Service, options: Sequence[Option]) -> list[Effect]:
    """Compare every option with doing nothing, on the same draws; those that help, by cost."""
    now = drawn.day(service)
    found = []
    for option in options:
        then = served(service, option)
        day = drawn.day(then)
        effect = Effect(
            option=option,
            saves=now.loses - day.loses,
            chance=day.chance,
            week_chance=drawn.week(then).chance,
        )
        if effect.saves > FELT:
            found.append(effect)
    advised = _advised(now.chance, found)
    return [replace(each, is_advised=each is advised) for each in found]


def _advised(chance: float, found: Sequence[Effect]) -> Effect | None:
    if chance >= SURE or not found:
        return None
    enough = [each for each in found if each.chance >= SURE]
    return enough[0] if enough else max(found, key=lambda each: each.saves)
