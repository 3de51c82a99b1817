"""The rules of people's work: from the campaign's tables to values, and their plain form."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import msgspec

from app.errors import PlainUnreadable
from config.desk_file import CategoryRow, DeskTables
from desk.rules import (
    AlarmRules,
    Category,
    ClientRules,
    Numbers,
    PromiseRules,
    Reason,
    Reckoning,
    Rules,
    SignInRules,
    Template,
)

MINUTE_S = 60.0
HOUR_S = 3_600.0


def desk_rules(tables: DeskTables) -> Rules:
    """Make the rules that a campaign file asks for."""
    staff = tables.staff
    given = Rules(
        sign_in=SignInRules(
            second_factor=staff.second_factor,
            password_length=staff.password_length,
            former_passwords=staff.former_passwords,
            idle_lock_s=staff.idle_lock_min * MINUTE_S,
            session_s=staff.session_h * HOUR_S,
            first_password_s=staff.first_password_h * HOUR_S,
        ),
        categories=_under(None, tables.categories),
        templates=tuple(Template(name=each.name, text=each.text) for each in tables.templates),
        wards=tuple(tables.records.wards),
        reckonings=tuple(Reckoning(**each.model_dump()) for each in tables.records.reckonings),
        promises=PromiseRules(
            remind_s=tables.promises.remind_min * MINUTE_S,
            ticket_step_s=tables.promises.ticket_step_min * MINUTE_S,
        ),
        alarms=AlarmRules(
            answer_rate=tables.alarms.answer_rate,
            answer_rate_calls=tables.alarms.answer_rate_calls,
            wait_s=tables.alarms.wait_s,
            quiet_s=tables.alarms.quiet_h * HOUR_S,
            missed=tables.alarms.missed,
            loss_percent=tables.alarms.loss_percent,
            jitter_ms=tables.alarms.jitter_ms,
            silent_s=tables.alarms.silent_s,
            disk_percent=tables.alarms.disk_percent,
            complaint_s=tables.alarms.complaint_h * HOUR_S,
            backup_s=tables.alarms.backup_h * HOUR_S,
            close_remind_s=tables.alarms.close_remind_min * MINUTE_S,
            close_s=tables.alarms.close_min * MINUTE_S,
            imports=tuple(sorted(tables.alarms.imports)),
        ),
        client=ClientRules(
            numbers=Numbers(tables.client.numbers),
            staff=tables.client.staff,
            cases=tables.client.cases,
            digits=tables.client.digits,
        ),
    )
    if not tables.reasons:
        return given
    reasons = tuple(Reason(id=each.id, name=each.name) for each in tables.reasons)
    return dataclasses.replace(given, reasons=reasons)


def write_rules(rules: Rules) -> bytes:
    """Write the plain form."""
    return msgspec.json.encode(rules)


def read_rules(plain: bytes, *, path: str) -> Rules:
    """Read the plain form.

    Raises:
        PlainUnreadable: it is of another version.
    """
    try:
        return msgspec.json.decode(plain, type=Rules)
    except msgspec.DecodeError as exc:
        raise PlainUnreadable(path=path, why=str(exc)) from exc


def _under(above: str | None, rows: Sequence[CategoryRow]) -> tuple[Category, ...]:
    return tuple(
        Category(
            id=row.id,
            name=row.name,
            is_complaint=row.complaint,
            division=row.division,
            children=_under(row.id, rows),
        )
        for row in rows
        if row.under == above
    )
