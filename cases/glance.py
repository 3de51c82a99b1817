"""Whether an application is right at a glance: one regular expression for all that was written.

Most of a city's rows are right, and a rule for each of their fields is most of an import's time. A
glance passes only what the close look would give back as it stands and without a finding; a test
holds the two against each other. It tells nothing about what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple
from operator import itemgetter

from cases.document import Document
from cases.field_rules import glance_of, quick_date
from cases.schema import Condition, Field, Kind

_END = "\0"
"""Stands after every value; none that is right has one."""
_NEVER = "(?!)"


class Glance:
    """The quick look of one form."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._own = _Line([each for each in fields if not each.per_child], ())
        blocks = [each for each in fields if each.per_child]
        inside = {each.id for each in blocks}
        outside = {each.id for each in fields} - inside
        asked = (each.only_if.field for each in blocks if each.only_if)
        self._around = tuple(dict.fromkeys(each for each in asked if each in outside))
        self._child = _Line(blocks, self._around)

    def passes(self, document: Document, received: str) -> bool:
        """Tell whether all fields are right; `received` is a day in ISO form."""
        values = document.values
        if not self._own.passes(values, received):
            return False
        if not self._around:
            return all([self._child.passes(each, received) for each in document.children])
        around = {each: values.get(each, "") for each in self._around}
        return all([self._child.passes(around | each, received) for each in document.children])


class _Line:
    """The fields of an application or of one child, written one after the other."""

    def __init__(self, fields: Sequence[Field], around: Sequence[str]) -> None:
        # What others depend on comes first: an expression looks back, never ahead.
        ordered = sorted(fields, key=_depends)
        self._values = _getter([*around, *(each.id for each in ordered)])
        self._match = re.compile(_expression(ordered, around)).fullmatch
        self._dates = [
            (_date(each), quick_date(each), each.not_after_receipt)
            for each in ordered
            if each.kind is Kind.DATE and not _takes_thought(each)
        ]

    def passes(self, values: Mapping[str, str], received: str) -> bool:
        try:
            found = self._match(_END.join(self._values(values)) + _END)
        except KeyError:
            return False
        if found is None:
            return False
        for name, is_right, by_receipt in self._dates:
            day = found[name]
            if day is not None and not (is_right(day) and (not by_receipt or day <= received)):
                return False
        return True


def _depends(field: Field) -> bool:
    return field.only_if is not None or field.differs_from is not None


def _takes_thought(field: Field) -> bool:
    """Tell whether a date is asked of its rule each time."""
    return _depends(field) or field.fiscal_age_most is not None


def _date(field: Field) -> str:
    return f"d{field.id.encode().hex()}"


def _getter(ids: Sequence[str]) -> Callable[[Mapping[str, str]], Iterable[str]]:
    if len(ids) > 1:
        return itemgetter(*ids)
    return lambda values: [values[each] for each in ids]


def _expression(fields: Sequence[Field], around: Sequence[str]) -> str:
    known = {*around, *(each.id for each in fields)}
    seen = {*around, *(each.id for each in fields if not _depends(each))}
    asked = {each.only_if for each in fields if each.only_if and each.only_if.field in known}
    holds = {each: f"c{at}" for at, each in enumerate(sorted(asked, key=astuple))}
    others = {each.differs_from for each in fields if each.differs_from in known}
    marks = {each: f"o{at}" for at, each in enumerate(sorted(filter(None, others)))}
    parts = [f"{_asking(each, holds)}[^{_END}]*" for each in around]
    for field in fields:
        needs = {field.only_if.field if field.only_if else None, field.differs_from} & known
        right = _right(field, marks, holds) if needs <= seen else _NEVER
        if field.id in marks:
            right = f"(?P<{marks[field.id]}>{right})"
        parts.append(_asking(field.id, holds) + right)
    return _END.join(parts) + _END


def _right(field: Field, marks: Mapping[str, str], holds: Mapping[Condition, str]) -> str:
    """Write what is right for a value."""
    right = glance_of(field)
    if field.kind is Kind.DATE:
        right = _NEVER if _takes_thought(field) else f"(?P<{_date(field)}>{right})"
    if not field.required:
        right = f"(?:{right})?"
    if field.differs_from is not None and field.differs_from in marks:
        right = f"(?!(?P={marks[field.differs_from]}){_END}){right}"
    if field.only_if is not None and field.only_if in holds:
        right = f"(?({holds[field.only_if]}){right}|)"
    return right


def _asking(field: str, holds: Mapping[Condition, str]) -> str:
    """Note for each condition on a field whether it holds."""
    return "".join(
        f"(?:(?=(?P<{name}>{re.escape(each.value)}{_END}))|(?!{re.escape(each.value)}{_END}))"
        for each, name in holds.items()
        if each.field == field
    )
