"""Who calls whom, by the rules of the trunk; a withheld number goes no further."""

from __future__ import annotations

import pytest

from callcenter.events import Withheld
from telephony.callers import NO_LINE, Callers, Told, TrunkReading, Who

pytestmark = pytest.mark.unit


class Notebook:
    def __init__(self) -> None:
        self.numbers: list[str] = []

    def id_of(self, number: str) -> str:
        self.numbers.append(number)
        return "p-1"

    def number_of(self, id: str) -> str | None:
        return None


@pytest.fixture
def people() -> Notebook:
    return Notebook()


@pytest.fixture
def callers(people: Notebook) -> Callers:
    trunks = {
        "carrier-a": TrunkReading(trusted=True, called_from="to"),
        "gateway": TrunkReading(trusted=False, called_from="uri"),
    }
    return Callers(people=people, trunks=trunks, lines=["+81110000100", "+81110000200"])


def told(trunk: str = "gateway", number: str = "0312345678", **headers: str) -> Told:
    named = {f"MDG_{name.upper()}": value for name, value in headers.items()}
    channel = f"PJSIP/{trunk}-0000002a"
    return Told(name=channel, caller_number=number, caller_name="", headers=named)


ASSERTED = {"pai": "<sip:+81398765432@x>", "exten": "0110000100", "to": "<sip:0110000200@x>"}


def test_a_trusted_trunk_is_believed_and_read_by_its_own_header(
    callers: Callers, people: Notebook
) -> None:
    assert callers.read(told("carrier-a", **ASSERTED)) == Who("+81110000200", "p-1", None)
    assert people.numbers == ["+81398765432"]


@pytest.mark.parametrize("trunk", ["gateway", "nobody-knows"])
def test_nobody_else_is(callers: Callers, people: Notebook, trunk: str) -> None:
    assert callers.read(told(trunk, **ASSERTED)) == Who("+81110000100", "p-1", None)
    assert people.numbers == ["+81312345678"]


def test_a_withheld_number_is_given_no_id(callers: Callers, people: Notebook) -> None:
    who = callers.read(told(number="anonymous", exten="0110000100"))
    assert (who.caller, who.withheld) == (None, Withheld.ANONYMOUS)
    assert people.numbers == []


@pytest.mark.parametrize("dialled", ["09012345678", "hanako.sapporo", "0110000300", ""])
def test_what_was_dialled_is_not_told_unless_it_is_a_line_of_ours(
    callers: Callers, dialled: str
) -> None:
    to = f"<sip:{dialled}@x>" if dialled else ""
    for trunk in ("carrier-a", "gateway"):
        who = callers.read(told(trunk, exten=dialled, to=to))
        assert who == Who(NO_LINE, "p-1", None)


def test_a_number_stands_in_no_representation() -> None:
    assert "0312345678" not in repr(told())
