"""Which Asterisk is new enough, from the ways in which versions are written."""

from __future__ import annotations

import pytest

from telephony.asterisk_version import is_new_enough, version_numbers

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Asterisk 22.10.1+dfsg+~cs6.17.60671434-1", (22, 10, 1)),
        ("1:22.10.1+dfsg+~cs6.17-1", (22, 10, 1)),
        ("22.10.1~rc1", (22, 10, 1)),
        ("Asterisk 20.20.0", (20, 20, 0)),
        ("Asterisk GIT-master-1a2b3c", None),
        ("", None),
    ],
)
def test_version_is_read_from_asterisk_and_from_debian(
    text: str, numbers: tuple[int, ...] | None
) -> None:
    assert version_numbers(text) == numbers


@pytest.mark.parametrize(
    ("version", "enough"),
    [
        ((22, 10, 1), True),
        ((22, 10, 0), False),
        ((22, 11), True),
        ((22, 9, 5), False),
        ((23, 0, 0), True),
        ((21, 99), False),
        ((20, 20), True),
        ((20, 20, 1), True),
        ((20, 19, 9), False),
        ((18, 30), False),
        ((0,), False),
    ],
)
def test_security_release_is_insisted_on_by_branch(version: tuple[int, ...], enough: bool) -> None:
    assert is_new_enough(version) is enough
