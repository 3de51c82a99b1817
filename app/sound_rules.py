"""The rules of recordings: from the campaign's tables to values, and their plain form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from app.errors import PlainUnreadable
from app.home import Home
from app.plain import Plain
from callcenter.campaign import Campaign
from config.recording_file import SoundTable
from recordings.codec import Codec
from recordings.rules import Consent, Period, SoundRules


def sound_rules(table: SoundTable, campaign: Campaign, *, logs_until: date | None) -> SoundRules:
    """Make the rules that a campaign file asks for."""
    consent = table.standing_consent
    return SoundRules(
        codec=Codec(table.format),
        agents_hear_own=table.agents_hear_own,
        client_hears=table.client_hears,
        periods=tuple(Period(**dict(each)) for each in table.periods),
        consent=Consent(**dict(consent)) if consent else None,
        operation_to=campaign.operation_to,
        logs_until=logs_until,
    )


def write_sound_rules(rules: SoundRules) -> bytes:
    """Write the plain form."""
    return msgspec.json.encode(rules)


def sound_rules_of(home: Home, plain: Plain) -> SoundRules:
    """Read what the campaign decides about recordings.

    Raises:
        PlainUnreadable: it is of another version.
        OSError: it is not there.
    """
    if not plain.sound:
        return SoundRules()
    path: Path = home.versions / f"{plain.sound}.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=SoundRules)
    except msgspec.DecodeError as exc:
        raise PlainUnreadable(path=str(path), why=str(exc)) from exc
