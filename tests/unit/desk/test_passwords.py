"""What a good password is, and that only its hash is kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerificationError, VerifyMismatchError

from desk.passwords import LONGEST, Passwords, Weakness, first_password, weakness

pytestmark = pytest.mark.unit

CHEAP = {"time_cost": 1, "memory_kib": 64}
GOOD = "kasetsu-udon-8-natsu"


def judged(password: str) -> Weakness | None:
    return weakness(password, length=12, about=("sato.hanako", "佐藤", "花子"))


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("short", Weakness.TOO_SHORT),
        ("ab" * LONGEST, Weakness.TOO_LONG),
        ("passwordpassword", Weakness.EASILY_GUESSED),
        ("aaaaaaaaaaaaaaa", Weakness.EASILY_GUESSED),
        ("123456789012345", Weakness.EASILY_GUESSED),
        ("sato.hanako1234", Weakness.EASILY_GUESSED),
        ("madoguchi2026", Weakness.EASILY_GUESSED),
        (GOOD, None),
        ("ひまわり畑のトマトと電車", None),
    ],
)
def test_a_password_is_judged_by_how_hard_it_is_to_guess(
    password: str, expected: Weakness | None
) -> None:
    assert judged(password) is expected


def test_first_passwords_are_strong_and_never_twice_the_same() -> None:
    made = {first_password() for _ in range(50)}
    assert len(made) == 50
    assert all(judged(each) is None for each in made)


async def test_only_the_right_password_fits_and_the_hash_does_not_tell_it() -> None:
    passwords = Passwords(**CHEAP)
    kept = await passwords.hashed(GOOD)
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert await passwords.fits(GOOD, kept)
    assert not await passwords.fits(GOOD + "x", kept)


async def test_nobodys_hash_is_compared_and_never_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[type[Exception]] = []
    compare = PasswordHasher.verify

    def verify(hasher: PasswordHasher, kept: str, password: str) -> bool:
        try:
            return compare(hasher, kept, password)
        except VerificationError as exc:
            assert extract_parameters(kept) == extract_parameters(hasher.hash(GOOD))
            refused.append(type(exc))
            raise

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    assert not await Passwords(**CHEAP).fits(GOOD, None)
    assert refused == [VerifyMismatchError], "as long as a wrong password of somebody takes"


async def test_a_damaged_hash_fits_nothing() -> None:
    assert not await Passwords(**CHEAP).fits(GOOD, "no hash")


async def test_keyboards_that_compose_letters_differently_type_the_same_password() -> None:
    passwords = Passwords(**CHEAP)
    composed, decomposed = "がっこうのうらのさくら", "か\u3099っこうのうらのさくら"
    assert await passwords.fits(decomposed, await passwords.hashed(composed))
