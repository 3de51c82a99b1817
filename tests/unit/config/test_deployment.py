"""A campaign and the settings that run it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from callcenter.campaign import Campaign, Line
from config.campaign import load_campaign
from config.deployment import check_deployment
from config.settings import load_settings
from config.settings_file import Settings

pytestmark = pytest.mark.unit

GOOD = Path(__file__).parents[2] / "data" / "campaigns" / "good"

REGISTER = 'register = {server = "s.example", user = "u", password = "p"}'


@pytest.fixture
def campaign() -> Campaign:
    found = load_campaign(str(GOOD / "smallest.toml"), flows=["welcome"])
    assert not isinstance(found, list)
    return found


def settings(*, addresses: str = '"127.0.0.0/8"', name: str = "t", more: str = "") -> Settings:
    trunk = f'name = "{name}", addresses = [{addresses}], called_from = "uri", trusted = true'
    text = f"[{{{', '.join(filter(None, (trunk, more)))}}}]"
    found = load_settings(Path("home"), {"MADOGUCHI_TRUNKS": text})
    assert not isinstance(found, list), found
    return found


def test_the_placeholder_may_be_called_within_this_machine(campaign: Campaign) -> None:
    assert check_deployment(campaign, settings()) == []


@pytest.mark.parametrize(
    "real",
    [settings(addresses='"192.0.2.1"'), settings(more=REGISTER)],
    ids=["by address", "by registration"],
)
def test_a_real_trunk_is_refused_while_the_placeholder_stands(
    campaign: Campaign, real: Settings
) -> None:
    found = check_deployment(campaign, real)
    assert [each.key for each in found] == ["lines[1].number"]
    assert "0110000100" in found[0].message


def test_a_real_number_on_a_real_trunk_is_right(campaign: Campaign) -> None:
    own = dataclasses.replace(campaign, lines=(Line("+81112110000"),))
    assert check_deployment(own, settings(addresses='"192.0.2.1"')) == []


def test_a_real_trunk_is_refused_while_anything_is_only_assumed(campaign: Campaign) -> None:
    own = dataclasses.replace(campaign, lines=(Line("+81112110000"),))
    assumed = ("calls.ring_s", "capacity")
    found = check_deployment(own, settings(addresses='"192.0.2.1"'), unconfirmed=assumed)
    assert [each.key for each in found] == ["calls.ring_s", "capacity"]
    assert check_deployment(own, settings(), unconfirmed=assumed) == []


@pytest.mark.parametrize("name", ["seat-01", "seat-01w", "global"])
def test_a_trunk_is_not_called_like_a_seats_phone(campaign: Campaign, name: str) -> None:
    found = check_deployment(campaign, settings(name=name))
    assert [each.key for each in found] == ["trunks[1].name"]
