"""The client's directory of offices (他制度等の問合せ先), taken in as a whole with its first day.

A list replaces the one before from its first day on; the lists before stay, so that it can be told
later where a caller was referred to. SPR-II-3-2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from desk.article import folded
from desk.desk import Desk
from storage.audit import Action, Actor, Fact, trailed
from storage.knowledge_tables import Referral, ReferralList

COLUMNS = {
    "制度": "scheme",
    "区": "ward",
    "窓口": "office",
    "担当課": "section",
    "電話番号": "phone",
    "受付時間": "hours",
    "備考": "note",
}
"""The headings of the file, each once, in any order."""
NEEDED = ("制度", "窓口", "電話番号")
LONGEST = 200
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong, and on which line of the file; 0 is the heading."""

    line: int
    text: str


@dataclass(slots=True)
class Import:
    """What became of a file."""

    rows: int
    problems: list[RowProblem] = field(default_factory=list)
    id: int | None = None
    """None if it was a rehearsal, or has problems: nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """A file as it was read."""

    name: str
    data: bytes
    header: Sequence[str]
    rows: Iterable[tuple[int, Sequence[str]]]
    """Each with its line, from 1."""


async def take(
    desk: Desk, actor: Actor, file: ListFile, *, valid_from: date, dry_run: bool
) -> Import:
    """Take in a whole list, or tell all that is wrong with it and change nothing."""
    problems = list(_header_problems(file.header))
    offices = [] if problems else list(_offices(file, problems))
    if not problems and not offices:
        problems.append(RowProblem(0, "窓口が一件もありません。"))
    done = Import(rows=len(offices), problems=problems)
    if problems or dry_run:
        return done
    async with trailed(desk.engine) as trail:
        listed = ReferralList(
            valid_from=valid_from,
            name=file.name,
            digest=hashlib.sha256(file.data).hexdigest(),
            imported_at=desk.clock(),
            imported_by=actor.who,
            rows=len(offices),
        )
        trail.session.add(listed)
        await trail.session.flush()
        if listed.id is None:
            raise AssertionError  # the database gave it by the flush
        for n, office in enumerate(offices, start=1):
            trail.session.add(Referral(source=listed.id, n=n, folded=_folded(office), **office))
        detail: dict[str, Fact] = {"rows": len(offices), "from": valid_from.isoformat()}
        await trail.note(
            desk.clock(), actor, Action.REFERRALS_IMPORTED, f"list:{listed.id}", detail
        )
        done.id = listed.id
    return done


def _header_problems(header: Sequence[str]) -> Iterator[RowProblem]:
    for name in NEEDED:
        if name not in header:
            yield RowProblem(0, f"見出し「{name}」がありません。")
    for name in header:
        if name and name not in COLUMNS:
            known = "、".join(COLUMNS)
            yield RowProblem(0, f"見出し「{name}」は使いません。使えるのは {known} です。")
        if header.count(name) > 1:
            yield RowProblem(0, f"見出し「{name}」が二つあります。")
            return


def _offices(file: ListFile, problems: list[RowProblem]) -> Iterator[dict[str, str]]:
    seen: dict[tuple[str, ...], int] = {}
    for count, (line, cells) in enumerate(file.rows):
        if count >= MOST_ROWS:
            problems.append(RowProblem(line, f"行が多すぎます（上限 {MOST_ROWS:,} 行）。"))
            return
        if len(cells) != len(file.header):
            problems.append(
                RowProblem(line, f"列が {len(cells)} あります。見出しは {len(file.header)} です。")
            )
            continue
        values = {name: "" for name in COLUMNS} | {
            name: " ".join(cell.split())
            for name, cell in zip(file.header, cells, strict=True)
            if name
        }
        problems += (
            RowProblem(line, f"「{name}」が空です。") for name in NEEDED if not values[name]
        )
        problems += (
            RowProblem(line, f"「{name}」が長すぎます（{LONGEST} 字まで）。")
            for name, value in values.items()
            if len(value) > LONGEST
        )
        same = seen.setdefault(tuple(values.values()), line)
        if same != line:
            problems.append(RowProblem(line, f"{same} 行目と同じ内容です。"))
        yield {COLUMNS[name]: value for name, value in values.items()}


def _folded(office: dict[str, str]) -> str:
    return folded("\n".join(office.values()))
