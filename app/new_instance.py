"""Making the home of a new instance: settings, a campaign of its own, an authority of its own."""

from __future__ import annotations

import ipaddress
import socket
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.clock import clock_with
from app.errors import AppError
from app.home import Home, make_home
from app.private_ca import Files, addresses_of, authority_of, fingerprint_of, make_authority, sign
from app.written import write_atomically
from config.settings import DEFAULTS

TEMPLATES = Path(__file__).parent.parent / "config" / "campaigns"
CAMPAIGN = "campaign.toml"
ANYWHERE = "0.0.0.0"


class NotMade(AppError):
    """A new instance cannot be made so."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What an operator decides."""

    template: str
    """Name of a shipped campaign, or the path of a campaign file."""
    addresses: tuple[str, ...] = ()
    """Under which terminals reach the pages; none: this machine alone."""
    port: int = 8080
    trunk: tuple[str, ...] = ()
    """Addresses of the carrier's side; none: the demo's, on this machine."""
    dial_to: str = ""
    database: str = ""
    backups: str = ""
    keys: str = ""


def templates() -> list[str]:
    """Name the shipped campaigns."""
    return sorted(path.stem for path in TEMPLATES.glob("*.toml"))


def shipped() -> str:
    """Name the campaign that an instance has without settings."""
    name: str = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))["campaign"]
    return name


def own_address() -> str:
    """Tell under which address other machines see this one; empty if there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))  # nothing is sent
            address: str = asking.getsockname()[0]
        except OSError:
            return ""
    return "" if address.startswith("127.") else address


def make_instance(home: Home, wishes: Wishes) -> str:
    """Make the home; gives the fingerprint of its authority, empty if it has none.

    Raises:
        NotMade: the home has settings already, or what is wished for cannot be.
        HomeUnusable, OSError: it cannot be written.
    """
    if home.settings.exists():
        raise NotMade(f"{home.settings} is there already; edit it, or name another --home")
    source = TEMPLATES / f"{wishes.template}.toml"
    source = source if source.is_file() else Path(wishes.template)
    if not source.is_file():
        known = ", ".join(templates())
        raise NotMade(f"there is no campaign {wishes.template}: one of {known}, or a file")
    if bool(wishes.backups) != bool(wishes.keys):
        raise NotMade("backups need two folders, apart from each other: --backups and --keys")
    make_home(home)
    print_ = _certified(home, wishes.addresses) if wishes.addresses else ""
    write_atomically(home.folder / CAMPAIGN, source.read_text(encoding="utf-8"))
    write_atomically(home.settings, _settings(wishes))
    return print_


def renew(home: Home, addresses: Sequence[str]) -> str:
    """Sign the pages' certificate anew, for other addresses if any are given; gives the print.

    Raises:
        NotMade: the home has no authority of its own.
        OSError: it cannot be written.
    """
    files = Files(home.key.parent)
    try:
        sign(files, addresses or addresses_of(files), at=clock_with(0.0)())
        return fingerprint_of(authority_of(files))
    except FileNotFoundError as exc:
        why = f"{exc.filename} is not there: the certificate is not of `madoguchi init --tls`"
        raise NotMade(why) from exc
    except ValueError as exc:
        raise NotMade(str(exc)) from exc


def _certified(home: Home, addresses: Sequence[str]) -> str:
    files = Files(home.key.parent)
    at = clock_with(0.0)()
    try:
        if not files.authority_key.exists():
            make_authority(files, addresses, at=at)
        sign(files, addresses, at=at)
    except ValueError as exc:
        raise NotMade(f"no certificate can be made for {', '.join(addresses)}: {exc}") from exc
    return fingerprint_of(authority_of(files))


def _settings(wishes: Wishes) -> str:
    """Write the settings, with what an operator will look for next."""
    lines = [
        "# この窓口の設定。書いていない項目は出荷時の値です（一覧: config/default.toml）。",
        "# 確かめる: madoguchi check、madoguchi doctor",
        f'campaign = "./{CAMPAIGN}"',
        "",
        "[web]",
        f'host = "{_host(wishes.addresses)}"',
        f"port = {wishes.port}",
    ]
    if wishes.addresses:
        lines += ['tls_cert = "keys/web.crt"', 'tls_key = "keys/web.key"']
        if (address := _host(wishes.addresses)) != ANYWHERE:
            lines += ["", "[asterisk]", f'sip_host = "{address}"']
    if wishes.database:
        lines += ["", "[database]", f"url = {_text(wishes.database)}"]
    if wishes.trunk:
        listed = ", ".join(_text(each) for each in wishes.trunk)
        lines += ["", "[[trunks]]", 'name = "carrier"', f"addresses = [{listed}]"]
        lines += ['called_from = "uri"', "trusted = true"]
        lines += [f"dial_to = {_text(wishes.dial_to)}"] if wishes.dial_to else []
    if wishes.backups:
        lines += [
            "",
            "[backup]",
            f"folder = {_text(wishes.backups)}",
            f"keys = {_text(wishes.keys)}",
        ]
    return "\n".join(lines) + "\n"


def _host(addresses: Sequence[str]) -> str:
    """Tell where to listen: the first address that is one; by names alone, everywhere."""
    for each in addresses:
        try:
            return str(ipaddress.ip_address(each))
        except ValueError:
            continue
    return ANYWHERE if addresses else "127.0.0.1"


def _text(value: str) -> str:
    """Write a TOML string."""
    if any(each < " " for each in value):
        raise NotMade("a value holds letters that nobody types")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
