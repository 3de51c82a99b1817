"""Which of many names are nearly the same, without comparing each with each letter by letter.

A changed, added, dropped or swapped letter changes two bits at most of a name's letters, written as
one bit each. All pairs of a group are looked at that way, those of all groups at once; only those
that pass are compared closely.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_END = "\0"
"""After every name, so that an empty one has a letter, too."""


def near_pairs(
    groups: Sequence[Sequence[str]], *, most: int
) -> Iterator[tuple[int, tuple[str, str]]]:
    """Give the pairs of names of a group that differ by `most` letters at most, with its place.

    The names of a group are all different.
    """
    names = list(chain.from_iterable(groups))
    if len(names) < 2:
        return
    import numpy as np  # a tenth of a second: who pays nobody does without it

    sizes = np.array([len(each) for each in groups])
    ends = np.repeat(np.cumsum(sizes), sizes)
    of = np.repeat(np.arange(len(groups)), sizes)
    low, high = _letters(names)
    one = np.arange(len(names))
    for apart in range(1, int(sizes.max())):
        one = one[one + apart < ends[one]]
        other = one + apart
        bits = np.bitwise_count(low[one] ^ low[other]) + np.bitwise_count(high[one] ^ high[other])
        for at in one[bits <= 2 * most].tolist():
            pair = names[at], names[at + apart]
            if _is_near(*pair, most):
                yield int(of[at]), pair


def _is_near(one: str, other: str, most: int) -> bool:
    """Compare closely; each letter that the other has not at all is a change by itself."""
    if max(len(one), len(other)) - _common(one, other) > most:
        return False
    return _is_within(one, other, most)


def _is_within(one: str, other: str, most: int) -> bool:
    """Tell whether so few changes are enough: by what is done to the first unlike letter.

    For one or two changes that is a few comparisons, where a table would be filled.
    """
    if one == other:
        return True
    if most == 0 or abs(len(one) - len(other)) > most:
        return False
    at = 0
    for letter, beside in zip(one, other, strict=False):
        if letter != beside:
            break
        at += 1
    one, other, most = one[at:], other[at:], most - 1
    return (
        _is_within(one[1:], other[1:], most)
        or _is_within(one[1:], other, most)
        or _is_within(one, other[1:], most)
        or (one[:2] == other[1::-1] and _is_within(one[2:], other[2:], most))
    )


def _common(one: str, other: str) -> int:
    """Count the letters of the one that the other has, too, each as often as in both."""
    return sum([min(one.count(each), other.count(each)) for each in set(one)])


def _letters(names: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Give which of 128 letters each name has, in two halves; letters that share a bit do no harm.

    A name's letters are all letters from its place on, up to the next one's.
    """
    import numpy as np

    text = (_END.join(names) + _END).encode("utf-32-le", "surrogatepass")
    letters = np.frombuffer(text, dtype="<u4")
    bit = np.uint64(1) << (letters & 63).astype(np.uint64)
    is_high = (letters & 64).astype(bool)
    lengths = np.array([len(each) + len(_END) for each in names])
    starts = np.cumsum(lengths) - lengths
    halves = [np.where(here, bit, np.uint64(0)) for here in (~is_high, is_high)]
    low, high = (np.bitwise_or.reduceat(each, starts) for each in halves)
    return low, high
