"""Phones' accounts: the same at every start for SIP phones, none yet for browsers."""

from __future__ import annotations

import hashlib

import pytest

from app.accounts import accounts, endpoints, password_of
from callcenter.campaign import Desk

pytestmark = pytest.mark.unit

KEY = bytes(range(32))
DESKS = (Desk(id="seat-01"), Desk(id="sv-01", skills={}))


def test_each_desk_has_two_endpoints() -> None:
    assert endpoints(DESKS) == {
        "seat-01": "seat-01",
        "seat-01w": "seat-01",
        "sv-01": "sv-01",
        "sv-01w": "sv-01",
    }


def test_a_password_is_of_the_seat_and_of_the_instance() -> None:
    assert password_of("seat-01", KEY) == password_of("seat-01", KEY)
    others = {password_of("seat-02", KEY), password_of("seat-01", bytes(32))}
    assert password_of("seat-01", KEY) not in others
    assert len(password_of("seat-01", KEY)) == 24
    assert password_of("seat-01", KEY).isalnum()


def test_asterisk_is_told_the_digest_and_never_the_password() -> None:
    first = accounts(DESKS, key=KEY, realm="here")[0]
    password = password_of("seat-01", KEY)
    digest = hashlib.md5(f"seat-01:here:{password}".encode()).hexdigest()
    assert digest in str(first.body)
    assert password not in str(first)


def test_only_sip_phones_have_an_account_before_somebody_opens_a_page() -> None:
    assert [each.path.rpartition("/")[2] for each in accounts(DESKS, key=KEY, realm="r")] == [
        "seat-01",
        "sv-01",
    ]
    assert accounts(DESKS, key=KEY, realm="r") == accounts(DESKS, key=KEY, realm="r")
