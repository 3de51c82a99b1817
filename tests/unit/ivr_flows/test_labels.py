"""What staff reads beside keyed digits."""

from __future__ import annotations

import pytest

from ivr_flows.labels import labels_of
from tests.unit.ivr_flows.script import flow_of

pytestmark = pytest.mark.unit

ASKED = """
[nodes.ward]
verb = "gather"
text = "区の番号を押してください。"
into = "ward"
most = 2
next = "end"
timeout = "end"
wrong = "end"
"""


def labels(more: str = "") -> dict[str, str]:
    return labels_of([flow_of(ASKED + more)])


def test_a_question_is_told_by_its_label_and_without_one_by_its_words() -> None:
    assert labels('label = "お住まいの区"') == {"ward": "お住まいの区"}
    assert labels() == {"ward": "区の番号を押してください。"}


def test_a_question_that_changes_from_call_to_call_is_told_without_what_changes() -> None:
    asked = flow_of(ASKED.replace('text = "', 'text = "ただいま{position}番目です。'))
    assert labels_of([asked]) == {"ward": "区の番号を押してください。"}


def test_a_long_question_is_shortened() -> None:
    (label,) = labels_of([flow_of(ASKED.replace("区の番号を", "区の番号を、" * 20))]).values()
    assert len(label) == 60
    assert label.endswith("…")


def test_another_label_is_another_version() -> None:
    assert flow_of(ASKED).hash != flow_of(ASKED + 'label = "区"').hash
