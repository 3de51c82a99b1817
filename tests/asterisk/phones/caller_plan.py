"""What a caller of SIPp does, and SIPp's files and options for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.asterisk.phones import sound
from tests.asterisk.phones.ports import free_udp_port

SCENARIOS = Path(__file__).parent.parent / "scenarios"
_PART = re.compile(r"^@(\w+\.part)@\n", re.MULTILINE)
_MEDIA = """\
      m=audio [rtpstream_audio_port] RTP/AVP 0
      a=rtpmap:0 PCMU/8000
"""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call of SIPp ends: a scenario, and the seconds that it pauses."""

    scenario: str
    after_s: float = 0.0


def filled(scenario: str, fills: Mapping[str, str]) -> str:
    """Give a scenario with its parts in place, and each fill in place of what stands for it."""
    text = (SCENARIOS / scenario).read_text()
    text = _PART.sub(lambda found: (SCENARIOS / found[1]).read_text(), text)
    for mark, fill in fills.items():
        text = text.replace(mark, fill)
    return text


def hangs_up(after_s: float) -> Ending:
    """Hang up so many seconds after the answer."""
    return Ending("caller_hangs_up.xml", after_s)


def cancels(after_s: float) -> Ending:
    """Give up so many seconds after the first ring."""
    return Ending("caller_cancels.xml", after_s)


def waits() -> Ending:
    """Stay until the far end hangs up."""
    return Ending("caller_waits.xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerPlan:
    """One caller, or several that call alike.

    `numbers` are the users of their From addresses, taken in turn. `headers` are whole lines
    (`Privacy: id`). The tone is heard for `tone_on_s` of every `tone_on_s + tone_off_s` seconds.
    `rate` is calls a second.
    """

    ending: Ending
    line: str = "0110000100"
    numbers: Sequence[str] = ("0312345678",)
    display: str = ""
    to_header: str = "<sip:[service]@[remote_ip]:[remote_port]>"
    headers: Sequence[str] = ()
    tone_hz: float = 440.0
    tone_on_s: float = 1.0
    tone_off_s: float = 0.0
    calls: int = 1
    rate: float = 10.0

    def options(self, folder: Path) -> list[str]:
        """Write SIPp's files into the folder and give the options that use them."""
        (folder / "callers.csv").write_text(self._callers())
        (folder / "tone.ulaw").write_bytes(self._tone())
        (folder / "scenario.xml").write_text(self._scenario(folder / "tone.ulaw"))
        return [
            *("-sf", "scenario.xml", "-inf", "callers.csv", "-s", self.line),
            *("-m", str(self.calls), "-l", str(self.calls), "-r", f"{self.rate * 10:.0f}"),
            *("-rp", "10000", "-d", f"{self.ending.after_s * 1000:.0f}"),
            *("-p", str(free_udp_port()), "-mp", str(free_udp_port() & ~1)),
            *("-trace_shortmsg", "-shortmessage_file", "messages.csv"),
            *("-trace_err", "-error_file", "errors.log"),
        ]

    def _callers(self) -> str:
        name = f'"{self.display}" ' if self.display else ""
        lines = (f"{name}<sip:{number}@127.0.0.1>;" for number in self.numbers)
        return "\n".join(["SEQUENTIAL", *lines, ""])

    def _tone(self) -> bytes:
        tone = sound.to_ulaw(sound.sine(self.tone_hz, self.tone_on_s))
        return tone + b"\xff" * round(self.tone_off_s * sound.RATE)

    def _scenario(self, tone: Path) -> str:
        """Put the parts together; an empty line among the headers would end them."""
        headers = "".join(f"      {header}\n" for header in self.headers)
        fills = {"@TONE@": str(tone), "@TO@": self.to_header, "@MEDIA@": _MEDIA}
        return filled(self.ending.scenario, {"      @HEADERS@\n": headers, **fills})
