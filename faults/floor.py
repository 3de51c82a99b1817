"""Who sits at the seats: SIP phones of ours, or people at the product's own pages in a browser."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Literal, Protocol

from faults.campaign import SEATS
from faults.errors import FaultRefused
from faults.instance import Madoguchi
from faults.page_call import PageCall
from faults.people import SEAT_APART_HZ, SEAT_HZ, Manners, MoodySeat, People, RingSeen
from faults.seat_page import TELLS, SeatPage, watches
from tests.asterisk.agents_browser import browsing, sign_in, sit_down, tone_file

Phones = Literal["sip", "browser"]
BACK_S = 10.0
"""Longer than a page may be away: the round ends with all of them back, or one that is not."""
PAGE_SEATS = SEATS[:2]
"""Each has a browser of its own, and they share the machine with everything else."""
_RARER = 1.5


class Floor(Protocol):
    """Seats and what sits there."""

    @property
    def seats(self) -> tuple[str, ...]:
        """Name them."""
        ...

    def manners(self, usual: Manners) -> Manners:
        """Give the manners of a row as they are where so many sit."""
        ...

    def seated(self, people: People) -> AbstractAsyncContextManager[None]:
        """Let everybody behave as `people` do, as long as the context lasts."""
        ...


class PhoneFloor:
    """A SIP phone on each seat, signed on for a round."""

    seats = SEATS

    def manners(self, usual: Manners) -> Manners:
        """Rows are written for these seats."""
        return usual

    @contextlib.asynccontextmanager
    async def seated(self, people: People) -> AsyncIterator[None]:
        """Put a phone on each seat.

        Raises:
            PhoneError: one could not sign on.
        """
        async with asyncio.TaskGroup() as group, contextlib.AsyncExitStack() as stack:
            for seat in self.seats:
                phone = MoodySeat(people, seat, tone_hz=tone_of(seat), group=group)
                await stack.enter_async_context(phone)
            yield


class PageFloor:
    """A browser for each seat, whose page is signed in once and stays open."""

    seats = PAGE_SEATS

    def __init__(self, pages: list[SeatPage]) -> None:
        self._pages = pages

    def manners(self, usual: Manners) -> Manners:
        """Fewer seats, fewer callers; still more than the seats can take, so that some wait."""
        return replace(usual, every_s=usual.every_s * _RARER)

    @contextlib.asynccontextmanager
    async def seated(self, people: People) -> AsyncIterator[None]:
        """Let those at the pages pick up, talk and hang up."""
        async with asyncio.TaskGroup() as group:
            doing: list[asyncio.Task[None]] = []
            for page in self._pages:
                page.on_call = _behaviour(page, people, group, doing)
            yield
            for page in self._pages:
                await page.back(within_s=BACK_S)
                page.on_call = None
                people.seen.aways += page.aways_until_now()
            for each in doing:
                each.cancel()  # what a page did not come to an end with is for the checker


def _behaviour(
    page: SeatPage, people: People, group: asyncio.TaskGroup, doing: list[asyncio.Task[None]]
) -> Callable[[PageCall], None]:
    def on_call(call: PageCall) -> None:
        people.seen.rings.append(RingSeen(page.seat, page.tone_hz, call))
        doing.append(group.create_task(page.behave(call, people.mood())))
        if people.random.random() < people.manners.signs_off:
            doing.append(group.create_task(page.reload()))

    return on_call


def tone_of(seat: str) -> int:
    """Give the tone (Hz) that a seat speaks with."""
    return SEAT_HZ + SEATS.index(seat) * SEAT_APART_HZ


@contextlib.asynccontextmanager
async def floor(phones: Phones, instance: Madoguchi, folder: Path) -> AsyncIterator[Floor]:
    """Give the floor of an instance; browsers are opened and closed again, `folder` is theirs.

    Raises:
        FaultRefused: there is no browser.
    """
    if phones == "sip":
        yield PhoneFloor()
        return
    if shutil.which("chromium") is None:
        raise FaultRefused("a row with browsers", "Chromium is missing: apt-get install chromium")
    async with contextlib.AsyncExitStack() as stack:
        opening = (_opened(stack, instance, seat, folder) for seat in PAGE_SEATS)
        yield PageFloor(await asyncio.gather(*opening))


async def _opened(
    stack: contextlib.AsyncExitStack, instance: Madoguchi, seat: str, folder: Path
) -> SeatPage:
    """Sign a new agent in at a browser of their own, and let them say that they are ready."""
    hz = tone_of(seat)
    run = instance.run or {}
    context = await stack.enter_async_context(browsing(run["web"], tone_file(folder, hz)))
    await context.add_init_script(watches())
    page = SeatPage(seat, hz, await context.new_page())

    def told(_: object, kind: str, at_ms: float, text: str) -> None:
        page.told(kind, at_ms, text)

    await context.expose_binding(TELLS, told)
    await sign_in(instance, page.page, login=f"op-{seat}")
    await sit_down(page.page, seat)
    await page.press("Alt+1")
    return page
