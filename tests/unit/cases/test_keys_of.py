"""By what a case is found: one address is one household, however it is written."""

from __future__ import annotations

import pytest

from cases.blinds import Blinds
from cases.document import Document
from cases.keys_of import Roles
from tests.unit.cases.applications import schema

pytestmark = pytest.mark.unit

ROLES, BLINDS = Roles(schema()), Blinds(b"k" * 32)


def household(address: str) -> bytes | None:
    return ROLES.keys(Document(values={"address": address}), BLINDS).household_key


@pytest.mark.parametrize(
    "written",
    ["札幌市中央区北１条西２－３", "札幌市中央区 北1条西2-3", "札幌市中央区北1条西2‐3"],
)
def test_widths_blanks_and_hyphens_make_no_other_household(written: str) -> None:
    assert household(written) == household("札幌市中央区北1条西2-3")


def test_another_address_is_another_household_and_none_is_none() -> None:
    assert household("札幌市中央区北1条西2-4") != household("札幌市中央区北1条西2-3")
    assert household(" ") is None
