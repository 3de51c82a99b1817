"""The parts of a report that tell of calling applicants. Pure."""

from __future__ import annotations

from collections import Counter

from metrics.content import Cell, Column, Section
from metrics.material import Material
from metrics.parts import COUNT, SHARE, make, pair
from metrics.report_plan import Part
from metrics.words import CONTACTS, REACHED

_SELDOM = ("", "cancelled")
"""What has a row only if it happened."""
_NONE = "この期間に架電はありませんでした。"


def by_result(of: Material) -> Section:
    """Count the attempts by how they ended (SPR-II-3-4-エ)."""
    counts = Counter[str]()
    for each in of.attempts:
        counts[each.result] += each.count
    whole = counts.total()
    rows = [
        (name, counts[word], pair(counts[word], whole))
        for word, name in CONTACTS.items()
        if word not in _SELDOM or counts[word]
    ]
    columns = (Column("結果"), Column("件数", COUNT), Column("割合", SHARE))
    foot: tuple[Cell, ...] = ("合計", whole, None)
    notes = ["相手の番号を呼び出した架電です。見送ったものは含みません。"]
    notes += [] if whole else [_NONE]
    return make(Part.OUTBOUND, of, columns, rows, foot=foot, notes=notes)


def by_attempt(of: Material) -> Section:
    """Show for each order of attempt how many reached the applicant."""
    tried, reached = Counter[int](), Counter[int]()
    for each in of.attempts:
        if each.n is not None:
            tried[each.n] += each.count
            reached[each.n] += each.count * (each.result in REACHED)
    rows = [(f"{n} 回目", tried[n], reached[n], pair(reached[n], tried[n])) for n in sorted(tried)]
    foot: tuple[Cell, ...] = (
        *("合計", tried.total(), reached.total()),
        pair(reached.total(), tried.total()),
    )
    columns = (
        *(Column("架電"), Column("件数", COUNT), Column("ご本人と話せた", COUNT)),
        Column("到達率", SHARE),
    )
    notes = ["呼び出せなかった架電と、呼出中に切った架電は、回数に数えません。"]
    notes += [] if rows else [_NONE]
    return make(Part.OUTBOUND_ATTEMPTS, of, columns, rows, foot=foot, notes=notes)
