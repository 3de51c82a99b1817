"""Proving a frozen report: its hash, its bytes computed again, and what was corrected since."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from metrics import content as contents
from metrics import material, report
from metrics.content import FORMAT, Content
from metrics.material import Wanted
from metrics.period import Kind, Period, read_period
from metrics.report import Correction, Versions
from metrics.reporting import Kept, Reporting
from storage.engine import at_one_instant
from storage.tallies import Cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What computing a frozen report again gave."""

    report: str
    intact: bool
    """The kept content is the one that was hashed."""
    same: bool | None
    """The rows give the same bytes again; None: the versions it was made with are gone, or another
    edition of the program made it, whose list of calls is the same again."""
    is_older: bool
    """An earlier edition of the program made it: its calls are counted, its words not made anew."""
    corrections: tuple[Correction, ...]
    """Figures that later entries changed."""


async def prove(reporting: Reporting, kept: Kept) -> Proof:
    """Compute a frozen report again from every call, and list what later entries changed."""
    content = kept.content
    form, period = reporting.form(Kind(content.kind)), _period(content)
    made_with = reporting.older(content.plan, content.operation)
    async with at_one_instant(reporting.engine) as session:
        again = None
        if made_with is not None:
            cut = Cut(calls=content.calls_until, noted=content.noted_until)
            plan, campaign = made_with
            then = plan.form(Kind(content.kind)) or form
            count = reporting.counts_for(then)
            wanted = Wanted(plan=plan, campaign=campaign, period=period, cut=cut, parts=then.parts)
            found = await material.read(session, wanted, count=count, again=content.format)
            versions = Versions(content.plan, content.operation)
            again = await asyncio.to_thread(
                report.compose, then, found, versions, edition=content.format
            )
        present = await reporting.compose(session, form, period)
    plain = kept.plain.encode()
    return Proof(
        report=kept.id,
        intact=contents.digest_of(plain) == kept.digest,
        same=None if again is None else _same(again, content, plain),
        is_older=again is not None and content.format < FORMAT,
        corrections=tuple(report.corrections(content, present)),
    )


def _same(again: Content, content: Content, plain: bytes) -> bool | None:
    """Tell whether it is the same again; of an older edition only that its calls are not."""
    if content.format == FORMAT:
        return contents.encode(again) == plain
    is_told = (again.calls, again.calls_digest) == (content.calls, content.calls_digest)
    return None if is_told else False


def _period(content: Content) -> Period:
    found = read_period(Kind(content.kind), content.period)
    return found or Period(content.period, content.first, content.last)
