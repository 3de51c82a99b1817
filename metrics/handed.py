"""Report files made and known again: the four formats in one place."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from metrics import content as contents
from metrics import csv_file, paper, xlsx
from metrics.content import Content
from metrics.pdf import pdf
from metrics.proof import prove
from metrics.report import Correction, name_of
from metrics.reporting import Kept, Reporting
from storage.report_tables import ReportFile


class Format(StrEnum):
    """How a report is handed out."""

    XLSX = "xlsx"
    PDF = "pdf"
    CSV = "csv"
    JSON = "json"


TYPES: dict[Format, str] = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PDF: "application/pdf",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
}


@dataclass(frozen=True, slots=True)
class Made:
    """One file."""

    name: str
    body: bytes
    type: str


async def made(reporting: Reporting, content: Content, form: Format, *, kept: Kept | None) -> Made:
    """Make a file of a report, frozen or not, and note it so that `report verify` knows it.

    Raises:
        NotDrawn: the PDF could not be drawn.
    """
    digest = kept.digest if kept else ""
    corrections = (await prove(reporting, kept)).corrections if kept else ()
    body = await _drawn(reporting, content, form, digest, corrections)
    name = name_of(content)
    await reporting.gave_out(
        ReportFile(
            sha256=hashlib.sha256(body).hexdigest(),
            report=name,
            format=form.value,
            digest=digest,
            made_at=reporting.clock(),
        )
    )
    return Made(f"{name}.{form.value}", body, TYPES[form])


async def _drawn(
    reporting: Reporting,
    content: Content,
    form: Format,
    digest: str,
    corrections: tuple[Correction, ...],
) -> bytes:
    zone = reporting.zone
    match form:
        case Format.XLSX:
            return await asyncio.to_thread(
                xlsx.workbook, content, zone=zone, digest=digest, corrections=corrections
            )
        case Format.PDF:
            page = await asyncio.to_thread(
                paper.paper, content, zone=zone, digest=digest, corrections=corrections
            )
            return await pdf(page)
        case Format.CSV:
            return await asyncio.to_thread(
                csv_file.csv_file, content, digest=digest, corrections=corrections
            )
        case Format.JSON:
            return contents.encode(content)
