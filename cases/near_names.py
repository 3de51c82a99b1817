"""Which of many names are nearly the same, without comparing each with each letter by letter.

A changed, added, dropped or swapped letter changes two bits at most of a name's letters, written as
one bit each. All pairs of a group are looked at that way, those of all groups at once; those that
pass are compared letter by letter, all of them side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_END = "\0"
"""After every name, so that an empty one has a letter, too."""
_AT_ONCE = 100_000
"""So many pairs are compared side by side."""


class _Names(NamedTuple):
    """Many names in one row of letters."""

    letters: NDArray[np.uint32]
    starts: NDArray[np.intp]
    lengths: NDArray[np.intp]


def near_pairs(
    texts: Sequence[str], groups: NDArray[np.intp], *, most: int
) -> Iterator[tuple[int, int]]:
    """Give the places of the names of one group that differ by `most` letters at most.

    `groups` has the group of each name. Of equal names in a group the first alone is compared.
    Names are asked for in their order, or not at all: a city's lie all over the memory.
    """
    if len(texts) < 2:
        return
    import numpy as np  # a tenth of a second: who pays nobody does without it

    names = _names(texts)
    order, sizes = _by_group(texts, groups)
    low, high = (each[order] for each in _bits(names))
    for one, other in _passing(low, high, sizes, most):
        pairs = np.sort((order[one], order[other]), axis=0)
        is_near = _are_within(names, pairs[0], pairs[1], most)
        yield from zip(*pairs[:, is_near].tolist(), strict=True)


def _by_group(
    texts: Sequence[str], groups: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the places of the names, the largest group first, each name once; and groups' sizes."""
    import numpy as np

    hashes = np.fromiter(map(hash, texts), np.int64, len(texts))
    order = np.lexsort((hashes, groups))
    is_same = (hashes[order[1:]] == hashes[order[:-1]]) & (groups[order[1:]] == groups[order[:-1]])
    again = [
        at + 1
        for at in np.flatnonzero(is_same).tolist()
        if texts[order[at]] == texts[order[at + 1]]
    ]
    order = np.delete(order, again)
    sizes = np.bincount(groups[order])
    largest_first = np.argsort(-sizes[groups[order]], kind="stable")
    return order[largest_first], np.sort(sizes[sizes > 0])[::-1]


def _names(texts: Sequence[str]) -> _Names:
    import numpy as np

    row = (_END.join(texts) + _END).encode("utf-32-le", "surrogatepass")
    lengths = np.fromiter(map(len, texts), np.intp, len(texts))
    ends = np.cumsum(lengths + len(_END))
    return _Names(np.frombuffer(row, dtype="<u4"), ends - lengths - len(_END), lengths)


def _passing(
    low: NDArray[np.uint64], high: NDArray[np.uint64], sizes: NDArray[np.intp], most: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Give the pairs that may be near by their bits, many at a time; the largest group is first.

    Names that stand so far apart are then all names up to a place, beside all from another one on:
    nothing is picked out before it is compared.
    """
    import numpy as np

    ends = np.cumsum(sizes)
    left = np.repeat(ends, sizes) - np.arange(ends[-1])
    kept: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    last, count = int(sizes[0]) - 1, 0
    for apart in range(1, last + 1):
        end = int(ends[np.count_nonzero(sizes > apart) - 1])
        bits = np.bitwise_count(low[: end - apart] ^ low[apart:end])
        bits += np.bitwise_count(high[: end - apart] ^ high[apart:end])
        passed = np.flatnonzero((bits <= 2 * most) & (left[: end - apart] > apart))
        kept.append((passed, passed + apart))
        count += len(passed)
        if apart == last or count > _AT_ONCE:
            yield (
                np.concatenate([each for each, _ in kept]),
                np.concatenate([each for _, each in kept]),
            )
            kept, count = [], 0


def _bits(names: _Names) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Give which of 128 letters each name has, in two halves; letters that share a bit do no harm.

    A name's letters are all letters from its place on, up to the next one's.
    """
    import numpy as np

    bit = np.uint64(1) << (names.letters & 63).astype(np.uint64)
    is_high = (names.letters & 64).astype(bool)
    halves = [np.where(here, bit, np.uint64(0)) for here in (~is_high, is_high)]
    low, high = (np.bitwise_or.reduceat(each, names.starts) for each in halves)
    return low, high


class _Pairs(NamedTuple):
    """Pairs of names: where each begins in the row of letters, and how long the other one is."""

    letters: NDArray[np.uint32]
    begin: NDArray[np.intp]
    beside: NDArray[np.intp]
    lengths: NDArray[np.intp]
    ends: NDArray[np.intp]

    def only(self, these: NDArray[np.bool_]) -> _Pairs:
        """Give some of them."""
        letters, *rest = self
        return _Pairs(letters, *(each[these] for each in rest))


def _are_within(
    names: _Names, one: NDArray[np.intp], other: NDArray[np.intp], most: int
) -> NDArray[np.bool_]:
    """Tell of each pair whether so few changes are enough.

    The table of a pair is filled line by line, for all pairs at once, and of each line only what is
    no further from the diagonal than `most`. A pair leaves when it ends, or is too far apart.
    """
    import numpy as np

    letters = np.concatenate((names.letters, np.zeros(2 * most + 1, names.letters.dtype)))
    starts, lengths = names.starts, names.lengths
    pairs = _Pairs(letters, starts[one], starts[other], lengths[one], lengths[other])
    found = np.zeros(len(one), bool)
    left = np.arange(len(one))
    columns = np.arange(-most, most + 1)
    far = np.uint8(most + 1)
    is_in = (columns >= 0) & (columns <= pairs.ends[:, None])
    line = np.where(is_in, columns.clip(0), far).astype(np.uint8)
    before = np.full_like(line, far)
    row = 0
    while len(left):
        place = pairs.ends - row + most
        is_over = pairs.lengths == row
        at_end = is_over & (place >= 0) & (place <= 2 * most)
        found[left[at_end]] = line[at_end, place[at_end]] <= most
        stay = ~is_over & (line.min(axis=1) <= most)
        left, pairs, line, before = left[stay], pairs.only(stay), line[stay], before[stay]
        row += 1
        line, before = _next(pairs, row, line, before), line
    return found


def _next(
    pairs: _Pairs, row: int, line: NDArray[np.uint8], before: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Fill the next line of each table from the two before it."""
    import numpy as np

    most = line.shape[1] // 2
    columns = np.arange(row - most, row + most + 1)
    letter = pairs.letters[pairs.begin + row - 1][:, None]
    facing = pairs.letters[pairs.beside[:, None] + columns - 1]
    new = line + (letter != facing)
    new[:, :-1] = np.minimum(new[:, :-1], line[:, 1:] + 1)
    if row > 1:
        is_swap = (columns > 1) & (pairs.letters[pairs.begin + row - 2][:, None] == facing)
        is_swap &= pairs.letters[pairs.beside[:, None] + columns - 2] == letter
        new = np.where(is_swap, np.minimum(new, before + 1), new)
    new[(columns < 0) | (columns > pairs.ends[:, None])] = most + 1
    for at in range(1, 2 * most + 1):
        new[:, at] = np.minimum(new[:, at], new[:, at - 1] + 1)
    new[(columns < 0) | (columns > pairs.ends[:, None])] = most + 1
    found: NDArray[np.uint8] = np.minimum(new, most + 1)
    return found
