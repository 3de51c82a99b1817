"""Cases in the database: numbers, steps of their lives, changed fields.

The rules of this file:
1. Everything here works in a transaction that it is handed; who changes cases begins with `lock`.
2. What follows from a document (keys, digest, search index) is written with it, in one place.
3. A step goes through the table of `lifecycle`; each leaves a row with who, when and why.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, insert, literal, update
from sqlalchemy import select as select_rows
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases import document as documents
from cases import schema as schemas
from cases.document import Document
from cases.errors import NoSuchCase
from cases.grams import Grams
from cases.keys_of import Roles
from cases.life import Life, Step
from cases.lifecycle import Happening, Status, after
from cases.numbering import read_number
from cases.schema import Channel, Field, Schema
from cases.segment import Segment
from cases.vault import Vault
from storage.case_tables import Case, CaseChange, CaseMove, CaseNumber


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, when, and from where (`import:3`, `entry`)."""

    by: str
    at: datetime
    source: str = "entry"


class Shelf:
    """What is needed to read and write the cases of one form."""

    def __init__(self, schema: Schema, vault: Vault, life: Life | None = None) -> None:
        self.schema = schema
        self.life = life or Life()
        self.form = schemas.name_of(schema)
        self.vault = vault
        self.roles = Roles(schema)
        self.grams = Grams(schema)

    def fields_in(self, header: Collection[str]) -> tuple[Field, ...]:
        """Give the fields that an applicants' file must have: not what our own steps ask for."""
        ours = {field for step in self.life.steps for field in step.asks}
        ours |= {step.fills.field for step in self.life.steps if step.fills}
        fields = self.schema.on(Channel.ONLINE)
        return tuple(each for each in fields if each.id not in ours or each.label in header)

    def read(self, case: Case) -> Document:
        """Read a case's document.

        Raises:
            Unreadable: it was sealed with another key.
        """
        return self.vault.open_document(case.paper.document, case.seq)


async def lock(session: AsyncSession) -> CaseNumber:
    """Let nobody else change cases until this transaction ends; gives the row of numbers."""
    await session.exec(
        update(CaseNumber).where(col(CaseNumber.id) == 1).values(last=CaseNumber.last)
    )
    return (await session.exec(select(CaseNumber).where(col(CaseNumber.id) == 1))).one()


def move(
    session: AsyncSession, case: Case, happening: Happening, actor: Actor, *, reason: str = ""
) -> None:
    """Take one step of a case's life.

    Raises:
        IllegalMove: its status does not take this.
    """
    then = after(case.status, happening).value
    _write(session, case, happening.value, then, actor, reason)


def pass_on(
    session: AsyncSession, case: Case, step: Step, actor: Actor, *, reason: str = ""
) -> None:
    """Take one step of the campaign's own; that it may be taken, the caller has seen."""
    _write(session, case, step.id, step.to, actor, reason)


def _write(
    session: AsyncSession, case: Case, happening: str, then: str, actor: Actor, reason: str
) -> None:
    session.add(
        CaseMove(
            case=case.seq,
            happening=happening,
            before=case.status,
            after=then,
            at=actor.at,
            by=actor.by,
            reason=reason,
        )
    )
    case.status, case.status_since = then, actor.at


async def move_all(
    session: AsyncSession,
    cases: Select[int],
    before: Status,
    happening: Happening,
    actor: Actor,
    *,
    reason: str = "",
) -> None:
    """Take the same step with many cases of one status, without reading one.

    `cases` asks for their `seq`, each once; after the step it may give others.

    Raises:
        IllegalMove: the status does not take this.
    """
    then = after(before, happening).value
    asked = cases.subquery()
    seq = asked.c[0]
    step = {"happening": happening.value, "before": before.value, "after": then}
    step |= {"by": actor.by, "reason": reason}
    kept: dict[str, object] = step | {"at": actor.at}
    columns = SQLModel.metadata.tables[str(CaseMove.__tablename__)].c
    fixed = [literal(value, columns[name].type) for name, value in kept.items()]
    connection = await session.connection()
    chosen = select_rows(seq, *fixed).order_by(seq)
    await connection.execute(insert(CaseMove).from_select(["case", *kept], chosen))
    await connection.execute(
        update(Case)
        .where(col(Case.seq).in_(select_rows(seq)))
        .values(status=then, status_since=actor.at)
    )


def revise(
    session: AsyncSession,
    shelf: Shelf,
    case: Case,
    document: Document,
    actor: Actor,
    *,
    segment: Segment,
) -> int:
    """Make a document the next revision of a case; gives how many fields changed, 0 for none.

    Its pairs of letters go into `segment`, which the caller saves in the same transaction.
    """
    before = shelf.read(case)
    changed = documents.differences(before, document)
    if not changed:
        return 0
    case.revision += 1
    for field, child, old, new in changed:
        row = f"change:{case.seq}:{case.revision}:{documents.place(field, child)}"
        session.add(
            CaseChange(
                case=case.seq,
                revision=case.revision,
                field=field,
                child=child,
                old=shelf.vault.close(old, row=row),
                new=shelf.vault.close(new, row=row),
                at=actor.at,
                by=actor.by,
                source=actor.source,
                form=shelf.form,
            )
        )
    case.paper.document, case.digest = shelf.vault.close_document(document, case.seq)
    keys = shelf.roles.keys(document, shelf.vault)
    case.birth_on, case.phone_key = keys.birth_on, keys.phone_key
    case.account_key, case.household_key = keys.account_key, keys.household_key
    case.form = shelf.form
    segment.add(case.seq, shelf.grams.of(document))
    return len(changed)


async def case_numbered(session: AsyncSession, number: str) -> Case:
    """Find a case by its receipt number, in whatever way it was typed.

    Raises:
        NoSuchCase: no case has this number.
    """
    read = read_number(number)
    found = await session.exec(select(Case).where(col(Case.number) == (read or number)))
    case = found.first()
    if case is None:
        raise NoSuchCase(number=number)
    return case
