"""Whether two names of the trail are one person, as far as the rows can tell."""

from __future__ import annotations

import unicodedata

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.staff_tables import Staff

COMMAND_LINE = "cli:"
"""Before the account of who acts from the command line; who acts on a page is the staff's id."""


async def is_named(session: AsyncSession, who: str, text: str) -> bool:
    """Tell whether a text names an actor: by the account, the id, the sign-in or the name.

    Blanks and letter case count for nothing: 窓口　花子 is 窓口 花子.
    """
    account = who.removeprefix(COMMAND_LINE)
    known = {_plain(who), _plain(account)}
    is_theirs = (col(Staff.id) == who) | (func.lower(col(Staff.login)) == account.lower())
    for person in await session.exec(select(Staff).where(is_theirs)):
        known |= {_plain(person.id), _plain(person.login), _plain(person.name)}
    return _plain(text) in known


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


async def is_same_person(session: AsyncSession, one: str, other: str) -> bool:
    """Tell whether two actors are known to be one: an account that is named as somebody's sign-in.

    A person whose two accounts have different names is not known; docs/recordings.md says so.
    """
    names = {one, other}
    accounts = {each for each in names if each.startswith(COMMAND_LINE)}
    if len(names) == 1 or len(accounts) != 1:
        return len(names) == 1
    (account,), (staff,) = accounts, names - accounts
    login = account.removeprefix(COMMAND_LINE).lower()
    asked = select(Staff.id).where(func.lower(col(Staff.login)) == login, col(Staff.id) == staff)
    return (await session.exec(asked)).first() is not None
