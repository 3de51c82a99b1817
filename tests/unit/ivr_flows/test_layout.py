"""Where boxes and lines stand."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_flows.layout import GAP_X, Shape, lay_out

pytestmark = pytest.mark.unit


def shapes(ways: dict[str, str], width: float = 100) -> dict[str, Shape]:
    """Boxes by their name, with the names of those that they lead to."""
    return {
        name: Shape(
            width=width,
            height=40,
            ports={each: width * (n + 0.5) / len(to) for n, each in enumerate(to)},
        )
        for name, to in ways.items()
    }


GRAPHS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.sets(st.sampled_from("abcdefgh"), max_size=4), min_size=2
).map(
    lambda found: {
        name: "".join(sorted(each for each in found.get(name, ()) if each in found))
        for name in found
    }
)


@given(GRAPHS, st.floats(64, 400))
def test_boxes_never_overlap_and_every_port_has_its_line(
    ways: dict[str, str], width: float
) -> None:
    known = shapes(ways, width)
    plan = lay_out(known, next(iter(ways)))
    for (one, at), (_, other) in combinations(plan.boxes.items(), 2):
        if at.y == other.y:
            assert abs(at.x - other.x) >= known[one].width + GAP_X - 1e-6
        else:
            assert abs(at.y - other.y) >= 40
    expected = {(name, to) for name in plan.boxes for to in known[name].ports}
    assert sorted((line.start, line.to) for line in plan.lines) == sorted(expected)
    for line in plan.lines:
        start = plan.boxes[line.start]
        assert line.points[0].x == pytest.approx(start.x + known[line.start].ports[line.to])
        assert line.points[0].y == start.y + 40
        assert line.points[-1].y == plan.boxes[line.to].y
        assert line.is_back == (plan.boxes[line.to].y <= start.y)
        assert all(0 <= point.x <= plan.width for point in line.points)


def test_a_row_stands_below_the_lowest_that_leads_to_it() -> None:
    plan = lay_out(shapes({"a": "bc", "b": "c", "c": ""}), "a")
    assert plan.boxes["a"].y < plan.boxes["b"].y < plan.boxes["c"].y


def test_lines_do_not_cross_where_they_need_not() -> None:
    plan = lay_out(shapes({"a": "bc", "b": "e", "c": "d", "d": "", "e": ""}), "a")
    assert plan.boxes["b"].x < plan.boxes["c"].x
    assert plan.boxes["e"].x < plan.boxes["d"].x


def test_a_line_back_goes_round_at_the_right() -> None:
    plan = lay_out(shapes({"a": "b", "b": "a"}), "a")
    (back,) = [line for line in plan.lines if line.is_back]
    assert max(point.x for point in back.points) > 100
    assert max(point.x for point in back.points) == plan.width


def test_what_cannot_be_reached_is_not_there() -> None:
    assert lay_out(shapes({"a": "", "b": "a"}), "a").boxes.keys() == {"a"}
