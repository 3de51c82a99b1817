"""How far two names are apart, by filling a table: slow, and plain to see that it is right."""

from __future__ import annotations


def distance(one: str, other: str, *, most: int) -> int:
    """Count the letters to change, add, drop or swap with a neighbour from one text to the other.

    Gives `most + 1` as soon as it is known to be more (Damerau-Levenshtein, adjacent swaps).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    one, other = _unlike(one, other)
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, beside in enumerate(other, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != beside))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == beside:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)


def _unlike(one: str, other: str) -> tuple[str, str]:
    """Leave out what two texts begin and end with alike: it takes no change."""
    least = min(len(one), len(other))
    start = next((at for at in range(least) if one[at] != other[at]), least)
    one, other = one[start:], other[start:]
    least -= start
    end = next((at for at in range(least) if one[-1 - at] != other[-1 - at]), least)
    return one[: len(one) - end], other[: len(other) - end]
