"""The web socket at a hand-over: kept where it is right, made anew where it is not."""

from __future__ import annotations

import pytest

from app.errors import PortTaken
from app.listen import kept_or_new, listen

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("asked", ["any", "same"])
def test_the_socket_held_is_kept_where_it_is(asked: str) -> None:
    held = listen("127.0.0.1", 0)
    port = held.getsockname()[1]
    kept = kept_or_new(held.detach(), "127.0.0.1", 0 if asked == "any" else port)
    assert kept.getsockname() == ("127.0.0.1", port)
    assert not kept.get_inheritable()
    kept.close()


def test_another_address_wants_another_socket() -> None:
    held = listen("127.0.0.1", 0)
    was = held.getsockname()
    new = kept_or_new(held.detach(), "127.0.0.2", was[1])
    assert new.getsockname() == ("127.0.0.2", was[1])
    new.close()


def test_without_one_a_taken_port_is_told() -> None:
    other = listen("127.0.0.1", 0)
    with pytest.raises(PortTaken):
        kept_or_new(None, "127.0.0.1", other.getsockname()[1])
    other.close()
