#!/usr/bin/env python3
"""Start baresip as one of the demo's phones; no sound card is needed, it sends a pure tone.

    scripts/phone.py seat-01          registers as that seat and answers every call (880 Hz)
    scripts/phone.py citizen          calls the campaign's line as a citizen would (440 Hz)

It reads from the running instance where Asterisk listens and what the seat's password is, so run
it while `make run` is running. Ctrl-C (or q) hangs up.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

CONFIG = """\
net_interface 127.0.0.1
sip_listen 127.0.0.1:{port}
statmode_default off
audio_source ausine,{tone_hz}
audio_player aubridge,nil
audio_alert aubridge,nil
ausrc_srate 48000
auplay_srate 48000
ausrc_channels 2
module_path /usr/lib/baresip/modules
{console}
module g711.so
module ausine.so
module aubridge.so
module_app account.so
module_app menu.so
"""


class CannotRing(Exception):
    """The phone cannot be started; the message says what to do about it."""


@dataclass(frozen=True)
class Phone:
    """What baresip must know to be one phone."""

    account: str
    """baresip's account line: address and parameters."""
    tone_hz: int
    dial: str | None = None
    """Address to call at once; None waits for calls."""
    seconds: int | None = None
    """How long the phone lives; None until it is told to stop."""
    port: int = 0
    """SIP port of 127.0.0.1; 0 takes a free one."""


def seat_phone(seat: str, *, home: Path) -> Phone:
    """Make the phone of a seat from its account.

    Raises:
        CannotRing: nothing runs in this home, or the campaign has no such seat.
    """
    sip = sip_address(home)
    for each in seats(home):
        if each["id"] == seat:
            user, password = each["sip_user"], each["sip_password"]
            account = f"<sip:{user}@{sip}>;auth_user={user};auth_pass={password}"
            return Phone(account=f"{account};answermode=auto;regint=60", tone_hz=880)
    raise CannotRing(f"the campaign has no seat {seat}")


def citizen_phone(number: str, line: str, *, home: Path, seconds: int | None) -> Phone:
    """Make the phone of a citizen who calls a line; a trunk's phones register nowhere.

    Raises:
        CannotRing: nothing runs in this home.
    """
    sip = sip_address(home)
    return Phone(
        account=f"<sip:{number}@{sip}>;regint=0",
        tone_hz=440,
        dial=f"sip:{line}@{sip}",
        seconds=seconds,
    )


def sip_address(home: Path) -> str:
    """Read where the running instance takes SIP, as host and port."""
    try:
        address: str = json.loads((home / "run.json").read_text())["sip"]
    except FileNotFoundError:
        raise CannotRing(f"nothing runs in {home}; start it with: make run") from None
    return address


def seats(home: Path) -> list[dict[str, str]]:
    """Ask the running instance for its seats and their accounts."""
    program = str(ROOT / ".venv/bin/madoguchi")
    command = [program, "seats", "--json", "--secrets", "--home", str(home)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CannotRing("the seats' accounts could not be read")
    answer: list[dict[str, str]] = json.loads(done.stdout)
    return answer


def prepare(phone: Phone, folder: Path) -> list[str]:
    """Write baresip's files for this phone into a folder and give the command that starts it.

    Raises:
        CannotRing: baresip is not installed.
    """
    baresip = shutil.which("baresip")
    if baresip is None:
        raise CannotRing("baresip is missing; as root: apt-get install baresip-core")
    console = "module stdio.so" if sys.stdin.isatty() else ""
    settings = CONFIG.format(port=phone.port, tone_hz=phone.tone_hz, console=console)
    (folder / "config").write_text(settings)
    (folder / "accounts").write_text(phone.account + "\n")
    (folder / "contacts").write_text("")
    command = [baresip, "-f", str(folder)]
    if phone.dial is not None:
        command += ["-e", f"/dial {phone.dial}"]
    if phone.seconds is not None:
        command += ["-t", str(phone.seconds)]
    return command


def ring(phone: Phone) -> int:
    """Be this phone until it ends; answer baresip's exit status.

    Raises:
        CannotRing: baresip is not installed.
    """
    with (
        tempfile.TemporaryDirectory(prefix="madoguchi-phone-") as folder,
        subprocess.Popen(prepare(phone, Path(folder))) as child,
    ):
        # Ctrl-C reaches baresip as well, which hangs up; we wait for it and clean up.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        return child.wait()


def main() -> int:
    """Read the command line and be that phone."""
    reader = argparse.ArgumentParser(description="Start baresip as one of the demo's phones.")
    reader.add_argument("who", help="a seat's id, for example seat-01; or citizen")
    home = os.environ.get("MADOGUCHI_HOME") or ROOT / "var"
    reader.add_argument("--home", type=Path, default=home, help=f"the instance's home ({home})")
    reader.add_argument("--number", default="0312345678", help="the citizen's own number")
    reader.add_argument("--line", default="0110000100", help="the number that the citizen calls")
    reader.add_argument("--seconds", type=int, help="hang up after so many seconds")
    asked = reader.parse_args()
    try:
        if asked.who == "citizen":
            phone = citizen_phone(asked.number, asked.line, home=asked.home, seconds=asked.seconds)
        else:
            phone = seat_phone(asked.who, home=asked.home)
        return ring(phone)
    except CannotRing as exc:
        sys.stderr.write(f"error: {exc}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
