"""All management data for the client at the end of a work: cases, what became of them, and a key.

Other than `exporting`, which writes what the online form had, it holds every case, protected ones
marked: they are the client's own data, asked for whole (OTR-6-5-4).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from cases import document as documents
from cases.exporting import Noting
from cases.layout import cells_of, header_of
from cases.life import Life
from cases.schema import CHANNELS, WITHHELD, Channel, Field, Schema
from cases.sheet import write_sheet
from cases.store import Actor, Shelf
from storage.audit import trailed
from storage.bulk import insert_columns
from storage.case_tables import Case, CaseChange, CaseMove, CaseSight
from storage.engine import at_one_instant

CASES, STEPS, CHANGES = "管理データ.csv", "段階の履歴.csv", "変更の履歴.csv"
KEY, MANIFEST = "項目の説明.csv", "件数とハッシュ.json"
KINDS = {"application": "申請", "push": "委託者の一覧"}
OWN = ("受付番号", "種別", "受付経路", "段階", "受付日時", "版", "備考")


async def close_out(
    engine: AsyncEngine, shelf: Shelf, *, zone: tzinfo, actor: Actor, note: Noting
) -> dict[str, bytes]:
    """Write the files, by name; that everybody was seen, and that it left, is kept first.

    Raises:
        Unreadable: a case was sealed with another key.
    """
    await _seen(engine, actor, note)
    async with at_one_instant(engine) as session:
        cases = (await session.exec(select(Case).order_by(col(Case.seq)))).all()
        moves = (await session.exec(select(CaseMove).order_by(col(CaseMove.id)))).all()
        changes = (await session.exec(select(CaseChange).order_by(col(CaseChange.id)))).all()
        numbers = {each.seq: each.number for each in cases}
        found = {
            CASES: list(_cases(shelf, cases, zone)),
            STEPS: [
                ["受付番号", "日時", "段取り", "前の段階", "後の段階", "理由", "行った人"],
                *(_step(numbers, shelf.life, each, zone) for each in moves),
            ],
            CHANGES: [
                ["受付番号", "日時", "版", "項目", "前", "後", "変えた人"],
                *(_change(numbers, shelf, each, zone) for each in changes),
            ],
            KEY: list(_key(shelf.schema)),
        }
    files = {name: write_sheet(header, lines) for name, (header, *lines) in found.items()}
    return files | {
        MANIFEST: _manifest(files, {name: len(each) - 1 for name, each in found.items()})
    }


async def _seen(engine: AsyncEngine, actor: Actor, note: Noting) -> None:
    async with trailed(engine) as trail:
        every = (await trail.session.exec(select(Case.seq))).all()
        same = {"at": actor.at, "by": actor.by, "how": "export"}
        await insert_columns(trail.session, CaseSight, {"case": every}, same=same)
        await note(trail, len(every))


def _cases(shelf: Shelf, cases: Sequence[Case], zone: tzinfo) -> Iterator[list[str]]:
    fields = shelf.schema.on(Channel.POST)
    read = [(case, shelf.read(case)) for case in cases]
    children = max((len(document.children) for _, document in read), default=0) or 1
    given = 1 + (shelf.schema.received_column is not None)
    id_column, *labels = header_of(shelf.schema, fields, children)
    yield [*OWN, id_column, *labels[given - 1 :]]
    for case, document in read:
        yield [
            *(case.number, KINDS.get(case.kind, case.kind), CHANNELS[Channel(case.channel)]),
            *(shelf.life.word(case.status), _minute(case.received_at, zone), str(case.revision)),
            WITHHELD if case.is_protected else "",
            case.external_id or "",
            *cells_of(document, fields, children),
        ]


def _step(numbers: Mapping[int, str], life: Life, row: CaseMove, zone: tzinfo) -> list[str]:
    return [
        *(numbers[row.case], _minute(row.at, zone), life.step_word(row.happening)),
        *(life.word(row.before), life.word(row.after), row.reason, row.by),
    ]


def _change(numbers: Mapping[int, str], shelf: Shelf, row: CaseChange, zone: tzinfo) -> list[str]:
    place = f"change:{row.case}:{row.revision}:{documents.place(row.field, row.child)}"
    field = shelf.schema.field(row.field)
    label = row.field if field is None else field.label
    return [
        *(numbers[row.case], _minute(row.at, zone), str(row.revision)),
        f"{label}{row.child}" if row.child else label,
        *(shelf.vault.open(each, row=place) for each in (row.old, row.new)),
        row.by,
    ]


def _key(schema: Schema) -> Iterator[list[str]]:
    """Tell what each column is."""
    yield ["項目", "形", "必須", "選択肢", "定める人"]
    for each in schema.on(Channel.POST):
        yield [
            f"{each.label}（児童ごと）" if each.per_child else each.label,
            *(each.kind.value, "必須" if each.required else "任意"),
            *("、".join(each.choices), _by(each)),
        ]


def _by(field: Field) -> str:
    return "委託者" if field.by_client else "申請者・事務センター"


def _manifest(files: Mapping[str, bytes], rows: Mapping[str, int]) -> bytes:
    told = {
        name: {"rows": rows[name], "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in files.items()
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _minute(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
