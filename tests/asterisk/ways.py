"""Ways through a flow by SIPp: keys are pressed while prompts play, and the sound is judged."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from callcenter.commands import Announce, CloseCall
from callcenter.events import CaseLookedUp, KeyPressed
from tests.asterisk.hearing import heard, said
from tests.asterisk.instance import Instance
from tests.asterisk.log_reader import NotLogged
from tests.asterisk.phones.keying_caller import KeyingCaller

AT_ONCE = 16
"""So many callers at a time: `announce_max` of the shipped campaigns is 20."""
INTO_S = 0.5
"""So long after a prompt is asked for, it plays."""
WITHIN_S = 40
HANG_UP = ""
"""In place of keys."""

Text = str | tuple[str, str]
"""Words of a prompt of the way's own flow, or of another flow with its name before them."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way through a flow: what is pressed while which prompt plays, and what must be heard."""

    presses: dict[int, str] = field(default_factory=dict)
    """Keys by the number of the announcement, from 1, that plays meanwhile; `HANG_UP` ends it."""
    hears: tuple[Text, ...]
    never: tuple[Text, ...] = ()
    """Prompts that were cut short by the keys, or are another branch's."""
    whole: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By number, announcements of which each sound must be heard, and what is among their words."""
    ends_at: str
    flow: str = "after_hours"
    address: str = ""
    in_band: bool = False


class Callers:
    """Places one caller at a time, so that each is known by the call that arrives."""

    def __init__(self, at: Instance, *, at_once: int = AT_ONCE, version: str = "") -> None:
        """Begin; the version of the flows is that of the start if none is named."""
        self._at = at
        self._version = version
        self._door = asyncio.Lock()
        self._room = asyncio.Semaphore(at_once)
        self._count = 0

    async def walk_all(self, *ways: Way, begun: asyncio.Event | None = None) -> list[CloseCall]:
        """Go ways side by side; gives what became of the calls, in the order of the ways.

        Tells when all of them have come.
        """
        came = [asyncio.Event() for _ in ways]
        async with asyncio.TaskGroup() as walks:
            gone = [
                walks.create_task(self.walk(way, begun=each), name=way.ends_at)
                for way, each in zip(ways, came, strict=True)
            ]
            for each in came:
                await each.wait()
            if begun is not None:
                begun.set()
        return [each.result() for each in gone]

    async def walk(self, way: Way, *, begun: asyncio.Event | None = None) -> CloseCall:
        """Go a way to its end and judge what was heard; tells when the call has come."""
        async with self._room:
            caller, closed = await self._gone(way, begun)
        self._judge(way, closed)
        await asyncio.to_thread(self._listen, way, caller, closed.call)
        return closed

    async def _gone(self, way: Way, begun: asyncio.Event | None) -> tuple[KeyingCaller, CloseCall]:
        async with contextlib.AsyncExitStack() as stack:
            async with self._door:
                after = self._at.log.n
                caller = await stack.enter_async_context(self._caller(way))
                id = await self._came(caller, after)
            if begun is not None:
                begun.set()
            for number, keys in sorted(way.presses.items()):
                await self._at.log.command(Announce, playback=f"{id}~p{number}", within_s=WITHIN_S)
                await asyncio.sleep(INTO_S)
                await self._press(caller, id, keys)
            await caller.ended()
        return caller, await self._at.closed(id)

    async def _press(self, caller: KeyingCaller, id: str, keys: str) -> None:
        """Press keys, each when the one before has come: a busy machine runs them together."""
        if keys == HANG_UP:
            caller.press()
        for _ in keys:
            after = self._at.log.n
            caller.press()
            await self._at.log.event(KeyPressed, after=after, call=id)

    async def _came(self, caller: KeyingCaller, after: int) -> str:
        try:
            return (await self._at.arrived(after=after)).call
        except NotLogged:
            await caller.ended(timeout_s=1.0)  # SIPp may tell why
            raise

    def _caller(self, way: Way) -> KeyingCaller:
        self._count += 1
        address = way.address or f"sip:03123400{self._count:02}@127.0.0.1"
        presses = [keys for _, keys in sorted(way.presses.items()) if keys != HANG_UP]
        return KeyingCaller(self._at.sip, address, presses, in_band=way.in_band)

    def _judge(self, way: Way, closed: CloseCall) -> None:
        pressed = self._at.log.events(KeyPressed, call=closed.call)
        told = [f"{each.key} {each.at:%S.%f}" for each in pressed]
        assert len(pressed) == len("".join(way.presses.values())), (way, told)
        answers = self._at.log.events(CaseLookedUp, call=closed.call)
        assert closed.node == way.ends_at, (way, closed.node, answers)

    def _listen(self, way: Way, caller: KeyingCaller, id: str) -> None:
        """Judge what was heard; it takes a while, so it is for another thread than the loop's."""
        for text in way.hears:
            assert said(self._sound(way, text), caller), (way, text)
        for text in way.never:
            assert heard(self._sound(way, text), caller) is None, (way, text)
        for number, words in way.whole.items():
            (asked,) = self._at.log.commands(Announce, playback=f"{id}~p{number}")
            sounds = self._at.sounds(way.flow, asked.sounds, version=self._version)
            assert all(each in "".join(sounds) for each in words), (way, list(sounds))
            for text, sound in sounds.items():
                assert said(sound, caller), (way, text)

    def _sound(self, way: Way, text: Text) -> Path:
        flow, words = (way.flow, text) if isinstance(text, str) else text
        return self._at.prompt(flow, words, version=self._version)
