"""Alembic's entry: runs the versions on the connection that `storage.migrate` hands in.

From a shell (`alembic -c storage/alembic.ini -x url=sqlite:///FILE ...`) it connects by itself.
"""

from __future__ import annotations

import asyncio
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlmodel import AutoString

from storage import (
    audit_tables,
    callback_tables,
    case_desk_tables,
    case_tables,
    case_work_tables,
    contact_tables,
    day_tables,
    decision_tables,
    engine,
    forecast_tables,
    identity_tables,
    inquiry_tables,
    knowledge_tables,
    message_tables,
    notice_tables,
    promise_tables,
    quality_tables,
    report_tables,
    rollup_tables,
    staff_tables,
    submission_tables,
    tables,
    talk_tables,
    time_tables,
    vault_tables,
    work_tables,
)
from storage.columns import METADATA, UtcDateTime

ROOMS = (
    *(tables, staff_tables, audit_tables, inquiry_tables, case_tables, case_work_tables),
    *(identity_tables, time_tables, vault_tables, message_tables, rollup_tables, report_tables),
    *(case_desk_tables, knowledge_tables, promise_tables, callback_tables, talk_tables),
    *(contact_tables, submission_tables, quality_tables),
    *(decision_tables, notice_tables, forecast_tables),
    *(day_tables, work_tables),
)
"""Every file of tables: what is not imported does not exist for Alembic."""


def render(kind: str, thing: object, autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types into a new version's script; False leaves it to Alembic."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        autogen.imports.add("from storage.columns import UtcDateTime")
        return "UtcDateTime()"
    if kind == "type" and isinstance(thing, AutoString):
        return "sa.String()"
    return False


def migrate(connection: Connection) -> None:
    """Run the versions asked for; `stepped`, if handed in, is told of each."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_item=render,
        render_as_batch=True,
        transactional_ddl=True,
        on_version_apply=context.config.attributes.get("stepped"),
    )
    with context.begin_transaction():
        context.run_migrations()


async def migrate_by_url(url: str) -> None:
    """Connect and run the versions asked for."""
    database = engine.connect(url, foreign_keys=False)
    async with database.begin() as connection:
        await connection.run_sync(migrate)
    await database.dispose()


handed_in: Connection | None = context.config.attributes.get("connection")
if handed_in is not None:
    migrate(handed_in)
else:
    asyncio.run(migrate_by_url(context.get_x_argument(as_dictionary=True)["url"]))
