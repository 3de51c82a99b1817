"""An Asterisk with nothing of the product: a trunk by address, a few accounts, a given dialplan.

It is what the phones are tried on, and what the bench tries its `Queue()` half on.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from telephony.asterisk import Installation
from tests.asterisk.phones.errors import ToolFailed
from tests.asterisk.phones.ports import free_udp_port
from tests.asterisk.phones.sip_socket import Address

_MODULES = """
res_sorcery_config res_sorcery_memory res_sorcery_astdb res_timing_timerfd codec_ulaw format_wav
format_pcm res_rtp_asterisk bridge_simple bridge_softmix res_http_websocket res_pjproject res_pjsip
res_pjsip_authenticator_digest res_pjsip_endpoint_identifier_ip
res_pjsip_endpoint_identifier_user res_pjsip_nat res_pjsip_registrar res_pjsip_sdp_rtp
res_pjsip_session res_pjsip_pubsub res_pjsip_caller_id res_pjsip_dtmf_info res_musiconhold
chan_pjsip pbx_config app_dial app_echo func_callerid
"""
_ASTERISK = """
[directories]
astetcdir={home}
astmoddir={modules}
astvarlibdir={home}
astdbdir={home}
astkeydir={home}
astdatadir={data}
astagidir={home}
astspooldir={home}
astrundir={home}
astlogdir={home}
"""
_PJSIP = """
[global]
type=global
endpoint_identifier_order=auth_username,username,ip

[udp]
type=transport
protocol=udp
bind=127.0.0.1:{port}

[trunk]
type=endpoint
context=trunk
disallow=all
allow=ulaw
direct_media=no

[trunk]
type=identify
endpoint=trunk
match=127.0.0.1
"""
_ACCOUNT = """
[{name}]
type=endpoint
context=phones
disallow=all
allow=ulaw
direct_media=no
aors={name}
auth={name}

[{name}]
type=aor
max_contacts=1
remove_existing=yes

[{name}]
type=auth
username={name}
password={password}
"""


@dataclass(frozen=True, slots=True)
class BareAsterisk:
    """A running one: where its SIP is, and how its console is reached."""

    sip: Address
    command: tuple[str, ...]
    conf: Path
    pid: int

    async def tell(self, command: str) -> str:
        """Run a command of its console and give what it printed."""
        process = await asyncio.create_subprocess_exec(
            *self.command,
            *("-C", str(self.conf), "-rx", command),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await process.communicate()
        return printed.decode(errors="replace")


@contextlib.asynccontextmanager
async def bare_asterisk(
    installation: Installation, home: Path, *, accounts: Mapping[str, str], dialplan: str
) -> AsyncIterator[BareAsterisk]:
    """Run an Asterisk in `home`, with accounts (name to password) and loopback as its trunk.

    Calls of the trunk arrive in the context `trunk`, calls of accounts in `phones`; SIP is at a
    free port of loopback.

    Raises:
        ToolFailed: it ended, or was not ready after 20 s.
    """
    port = free_udp_port()
    pjsip = _PJSIP.format(port=port)
    pjsip += "".join(_ACCOUNT.format(name=n, password=p) for n, p in accounts.items())
    conf = _configure(installation, home, pjsip=pjsip, extensions=dialplan)
    with (home / "console").open("wb") as console:
        process = await asyncio.create_subprocess_exec(
            *installation.command,
            *("-C", str(conf), "-f"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=console,
            stderr=asyncio.subprocess.STDOUT,
        )
    running = BareAsterisk(("127.0.0.1", port), installation.command, conf, process.pid)
    try:
        await _until_booted(running, process)
        yield running
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _configure(installation: Installation, home: Path, **files: str) -> Path:
    """Write the configuration into `home` and give its first file."""
    modules = "\n".join(f"load={module}.so" for module in _MODULES.split())
    for name, text in {**files, "modules": f"[modules]\nautoload=no\n{modules}\n"}.items():
        (home / f"{name}.conf").write_text(text)
    conf = home / "asterisk.conf"
    conf.write_text(
        _ASTERISK.format(home=home, modules=installation.modules, data=installation.data)
    )
    return conf


async def _until_booted(running: BareAsterisk, process: asyncio.subprocess.Process) -> None:
    for _ in range(100):
        if process.returncode is not None:
            break
        if "fully booted" in await running.tell("core waitfullybooted"):
            return
        await asyncio.sleep(0.2)
    console = (running.conf.parent / "console").read_text(errors="replace")
    raise ToolFailed("asterisk", process.returncode, console)
