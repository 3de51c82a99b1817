"""Reading the rows of an instance, running or not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from app.plain import Plain
from storage import engine

T = TypeVar("T")


def ask(plain: Plain, question: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    """Ask the instance's database one question.

    Raises:
        DatabaseUnavailable: it cannot answer now.
    """

    async def asked() -> T:
        database = engine.connect(plain.database_url)
        try:
            return await question(database)
        finally:
            await database.dispose()

    return asyncio.run(asked())
