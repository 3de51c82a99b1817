"""Which of the cache's roots are used."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from telephony.asterisk_fetch import cached_roots

pytestmark = pytest.mark.unit


def test_newest_root_comes_first_and_old_foreign_or_unfinished_ones_do_not_count(
    tmp_path: Path,
) -> None:
    here = platform.machine()
    for name in (
        *(f"22.10.1+dfsg-1_{here}", f"22.12.0+dfsg-1_{here}", f"22.9.0-1_{here}"),
        *("22.13.0-1_vax", f".fetch-1/22.14.0-1_{here}"),
    ):
        (tmp_path / "asterisk" / name / "root").mkdir(parents=True)
    (tmp_path / f"asterisk/22.15.0-1_{here}").mkdir()

    assert [root.parent.name for root in cached_roots(tmp_path)] == [
        f"22.12.0+dfsg-1_{here}",
        f"22.10.1+dfsg-1_{here}",
    ]


def test_cache_that_does_not_exist_yet_holds_none(tmp_path: Path) -> None:
    assert cached_roots(tmp_path / "none") == []
