"""A schema by its content, and what the campaign's file says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cases import schema
from cases.schema import Channel, Role
from tests.unit.cases.applications import plan
from tests.unit.cases.applications import schema as sapporo

pytestmark = pytest.mark.unit


def test_the_plain_form_comes_back_and_names_the_schema() -> None:
    plain = schema.encode(sapporo())
    assert schema.decode(plain) == sapporo()
    assert schema.name_of(schema.decode(plain)) == schema.name_of(sapporo())


def test_another_order_is_another_schema() -> None:
    turned = replace(sapporo(), fields=sapporo().fields[::-1])
    assert schema.name_of(turned) != schema.name_of(sapporo())


def test_every_role_is_played_in_sapporo() -> None:
    assert {role for role in Role if sapporo().having(role) is None} == set()


def test_paper_has_one_field_more() -> None:
    assert len(sapporo().on(Channel.ONLINE)) == 24
    assert sapporo().on(Channel.POST) == sapporo().on(Channel.CLIENT)
    assert len(sapporo().on(Channel.POST)) == 25


def test_the_campaign_file_says_what_a_child_is_and_who_pays() -> None:
    payment = plan().payment
    assert payment is not None
    assert payment.amount_per_child == 20_000
    assert payment.payer is not None
    assert payment.payer.bank_code == "0501"
