"""What passes the rules at a glance passes the close look, for which a city would wait, too."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import banks
from cases.rules import Form
from cases.schema import Channel
from tests.unit.cases.applications import RECEIVED, application, form, schema
from tests.unit.cases.test_rules import CHANNELS, found

pytestmark = pytest.mark.unit

LETTERS = st.sampled_from("ア亜 　０1-a\u2003\n男女普通\0")
USUAL = [
    "",
    "\u3000",
    "公務員",
    "公務員以外",
    "別居",
    "小樽市",
    "2026-03-02",
    "2026-3-1",
    "2026-05-02",
]
USUAL += [
    "公金受取口座",
    "0501",
    "028",
    "2",
    "タカハシ　ヰチ",
    "ガ" * 16,
    application().at("address"),
]
VALUE = st.one_of(st.sampled_from(USUAL), st.text(LETTERS, max_size=12))
CHANGES = st.dictionaries(st.sampled_from([each.id for each in schema().fields]), VALUE, max_size=4)
REVERSED = replace(schema(), fields=schema().fields[::-1])
FORMS = [form(each) for each in CHANNELS] + [Form(REVERSED, Channel.ONLINE, banks.shipped())]


@given(st.sampled_from(FORMS), CHANGES, st.booleans())
def test_what_passes_at_a_glance_passes_the_close_look(
    judged: Form, changes: dict[str, str], is_paper: bool
) -> None:
    document = application(Channel.POST if is_paper else Channel.ONLINE, **changes)
    closely = copy.deepcopy(document)
    assert judged.check(document, RECEIVED) == judged.look_closely(closely, RECEIVED)
    assert document == closely


def test_a_right_application_is_not_looked_at_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    """An import of a whole city is quick because of this."""
    monkeypatch.setattr(Form, "look_closely", lambda *_: pytest.fail("looked closely"))
    assert found(application()) == set()
    assert found(application(applicant_kind="公務員", office="札幌市")) == set()
    assert found(application(child_living="別居", child_address="小樽市")) == set()


def test_every_account_holder_that_passes_at_a_glance_can_be_written() -> None:
    for letter in map(chr, range(0x30A1, 0x30FF)):
        document = application(account_holder=letter * 15)
        wanted = form(Channel.ONLINE).look_closely(document, RECEIVED)
        assert form(Channel.ONLINE).check(document, RECEIVED) == wanted
