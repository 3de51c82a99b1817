"""Why a number is not shown: Privacy lists and the carriers' words."""

from __future__ import annotations

import pytest

from callcenter import events
from japan.withheld import Withheld, asks_privacy, lettered_reason, named_reason

pytestmark = pytest.mark.unit


def test_the_heart_has_the_same_reasons() -> None:
    assert {each.value for each in Withheld} == {each.value for each in events.Withheld}


@pytest.mark.parametrize(
    "header",
    [
        "id",
        "ID",
        "user",
        "header",
        "id;critical",
        "user; id",
        "header,critical",
        '"id"',
        "none; id",
    ],
)
def test_a_list_with_id_user_or_header_wants_privacy(header: str) -> None:
    assert asks_privacy(header)


@pytest.mark.parametrize("header", ["", "none", "critical", "session", "history", "idle", ";;,"])
def test_other_lists_do_not(header: str) -> None:
    assert not asks_privacy(header)


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        (("Anonymous", "anonymous"), Withheld.ANONYMOUS),
        (("", "sip:x@anonymous.invalid"), Withheld.ANONYMOUS),
        (("非通知",), Withheld.ANONYMOUS),
        (("Coin line/payphone", "anonymous"), Withheld.PAYPHONE),
        (('"COIN  LINE/PAYPHONE"',), Withheld.PAYPHONE),
        (("公衆電話",), Withheld.PAYPHONE),
        (("Unavailable", "sip:anonymous@anonymous.invalid"), Withheld.OUT_OF_AREA),
        (("Interaction with other service",), Withheld.OUT_OF_AREA),
        (("表示圏外",), Withheld.OUT_OF_AREA),
        (("Sato", "0112113944"), None),
        (("P", "C", "unknown", ""), None),
    ],
)
def test_words_name_their_reason(texts: tuple[str, ...], reason: Withheld | None) -> None:
    assert named_reason(*texts) is reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("P", Withheld.ANONYMOUS),
        ("c", Withheld.PAYPHONE),
        ("O", Withheld.OUT_OF_AREA),
        ("S", Withheld.OUT_OF_AREA),
        ("", Withheld.UNKNOWN),
        ("unknown", Withheld.UNKNOWN),
    ],
)
def test_letters_explain_a_missing_number(text: str, reason: Withheld) -> None:
    assert lettered_reason(text) is reason
