"""Where a report's figures open to: the calls or the records that each of them counts. Pure.

A frozen report has no links in it: they are read off its tables, so that its bytes stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from callcenter.outcome import Outcome
from japan.era import wareki
from metrics.behind import Figure, days_of
from metrics.content import Cell, Content, Section, Shape
from metrics.parts import charted
from metrics.report_plan import Part, ReportPlan
from metrics.words import CONTACTS, OUTCOMES, RESULTS, UNMEASURED

Asked = Mapping[str, str]
"""What the list's address is given; empty where there is nothing to open."""
CALLS, RECORDS, ATTEMPTS, ROWS = "calls", "records", "attempts", "rows"
NUMBERED = "any"
"""Attempts that have a place in their order, whichever."""
_COUNTS = (Figure.OFFERED, Figure.ANSWERED, Figure.ABANDONED, Figure.OTHER, Figure.OFFERED)
_QUALITY = (
    *(Figure.IN_TIME, Figure.ABANDONED, Figure.TALKED, Figure.TALKED, Figure.TALKED, None),
    *(None, None),
)
"""By row; the last one is of records, those before it of the seats' time."""
_PLANS: Mapping[Part, tuple[int, ...]] = {Part.PEOPLE: (5, 7)}
"""Columns that were planned: numbers of the campaign's file, which nothing else makes."""


def links(content: Content, plan: ReportPlan) -> Mapping[str, Callable[[int, int], Asked]]:
    """Give for each part what the figure in a row and a column opens; row -1 is the sums."""
    found = {each.part: _Links(content, plan, each) for each in content.sections}
    return {part: each.of for part, each in found.items()}


