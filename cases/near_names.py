"""Which of many names are nearly the same, without comparing each with each letter by letter.

A changed, added, dropped or swapped letter changes two bits at most of a name's letters, written as
one bit each. All pairs are looked at that way at once; only those that pass are compared closely.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from japan import kana

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROWS = 256
"""Names compared with all others at once: the memory of a day's pairs."""
_HALF = 64


def near_pairs(names: Sequence[str], *, most: int) -> Iterator[tuple[str, str]]:
    """Give the pairs of names, all of them different, that differ by `most` letters at most."""
    if len(names) < 2:
        return
    import numpy as np  # a tenth of a second: who pays nobody does without it

    masks = [_letters(each) for each in names]
    low = np.array([each & (1 << _HALF) - 1 for each in masks], dtype=np.uint64)
    high = np.array([each >> _HALF for each in masks], dtype=np.uint64)
    for start in range(0, len(names), _ROWS):
        rows = slice(start, start + _ROWS)
        bits = _differing(low, rows) + _differing(high, rows)
        for row, column in np.argwhere(bits <= 2 * most).tolist():
            one, other = start + row, start + column
            if one < other and _is_near(names[one], names[other], most):
                yield names[one], names[other]


def _is_near(one: str, other: str, most: int) -> bool:
    """Compare closely; each letter that the other has not at all is a change by itself."""
    if max(len(one), len(other)) - _common(one, other) > most:
        return False
    return kana.distance(one, other, most=most) <= most


def _common(one: str, other: str) -> int:
    """Count the letters of the one that the other has, too, each as often as in both."""
    return sum([min(one.count(each), other.count(each)) for each in set(one)])


def _differing(letters: NDArray[np.uint64], rows: slice) -> NDArray[np.uint8]:
    """Count the bits in which some names differ from those at and after the first of them."""
    import numpy as np

    counts: NDArray[np.uint8] = np.bitwise_count(letters[rows, None] ^ letters[None, rows.start :])
    return counts


def _letters(name: str) -> int:
    letters = 0
    for letter in name:
        letters |= 1 << (ord(letter) & 127)
    return letters
