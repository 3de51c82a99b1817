"""A caller by SIPp who presses keys and keeps what is heard: sound in, sound out, nothing of ours.

SIPp places the call and plays the keys from captures, for which it opens a raw socket (root, or
CAP_NET_RAW). It has nothing that records, so that the description which it sends names a socket of
ours as the ear. When to press is told by an INFO inside its dialog, which nobody else sees.
"""

from __future__ import annotations

import contextlib
import secrets
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.asterisk.phones import key_capture
from tests.asterisk.phones.caller_plan import filled
from tests.asterisk.phones.key_capture import Keys
from tests.asterisk.phones.keypad import EVENT_TYPE
from tests.asterisk.phones.ports import free_udp_port
from tests.asterisk.phones.rtp import RtpSession
from tests.asterisk.phones.sip_socket import Address
from tests.asterisk.phones.sipp import Sipp
from tests.asterisk.phones.sound import Samples

HOST = "127.0.0.1"
TRIES = 5
WITHHELD = "sip:anonymous@anonymous.invalid"
_PRESS = """\
  <recv request="BYE" optional="true" next="left"/>
  <recv request="INFO"/>
  <nop><action><exec play_pcap_audio="{file}"/></action></nop>
"""


class KeyingCaller:
    """One call; it is placed when the context is entered."""

    def __init__(
        self,
        server: Address,
        address: str,
        presses: Sequence[str] = (),
        *,
        in_band: bool = False,
        line: str = "0110000100",
    ) -> None:
        """Make one.

        Args:
            server: Where calls go.
            address: The From address, as `sip:0312345678@127.0.0.1`.
            presses: Rows of keys.
            in_band: As tones in the sound, with no events offered, rather than as events.
            line: The number that is called.
        """
        self._server = server
        self._address = address
        self._presses = presses
        self._in_band = in_band
        self._line = line
        self._name = secrets.token_hex(8)
        self._port = 0
        self._told = 0

    async def __aenter__(self) -> Self:
        """Call."""
        async with contextlib.AsyncExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keying-")))
            self.rtp = RtpSession(HOST)
            stack.callback(self.rtp.close)
            self._write(folder)
            self._sipp = await self._begun(stack, folder)
            self._stack = stack.pop_all()
        return self

    async def _begun(self, stack: contextlib.AsyncExitStack, folder: Path) -> Sipp:
        """Start SIPp; forty callers who begin together may take each other's ports."""
        for left in reversed(range(TRIES)):
            self._port = free_udp_port(HOST)
            sipp = await stack.enter_async_context(Sipp(folder, self._options()))
            if left == 0 or await sipp.has_begun():
                return sipp
        raise AssertionError  # the last one is given, whatever became of it

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._stack.__aexit__(kind, error, at)

    def press(self) -> None:
        """Press the next key of the plan; after all of them, hang up."""
        self._told += 1
        told = (
            f"INFO sip:caller@{HOST}:{self._port} SIP/2.0",
            f"Via: SIP/2.0/UDP {HOST}:9;branch=z9hG4bK{self._name}{self._told}",
            f"From: <sip:test@{HOST}>;tag=test",
            f"To: <{self._address}>",
            f"Call-ID: {self._name}",
            f"CSeq: {self._told} INFO",
            "Content-Length: 0",
        )
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as teller:
            teller.sendto("\r\n".join([*told, "", ""]).encode(), (HOST, self._port))

    def heard(self, *, since: float = 0.0, until: float = float("inf")) -> Samples:
        """Give the sound that was heard between two times (epoch seconds)."""
        return self.rtp.heard(since=since, until=until)

    async def ended(self, timeout_s: float = 60.0) -> None:
        """Wait until the call is over; raises as `Sipp.finished`."""
        assert await self._sipp.finished(timeout_s), f"{self._name}: SIPp missed something"

    def _options(self) -> list[str]:
        media = free_udp_port(HOST) & ~1
        return [
            *(f"{self._server[0]}:{self._server[1]}", "-sf", "scenario.xml", "-inf", "callers.csv"),
            *("-s", self._line, "-m", "1", "-cid_str", self._name),
            *("-p", str(self._port), "-mp", str(media), "-trace_err", "-error_file", "errors.log"),
        ]

    def _write(self, folder: Path) -> None:
        keys = Keys(in_band=self._in_band)
        played: list[str] = []
        for row in self._presses:
            for at, key in enumerate(row):
                file = folder / f"key-{len(played)}.pcap"
                keys.write(file, key, is_first=at == 0)
                played.append(_PRESS.format(file=file))
        fills = {
            "@PRESSES@\n": "".join(played),
            "@MEDIA@": self._media(),
            "@TO@": "<sip:[service]@[remote_ip]:[remote_port]>",
            # SIPp sends keys from the port that it last named, and the ear is not its own.
            "@HEADERS@": "X-Keys-From: audio [media_port]",
        }
        (folder / "scenario.xml").write_text(filled("caller_presses.xml", fills))
        (folder / "callers.csv").write_text(f"SEQUENTIAL\n<{self._address}>;\n")

    def _media(self) -> str:
        offered = [str(key_capture.PCMU)] if self._in_band else [str(key_capture.PCMU), "101"]
        lines = [f"m=audio {self.rtp.port} RTP/AVP {' '.join(offered)}", "a=rtpmap:0 PCMU/8000"]
        if not self._in_band:
            lines += [f"a=rtpmap:{EVENT_TYPE} telephone-event/8000", f"a=fmtp:{EVENT_TYPE} 0-16"]
        return "".join(f"      {line}\n" for line in lines)
