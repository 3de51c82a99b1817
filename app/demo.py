"""Furnishes a fresh demo: people who can sign in, applicants, and what its start tells of them."""

from __future__ import annotations

import asyncio

from app.demo_cases import apply
from app.demo_knowledge import fill_shelf
from app.demo_note import WEB, Caller, DemoNote, write_note
from app.demo_people import PEOPLE, move_in
from app.home import Home
from app.plain import Plain

NOBODY = Caller(number="090-0000-1234", says={})
"""Who calls by the citizen's page if nobody has applied."""


def furnish(home: Home, plain: Plain) -> None:
    """Put people, manuals and applicants into a demo that has none, and note how to meet them.

    Raises:
        DatabaseUnavailable: the database does not answer.
        HomeUnusable: the note cannot be written.
    """
    password = asyncio.run(move_in(home, plain))
    if password is not None:
        asyncio.run(fill_shelf(home, plain))
        callers = apply(home) or [NOBODY]
        write_note(home, DemoNote(_told(password), callers[0], [each.number for each in callers]))


def _told(password: str) -> list[str]:
    width = max(len(login) for login, *_ in PEOPLE)
    return [
        f"a citizen's phone: {WEB}/citizen",
        f"sign in at {WEB}/sign-in with the password {password} as",
        *(f"  {login:<{width}}  {called}　{name}" for login, name, _, called in PEOPLE),
    ]