class _Links:
    def __init__(self, content: Content, plan: ReportPlan, section: Section) -> None:
        self._plan = plan
        self._section = section
        self._is_counted_so = content.definition == plan.definition.digest
        self._days = {wareki(day): day for day in days_of(content.first, content.last)}
        self._charted = {charted(day): day for day in self._days.values()}
        self._categories = {name: id_ for id_, name in plan.categories}

    def of(self, row: int, column: int) -> Asked:
        """Give what a figure opens; nothing for a row's name and for what counts neither."""
        section = self._section
        cells = section.foot if row < 0 else section.rows[row]
        if (row < 0 and not section.foot) or cells[column] in (None, "", 0):
            return {}
        read = _READERS.get(Part(section.part))
        return {} if read is None else read(self, cells, row, column)

    def rows(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        """Open what is no call by the figure's place in its table (`metrics.opened`)."""
        if self._section.columns[column].shape is Shape.TEXT or column in _PLANS.get(
            Part(self._section.part), ()
        ):
            return {}
        place = {"row": str(row), "column": str(column)}
        return {"list": ROWS, "part": self._section.part, **place}

    def carrier_busy(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        return {} if cells[column] == UNMEASURED else self.rows(cells, row, column)

    def chart(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        asked = self._calls((None, Figure.OFFERED, Figure.ANSWERED)[column])
        day = self._charted.get(str(cells[0]))
        return {**asked, "day": day.isoformat()} if asked and day else {}

    def counts(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        figures = (*_COUNTS, None, None)
        return self._calls(figures[column]) if column < len(figures) else {}

    def by_day(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        figures = (None, *_COUNTS, Figure.BESIDE)
        return self._of_day(cells, row, figures[column])

    def by_half_hour(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        asked = self._calls((None, *_COUNTS)[column])
        return {**asked, "at": str(cells[0])[:5]} if asked and row >= 0 else asked

    def by_outcome(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        words = {word: outcome for outcome, word in OUTCOMES.items()}
        outcome = words.get(str(cells[0]))
        asked = self._calls(Figure.ALL if column == 2 else None)
        return {**asked, "outcome": outcome.value} if asked and outcome else asked

    def quality(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        if not column:
            return {}
        if row == len(self._section.rows) - 1:
            return {"list": RECORDS, "closed": "1"}
        figure = _QUALITY[row] if row < len(_QUALITY) else None
        return self._calls(figure) if figure else self.rows(cells, row, column)

    def callers(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        return self._of_day(cells, row, (None, Figure.TRIED, Figure.SERVED, Figure.SERVED)[column])

    def definitions(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        """Open a definition's figures by its name and words: another of its place counts others."""
        figure = (None, Figure.OFFERED, Figure.ANSWERED, Figure.OFFERED, None)[column]
        same = [
            each.id for each in self._plan.beside if (each.name, each.text) == (cells[0], cells[4])
        ]
        if figure is None or not same:
            return {}
        return {"list": CALLS, "figure": figure.value, "definition": same[0]}

    def by_category(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        name = str(cells[0])
        key = {} if row < 0 else {"category": self._categories.get(name, name)}
        return {"list": RECORDS, **key} if column else {}

    def by_division(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        key = {} if row < 0 else {"division": str(cells[0])}
        return {"list": RECORDS, **key} if column else {}

    def by_result(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        words = {word: result for result, word in RESULTS.items()}
        key = {} if row < 0 else {"result": words[str(cells[0])]}
        return {"list": RECORDS, **key} if column else {}

    def complaints(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        return {"list": RECORDS, "complaint": "1"} if not column else {}

    def callbacks(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        if column != 1:
            return {}
        if row == 0:
            taken = Outcome.CALLBACK_TAKEN.value
            return {**self._calls(Figure.ALL), "outcome": taken}
        return {"list": RECORDS, "result": "callback"} if row == 1 else {}

    def outbound(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        words = {word: result for result, word in CONTACTS.items()}
        key = {} if row < 0 else {"result": words[str(cells[0])] or "none"}
        return {"list": ATTEMPTS, **key} if column else {}

    def attempts(self, cells: tuple[Cell, ...], row: int, column: int) -> Asked:
        key = {"n": NUMBERED if row < 0 else str(cells[0]).split()[0]}
        if column > 1:
            key["reached"] = "1"
        return {"list": ATTEMPTS, **key} if column else {}

    def _of_day(self, cells: tuple[Cell, ...], row: int, figure: Figure | None) -> Asked:
        asked = self._calls(figure)
        day = self._days.get(str(cells[0]).split("　")[0])
        return {**asked, "day": day.isoformat()} if asked and row >= 0 and day else asked

    def _calls(self, figure: Figure | None) -> Asked:
        """Open calls as the report's own definition counts them, as long as it is known."""
        is_known = figure is Figure.ALL or self._is_counted_so
        return {} if figure is None or not is_known else {"list": CALLS, "figure": figure.value}


_READERS: Mapping[Part, Callable[[_Links, tuple[Cell, ...], int, int], Asked]] = {
    Part.SUMMARY: _Links.counts,
    Part.CHART: _Links.chart,
    Part.BY_DAY: _Links.by_day,
    Part.BY_HALF_HOUR: _Links.by_half_hour,
    Part.BY_OUTCOME: _Links.by_outcome,
    Part.QUALITY: _Links.quality,
    Part.CALLERS: _Links.callers,
    Part.DEFINITIONS: _Links.definitions,
    Part.BY_CATEGORY: _Links.by_category,
    Part.BY_DIVISION: _Links.by_division,
    Part.BY_RESULT: _Links.by_result,
    Part.COMPLAINTS: _Links.complaints,
    Part.CALLBACKS: _Links.callbacks,
    Part.OUTBOUND: _Links.outbound,
    Part.OUTBOUND_ATTEMPTS: _Links.attempts,
    Part.CALLBACKS_KEPT: _Links.rows,
    Part.SEATS: _Links.rows,
    Part.STAFF: _Links.rows,
    Part.STAFF_TIME: _Links.rows,
    Part.CARRIER_BUSY: _Links.carrier_busy,
    Part.ACCESS: _Links.rows,
    Part.CASES: _Links.rows,
    Part.PEOPLE: _Links.rows,
}
