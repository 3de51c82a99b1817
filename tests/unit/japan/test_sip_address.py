"""Address headers, honest and hostile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from japan import sip_address

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("address", "name", "user"),
    [
        ('"Sato" <sip:0112113944@198.51.100.1>;tag=1', "Sato", "0112113944"),
        ("Sato <sips:0112113944@[2001:db8::1]:5061>", "Sato", "0112113944"),
        ("<sip:+81112113944@host;user=phone>", "", "+81112113944"),
        ("sip:+81112113944;npdi;rn=1:secret@host", "", "+81112113944"),
        ("sip:%2B81112113944@host", "", "+81112113944"),
        ("TEL:+81-11-211-3944;phone-context=+81", "", "+81-11-211-3944"),
        ("sip:0112113944", "", "0112113944"),
        ("anonymous@anonymous.invalid", "", "anonymous"),
        ('"a <sip:1@b>, \\" c" <sip:2@d>', 'a <sip:1@b>, \\" c', "2"),
        ("011-211-3944", "", "011-211-3944"),
        ("<sip:unclosed@host", "", "unclosed"),
        ('"unclosed <sip:1@host>', '"unclosed', "1"),
        ("", "", ""),
    ],
)
def test_name_and_user_are_found(address: str, name: str, user: str) -> None:
    assert sip_address.name_of(address) == name
    assert sip_address.user_of(address) == user


def test_a_list_is_parted_only_between_its_addresses() -> None:
    header = '"Sato, T." <sip:1@host;a=b,c>, <tel:+81112113944> ,sip:2@host'
    assert sip_address.addresses(header) == [
        '"Sato, T." <sip:1@host;a=b,c>',
        "<tel:+81112113944>",
        "sip:2@host",
    ]


@given(st.text(alphabet=st.sampled_from('"<>,;:@\\% sip1+\r\n\0'), max_size=200))
def test_no_header_raises(text: str) -> None:
    for each in [text, *sip_address.addresses(text)]:
        assert isinstance(sip_address.name_of(each), str)
        assert isinstance(sip_address.user_of(each), str)
