"""baresip (1.0, Debian's baresip-core) as a seat's phone: no sound card, answers by itself."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.asterisk.phones.errors import PhoneTimeout, ToolFailed, ToolMissing
from tests.asterisk.phones.sip_socket import Address

_REGISTERED = b"registered successfully"
_CONFIG = """
net_interface 127.0.0.1
sip_listen 127.0.0.1:0
audio_source ausine,{tone_hz}
audio_player aubridge,nil
audio_alert aubridge,nil
ausrc_srate 48000
ausrc_channels 2
rtp_ports 10000-20000
statmode_default off
module_path /usr/lib/baresip/modules
module stdio.so
module g711.so
module ausine.so
module aubridge.so
module_app account.so
module_app menu.so
"""


class Baresip:
    """A registered baresip; it signs off when the context is left."""

    def __init__(
        self, server: Address, account: str, password: str, *, tone_hz: int = 1000
    ) -> None:
        self._server = server
        self._account = account
        self._password = password
        self._tone_hz = tone_hz

    async def __aenter__(self) -> Self:
        """Start it and wait for its registration.

        Raises:
            ToolMissing: there is no baresip.
            ToolFailed: it ended before it was registered.
            PhoneTimeout: it was not registered within 10 s.
        """
        program = shutil.which("baresip")
        if program is None:
            raise ToolMissing("baresip", "baresip-core")
        async with AsyncExitStack() as stack:
            home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="baresip-")))
            self._write(home)
            process = await asyncio.create_subprocess_exec(
                *(program, "-4", "-f", str(home)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            stack.push_async_callback(_end, process)
            await self._until_registered(process)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._stack.__aexit__(kind, error, at)

    async def _until_registered(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        said = b""
        try:
            async with asyncio.timeout(10):
                while _REGISTERED not in said:
                    more = await process.stdout.read(4096)
                    if not more:
                        raise ToolFailed("baresip", await process.wait(), said.decode())
                    said += more
        except TimeoutError as late:
            raise PhoneTimeout(f"baresip's registration of {self._account}: {said!r}", 10) from late

    def _write(self, home: Path) -> None:
        (home / "config").write_text(_CONFIG.format(tone_hz=self._tone_hz))
        (home / "contacts").write_text("")
        (home / "accounts").write_text(
            f"<sip:{self._account}@{self._server[0]}:{self._server[1]}>"
            f";auth_pass={self._password};answermode=auto;audio_codecs=pcmu;regint=300\n"
        )


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    await process.wait()
