"""What is said on the telephone never names what only a fraud asks for."""

from __future__ import annotations

import pytest

from callcenter.contact import UNSPOKEN
from cases.catalogue import IN_WRITING, Catalogue
from tests.unit.cases.applications import plan

pytestmark = pytest.mark.unit


def test_no_request_of_sapporos_is_spoken_that_names_account_number_card_or_pin() -> None:
    made = plan()
    catalogue = Catalogue(made.schema, made.deficiencies)
    said = [
        catalogue.spoken(code, field.id) for code in catalogue.ids for field in made.schema.fields
    ]
    assert IN_WRITING in said
    assert not [each for each in said for word in UNSPOKEN if word in each]
    assert catalogue.spoken("UNSIGNED") == catalogue.request("UNSIGNED")  # the rest as written
