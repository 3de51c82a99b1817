"""The small values of the settings."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from config.settings_file import FromEnvironment, Network, Port, Trunk, is_loopback

pytestmark = pytest.mark.unit


def trunk(**changes: Any) -> Trunk:
    plain = {"name": "a", "addresses": ["127.0.0.1"], "called_from": "uri", "trusted": True}
    return Trunk.model_validate({**plain, **changes})


ACCOUNT = {"server": "sip.example:5060", "user": "u", "password": "p"}


def test_a_trunk_is_real_if_it_registers_or_reaches_beyond_this_machine() -> None:
    assert not trunk().is_real
    assert not trunk(addresses=["127.0.0.0/8", "::1"]).is_real
    assert trunk(addresses=["127.0.0.0/8", "192.0.2.1"]).is_real
    assert trunk(register=ACCOUNT).is_real


def test_a_registering_trunk_without_addresses_hears_its_carrier() -> None:
    assert trunk(register=ACCOUNT, addresses=[]).peers == ("sip.example",)
    assert trunk(register=ACCOUNT).peers == ("127.0.0.1/32",)


@pytest.mark.parametrize(
    "change",
    [
        {"called_from": "from"},
        {"addresses": ["carrier.example"]},
        {"addresses": ["192.0.2.1/24"]},
        {"name": "A trunk"},
        {"register": {**ACCOUNT, "password": "a\nb"}},
        {"register": {**ACCOUNT, "password": ""}},
        {"register": {**ACCOUNT, "user": "u; v"}},
        {"register": {**ACCOUNT, "server": "sip:example"}},
    ],
)
def test_what_asterisks_files_cannot_say_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        trunk(**change)


def test_only_text_of_the_environment_may_be_a_number() -> None:
    port = TypeAdapter[int](Port)
    assert port.validate_python(FromEnvironment("8080"), strict=True) == 8080
    for wrong in ("8080", FromEnvironment("8080.5"), FromEnvironment("x\ny = 1"), 0, 65536, True):
        with pytest.raises(ValidationError):
            port.validate_python(wrong, strict=True)


def test_networks_are_written_in_one_form() -> None:
    assert TypeAdapter(Network).validate_python("192.0.2.1") == "192.0.2.1/32"


def test_loopback_is_this_machine_only() -> None:
    assert is_loopback("127.0.0.0/8")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("example")
