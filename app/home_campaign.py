"""Which campaign a start takes where nobody names one: told, and never over another's home."""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import HomeUnusable, PlainUnreadable
from app.home import Home
from app.opened import campaign_of
from app.plain import read_plain
from app.printed import tell
from callcenter.campaign import Campaign
from config.errors import UnreadablePlain
from config.settings import names_campaign

REMEDY = "--campaign, or campaign in madoguchi.toml"


def settle(home: Home, campaign: Campaign, environ: Mapping[str, str]) -> None:
    """Tell the shipped campaign that a start takes because neither settings nor operator name one.

    Raises:
        HomeUnusable: the home was another campaign's.
    """
    if names_campaign(home.folder, environ):
        return
    before = _last(home)
    if before is not None and before.id != campaign.id:
        raise HomeUnusable(
            path=str(home.folder),
            why=f"it is the home of {before.name}, and nothing names a campaign now ({REMEDY})",
        )
    tell(f"campaign: {campaign.name} ({campaign.id}), the shipped one; to name another: {REMEDY}")


def _last(home: Home) -> Campaign | None:
    """Read the last start's campaign; None before the first, or if it is of another version."""
    try:
        return campaign_of(home, read_plain(home.plain).campaign)
    except (PlainUnreadable, UnreadablePlain, OSError):
        return None
