"""A bad network between a browser phone and Asterisk: a relay that loses packets of both ways.

The page's script puts the relay in the place of both ends' addresses, so that each of them sees the
other one there; what passes is the real sound, encrypted as it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page

HOST = "127.0.0.1"
MEETS = """
  const set = RTCPeerConnection.prototype.setRemoteDescription;
  const own = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, "localDescription").get;
  const only = (sdp, port) => {
    const at = `a=candidate:1 1 udp 2130706431 127.0.0.1 ${port} typ host\\r\\n`;
    const left = sdp.replace(/a=candidate:.*\\r\\n/g, "").replace(/a=end-of-candidates\\r\\n/g, "");
    return left.replace(/a=ice-ufrag/, at + "a=ice-ufrag");
  };
  RTCPeerConnection.prototype.setRemoteDescription = async function (told) {
    const there = /^m=audio (\\d+)/m.exec(told.sdp);
    await window.relayTo(Number(there[1]));
    return set.call(this, { type: told.type, sdp: only(told.sdp, NEAR) });
  };
  Object.defineProperty(RTCPeerConnection.prototype, "localDescription", {
    get() {
      const told = own.call(this);
      return told && { type: told.type, sdp: only(told.sdp, FAR) };
    },
  });
"""


@dataclass
class Path:
    """The way of the packets: the browser sends to its near end, Asterisk to its far end."""

    loss: float = 0.0
    """So many of the packets of both ways are lost, of 1."""
    asterisk: tuple[str, int] | None = None
    browser: tuple[str, int] | None = None
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    async def begins(self, port: int) -> None:
        """Take the port at which Asterisk listens for a talk."""
        self.asterisk, self.browser = (HOST, port), None


class _End(asyncio.DatagramProtocol):
    def __init__(self, path: Path, *, is_near: bool) -> None:
        self.path = path
        self.is_near = is_near
        self.other: _End
        self.transport: asyncio.DatagramTransport

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        path = self.path
        if self.is_near and path.browser is None:
            path.browser = address
        if self.is_near and path.browser != address:
            return  # the browser tries all its networks: the first one is the way
        to = path.asterisk if self.is_near else path.browser
        if to is not None and path.chance.random() >= path.loss:
            self.other.transport.sendto(data, to)


@contextlib.asynccontextmanager
async def lossy_path(page: Page) -> AsyncIterator[Path]:
    """Let the talks of a page go this way from its next loading on."""
    path, loop = Path(), asyncio.get_running_loop()
    near, far = _End(path, is_near=True), _End(path, is_near=False)
    near.other, far.other = far, near
    for end in (near, far):
        await loop.create_datagram_endpoint(lambda end=end: end, local_addr=(HOST, 0))  # type: ignore[misc]
    ports = [end.transport.get_extra_info("sockname")[1] for end in (near, far)]
    await page.expose_function("relayTo", path.begins)
    script = MEETS.replace("NEAR", str(ports[0])).replace("FAR", str(ports[1]))
    await page.add_init_script(f"{{{script}}}")
    try:
        yield path
    finally:
        for end in (near, far):
            end.transport.close()
