"""`madoguchi cases step`: steps of a case's life that people take, such as 架電待ち or 完了."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import ByOption, HomeOption
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession


def step(
    numbers: Annotated[list[str], typer.Argument(help="Receipt numbers.")],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help="call_due 架電待ち, paid 支給済, notified 通知発送済, done 完了, "
            "withdrawn 取下げ, out_of_scope 対象外書類引渡; or a step of the campaign's own.",
        ),
    ],
    why: Annotated[
        str, typer.Option("--why", help="Reason; withdrawn and out_of_scope need one.")
    ] = "",
    fields: Annotated[
        list[str] | None,
        typer.Option("--field", help="FIELD=VALUE that the campaign's own step asks; repeat it."),
    ] = None,
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Take the same step with cases, all of them or none.

    paid, done, withdrawn and out_of_scope are for supervisors: --by is then the login of one.
    A whole payment run is marked with `cases pay paid`.
    """
    from app.case_trail import Deed
    from app.case_work import open_cases
    from cases import by_hand, own_steps
    from cases.lifecycle import TRANSITIONS
    from storage.audit import Action

    work = open_cases(open_home(home), os.environ)
    actor, own = work.actor(by), work.shelf.life.step(to)
    ours = {
        then.value: each
        for row in TRANSITIONS.values()
        for each, then in row.items()
        if each in by_hand.HANDS
    }
    if own is None and to not in ours:
        known = ", ".join([*ours, *(each.id for each in work.shelf.life.steps)])
        raise typer.BadParameter(f"{to} is no step. Known: {known}", param_hint="--to")
    values = dict(_pair(each) for each in fields or [])

    async def take(session: AsyncSession) -> None:
        chief = await work.is_supervisor(session, by)
        if own is None:
            await by_hand.take(session, numbers, ours[to], actor, is_supervisor=chief, reason=why)
            return
        wanted = own_steps.Wanted(own, work.zone, why, values)
        await own_steps.take(session, work.shelf, numbers, wanted, actor, is_supervisor=chief)

    work.noted(Deed(action=Action.CASE_STEPPED, by=by, subjects=numbers, told={"step": to}), take)
    word = work.shelf.life.word(own.to if own else to)
    typer.echo(f"{len(numbers)} 件を「{word}」にしました。")


def _pair(text: str) -> tuple[str, str]:
    field, sign, value = text.partition("=")
    if not sign:
        raise typer.BadParameter(f"{text}: write FIELD=VALUE", param_hint="--field")
    return field, value
