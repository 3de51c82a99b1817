from __future__ import annotations

import pytest

from storage.calls import asked_in_of, collected_of, collected_text

pytestmark = pytest.mark.unit


def test_what_was_keyed_is_kept_with_the_flow_that_asked() -> None:
    kept = collected_text({"ward": "47", "year": "2019"}, {"ward": "v1/keys"})
    assert collected_of(kept) == {"ward": "47", "year": "2019"}
    assert asked_in_of(kept) == {"ward": "v1/keys"}
    assert (collected_of(""), asked_in_of(""), collected_text({}, {})) == ({}, {}, "")


def test_a_row_of_an_older_release_is_read() -> None:
    assert (collected_of('{"ward": "47"}'), asked_in_of('{"ward": "47"}')) == ({"ward": "47"}, {})
