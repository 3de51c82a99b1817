"""Settings in the plain form that supervisor, controller and office read: values, no checking.

`app.validate` writes it from checked settings; nobody else does. Standard library only.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from app.errors import PlainUnreadable
from app.written import write_atomically

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """Where the pages are served."""

    host: str
    port: int
    """0 takes a free one."""
    tls_cert: str | None = None
    tls_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ari:
    """How the controller reaches Asterisk."""

    url: str
    user: str
    password: str
    app: str
    realm: str
    """Of the phones' digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asterisk:
    """The Asterisk that the supervisor runs."""

    command: tuple[str, ...]
    conf: str
    """Path of asterisk.conf."""
    version: str
    ari_port: int
    start_s: float = 60.0
    """Longest time until it must be ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """How the headers of a trunk's calls are read, and how it is called through."""

    name: str
    trusted: bool
    called_from: Literal["uri", "to", "p_called_party_id"]
    goes_out_to: str | None = None
    """None if it is only called from."""
    with_country: bool = False
    """It wants `+81...`."""
    has_preferred_identity: bool = False
    """It wants P-Preferred-Identity."""
    is_watched: bool = False
    """An endpoint of its own asks whether its far side answers."""
    registers: bool = False
    """Calls come only while the carrier knows our registration."""
    is_real: bool = False
    """Citizens may call through it: it registers, or reaches beyond this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backups:
    """Backups that are made by themselves; where they go stands in the settings."""

    at: str
    """The time of day, `HH:MM`, in the campaign's zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """Everything that the processes of an instance must know before they can work."""

    campaign: str
    """Content hash; the campaign stands in `versions/`."""
    flows: str
    """Content hash; so do the flows."""
    zone: str
    lines: tuple[str, ...]
    """The campaign's numbers as people write them."""
    clock_offset_s: float
    web: Web
    sip_host: str
    sip_port: int
    ari: Ari
    trunks: tuple[Trunk, ...]
    asterisk: Asterisk | None
    """None if the settings name an ARI that somebody else runs."""
    database_url: str
    prompts: str
    """Folder of spoken prompts, named by the hash of their text."""
    heartbeat_s: float
    frozen_s: float = 2.0
    """Less patience with a controller that nothing holds up."""
    ready_at_first: tuple[str, ...] = ()
    """Seats that are set ready when the home's log begins: the demo's."""
    desk: str = ""
    """Content hash of the rules of people's work; empty: those that the code has."""
    cases: str = ""
    """Content hash of the plan of applications; empty: the campaign takes none."""
    reports: str = ""
    """Content hash of the plan of the reports; empty: the home was made before there were any."""
    sound: str = ""
    """Content hash of the rules of recordings; empty: those that the code has."""
    quality: str = ""
    """Content hash of the score sheet; empty: the campaign has none."""
    flow_files: str = ""
    """Content hash of the files of the flows (`app.flow_files`); empty: of a start before them."""
    flow_words: str = ""
    """Name of what they say with the campaign's words (`app.flow_words`); empty: of a start before
    these were noted."""
    flow_ways: str = ""
    """Name of the occasions on which they are heard, and of what they offer; empty: likewise."""
    sound_store: str = ""
    """URL of the store of sealed recordings, with its secret; empty: a folder of the home."""
    backups: Backups | None = None
    """None: they are made by hand."""
    format: int = FORMAT


def write_plain(path: Path, plain: Plain) -> None:
    """Write the plain settings for their owner alone: they hold the ARI password.

    Raises:
        HomeUnusable: the file cannot be written.
    """
    write_atomically(path, json.dumps(asdict(plain), indent=1, ensure_ascii=False) + "\n")


def read_plain(path: Path) -> Plain:
    """Read the plain settings.

    Raises:
        PlainUnreadable: there are none, or of another version.
    """
    try:
        return _plain(json.loads(path.read_text(encoding="utf-8")))
    except OSError as exc:
        raise PlainUnreadable(path=str(path), why=exc.strerror or str(exc)) from exc
    except (ValueError, TypeError, KeyError) as exc:
        raise PlainUnreadable(path=str(path), why=f"not of this version ({exc})") from exc


def _plain(read: dict[str, Any]) -> Plain:
    if read["format"] != FORMAT:
        raise ValueError(f"format {read['format']}")
    ours = read["asterisk"]
    backups = read.get("backups")
    nested = {
        "lines": tuple(read["lines"]),
        "ready_at_first": tuple(read["ready_at_first"]),
        "web": Web(**read["web"]),
        "ari": Ari(**read["ari"]),
        "trunks": tuple(Trunk(**each) for each in read["trunks"]),
        "backups": Backups(**backups) if backups else None,
        "asterisk": Asterisk(**{**ours, "command": tuple(ours["command"])}) if ours else None,
    }
    return Plain(**{**read, **nested})
