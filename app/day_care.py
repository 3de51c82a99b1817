"""What keeps an instance fit from day to day: backups, the look before opening, its certificate."""

from __future__ import annotations

import ssl
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any

from agent_ui.shown import Site
from app.backup_work import BackupWork
from app.certificate_work import keep_renewed, tls_of, trust_of
from app.office_parts import Parts
from app.opening_check import OpeningCheck


@dataclass(frozen=True, slots=True)
class DayCare:
    """The works, the site that knows of them, and what its pages are served with."""

    site: Site
    tls: ssl.SSLContext | None
    works: Mapping[str, Coroutine[Any, Any, None]]


def day_care_of(parts: Parts, site: Site) -> DayCare:
    """Make them; raises OSError if the certificate's files cannot be read."""
    home, web, health = parts.home, parts.plain.web, parts.health
    opening, backups = OpeningCheck(home, parts.campaign, parts.clock), _backups(parts)
    health.more["backups"] = lambda: backups.trouble
    tls = tls_of(web)
    works = {
        "backups": health.kept("backups", lambda: parts.after(backups.run)),
        "opening": health.kept("opening", lambda: parts.after(opening.run)),
        "certificate": health.kept("certificate", lambda: keep_renewed(home, web, tls)),
    }
    return DayCare(replace(site, opening=opening.room, trust=trust_of(home, web)), tls, works)


def _backups(parts: Parts) -> BackupWork:
    def told(age_s: float) -> None:
        parts.live.signs.backup_age_s = age_s

    return BackupWork(
        home=parts.home,
        engine=parts.database,
        settings=parts.plain.backups,
        zone=parts.desk.zone,
        machine_clock=parts.desk.machine_clock,
        told=told,
    )
