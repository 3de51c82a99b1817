"""Whether the carriers at which we register still know us: no call comes from one that does not.

A carrier that answers OPTIONS may have let our registration go (another password, a closed
account), and of a trunk that is only called from nothing else is ever heard.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

from app.plain import Plain
from app.trunk_probe import registrations

LOOK_S = 10.0
REGISTERED = "Registered"


class RegistrationWatch:
    """The trunks whose registration is lost."""

    def __init__(self, trunks: Collection[str], ask: Callable[[], Mapping[str, str]]) -> None:
        """Make it.

        Args:
            trunks: Those that register.
            ask: Tells the status of each; empty if Asterisk cannot be asked. It may take a while.
        """
        self._trunks = sorted(trunks)
        self._ask = ask
        self._missing: frozenset[str] = frozenset()
        self._lost: frozenset[str] = frozenset()

    @property
    def lost(self) -> Sequence[str]:
        """Give those that were not registered at two looks: at a start it takes a moment."""
        return sorted(self._lost)

    async def run(self) -> None:
        """Look for ever, in a thread beside the loop; without such a trunk wait."""
        while self._trunks:
            await self.look()
            await asyncio.sleep(LOOK_S)
        await asyncio.Event().wait()

    async def look(self) -> None:
        """Look now; while Asterisk cannot be asked, what was found stands."""
        told = await asyncio.to_thread(self._ask)
        if not told:
            return
        missing = frozenset(each for each in self._trunks if told.get(each) != REGISTERED)
        self._lost, self._missing = missing & self._missing, missing


def watch_of(plain: Plain) -> RegistrationWatch:
    """Watch the trunks that register by an Asterisk of ours; another's cannot be asked."""
    asterisk = plain.asterisk
    if asterisk is None:
        return RegistrationWatch((), dict)
    names = [each.name for each in plain.trunks if each.registers]
    return RegistrationWatch(names, lambda: registrations(asterisk))
