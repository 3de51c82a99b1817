"""Leases of callers: as long as we are at work they are renewed; if we are not, they run out.

Renewed from the loop that also runs the heart and writes the log: whatever stops that lets go of
the callers as well. Outside of log and lanes, because a renewal decides nothing.

Source: `TIMEOUT(absolute)` ends a channel's stay in our application to the hundredth of a second
and it goes on at the dialplan's `T`; 100 renewals took 24 ms (Asterisk 22.10.1).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any

from telephony import ari_requests
from telephony.ari import Ari
from telephony.ari_requests import Request
from telephony.errors import AriConflict, AriError, AriGone, AriUnreachable

LEASE_S = 2.0
LONGEST_LEASE_S = 3.0
"""What the dialplan gives a caller whom it offers, until the first renewal."""
RENEWED_EACH_S = 0.4
"""So an outage of 1.6 s is not heard."""
LATE_S = 60.0
"""So long after we gave it up a request may still be done: Asterisk may have it on a connection
that it reads again only now, though we have long had another one."""
UNKNOWN_S = 4.0
"""So long a renewal may be on its way that another process asked for: it is dead, its connection
closed, and Asterisk alive, for it was met."""
UNMET_S = 1.0
"""A link whose meeting waits longer for an answer is as good as none: nobody knows what its callers
hear."""
AT_ONCE = 8
"""Renewals under way at the same time; the other connections are for the calls."""


class Leases:
    """The callers whose leases we renew."""

    def __init__(self, ari: Ari, held: Iterable[str] = (), *, refused: Iterable[str] = ()) -> None:
        """Begin with those whom we remember as ours; of these, some are told that they are not."""
        self._ari = ari
        self._held = dict.fromkeys(held)
        self._known = set(refused)
        """Who needs not be marked as let in: they are, or shall not be."""
        self._due: set[str] = set()
        self._under_way: dict[str, asyncio.Future[None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._at_once = asyncio.Event()
        self._late: dict[str, float] = {}
        """Until when a renewal without an answer may still be done."""
        self._ended: dict[str, float] = {}
        """Leases that ended while that was so."""
        self._ending: set[str] = set()
        self._joining: set[str] = set()
        """Whose lease is to end as soon as no renewal is under way."""
        self._unmet_since: float | None = None

    @property
    def held(self) -> tuple[str, ...]:
        """Calls whose leases are renewed."""
        return tuple(self._held)

    def hold(self, call: str, *, is_let_in: bool = True) -> None:
        """Renew a call's lease from now on; what the dialplan gave it lasts until the next time.

        Should we die, the fallback lets in again who was, and judges anew who was told that they
        are not, unless it knows which word they are to hear.
        """
        if not is_let_in:
            self._known.add(call)
        self._joining.discard(call)
        self._held[call] = None
        self._ended.pop(call, None)

    def drop(self, call: str, *, has_fallen: bool = False) -> None:
        """Renew it no more: the caller is gone, or has fallen and may come back.

        Who waits in the fallback loses nothing by a renewal that is done late (`T` in its context);
        to end a lease there might end the one that they come back with.
        """
        until = self._late_until(call)
        self._joining.discard(call)
        self._release(call)
        if has_fallen:
            self._late[call] = until
        else:
            self._late.pop(call, None)

    def talks_in_fallback(self, call: str) -> None:
        """Let no renewal that is done late cut a talk that the fallback has brought."""
        if call in self._under_way:
            self._late[call] = asyncio.get_running_loop().time() + LATE_S
        self._guard(call, self._late_until(call))

    async def end(self, call: str, *, by: Callable[[Request], Awaitable[Any]] | None = None) -> Any:
        """Renew it no more and end it, because two people are about to talk.

        A renewal that is still under way is awaited: it must not come after the end. One that had
        no answer may still be done, and would cut the talk: the end is asked for again for as long
        as that may be.

        Args:
            call: Whose lease.
            by: Sends the request that ends it, together with others; what it gives is given.

        Raises:
            AriError: it was not ended, so nobody may be joined.
            AriConflict: they fell meanwhile, and may be back with a new lease.
        """
        until = self._late_until(call)
        self._release(call)
        self._joining.add(call)
        if (renewal := self._under_way.get(call)) is not None:
            await asyncio.wait((renewal,))
            until = max(self._late_until(call), until)
        if call not in self._joining:
            raise AriConflict(method="-", path="-", why="no longer to be joined")
        self._joining.discard(call)
        self._guard(call, until)
        return await (by or self._ari.send)(ari_requests.lease(call, seconds=0))

    def _release(self, call: str) -> None:
        self._held.pop(call, None)
        self._known.discard(call)
        self._ended.pop(call, None)

    def _late_until(self, call: str) -> float:
        return max(self._late.get(call, 0.0), self._ended.get(call, 0.0))

    def _guard(self, call: str, until: float) -> None:
        if until > asyncio.get_running_loop().time():
            self._ended[call] = until

    def renew(self) -> None:
        """Renew all of them now, not in due time: the link stands again, and is met at once."""
        self._unmet_since = asyncio.get_running_loop().time()
        self._at_once.set()

    def answered(self) -> None:
        """A question of the meeting was answered: it takes long, but not for ever.

        Once that took too long nobody is renewed before it is over: one that is refused again and
        again has answers, too.
        """
        if self._unmet_since is not None and self._are_renewed:
            self._unmet_since = asyncio.get_running_loop().time()

    def met(self, talking: Iterable[str] = ()) -> None:
        """Asterisk was met: what callers lack is known, and asked for.

        The process before us may have died with a renewal on its way, of which we know nothing: it
        must not cut a talk, neither one that is there nor one that begins soon.
        """
        self._unmet_since = None
        until = asyncio.get_running_loop().time() + UNKNOWN_S
        self._late |= {call: max(until, self._late.get(call, 0.0)) for call in self._held}
        for call in talking:
            self._guard(call, max(until, self._late_until(call)))

    @property
    def _are_renewed(self) -> bool:
        since = self._unmet_since
        return since is None or asyncio.get_running_loop().time() - since < UNMET_S

    async def keep(self) -> None:
        """Renew all of them for ever; one that is slow holds up no other."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._at_once.clear()
                for call in self._held if self._are_renewed else ():
                    if call not in self._due:
                        self._due.add(call)
                        tasks.create_task(self._renew(call), name=f"lease {call}")
                for call in self._ended.keys() - self._ending:
                    self._ending.add(call)
                    tasks.create_task(self._end_again(call), name=f"end of lease {call}")
                with suppress(TimeoutError):
                    async with asyncio.timeout(RENEWED_EACH_S):
                        await self._at_once.wait()

    async def _renew(self, call: str) -> None:
        try:
            async with self._room:
                if call in self._held:
                    await self._send(call)
        finally:
            self._due.discard(call)

    async def _end_again(self, call: str) -> None:
        try:
            if self._ended.get(call, 0.0) < asyncio.get_running_loop().time():
                self._ended.pop(call, None)
                return
            async with self._room:
                if call in self._ended:
                    await self._ari.send(ari_requests.lease(call, seconds=0))
        except AriGone:
            self._ended.pop(call, None)
        except AriError:
            pass  # it is asked for again soon
        finally:
            self._ending.discard(call)

    async def _send(self, call: str) -> None:
        done = self._under_way[call] = asyncio.get_running_loop().create_future()
        try:
            if call not in self._known:
                await self._ari.send(ari_requests.mark_known(call))
                if call in self._held:
                    self._known.add(call)
            await self._ari.send(ari_requests.lease(call, seconds=LEASE_S))
        except AriUnreachable:
            self._late[call] = asyncio.get_running_loop().time() + LATE_S
        except AriError:
            pass  # the next renewal is soon; who ended or fell is told by an event, and dropped
        finally:
            del self._under_way[call]
            done.set_result(None)
