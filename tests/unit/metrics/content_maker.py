"""A report of given parts, everything else of it being plain."""

from __future__ import annotations

from datetime import UTC, date, datetime

from metrics.content import Content, Section


def content(*sections: Section) -> Content:
    """Make a weekly report."""
    return Content(
        kind="weekly",
        period="2026-W07",
        first=date(2026, 2, 9),
        last=date(2026, 2, 15),
        written="令和8年2月9日（月）から令和8年2月15日（日）まで",
        title="週次報告書",
        subject="事務センター",
        addressee="札幌市長",
        unit="",
        contractor="受託者",
        campaign="窓口",
        note="",
        definition="d",
        plan="p",
        operation="o",
        calls_until=datetime(2026, 2, 16, tzinfo=UTC),
        noted_until=datetime(2026, 2, 16, tzinfo=UTC),
        calls=0,
        calls_digest="0",
        sections=sections,
    )
