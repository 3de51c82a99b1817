"""What holds for a whole application: fields, conditions, children and bank, on every channel.

`Form` is the schema of one channel, compiled. The same one judges a line of the online CSV, what
somebody types from paper, and a corrected field; so a rule can never differ between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cases.banks import Banks, is_bank_name, is_branch_name
from cases.document import Document, place
from cases.field_rules import Check, check_of
from cases.findings import Code, Finding, mask
from cases.glance import Glance
from cases.schema import Channel, Condition, Field, Kind, Role, Schema, Severity
from japan.kana import fold

_DATES = (Code.DATE_EARLY, Code.DATE_LATE)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A field made ready: its check, and the condition if it can fail on this form."""

    field: Field
    id: str
    check: Check
    only_if: Condition | None
    missing: Code


class Form:
    """The rules of one channel; `banks` None leaves names and numbers of banks unjudged."""

    def __init__(self, schema: Schema, channel: Channel, banks: Banks | None = None) -> None:
        self.fields = schema.on(channel)
        self.schema = schema
        known = {each.id for each in self.fields}
        rules = [_rule(each, known, widened=schema.widen) for each in self.fields]
        self._own = [each for each in rules if not each.field.per_child]
        self._childs = [each for each in rules if each.field.per_child]
        self._count = next((each for each in self.fields if each.kind is Kind.COUNT), None)
        self._kana = schema.having(Role.CHILD_KANA)
        self._birth = schema.having(Role.CHILD_BIRTH)
        self._bank = _BankCheck(schema, banks) if banks is not None else None
        self._glance = Glance(self.fields)

    def check(self, document: Document, received: date) -> list[Finding]:
        """Find all that is wrong; spaces, widths and dates are brought to one form in place."""
        if self._glance.passes(document, received.isoformat()) and self._fits(document):
            return []
        return self.look_closely(document, received)

    def look_closely(self, document: Document, received: date) -> list[Finding]:
        """Do what `check` does, rule by rule."""
        found: list[Finding] = []
        for rule in self._own:
            _apply(rule, document, 0, received, found)
        for number in range(1, len(document.children) + 1):
            for rule in self._childs:
                _apply(rule, document, number, received, found)
        self._check_count(document, found)
        if len(document.children) > 1:
            self._check_twins(document, found)
        if self._bank is not None:
            found.extend(self._bank(document))
        return found

    def _fits(self, document: Document) -> bool:
        """Tell at a glance whether children and bank fit."""
        children, values = document.children, document.values
        if self._count is not None and (
            not 0 < len(children) <= self.schema.max_children
            or values.get(self._count.id) != str(len(children))
        ):
            return False
        if len(children) > 1 and self._birth is not None:
            births = {child.get(self._birth.id, "") for child in children}
            if len(births) < len(children):
                return False
        return self._bank is None or self._bank.fits(document)

    def _check_count(self, document: Document, found: list[Finding]) -> None:
        """F-R1, F-R2."""
        children = len(document.children)
        if self._count is None:
            return
        written = document.values.get(self._count.id, "")
        if children > self.schema.max_children:
            found.append(Finding(self._count.id, Code.TOO_MANY))
        if written.isascii() and written.isdigit() and (int(written) != children or not children):
            found.append(Finding(self._count.id, Code.CHILD_COUNT, value=written))

    def _check_twins(self, document: Document, found: list[Finding]) -> None:
        """F-R11: the same kana and birth date twice."""
        if self._kana is None or self._birth is None:
            return
        births = [child.get(self._birth.id, "") for child in document.children]
        if len(set(births)) == len(births):
            return
        seen: set[tuple[str, str]] = set()
        for number, child in enumerate(document.children, start=1):
            key = fold(child.get(self._kana.id, "")), child.get(self._birth.id, "")
            if all(key) and key in seen:
                found.append(Finding(self._kana.id, Code.CHILD_TWICE, number))
            seen.add(key)


