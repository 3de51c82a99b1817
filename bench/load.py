"""The load: seats that register and answer at once, and blocks of callers, all by SIPp."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from tests.asterisk.phones.ports import free_udp_port
from tests.asterisk.phones.sip_socket import Address
from tests.asterisk.phones.sipp import Sipp

SCENARIOS = Path(__file__).parent / "scenarios"
HOLD_S = 1.5
"""How long a caller stays: at 100 calls/s 150 of 200 seats talk."""


@contextlib.asynccontextmanager
async def answering_seats(
    server: Address, accounts: Mapping[str, str], folder: Path
) -> AsyncIterator[None]:
    """Register the accounts (name to password), and answer all their calls.

    They register from the port on which they are called: Asterisk keeps the address that it saw.

    Raises:
        ToolFailed: SIPp did not start.
    """
    port = str(free_udp_port())
    lines = (
        f"{account};[authentication username={account} password={password}];"
        for account, password in accounts.items()
    )
    (folder / "accounts.csv").write_text("\n".join(["SEQUENTIAL", *lines, ""]))
    options = [_at(server), "-sf", str(SCENARIOS / "register.xml"), "-inf", "accounts.csv"]
    options += ["-p", port, "-m", str(len(accounts)), "-r", "100", "-l", "50", "-aa"]
    async with Sipp(folder, options) as registration:
        await registration.finished()
    answering = [_at(server), "-sf", str(SCENARIOS / "seat.xml"), "-p", port, "-aa"]
    async with Sipp(folder, [*answering, "-mp", str(free_udp_port())]):
        yield


async def call_block(
    server: Address, number: str, folder: Path, *, calls: int, rate: int, prefix: str
) -> None:
    """Place one block of calls and wait for their end; `prefix` begins their Call-IDs."""
    options = [_at(server), "-sf", str(SCENARIOS / "caller.xml"), "-s", number]
    options += ["-m", str(calls), "-l", str(calls), "-r", str(rate), "-d", f"{HOLD_S * 1000:.0f}"]
    options += ["-p", str(free_udp_port()), "-mp", str(free_udp_port())]
    options += ["-cid_str", f"{prefix}-%u-%p@%s", "-recv_timeout", "30000"]
    async with Sipp(folder, options) as callers:
        await callers.finished(timeout_s=calls / rate + 90)


def _at(server: Address) -> str:
    return f"{server[0]}:{server[1]}"
