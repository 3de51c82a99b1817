"""How a payment run is kept: what its files say is known before, and nothing else takes long."""

from __future__ import annotations

import gc

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from cases import products
from cases.errors import RunRefused
from cases.importing import Importer
from cases.past_payees import PastPayees
from cases.paying import Payments
from cases.products import Totals
from storage.case_tables import CaseRun, CaseRunFile
from tests.integration.cases.test_importing import ACTOR, people, rows
from tests.integration.cases.test_paying import DAY, N, past, payments, ready, status

__all__ = ["past", "payments"]
pytestmark = pytest.mark.integration


async def test_files_that_say_something_else_make_no_run_however_late_it_is_known(
    engine: AsyncEngine,
    importer: Importer,
    past: PastPayees,
    payments: Payments,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await ready(engine, importer, past, people(N, flawless=True))
    monkeypatch.setattr(products, "totals_in_statement", lambda _: {Totals(N, 1)})
    for dry_run in (True, False):
        with pytest.raises(RunRefused, match="件数または金額"):
            await payments.make(DAY, ACTOR, dry_run=dry_run)
    assert await rows(engine, CaseRun) == []
    assert await rows(engine, CaseRunFile) == []
    assert set((await status(engine)).values()) == {"granted"}


async def test_the_collector_is_back_when_a_run_is_kept_and_not_before(
    engine: AsyncEngine, importer: Importer, past: PastPayees, payments: Payments
) -> None:
    """It would go over a whole city while nothing is kept yet."""
    await ready(engine, importer, past, people(N, flawless=True))
    seen = list[bool]()

    def look(_: object) -> None:
        seen.append(gc.isenabled())

    event.listen(engine.sync_engine, "commit", look)
    await payments.make(DAY, ACTOR)
    event.remove(engine.sync_engine, "commit", look)
    assert (seen, gc.isenabled()) == ([False], True)
