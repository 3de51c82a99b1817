"""The people's store of a run, which survives every controller."""

from __future__ import annotations


class Book:
    """Numbers behind ids that say them: nobody here needs to be protected."""

    def id_of(self, number: str) -> str:
        return f"p-{number}"

    def number_of(self, id: str) -> str | None:
        return id.removeprefix("p-")

    def erase(self, id: str) -> bool:
        return True
