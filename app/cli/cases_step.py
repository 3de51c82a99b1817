"""`madoguchi cases step`: steps of a case's life that people take, such as 架電待ち or 完了."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import ByOption, HomeOption
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession


class To(StrEnum):
    """Where the cases go."""

    CALL_DUE = "call_due"
    PAID = "paid"
    NOTIFIED = "notified"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    OUT_OF_SCOPE = "out_of_scope"


def step(
    numbers: Annotated[list[str], typer.Argument(help="Receipt numbers.")],
    to: Annotated[
        To,
        typer.Option(
            "--to",
            help="call_due 架電待ち, paid 支給済, notified 通知発送済, done 完了, "
            "withdrawn 取下げ, out_of_scope 対象外書類引渡.",
        ),
    ],
    why: Annotated[
        str, typer.Option("--why", help="Reason; withdrawn and out_of_scope need one.")
    ] = "",
    by: ByOption = "operator",
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Take the same step with cases, all of them or none.

    paid, done, withdrawn and out_of_scope are for supervisors: --by is then the login of one.
    A whole payment run is marked with `cases pay paid`.
    """
    from app.case_work import open_cases
    from cases import by_hand
    from cases.lifecycle import TRANSITIONS, WORDS, Happening, Status

    work = open_cases(open_home(home), os.environ)
    target = Status(to.value)
    happening = next(
        happening
        for happening in by_hand.HANDS
        if any(row.get(happening) is target for row in TRANSITIONS.values())
    )
    actor = work.actor(by)

    async def take(session: AsyncSession) -> None:
        chief = await work.is_supervisor(session, by)
        await by_hand.take(
            session, numbers, Happening(happening), actor, is_supervisor=chief, reason=why
        )

    work.in_session(take)
    typer.echo(f"{len(numbers)} 件を「{WORDS[target]}」にしました。")
