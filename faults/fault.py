"""The faults as values: what is done to whom. Durations are seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Victim = Literal["controller", "office", "asterisk", "supervisor"]
"""A process of the instance, as run.json tells of it."""


@dataclass(frozen=True, slots=True)
class Kill:
    """End processes by SIGKILL, one right after the other in this order."""

    victims: tuple[Victim, ...]


@dataclass(frozen=True, slots=True)
class Freeze:
    """Stop a process by SIGSTOP and let it go on after a while."""

    victim: Literal["controller", "office"]
    for_s: float


@dataclass(frozen=True, slots=True)
class CutLink:
    """Shut the connections between controller and Asterisk."""


@dataclass(frozen=True, slots=True)
class LoseLink:
    """Let nothing through the connections between controller and Asterisk: no FIN, no RST."""

    for_s: float


@dataclass(frozen=True, slots=True)
class LockDatabase:
    """Hold the database's lock for writing."""

    for_s: float


@dataclass(frozen=True, slots=True)
class FillDisk:
    """Fill the disk that the home is on to its last byte, and free it again."""

    for_s: float


@dataclass(frozen=True, slots=True)
class Nothing:
    """Break nothing for a while: what callers and seats do is misfortune enough."""

    for_s: float


Fault = Kill | Freeze | CutLink | LoseLink | LockDatabase | FillDisk | Nothing


def name_of(fault: Fault) -> str:
    """Name a fault for the operator."""
    match fault:
        case Kill(victims=victims):
            return f"kill -9 {'+'.join(victims)}"
        case Freeze(victim=victim, for_s=for_s):
            return f"freeze {victim} {for_s:.1f} s"
        case CutLink():
            return "cut ARI link"
        case LoseLink(for_s=for_s):
            return f"lose ARI link {for_s:.1f} s"
        case LockDatabase(for_s=for_s):
            return f"lock database {for_s:.1f} s"
        case FillDisk(for_s=for_s):
            return f"fill disk {for_s:.1f} s"
        case Nothing(for_s=for_s):
            return f"people alone {for_s:.1f} s"


def takes_calls(fault: Fault) -> bool:
    """Say whether calls are lost by nature: Asterisk dies."""
    return isinstance(fault, Kill) and "asterisk" in fault.victims


def stops_pages(fault: Fault) -> bool:
    """Say whether it takes the sockets of browsers' phones: the office relays them to Asterisk."""
    match fault:
        case Kill(victims=victims):
            return set(victims) != {"controller"}
        case Freeze(victim=victim):
            return victim == "office"
        case CutLink() | LoseLink() | LockDatabase() | FillDisk() | Nothing():
            return False


def stops_controller(fault: Fault) -> bool:
    """Say whether nobody commands Asterisk while it lasts."""
    match fault:
        case Kill(victims=victims):
            return set(victims) != {"office"}
        case Freeze(victim=victim):
            return victim == "controller"
        case CutLink() | LoseLink():
            return True
        case LockDatabase() | FillDisk() | Nothing():
            return False
