"""Keys on their way to the log: secret digits never get there; lost ones are asked for again."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from callcenter.call import Call, CallState, Playing, Purpose
from callcenter.events import KeyPressed
from callcenter.guidance import FlowState, Listen
from telephony.keys import KeyHeard, Keys, digits_of

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)


class Store:
    """People who remember what they were given."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def id_of(self, number: str) -> str:
        known = {value: id for id, value in self.kept.items()}
        return known.get(number) or self._new(number)

    def number_of(self, id: str) -> str | None:
        return self.kept.get(id)

    def erase(self, id: str) -> bool:
        return self.kept.pop(id, None) is not None

    def _new(self, number: str) -> str:
        id = f"p-{len(self.kept) + 1}"
        self.kept[id] = number
        return id


class Phone:
    """A caller whose keys are heard, and the part of the heart that counts them."""

    def __init__(self, secret: Listen | None = None, *, id: str = "c") -> None:
        self.store = Store()
        self.keys = Keys(self.store)
        flow = FlowState(flow="f", hash="", node="n")
        self.call = Call(
            id=id,
            line="",
            skill="",
            caller=None,
            withheld=None,
            arrived_at=AT,
            place=1,
            state=CallState.GUIDED,
            since=AT,
            holds_line=True,
            notice_due=False,
            playing=Playing(Purpose.WELCOME, flow, secret=secret),
        )

    def press(self, keys: str) -> list[KeyPressed | None]:
        told = []
        for key in keys:
            told.append(self.keys.told(self.call, KeyHeard(at=AT, call=self.call.id, key=key)))
            if self.call.playing and (last := told[-1]) and last.key == "?":
                self.call.playing.keyed += 1
        return told


def pressed(key: str, digits: str | None = None) -> KeyPressed:
    return KeyPressed(at=AT, call="c", key=key, digits=digits)


def test_keys_are_told_as_they_are_while_a_flow_goes_on_and_not_at_all_otherwise() -> None:
    phone = Phone()
    assert phone.press("1#*") == [pressed("1"), pressed("#"), pressed("*")]
    assert phone.press("AD") == [None, None]
    phone.call.playing = None
    assert phone.press("1") == [None]


def test_secret_digits_are_told_by_an_id_once_there_are_enough() -> None:
    phone = Phone(Listen("birth", 3))
    assert phone.press("198") == [pressed("?"), pressed("?"), pressed("?", "p-1")]
    assert digits_of(phone.store, "p-1") == "198"
    assert phone.press("#") == [pressed("#")]


def test_the_same_digits_in_another_call_have_another_id() -> None:
    phone, other = Phone(Listen("birth", 1)), Phone(Listen("birth", 1), id="d")
    other.store = other.keys._people = phone.store
    assert [each and each.digits for each in (*phone.press("7"), *other.press("7"))] == [
        "p-1",
        "p-2",
    ]


def test_a_telephone_number_is_kept_as_the_person_whose_number_it_is() -> None:
    phone = Phone(Listen("callback_number", 10, is_number=True))
    told = phone.press("09012345678")
    assert phone.store.number_of("p-1") == "+819012345678"
    assert [each and each.digits for each in told[-2:]] == [None, "p-1"]
    assert digits_of(phone.store, "p-1") == "090-1234-5678"


def test_what_is_no_number_has_no_id() -> None:
    phone = Phone(Listen("callback_number", 10, is_number=True))
    assert [each and each.digits for each in phone.press("1111111111")] == [None] * 10


def test_a_row_that_goes_on_after_a_number_is_none() -> None:
    phone = Phone(Listen("callback_number", 10, is_number=True))
    told = phone.press("01123456789")
    assert [each and each.digits for each in told[-2:]] == ["p-1", None]


def test_digits_that_were_lost_with_their_controller_begin_the_row_again() -> None:
    phone = Phone(Listen("birth", 3))
    phone.press("19")
    phone.keys = Keys(phone.store)
    assert phone.press("8") == [pressed("*")]
    assert phone.call.playing is not None
    phone.call.playing.keyed = 0
    assert phone.press("198")[-1] == pressed("?", "p-1")


def test_a_row_begun_anew_forgets_the_one_before_and_so_does_a_call_that_is_over() -> None:
    phone = Phone(Listen("birth", 2))
    phone.press("1")
    assert phone.call.playing is not None
    phone.call.playing.keyed = 0
    phone.press("23")
    assert digits_of(phone.store, "p-1") == "23"
    phone.keys.forget("c")
    assert phone.press("4") == [pressed("*")]


def test_erased_digits_are_read_as_nothing() -> None:
    assert digits_of(Store(), "p-9") == ""


def test_a_key_is_not_shown_by_mistake() -> None:
    heard = KeyHeard(at=AT, call="c", key="7")
    assert "7" not in repr(heard)
    assert {each.name for each in fields(replace(heard, key="8"))} == {"at", "call", "key"}


def test_a_key_that_is_told_again_sooner_than_telephones_press_is_one_press() -> None:
    keys = Keys(Store())
    story = (("4", 0), ("4", 55), ("0", 60), ("0", 179), ("0", 300), ("0", 421))
    told = [
        key
        for key, ms in story
        if not keys.is_told_again(KeyHeard(at=AT + timedelta(milliseconds=ms), call="c", key=key))
    ]
    assert told == ["4", "0", "0", "0"]
    keys.forget("c")
    assert not keys.is_told_again(KeyHeard(at=AT, call="c", key="0"))
