"""The desk of an instance and its applications, put together from its home."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine

from agent_ui.case_room import CaseRoom
from app.case_form import kept_plan
from app.clock import clock_with
from app.desk_rules import read_rules
from app.home import Home
from app.plain import Plain
from cases.bank_list import BankList
from cases.store import Shelf
from cases.vault import Vault
from desk.desk import Desk
from desk.rules import Rules
from storage.keys import instance_key
from storage.seal import Seal

STORE = "staff"


def desk_of(home: Home, plain: Plain, database: AsyncEngine) -> Desk:
    """Make the desk; raises as `instance_key` and `rules_of`."""
    return Desk(
        engine=database,
        rules=rules_of(home, plain),
        seal=Seal(instance_key(home.key), STORE),
        clock=clock_with(plain.clock_offset_s),
        machine_clock=clock_with(0.0),
        zone=ZoneInfo(plain.zone),
    )


def case_room_of(home: Home, plain: Plain) -> CaseRoom | None:
    """Read what the campaign decides about applications; None if it takes none.

    Raises:
        PlainUnreadable: it is of another version.
        OSError: it is not there.
    """
    if not plain.cases:
        return None
    plan = kept_plan(home, plain)
    vault = Vault(instance_key(home.key), encrypted=plan.schema.encrypted)
    return CaseRoom(Shelf(plan.schema, vault, plan.life), plan, BankList(home.banks))


def rules_of(home: Home, plain: Plain) -> Rules:
    """Read what the campaign decides about people's work.

    Raises:
        PlainUnreadable: it is of another version.
        OSError: it is not there.
    """
    if not plain.desk:
        return Rules()
    path = home.versions / f"{plain.desk}.json"
    return read_rules(path.read_bytes(), path=str(path))
