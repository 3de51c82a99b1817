"""Sealed sound: any part of it can be read, and nothing of it can be altered, left out or moved."""

from __future__ import annotations

import secrets

import pytest

from recordings.errors import SealBroken
from recordings.sealed import CHUNK, HEADER_BYTES, TAG, Opened, seal, sealed_bytes

pytestmark = pytest.mark.unit

KEY = secrets.token_bytes(32)
PLAIN = secrets.token_bytes(3 * CHUNK + 1000)
STEP = CHUNK + TAG


def sealed(plain: bytes = PLAIN) -> bytes:
    return b"".join(seal(plain, key=KEY, name="c1"))


def opened(data: bytes, *, key: bytes = KEY, name: str = "c1") -> Opened:
    def read(start: int, length: int) -> bytes:
        return data[start : start + length]

    return Opened(read, size=len(data), key=key, name=name)


@pytest.mark.parametrize(
    ("start", "length"),
    [
        *((0, 10), (CHUNK - 5, 10), (CHUNK, CHUNK), (0, len(PLAIN)), (2 * CHUNK + 7, 2 * CHUNK)),
        *((len(PLAIN) - 1, 5), (len(PLAIN), 5), (0, 0)),
    ],
)
def test_any_range_is_read_as_it_was_written(start: int, length: int) -> None:
    assert opened(sealed()).read(start, length) == PLAIN[start : start + length]


@pytest.mark.parametrize("length", [0, 1, CHUNK, CHUNK + 1])
def test_every_length_comes_back_whole(length: int) -> None:
    data = sealed(PLAIN[:length])
    assert len(data) == sealed_bytes(length)
    assert b"".join(opened(data).parts()) == PLAIN[:length]


@pytest.mark.parametrize("chunk", [0, 1, 2, 3])
def test_a_flipped_bit_is_named_by_its_chunk_and_the_others_are_read(chunk: int) -> None:
    data = bytearray(sealed())
    data[HEADER_BYTES + chunk * STEP + 3] ^= 1
    found = opened(bytes(data))
    with pytest.raises(SealBroken, match=f"chunk {chunk + 1} of 4"):
        found.read(chunk * CHUNK, 10)
    other = (chunk + 1) % 4
    assert found.read(other * CHUNK, 10) == PLAIN[other * CHUNK :][:10]


def test_a_chunk_that_is_missing_is_found_when_it_is_opened() -> None:
    data = sealed()
    without = data[: HEADER_BYTES + STEP] + data[HEADER_BYTES + 2 * STEP :]
    for broken in (without, data[: -1000 - TAG], data + b"x"):
        with pytest.raises(SealBroken, match="bytes, not"):
            opened(broken)
    with pytest.raises(SealBroken, match="1 of 4 chunks missing"):
        opened(without)


def test_chunks_that_changed_places_or_came_from_elsewhere_are_refused() -> None:
    data = sealed()
    first, second = (data[HEADER_BYTES + n * STEP :][:STEP] for n in (0, 1))
    swapped = data[:HEADER_BYTES] + second + first + data[HEADER_BYTES + 2 * STEP :]
    with pytest.raises(SealBroken):
        opened(swapped).read(0, 1)
    with pytest.raises(SealBroken):
        opened(data, name="c2").read(0, 1)
    with pytest.raises(SealBroken):
        opened(data, key=secrets.token_bytes(32)).read(0, 1)
    with pytest.raises(SealBroken, match="no sealed recording"):
        opened(b"RIFF" + data[4:])
