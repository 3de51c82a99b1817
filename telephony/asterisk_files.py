"""Asterisk's configuration: templates filled with one instance's values, and its folders.

The templates are texts handed in by name (they stand in `config/asterisk/`); a placeholder is
`{{name}}`, which collides with nothing of Asterisk's own. `.part` texts are repeated inside
others, once a trunk, seat or phone; every other text becomes a file of the same name.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from telephony import citizen_files, fallback_files
from telephony.citizen_files import Citizens
from telephony.fallback_files import Fallback

FOLDERS = (
    *("agi", "cache", "db", "etc", "keys", "keys/keys", "lib", "run"),
    *("log/cel-custom", "spool/recording", "spool/tmp"),
)
"""Under HOME/asterisk. Without spool/recording ARI cannot record; without cel-custom no book."""
BOOK = "log/cel-custom/cel.json"
"""Asterisk's own book, under HOME/asterisk: one JSON object a line."""
DATABASE = "db/astdb.sqlite3"
"""Its database, under HOME/asterisk."""
RECORDINGS = "spool/recording"
"""Where it records, under HOME/asterisk."""

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """How we register to a carrier."""

    server: str
    """Host, or host:port."""
    user: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """One way in from, and out to, the public network."""

    name: str
    """Its endpoint: calls out are dialled to `PJSIP/<number>@<name>`."""
    addresses: tuple[str, ...]
    """Whose requests are this trunk's: addresses, networks (CIDR) or host names."""
    called_from: str = "uri"
    """Where it says which number was called: `uri`, `to` or `p_called_party_id`."""
    contact: str | None = None
    """Where calls out go: host, or host:port; None if the trunk is only called from."""
    is_asserted: bool = True
    """Whether calls out bear P-Asserted-Identity."""
    is_watched: bool = True
    """Whether its far side is to answer OPTIONS, if calls go out to it."""
    registration: Registration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskPlan:
    """Everything that one instance's Asterisk is told."""

    folder: Path
    """HOME/asterisk, absolute."""
    system_name: str
    """Instance and start, such as `demo-20260202T010000`: stands before every channel's id."""
    modules: Path
    data: Path
    ari_port: int
    """HTTP on 127.0.0.1: ARI and the browser phones' `/ws`."""
    ari_password: str
    """Of ARI user `madoguchi`; fresh at each start."""
    sip_host: str
    """An address, not a name. Sound is sent and received there too."""
    sip_port: int
    rtp_first: int
    rtp_last: int
    realm: str
    """Of the phones' digest; a part of each secret's hash, so fixed for a home's life."""
    seats: tuple[str, ...]
    """`seat-01`, ...; each has `seat-01w` for its browser phone."""
    phone_networks: tuple[str, ...]
    """From where SIP phones may register: addresses or networks (CIDR)."""
    trunks: tuple[Trunk, ...]
    fallback: Fallback
    citizens: Citizens | None = None
    """Who is called in the demo."""


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each `{{name}}` replaced.

    Raises:
        ValueError: a placeholder has no value.
    """
    missing = sorted({name for name in _PLACEHOLDER.findall(text) if name not in values})
    if missing:
        raise ValueError(f"no value for placeholder {', '.join(missing)}")
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def render(plan: AsteriskPlan, templates: Mapping[str, str]) -> dict[str, str]:
    """The files' texts by name.

    Raises:
        ValueError: a template asks for a value that the plan has not, or a value cannot be said
            in Asterisk's configuration; with the value's name, never the value.
        KeyError: a template that is needed was not handed in.
    """
    phones = fallback_files.phones(plan.seats)
    values = _values(plan) | {
        "seats": "".join(_seat(seat, plan, templates) for seat in plan.seats),
        "trunks": "".join(_trunk(trunk, templates) for trunk in plan.trunks),
        "fallback_hints": _each("extensions-hint.part", phones, templates),
        "fallback_members": _each("queues-member.part", phones, templates),
        **citizen_files.parts(plan.citizens, templates, fill),
        **fallback_files.values(plan.fallback, system_name=plan.system_name),
    }
    return {
        name: fill(text, values) for name, text in templates.items() if not name.endswith(".part")
    }


def write(plan: AsteriskPlan, templates: Mapping[str, str]) -> Path:
    """Make the folders (0700) and files (0600); the path of asterisk.conf, for `-C`.

    Raises:
        ValueError, KeyError: as `render`.
        OSError: a folder or file cannot be written.
    """
    files = render(plan, templates)
    for name in ("", *FOLDERS):
        _private_folder(plan.folder / name)
    for path in (plan.folder / "log", plan.folder / "spool"):
        path.chmod(0o700)
    etc = plan.folder / "etc"
    shutil.rmtree(etc)
    _private_folder(etc)
    for name, text in files.items():
        handle = os.open(etc / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    fallback_files.hush_new_phones(plan.folder / DATABASE, fallback_files.phones(plan.seats))
    return etc / "asterisk.conf"


def _sip_bind(plan: AsteriskPlan) -> str:
    host = f"[{plan.sip_host}]" if ":" in plan.sip_host else plan.sip_host
    return f"{host}:{plan.sip_port}"


def _values(plan: AsteriskPlan) -> dict[str, str]:
    values = {
        "folder": str(plan.folder),
        "system_name": _name("system_name", plan.system_name),
        "modules": str(plan.modules),
        "data": str(plan.data),
        "music": str(plan.data / "moh"),
        "ari_port": str(plan.ari_port),
        "ari_password": plan.ari_password,
        "sip_bind": _sip_bind(plan),
        "rtp_first": str(plan.rtp_first),
        "rtp_last": str(plan.rtp_last),
        "realm": plan.realm,
    }
    return {name: _said(name, value) for name, value in values.items()}


def _seat(seat: str, plan: AsteriskPlan, templates: Mapping[str, str]) -> str:
    values = {
        "seat": _name("seats", seat),
        "phone_networks": _lines("permit", "phone_networks", plan.phone_networks),
        "seat_contact": citizen_files.contact(plan.citizens, seat, _sip_bind(plan)),
    }
    return fill(templates["pjsip-seat.part"], values)


def _each(part: str, phones: Iterable[str], templates: Mapping[str, str]) -> str:
    return "".join(fill(templates[part], {"phone": phone}) for phone in phones)


def _trunk(trunk: Trunk, templates: Mapping[str, str]) -> str:
    account = trunk.registration
    values = {
        "trunk": _name("trunks", trunk.name),
        "called_from": _name("called_from", trunk.called_from),
        "trunk_matches": _lines("match", "addresses", trunk.addresses),
        "trunk_contact": f"contact=sip:{_said('contact', trunk.contact)}" if trunk.contact else "",
        "send_pai": "yes" if trunk.is_asserted else "no",
        "trunk_auth": f"outbound_auth={trunk.name}" if account else "",
    }
    endpoint = fill(templates["pjsip-trunk.part"], values)
    if trunk.contact and trunk.is_watched:
        watched = {"trunk": trunk.name, "contact": _said("contact", trunk.contact)}
        endpoint += fill(templates["pjsip-watch.part"], watched)
    if account is None:
        return endpoint
    secrets = {"server": account.server, "user": account.user, "password": account.password}
    said = {name: _said(name, value) for name, value in secrets.items()}
    return endpoint + fill(templates["pjsip-registration.part"], {"trunk": trunk.name, **said})


def _lines(key: str, name: str, values: tuple[str, ...]) -> str:
    return "\n".join(f"{key}={_said(name, value)}" for value in values)


def _said(name: str, value: str) -> str:
    """A value that Asterisk's configuration reads back unchanged; `;` begins a comment there."""
    if not value or value != value.strip() or any(ord(char) < 32 for char in value):
        raise ValueError(f"{name}: empty, spaces around it, or a control character in it")
    return value.replace(";", "\\;")


def _name(name: str, value: str) -> str:
    """The value, if it can be an object's name in Asterisk's files."""
    if not _NAME.fullmatch(value):
        raise ValueError(f"{name}: {value!r} is no plain name")
    return value


def _private_folder(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
