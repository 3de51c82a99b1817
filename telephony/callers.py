"""Who calls whom: read off a channel's variables and caller id, by the rules of its trunk.

A withheld number goes no further than this; any other becomes the id of a person. So does what was
dialled, unless it is a line of ours: it may be anybody's number, or a name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from callcenter.events import Withheld
from japan.phone import CalledBy, KnownCaller, read_called, read_caller
from telephony.people import People


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkReading:
    """How the headers of a trunk's calls are read."""

    trusted: bool
    """Its P-Asserted-Identity is believed."""
    called_from: CalledBy
    """Where it says which number was called."""


NO_LINE: Final = "other"
"""Stands for whatever was dialled that is no line of the campaign."""

STRANGER: Final = TrunkReading(trusted=False, called_from="uri")
"""For a call from an endpoint that is none of our trunks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a caller's channel tells, as it came from outside."""

    name: str
    """The channel's, `PJSIP/<trunk>-0000002a`."""
    caller_number: str
    caller_name: str
    headers: Mapping[str, str]
    """What the dialplan read off the headers, by its variables."""

    def __repr__(self) -> str:
        """Name the channel and nothing of the caller."""
        return f"Told({self.name!r})"


@dataclass(frozen=True, slots=True)
class Who:
    """Who calls whom."""

    line: str
    """A line of the campaign, or `NO_LINE`."""
    caller: str | None
    withheld: Withheld | None


class Callers:
    """Reads callers; remembers nothing of them but in the people's store."""

    def __init__(
        self, *, people: People, trunks: Mapping[str, TrunkReading], lines: Collection[str]
    ) -> None:
        """Make a reader.

        Args:
            people: Gives numbers their ids.
            trunks: By the names of their endpoints.
            lines: The campaign's own numbers, E.164.
        """
        self._people = people
        self._trunks = trunks
        self._lines = frozenset(lines)

    @property
    def trunks(self) -> frozenset[str]:
        """The endpoints of our trunks."""
        return frozenset(self._trunks)

    def read(self, told: Told) -> Who:
        """Read who calls whom."""
        endpoint = told.name.removeprefix("PJSIP/").rpartition("-")[0]
        trunk = self._trunks.get(endpoint, STRANGER)
        header = told.headers.get
        caller = read_caller(
            from_number=header("MDG_FROM") or told.caller_number,
            from_name=told.caller_name,
            asserted_identity=header("MDG_PAI", ""),
            privacy=header("MDG_PRIVACY", ""),
            trusted=trunk.trusted,
        )
        called = read_called(
            request_uri=header("MDG_EXTEN", ""),
            to=header("MDG_TO", ""),
            p_called_party_id=header("MDG_PCPID", ""),
            by=trunk.called_from,
        )
        line = called if called in self._lines else NO_LINE
        if isinstance(caller, KnownCaller):
            return Who(line, self._people.id_of(caller.number), None)
        return Who(line, None, Withheld(caller.reason))
