"""Which Asterisk is new enough."""

from __future__ import annotations

import re

MINIMUM = "22.10.1"
"""The security release of 2026-06, on the branch that we are built for."""
OLDER_BRANCH_MINIMUM = (20, 20)
"""The same fixes on the older long-term branch."""


def version_numbers(text: str) -> tuple[int, ...] | None:
    """The version in `asterisk -V`'s answer or in a Debian package version; None if there is none.

    `Asterisk 22.10.1~dfsg+~cs6.16-1` and `1:22.10.1+dfsg-1` are both (22, 10, 1).
    """
    found = re.search(r"(?:^|:|\s)(\d+(?:\.\d+)+)", text)
    return tuple(int(part) for part in found[1].split(".")) if found else None


def is_new_enough(version: tuple[int, ...]) -> bool:
    """Whether it holds the fixes that we insist on: >= 22.10.1, or >= 20.20 on branch 20."""
    if version[0] == OLDER_BRANCH_MINIMUM[0]:
        return version >= OLDER_BRANCH_MINIMUM
    return version >= (version_numbers(MINIMUM) or ())
