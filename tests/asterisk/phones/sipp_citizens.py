"""The citizens whom we call, made by SIPp: what each number does stands in its scenario."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.asterisk.phones.sipp import Sipp
from tests.asterisk.phones.sipp_trace import numbers_invited

SCENARIO = Path(__file__).parents[1] / "scenarios/citizens.xml"
ASSERTED, PREFERRED = "P-Asserted-Identity", "P-Preferred-Identity"
_ANSWER = """[last_Via:]
      [last_From:]
      [last_To:];tag=c[call_number]
      [last_Call-ID:]
      [last_CSeq:]"""


class SippCitizens:
    """Their network, as SIPp plays it; it ends when so many calls have come and are over."""

    def __init__(self, folder: Path, sipp: Sipp) -> None:
        self._folder = folder
        self._sipp = sipp

    @property
    def called(self) -> list[str]:
        """Give the numbers that were called up to now, in order."""
        trace = self._folder / "messages.csv"
        return numbers_invited(trace.read_text(errors="replace")) if trace.exists() else []

    async def were_shown_our_number(self, timeout_s: float = 60.0) -> bool:
        """Wait for the end of all calls; whether each went and showed what the scenario wants.

        Raises:
            PhoneTimeout, ToolFailed: as `Sipp.finished`.
        """
        return await self._sipp.finished(timeout_s)


@asynccontextmanager
async def sipp_citizens(
    folder: Path,
    *,
    port: int,
    calls: int,
    identity: str = ASSERTED,
) -> AsyncIterator[SippCitizens]:
    """Have SIPp play the other end of the trunk, at a port that the settings name.

    It wants our number in the identity header (`ASSERTED` or `PREFERRED`), and the other of the two
    must not be there. What it saw and complained of stays in the folder.
    """
    folder.mkdir()
    other = ASSERTED if identity == PREFERRED else PREFERRED
    text = SCENARIO.read_text().replace("@IDENTITY@", identity).replace("@OTHER@", other)
    scenario = folder / "citizens.xml"
    scenario.write_text(text.replace("@ANSWER@", _ANSWER))
    options = (
        *("-sf", str(scenario), "-p", str(port), "-m", str(calls)),
        *("-trace_shortmsg", "-shortmessage_file", str(folder / "messages.csv")),
        *("-trace_err", "-error_file", str(folder / "errors.log")),
    )
    async with Sipp(folder, options) as sipp:
        yield SippCitizens(folder, sipp)
