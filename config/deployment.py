"""What must hold between a campaign and the settings of the instance that runs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import phonenumbers

from callcenter.campaign import Campaign
from config.settings_file import Settings
from ivr_flows.problem import Problem
from ivr_flows.toml_lines import written
from japan.phone import E164, national

_TAKEN = frozenset({"global", "transport-udp", "transport-ws"})
"""Sections of Asterisk's `pjsip.conf` that are always there."""


def check_deployment(
    campaign: Campaign, settings: Settings, *, unconfirmed: Sequence[str] = ()
) -> list[Problem]:
    """List what forbids running this campaign with these settings; empty if nothing does.

    `unconfirmed` are the campaign's assumptions that its client has not confirmed.
    """
    return [
        *_placeholders(campaign, settings),
        *_assumptions(campaign, settings, unconfirmed),
        *_names(campaign, settings),
    ]


def _assumptions(
    campaign: Campaign, settings: Settings, unconfirmed: Sequence[str]
) -> Iterator[Problem]:
    """Refuse a trunk that citizens can call through while something is only our assumption."""
    real = [trunk.name for trunk in settings.trunks if trunk.is_real]
    for key in unconfirmed if real else ():
        yield Problem(
            file=f"業務 {campaign.id}",
            line=None,
            key=key,
            message=f"想定のまま、委託者に確かめていません。本物の回線「{real[0]}」にはつなげません。",
            hint="値と assumed を書き、確かめたら [[confirmed]] に日・相手・文書を書いてください。",
        )


def _placeholders(campaign: Campaign, settings: Settings) -> Iterator[Problem]:
    """Refuse a trunk that citizens can call through while a line is one that nobody can have.

    A placeholder is known by the numbering plan: `011-000-0100` cannot be assigned.
    """
    real = [trunk.name for trunk in settings.trunks if trunk.is_real]
    for number, line in enumerate(campaign.lines):
        if real and not phonenumbers.is_valid_number(phonenumbers.parse(line.number)):
            shown = national(E164(line.number))
            yield Problem(
                file=f"業務 {campaign.id}",
                line=None,
                key=written(("lines", number, "number")),
                message=f"仮の番号 {shown} のまま本物の回線「{real[0]}」にはつなげません。",
                hint="電話会社から割り当てられた番号を業務ファイルに書いてください。",
            )


def _names(campaign: Campaign, settings: Settings) -> Iterator[Problem]:
    """Refuse a trunk that is called like something else in Asterisk's files."""
    phones = {f"{desk.id}{browser}" for desk in campaign.desks for browser in ("", "w")}
    for number, trunk in enumerate(settings.trunks):
        if trunk.name in phones | _TAKEN:
            yield Problem(
                file="設定",
                line=None,
                key=written(("trunks", number, "name")),
                message=f"回線の名前「{trunk.name}」はほかで使われています。",
                hint="別の名前にしてください。",
            )
