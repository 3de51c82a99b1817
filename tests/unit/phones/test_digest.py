from __future__ import annotations

import pytest

from tests.asterisk.phones.credentials import Credentials
from tests.asterisk.phones.digest import authorization
from tests.asterisk.phones.sip_message import SipMessage

pytestmark = pytest.mark.unit


def test_the_answer_is_that_of_rfc_2617() -> None:
    challenge = (
        'Digest realm="testrealm@host.com", qop="auth,auth-int", '
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'
    )
    answer = authorization(
        challenge,
        "GET",
        uri="/dir/index.html",
        user="Mufasa",
        password="Circle Of Life",
        cnonce="0a4f113b",
    )
    assert 'response="6629fae49393a05397450978507c4ef1"' in answer
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in answer


def test_a_signed_request_is_a_new_transaction() -> None:
    request = SipMessage(
        "REGISTER sip:a SIP/2.0",
        (("Via", "old"), ("CSeq", "3 REGISTER"), ("Contact", "<sip:b>")),
    )
    challenge = SipMessage(
        "SIP/2.0 401 Unauthorized", (("WWW-Authenticate", 'Digest realm="r",nonce="n"'),)
    )
    signed = Credentials("seat-01", "secret").sign(request, challenge, ("Via", "new"))
    assert (signed.get("Via"), signed.get("CSeq")) == ("new", "4 REGISTER")
    assert signed.get("Contact") == "<sip:b>"
    assert 'username="seat-01"' in signed.get("Authorization")


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(Credentials("seat-01", "secret"))
