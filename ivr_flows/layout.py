"""Where the boxes and lines of a drawn flow stand: in rows from the top, the lines short.

The steps are those of Sugiyama, Tagawa and Toda (IEEE SMC-11, 1981): rows by the longest way, an
order in each row with few crossings, then places. A line that leads back goes round at the right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

GAP_X, GAP_Y, LANE = 36.0, 72.0, 18.0
BEND_WIDTH = 10.0
"""What a line takes in a row that it only passes."""
SWEEPS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A box before it has a place."""

    width: float
    height: float
    ports: Mapping[str, float] = field(default_factory=dict)
    """Where lines leave its lower side, from its left, by where they lead; the order is kept."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the picture; for a box its upper left corner."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A way from one box to another, from the port down, or back."""

    start: str
    to: str
    points: tuple[Spot, ...]
    is_back: bool = False
    """It is to be drawn with corners, for it goes round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A finished plan."""

    boxes: Mapping[str, Spot]
    lines: tuple[Line, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Bend:
    """Stands for a line in a row that it passes."""

    start: str
    to: str
    row: int


_Item = str | _Bend


def lay_out(shapes: Mapping[str, Shape], start: str) -> Layout:
    """Find a place for every box that can be reached from the first, and for the lines between."""
    backward = _backward(shapes, start)
    rows_of = _rows_of(shapes, start, backward)
    return _Plan(shapes, rows_of, backward).done()


class _Plan:
    def __init__(
        self,
        shapes: Mapping[str, Shape],
        rows_of: Mapping[str, int],
        backward: set[tuple[str, str]],
    ) -> None:
        self._shapes = {name: shapes[name] for name in rows_of}
        self._row_of = rows_of
        self._back = [each for each in sorted(backward) if each[0] in rows_of]
        self._chains = self._chained()
        self._rows = self._filled()
        self._from: dict[_Item, list[_Item]] = {item: [] for row in self._rows for item in row}
        self._to: dict[_Item, list[_Item]] = {item: [] for row in self._rows for item in row}
        for chain in self._chains:
            for upper, lower in pairwise(chain):
                self._to[upper].append(lower)
                self._from[lower].append(upper)
        self._left: dict[_Item, float] = {}

    def done(self) -> Layout:
        self._order()
        self._place()
        tops = self._tops()
        boxes = {name: Spot(self._left[name], tops[self._row_of[name]]) for name in self._shapes}
        right = max(self._left[item] + self._width(item) for item in self._left)
        lines = [self._line(chain, boxes) for chain in self._chains]
        for lane, (start, to) in enumerate(self._back, start=1):
            lines.append(self._back_line(start, to, boxes, tops, right + LANE * lane, lane))
        height = max(boxes[name].y + shape.height for name, shape in self._shapes.items())
        return Layout(
            boxes=boxes,
            lines=tuple(lines),
            width=right + LANE * len(self._back),
            height=height + (LANE * len(self._back) if self._back else 0),
        )

    def _chained(self) -> list[list[_Item]]:
        return [
            [
                name,
                *(_Bend(name, to, row) for row in range(self._row_of[name] + 1, self._row_of[to])),
                to,
            ]
            for name, shape in self._shapes.items()
            for to in shape.ports
            if (name, to) not in self._back
        ]

    def _filled(self) -> list[list[_Item]]:
        rows: list[list[_Item]] = [[] for _ in range(max(self._row_of.values()) + 1)]
        for name, row in self._row_of.items():
            rows[row].append(name)
        for chain in self._chains:
            for item in chain:
                if isinstance(item, _Bend):
                    rows[item.row].append(item)
        return rows

    def _order(self) -> None:
        """Sort each row by where its lines come from or lead to; keep the best of all sweeps."""
        best, least = [list(row) for row in self._rows], self._crossings()
        for sweep in range(SWEEPS):
            down = sweep % 2 == 0
            for row in self._rows if down else reversed(self._rows):
                self._sort(row, down=down)
            crossings = self._crossings()
            if crossings < least:
                best, least = [list(row) for row in self._rows], crossings
        self._rows = best

    def _sort(self, row: list[_Item], *, down: bool) -> None:
        at = {item: float(place) for each in self._rows for place, item in enumerate(each)}

        def wish(item: _Item) -> float:
            if down:
                wishes = [at[above] + self._share(above, item) for above in self._from[item]]
            else:
                wishes = [at[below] + 0.5 - self._share(item, below) for below in self._to[item]]
            return sum(wishes) / len(wishes) if wishes else at[item]

        row.sort(key=wish)

    def _crossings(self) -> int:
        at = {item: place for row in self._rows for place, item in enumerate(row)}
        count = 0
        for row in self._rows:
            ways = sorted(
                (at[item] + self._share(item, to), at[to]) for item in row for to in self._to[item]
            )
            ends = [to for _, to in ways]
            count += sum(ends[i] > later for i in range(len(ends)) for later in ends[i + 1 :])
        return count

    def _place(self) -> None:
        for row in self._rows:
            x = 0.0
            for item in row:
                self._left[item] = x
                x += self._width(item) + GAP_X
        for sweep in range(SWEEPS):
            down = sweep % 2 == 0
            for row in self._rows if down else reversed(self._rows):
                self._pull(row, down=down)
        least = min(self._left.values())
        self._left = {item: x - least for item, x in self._left.items()}

    def _pull(self, row: list[_Item], *, down: bool) -> None:
        wishes, offsets, offset = [], [], 0.0
        for item in row:
            offsets.append(offset)
            wishes.append(self._wanted(item, down=down) - offset)
            offset += self._width(item) + GAP_X
        for item, offset, x in zip(row, offsets, _rising(wishes), strict=True):
            self._left[item] = x + offset

    def _wanted(self, item: _Item, *, down: bool) -> float:
        """Tell where an item's left side would stand best."""
        middle = self._width(item) / 2
        if down:
            wishes = [self._port(above, item) - middle for above in self._from[item]]
        else:
            wishes = [
                self._left[below] + self._width(below) / 2 - self._port(item, below, left=0.0)
                for below in self._to[item]
            ]
        return sum(wishes) / len(wishes) if wishes else self._left[item]

    def _port(self, item: _Item, below: _Item, *, left: float | None = None) -> float:
        x = self._left[item] if left is None else left
        if isinstance(item, _Bend):
            return x + BEND_WIDTH / 2
        return x + self._shapes[item].ports[below.to if isinstance(below, _Bend) else below]

    def _share(self, item: _Item, below: _Item) -> float:
        return self._port(item, below, left=0.0) / self._width(item)

    def _width(self, item: _Item) -> float:
        return BEND_WIDTH if isinstance(item, _Bend) else self._shapes[item].width

    def _tops(self) -> list[float]:
        tops, y = [], 0.0
        for row in self._rows:
            tops.append(y)
            boxes = (self._shapes[item].height for item in row if isinstance(item, str))
            y += max(boxes, default=0.0) + GAP_Y
        return [*tops, y]

    def _line(self, chain: list[_Item], boxes: Mapping[str, Spot]) -> Line:
        start, *bends, to = chain
        assert isinstance(start, str)
        assert isinstance(to, str)
        lower = boxes[start].y + self._shapes[start].height
        points = [Spot(self._port(start, chain[1]), lower)]
        tops = self._tops()
        for bend in bends:
            assert isinstance(bend, _Bend)
            x = self._left[bend] + BEND_WIDTH / 2
            points += [Spot(x, tops[bend.row]), Spot(x, tops[bend.row + 1] - GAP_Y)]
        points.append(Spot(self._left[to] + self._shapes[to].width / 2, boxes[to].y))
        return Line(start=start, to=to, points=tuple(points))

    def _back_line(
        self,
        start: str,
        to: str,
        boxes: Mapping[str, Spot],
        tops: list[float],
        x: float,
        lane: int,
    ) -> Line:
        port = boxes[start].x + self._shapes[start].ports[to]
        below = tops[self._row_of[start] + 1] - GAP_Y + 12 + 5 * (lane % 4)
        above = boxes[to].y - 14 - 5 * (lane % 4)
        into = boxes[to].x + self._shapes[to].width - 14 - 9 * (lane % 4)
        corners = [(port, boxes[start].y + self._shapes[start].height), (port, below), (x, below)]
        corners += [(x, above), (into, above), (into, boxes[to].y)]
        return Line(start=start, to=to, points=tuple(Spot(*each) for each in corners), is_back=True)


def _backward(shapes: Mapping[str, Shape], start: str) -> set[tuple[str, str]]:
    """Find the lines that lead back to where the way came from."""
    found: set[tuple[str, str]] = set()
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        for to in shapes[name].ports:
            if to in path:
                found.add((name, to))
            elif to not in done:
                walk(to, (*path, to))
        done.add(name)

    walk(start, (start,))
    return found


def _rows_of(
    shapes: Mapping[str, Shape], start: str, backward: set[tuple[str, str]]
) -> dict[str, int]:
    """Put each box one row below the lowest that leads to it."""
    rows: dict[str, int] = {start: 0}
    waiting = [start]
    while waiting:
        name = waiting.pop(0)
        for to in shapes[name].ports:
            if (name, to) not in backward and rows.get(to, -1) <= rows[name]:
                rows[to] = rows[name] + 1
                waiting.append(to)
    return rows


def _rising(wishes: Sequence[float]) -> list[float]:
    """Come as near to the wishes as a rising row of numbers can (pool adjacent violators)."""
    pools: list[tuple[float, int]] = []
    for wish in wishes:
        pools.append((wish, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (right, many), (left, few) = pools.pop(), pools.pop()
            pools.append(((left * few + right * many) / (few + many), few + many))
    return [value for value, count in pools for _ in range(count)]
