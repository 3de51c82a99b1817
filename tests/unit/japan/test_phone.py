"""Numbers into E.164, against the package `phonenumbers`, and who calls whom."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from japan.phone import (
    E164,
    CalledBy,
    KnownCaller,
    Unreadable,
    Why,
    WithheldCaller,
    national,
    read_called,
    read_caller,
    strip_withholding_prefix,
    to_e164,
)
from japan.withheld import Withheld

pytestmark = pytest.mark.unit

CITY_HALL = "+81112113944"

HOSTILE = [
    "${SHELL(rm -rf /)}",
    "0112113944\r\nPrivacy: none",
    "011\x00211",
    "0" * 65_536,
    "\U0001f4de",
    '"' * 500,
    "<" * 500,
    "sip:@",
    "%zz",
    "①②③",
    "٠١١٢١١٣٩٤٤",
    "\ud800",
]


@pytest.mark.parametrize(
    "text",
    [
        "0112113944",
        "011-211-3944",
        "(011)211-3944",
        "011(211)3944",
        "011 211 3944",
        "011.211.3944",
        "０１１－２１１－３９４４",
        "０１１（２１１）３９４４",
        "011ー211ー3944",
        "011‐211−3944",
        "011–211—3944",
        "011　211　3944",
        "\u200e011-211-3944\ufeff",
        " 011-211-3944\n",
        "+81112113944",
        "＋８１１１２１１３９４４",
        "+81-11-211-3944",
        "+81 (0)11-211-3944",
        "81112113944",
        "010-81-11-211-3944",
        "tel:011-211-3944",
        "tel:+81-11-211-3944;phone-context=+81",
        "sip:0112113944@198.51.100.1",
        '"Sapporo" <sip:+81112113944@carrier.example;user=phone>;tag=1',
        "TEL: 011-211-3944",
    ],
)
def test_every_usual_form_is_the_same_number(text: str) -> None:
    assert to_e164(text) == CITY_HALL


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0110000100", "+81110000100"),
        ("090-1234-5678", "+819012345678"),
        ("060-1234-5678", "+816012345678"),
        ("050-1234-5678", "+815012345678"),
        ("0120-123-456", "+81120123456"),
        ("0800-123-4567", "+818001234567"),
        ("0570-012-345", "+81570012345"),
        ("03-1234-5678", "+81312345678"),
        ("+1 212-555-0100", "+12125550100"),
        ("010-1-212-555-0100", "+12125550100"),
    ],
)
def test_other_numbers(text: str, number: str) -> None:
    assert to_e164(text) == number


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.EMPTY),
        (" - ", Why.EMPTY),
        ("9" * 100, Why.TOO_LONG),
        ("0" * 65_536, Why.TOO_LONG),
        ("非通知", Why.NOT_DIGITS),
        ("011-211-3944 内線12", Why.NOT_DIGITS),
        ("011-211-3944/090-1234-5678", Why.NOT_DIGITS),
        ("011-211-3944\n090-1234-5678", Why.NOT_DIGITS),
        ("110", Why.NO_SUCH_NUMBER),
        ("119", Why.NO_SUCH_NUMBER),
        ("211-3944", Why.NO_SUCH_NUMBER),
        ("011-211-394", Why.NO_SUCH_NUMBER),
        ("011-211-39444", Why.NO_SUCH_NUMBER),
        ("090-1234-567", Why.NO_SUCH_NUMBER),
        ("+81 11 211 394", Why.NO_SUCH_NUMBER),
        ("0112113944" * 2, Why.NO_SUCH_NUMBER),
        ("1840112113944", Why.NO_SUCH_NUMBER),
        ("00112113944", Why.NO_SUCH_NUMBER),
    ],
)
def test_what_is_no_number_is_answered_with_why(text: str, why: Why) -> None:
    assert to_e164(text) == Unreadable(why)


def test_national_form_is_what_is_dialled() -> None:
    number = to_e164(CITY_HALL)
    abroad = to_e164("+12125550100")
    assert not isinstance(number, Unreadable)
    assert not isinstance(abroad, Unreadable)
    assert national(number) == "0112113944"
    assert national(abroad) == "+12125550100"


@pytest.mark.parametrize(
    "text",
    ["184-011-211-3944", "1860112113944", "１８４（０１１）２１１－３９４４", "184 +81112113944"],
)
def test_184_and_186_come_off_a_typed_number(text: str) -> None:
    assert to_e164(strip_withholding_prefix(text)) == CITY_HALL


@pytest.mark.parametrize("text", ["011-211-3944", "184", "+184 555 0100", "1841", ""])
def test_other_text_keeps_its_digits(text: str) -> None:
    assert strip_withholding_prefix(text) == text


@given(
    st.from_regex(r"\A0(?:1[1-9]|[2-9][0-9])[0-9]{7,8}\Z"),
    st.sampled_from(["-", " ", "ー", "）", ""]),
)
@settings(deadline=None)
def test_what_the_oracle_calls_valid_is_read_the_same(digits: str, mark: str) -> None:
    known = phonenumbers.parse(digits, "JP")
    assume(phonenumbers.is_valid_number(known))
    # 060 with nine digits was a service that has ended; 060 now means a mobile phone with ten
    assume(phonenumbers.number_type(known) != phonenumbers.PhoneNumberType.PERSONAL_NUMBER)
    e164 = phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.E164)
    for form in (
        f"{digits[:3]}{mark}{digits[3:6]}{mark}{digits[6:]}",
        phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.NATIONAL),
        phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.INTERNATIONAL),
        phonenumbers.format_number(known, phonenumbers.PhoneNumberFormat.RFC3966),
        e164[1:],
    ):
        assert to_e164(form) == e164


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_numbers_of_every_country_are_read(region: str) -> None:
    example = phonenumbers.example_number(region)
    if example is None:
        return
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert to_e164(e164) == e164


@given(st.text() | st.text(alphabet="0123456789+-() 0181tel:sip@;<>,０－"))
def test_any_text_is_a_number_or_not_and_a_number_stays_one(text: str) -> None:
    number = to_e164(text)
    if not isinstance(number, Unreadable):
        assert re.fullmatch(r"\+[1-9][0-9]{6,14}", number)
        assert to_e164(number) == number
        assert to_e164(national(number)) == number


def caller(
    from_number: str = "09012345678",
    *,
    name: str = "",
    pai: str = "",
    privacy: str = "",
    trusted: bool = True,
) -> KnownCaller | WithheldCaller:
    return read_caller(
        from_number=from_number,
        from_name=name,
        asserted_identity=pai,
        privacy=privacy,
        trusted=trusted,
    )


@pytest.mark.parametrize(
    ("pai", "trusted", "number"),
    [
        ("", True, "+819012345678"),
        ("<sip:+81112113944@carrier.example>", True, CITY_HALL),
        ("<sip:+81112113944@carrier.example>", False, "+819012345678"),
        ('"S, T" <sip:0112113944@carrier.example>, <tel:+81-3-1234-5678>', True, CITY_HALL),
        ("<sip:gateway@carrier.example>, <tel:+81-11-211-3944>", True, CITY_HALL),
        ("<sip:gateway@carrier.example>", True, "+819012345678"),
        ("<sip:+81112113944@carrier.example>" + " " * 65_536, True, "+819012345678"),
    ],
)
def test_asserted_identity_counts_only_on_a_trusted_trunk(
    pai: str, trusted: bool, number: str
) -> None:
    found = caller(pai=pai, trusted=trusted)
    assert isinstance(found, KnownCaller)
    assert found.number == number


@pytest.mark.parametrize("privacy", ["none", "critical", "session", ""])
def test_a_privacy_list_that_hides_nothing_leaves_the_number(privacy: str) -> None:
    assert caller(privacy=privacy, pai="<tel:+81112113944>") == KnownCaller(
        number=to_known(CITY_HALL)
    )


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize(
    ("from_number", "name", "privacy", "reason"),
    [
        ("0112113944", "", "id", Withheld.ANONYMOUS),
        ("0112113944", "", "user;critical", Withheld.ANONYMOUS),
        ("0112113944", "", "header", Withheld.ANONYMOUS),
        ("anonymous", "Anonymous", "id", Withheld.ANONYMOUS),
        ("anonymous", "", "", Withheld.ANONYMOUS),
        ("sip:anonymous@anonymous.invalid", "", "", Withheld.ANONYMOUS),
        ('"Anonymous" <sip:restricted@anonymous.invalid>', "", "", Withheld.ANONYMOUS),
        ("0112113944", "Anonymous", "", Withheld.ANONYMOUS),
        ("anonymous", "非通知", "", Withheld.ANONYMOUS),
        ("anonymous", "Coin line/payphone", "id", Withheld.PAYPHONE),
        ('"Coin Line/Payphone" <sip:anonymous@anonymous.invalid>', "", "", Withheld.PAYPHONE),
        ("anonymous", "公衆電話", "", Withheld.PAYPHONE),
        ("anonymous", "Unavailable", "", Withheld.OUT_OF_AREA),
        ("anonymous", "Interaction with other service", "", Withheld.OUT_OF_AREA),
        ("anonymous", "表示圏外", "", Withheld.OUT_OF_AREA),
    ],
)
def test_a_withheld_caller_never_shows_the_asserted_number(
    from_number: str, name: str, privacy: str, reason: Withheld, trusted: bool
) -> None:
    found = caller(
        from_number, name=name, privacy=privacy, pai="<sip:+819012345678@host>", trusted=trusted
    )
    assert found == WithheldCaller(reason)
    assert "9012345678" not in repr(found)


@pytest.mark.parametrize(
    ("from_number", "name", "reason"),
    [
        ("", "", Withheld.UNKNOWN),
        ("unknown", "unknown", Withheld.UNKNOWN),
        ("P", "", Withheld.ANONYMOUS),
        ("", "C", Withheld.PAYPHONE),
        ("O", "O", Withheld.OUT_OF_AREA),
        ("S", "", Withheld.OUT_OF_AREA),
        ("sato", "Sato", Withheld.UNKNOWN),
    ],
)
def test_a_missing_number_is_explained(from_number: str, name: str, reason: Withheld) -> None:
    assert caller(from_number, name=name) == WithheldCaller(reason)


def test_a_letter_as_display_name_does_not_hide_a_number() -> None:
    assert caller("0112113944", name="C") == KnownCaller(to_known(CITY_HALL))


def test_an_anonymous_asserted_identity_of_a_trusted_trunk_is_believed() -> None:
    pai = '"Coin line/payphone" <sip:anonymous@anonymous.invalid>, <tel:+81112113944>'
    assert caller(pai=pai) == WithheldCaller(Withheld.PAYPHONE)
    assert isinstance(caller(pai=pai, trusted=False), KnownCaller)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_headers_name_nobody_and_raise_nothing(text: str) -> None:
    assert caller(text, name=text, pai=text, privacy=text) == WithheldCaller(Withheld.UNKNOWN)


@given(st.text(), st.text(), st.text(), st.text(), st.booleans())
def test_any_headers_give_a_caller(
    number: str, name: str, pai: str, privacy: str, trusted: bool
) -> None:
    found = caller(number, name=name, pai=pai, privacy=privacy, trusted=trusted)
    assert isinstance(found, (KnownCaller, WithheldCaller))


@pytest.mark.parametrize(
    ("by", "line"),
    [("uri", "+81110000100"), ("to", "+81110000200"), ("p_called_party_id", "+81110000300")],
)
def test_the_called_number_is_read_where_the_trunk_says(by: CalledBy, line: str) -> None:
    found = read_called(
        request_uri="sip:0110000100@127.0.0.1:5060",
        to="<sip:0110000200@carrier.example>;tag=1",
        p_called_party_id="<sip:+81110000300@carrier.example>",
        by=by,
    )
    assert found == line


@pytest.mark.parametrize("by", ["to", "p_called_party_id"])
def test_a_header_that_did_not_come_gives_way_to_the_uri(by: CalledBy) -> None:
    found = read_called(request_uri="sip:0110000100@host", to="", p_called_party_id="", by=by)
    assert found == "+81110000100"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_called_number_is_short_and_printable(text: str) -> None:
    found = read_called(request_uri=text, to="", p_called_party_id="", by="uri")
    assert len(found) <= 64
    assert found.isprintable()


def test_a_dialled_word_is_kept_as_it_was() -> None:
    found = read_called(request_uri="sip:madoguchi@host", to="", p_called_party_id="", by="uri")
    assert found == "madoguchi"


def to_known(text: str) -> E164:
    number = to_e164(text)
    assert not isinstance(number, Unreadable)
    return number
