"""From the articles of a file to what the desk takes in."""

from __future__ import annotations

from collections.abc import Iterable

from config.knowledge_file import ArticleRow
from desk.article import Kind, Writing
from desk.article_import import Given


def given(rows: Iterable[ArticleRow]) -> list[Given]:
    """Give each article as the desk wants it."""
    return [
        Given(
            key=row.id,
            kind=Kind(row.kind),
            writing=Writing(
                title=row.title,
                text=row.text.strip(),
                words=row.words,
                category=row.category,
            ),
        )
        for row in rows
    ]
