"""The campaign's score sheet: from its table to values, their plain form, and old ones again."""

from __future__ import annotations

import msgspec

from app.errors import PlainUnreadable
from app.home import Home
from app.plain import Plain
from config.quality_file import QualityTable
from recordings.quality import Versioned
from recordings.scoring import Criterion, Sheet


def sheet_of(table: QualityTable | None) -> Sheet | None:
    """Make the sheet that a campaign file asks for."""
    if table is None:
        return None
    return Sheet(
        id=table.sheet,
        name=table.name,
        criteria=tuple(Criterion(**dict(each)) for each in table.criteria),
        per_person=table.per_person,
        doubles=table.doubles,
    )


def write_sheet(sheet: Sheet) -> bytes:
    """Write the plain form."""
    return msgspec.json.encode(sheet)


def versioned(home: Home, plain: Plain) -> Versioned | None:
    """Give the campaign's sheet; None if it has none. Raises as `read_sheet`."""
    return Versioned(read_sheet(home, plain.quality), plain.quality) if plain.quality else None


def kept_sheet(home: Home, content: str) -> Sheet | None:
    """Give a sheet that a score was given by; None if it is not there, or of another version."""
    try:
        return read_sheet(home, content)
    except (PlainUnreadable, OSError):
        return None


def read_sheet(home: Home, content: str) -> Sheet:
    """Read a sheet by its content's hash: the present one, or that of an older score.

    Raises:
        PlainUnreadable: it is of another version.
        OSError: it is not there.
    """
    path = home.versions / f"{content}.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=Sheet)
    except msgspec.DecodeError as exc:
        raise PlainUnreadable(path=str(path), why=str(exc)) from exc
