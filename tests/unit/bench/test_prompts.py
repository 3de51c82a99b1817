"""How long prompts take to begin, read off packets."""

from __future__ import annotations

import pytest

from bench.call_book import Packet
from bench.prompts import MOST_RENDER_S, to_render, waits_ms

pytestmark = pytest.mark.unit

US, THEM = 4000, 5000


def key(at: float, *, released: bool = True, port: int = US) -> Packet:
    begun = round(at - 0.02).to_bytes(4, "big")  # the same in all packets of one press
    payload = bytes([0x80, 101, 0, 0, *begun, *bytes(4), 1, 0x8A if released else 0x0A, 0, 160])
    return Packet(at, port, THEM, payload)


def sound(at: float, *, port: int = US) -> Packet:
    return Packet(at, THEM, port, bytes([0x80, 0, *bytes(170)]))


def test_it_is_counted_from_the_first_word_that_the_key_is_released_to_the_next_sound() -> None:
    packets = [
        *(sound(0.5), key(1.0, released=False), sound(1.01, port=4002)),
        *(key(1.1), key(1.12), key(1.13, port=4002), sound(1.15), key(1.16), sound(1.17)),
        *(key(2.1), sound(2.11)),
    ]
    assert list(waits_ms(packets, US)) == pytest.approx([50, 10])


def test_all_of_sapporo_is_rendered_within_the_bound_of_seconds() -> None:
    prompts, _ = to_render()
    said = "".join(each.text for each in prompts)
    assert "5月29日" in said
    assert "3番目" in said
    assert "札幌市物価高対応子育て応援手当" in said
    assert MOST_RENDER_S <= 30


def test_what_never_comes_is_not_counted() -> None:
    assert list(waits_ms([key(1.0)], US)) == []