def _rule(field: Field, known: set[str], *, widened: bool) -> _Rule:
    condition = field.only_if if field.only_if and field.only_if.field in known else None
    is_file = field.kind is Kind.ATTACHMENT
    return _Rule(
        field=field,
        id=field.id,
        check=check_of(field, widened=widened),
        only_if=condition,
        missing=Code.ATTACHMENT if is_file else Code.MISSING,
    )


def _apply(
    rule: _Rule, document: Document, child: int, received: date, found: list[Finding]
) -> None:
    values = document.children[child - 1] if child else document.values
    value = values.get(rule.id, "")
    is_blank = not value or value.isspace()
    if rule.only_if is not None and not _holds(rule.only_if, values, document):
        if not is_blank:
            found.append(Finding(rule.id, Code.UNEXPECTED, child, value=mask(value)))
    elif not is_blank:
        _judge(rule, document, child, received, found)
    elif rule.field.required:
        found.append(Finding(rule.id, rule.missing, child))


def _holds(condition: Condition, values: dict[str, str], document: Document) -> bool:
    """Ask the same child's block first, then the application."""
    given = values.get(condition.field)
    return (document.at(condition.field) if given is None else given) == condition.value


def _judge(
    rule: _Rule, document: Document, child: int, received: date, found: list[Finding]
) -> None:
    values = document.children[child - 1] if child else document.values
    value = values[rule.id]
    kept, wrong = rule.check(value, received)
    if kept != value:
        values[rule.id] = kept
        if rule.field.kind is not Kind.DATE:
            document.raw = {**document.raw, place(rule.id, child): value}
    if wrong:
        found.extend(_finding(rule, code, child, value) for code in wrong)
    elif rule.field.differs_from and kept == values.get(rule.field.differs_from, ""):
        found.append(Finding(rule.id, Code.SAME, child, value=mask(value)))


def _finding(rule: _Rule, code: Code, child: int, value: str) -> Finding:
    severity = rule.field.outside if code in _DATES else Severity.DEFICIENCY
    return Finding(rule.id, code, child, severity, mask(value))


class _BankCheck:
    """F-18 to F-21: numbers that exist, and names that belong to them."""

    def __init__(self, schema: Schema, banks: Banks) -> None:
        roles = (Role.BANK_CODE, Role.BANK_NAME, Role.BRANCH_CODE, Role.BRANCH_NAME)
        fields = [schema.having(role) for role in roles]
        self._ids = [each.id for each in fields if each is not None]
        self._banks = banks
        self._judged = lru_cache(maxsize=1 << 14)(self._judge)

    def __call__(self, document: Document) -> list[Finding]:
        """Judge a document's bank."""
        if len(self._ids) < 4:
            return []
        wrong = self._judged(*(document.values.get(each, "") for each in self._ids))
        return [
            Finding(self._ids[at], code, value=mask(document.values[self._ids[at]]))
            for at, code in wrong
        ]

    def fits(self, document: Document) -> bool:
        """Tell whether nothing is wrong with a document's bank."""
        get = document.values.get
        return len(self._ids) < 4 or not self._judged(*[get(each, "") for each in self._ids])

    def _judge(
        self, code: str, name: str, number: str, branch_name: str
    ) -> tuple[tuple[int, Code], ...]:
        if not (len(code) == 4 and code.isascii() and code.isdigit()):
            return ()  # said already, by the field's own rule
        bank = self._banks.get(code)
        if bank is None:
            return ((0, Code.BANK_UNKNOWN),)
        wrong = [] if not name or is_bank_name(name, bank) else [(1, Code.BANK_NAME)]
        if len(number) == 3 and number.isascii() and number.isdigit():
            branch = bank.branches.get(number)
            if branch is None:
                wrong.append((2, Code.BANK_UNKNOWN))
            elif branch_name and not is_branch_name(branch_name, branch):
                wrong.append((3, Code.BANK_NAME))
        return tuple(wrong)
