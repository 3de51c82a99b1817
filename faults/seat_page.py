"""A seat's page in a browser: a person who answers by its keys, and all that its phone says."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from playwright.async_api import Error, Page

from faults.facts import AwayFact
from faults.page_call import PageCall
from tests.asterisk.phones.behaviour import Behaviour
from tests.asterisk.phones.call import CallState
from tests.asterisk.phones.sip_message import parse, tag_of
from tests.asterisk.phones.sound import RATE, Samples

BLOCK = 2048
"""Samples that the page tells of at once: a quarter of a second."""
TELLS = "tellBench"
IN_CALL = ("ringing", "talking")
"""What the page's bar shows as long as it has a call; else it shows how its line is."""
WATCHES = """
if (window === top) {
  const tell = (kind, text) => window.TELLS(kind, Date.now(), text).catch(() => {});
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.isPhone = this.url.endsWith("/ws/sip");
      if (!this.isPhone) return;
      this.addEventListener("message", ({ data }) => tell("came", data));
      this.addEventListener("open", () => tell("socket", "open"));
      this.addEventListener("close", () => tell("socket", "closed"));
    }
    send(data) {
      if (this.isPhone) tell("went", data);
      super.send(data);
    }
  };
  let ear;
  const listen = (stream) => {
    ear ??= new AudioContext({ sampleRate: RATE });
    ear.resume();
    const block = ear.createScriptProcessor(BLOCK, 1, 1);
    block.addEventListener("audioprocess", ({ inputBuffer }) => {
      const samples = Int16Array.from(inputBuffer.getChannelData(0), (each) => each * 32767);
      if (!samples.some((each) => each)) return;
      tell("heard", btoa(String.fromCharCode(...new Uint8Array(samples.buffer))));
    });
    ear.createMediaStreamSource(stream).connect(block).connect(ear.destination);
  };
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...given) {
      super(...given);
      this.addEventListener("track", ({ streams }) => listen(streams[0]));
    }
  };
  addEventListener("DOMContentLoaded", () => {
    const shown = () => tell("phone", document.body.dataset.phone ?? "");
    new MutationObserver(shown).observe(document.body, { attributeFilter: ["data-phone"] });
  });
}
"""
_AGAIN_S = 1.0
_LOOK_S = 0.02
_BETTER_S = 0.5


def watches() -> str:
    """Give the script that a page needs from its loading on."""
    named = {"TELLS": TELLS, "RATE": str(RATE), "BLOCK": str(BLOCK)}
    script = WATCHES
    for name, each in named.items():
        script = script.replace(name, each)
    return script


class SeatPage:
    """One page; what its phone says and hears is noted from its opening on."""

    def __init__(self, seat: str, tone_hz: int, page: Page) -> None:
        self.seat = seat
        self.tone_hz = tone_hz
        self.page = page
        self.on_call: Callable[[PageCall], None] | None = None
        self.aways: list[AwayFact] = []
        self._away: AwayFact | None = None
        self._calls: list[PageCall] = []
        self._blocks: list[tuple[float, Samples]] = []

    def told(self, kind: str, at_ms: float, text: str) -> None:
        """Take what the page tells of itself."""
        at = at_ms / 1000
        match kind:
            case "came" | "went":
                self._message(kind, text, at)
            case "socket" if text == "closed":
                self._leaves(at, is_own=False)
            case "heard":
                self._blocks.append((at, np.frombuffer(base64.b64decode(text), dtype="<i2")))
            case "phone" if text not in IN_CALL:
                # It may have let go of a call without a word: its socket was gone.
                self._lets_go(at)

    def _lets_go(self, at: float) -> None:
        for call in self._calls:
            if call.state is not CallState.INVITED:
                call.end("them", at=at)

    def _message(self, kind: str, text: str, at: float) -> None:
        with contextlib.suppress(ValueError):  # a beat of the socket is no message
            message = parse(text.encode())
            if (kind, message.status, message.method) == ("came", 200, "REGISTER"):
                self._is_back(at)
            call_id = message.get("Call-ID")
            known = next((each for each in self._calls if each.call_id == call_id), None)
            if known is not None:
                (known.came if kind == "came" else known.went)(message, at)
            elif kind == "came" and message.method == "INVITE" and not tag_of(message.get("To")):
                call = PageCall(message, at, self.heard)
                self._calls.append(call)
                if self.on_call is not None:
                    self.on_call(call)

    def heard(self, *, since: float, until: float) -> Samples:
        """Give what was heard between two times, as far as whole blocks of sound lie inside."""
        long_s = BLOCK / RATE
        inside = [each for at, each in self._blocks if since <= at - long_s and at <= until]
        return np.concatenate(inside) if inside else np.empty(0, dtype=np.int16)

    async def behave(self, call: PageCall, chosen: Behaviour) -> None:
        """Do with a call what was drawn, by the page's keys."""
        if chosen.status is None:
            await _ended(call)
            await self._ready_again()
            return
        await asyncio.sleep(chosen.after_s)
        if chosen.status != 200:
            await self._press_until_over(call)
            await self._ready_again()
            return
        while call.state < CallState.ANSWERED:
            await self.press("Alt+a")
            await _reached(call, CallState.ANSWERED)
        if chosen.talk_s is not None:
            await _ended(call, within_s=chosen.talk_s)
            await self._press_until_over(call)

    async def _press_until_over(self, call: PageCall) -> None:
        """Who hangs up and sees that the call is still there does it again."""
        while call.state is not CallState.ENDED:
            await self.press("Alt+x")
            await _ended(call, within_s=_AGAIN_S)

    async def _ready_again(self) -> None:
        await asyncio.sleep(_BETTER_S)
        await self.press("Alt+1")

    async def press(self, key: str) -> None:
        """Press a key of the page."""
        await self.page.keyboard.press(key)

    def _leaves(self, at: float, *, is_own: bool) -> None:
        if self._away is None:
            self._away = AwayFact(seat=self.seat, since=at, until=float("inf"), is_own=is_own)

    def _is_back(self, at: float) -> None:
        if self._away is not None:
            self.aways.append(replace(self._away, until=at))
            self._away = None

    async def back(self, *, within_s: float) -> None:
        """Wait until the page has its socket again, if it comes."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within_s
        while self._away is not None and loop.time() < until:  # noqa: ASYNC110 - as below
            await asyncio.sleep(_LOOK_S)

    def aways_until_now(self) -> list[AwayFact]:
        """Give the times without a socket, and forget them; one that lasts has no end."""
        found, self.aways = [*self.aways, *([self._away] if self._away else [])], []
        return found

    async def reload(self) -> None:
        """Load the page anew, as a person does who thinks that it hangs."""
        self._leaves(time.time(), is_own=True)
        with contextlib.suppress(Error):  # the office may be dead just now
            await self.page.reload(wait_until="commit")
            self._lets_go(time.time())  # the old page is gone, the new one shows nothing yet


async def _ended(call: PageCall, *, within_s: float = float("inf")) -> None:
    await _reached(call, CallState.ENDED, within_s=within_s)


async def _reached(call: PageCall, state: CallState, *, within_s: float = _AGAIN_S) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + within_s
    while call.state < state and loop.time() < until:  # noqa: ASYNC110 - messages tell nobody
        await asyncio.sleep(_LOOK_S)
