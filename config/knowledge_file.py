"""A file of articles for the agents (FAQ, manuals, scripts): all of it, or all its mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from config.desk_file import Id, Text
from config.problem import Fault, did_you_mean
from config.toml_file import read_toml
from config.validation import Rule, Section, validate
from ivr_flows.problem import Problem

KNOWLEDGE = Path(__file__).parent / "knowledge"
"""The sets that we ship; each is known by its file's name."""


class ArticleRow(Section):
    """One article."""

    id: Id
    kind: Literal["faq", "manual", "script"]
    title: Text
    text: Text
    words: str = ""
    category: str = ""


class KnowledgeFile(Section):
    """A whole file."""

    articles: Annotated[list[ArticleRow], Field(min_length=1)]


def load_articles(name_or_path: str) -> list[ArticleRow] | list[Problem]:
    """Read a set: one of ours by name, or any file by its path (with a `/` or `.toml`)."""
    path = _path(name_or_path)
    source = read_toml(path) if isinstance(path, Path) else path
    if isinstance(source, Problem):
        return [source]
    found = validate(
        KnowledgeFile,
        source.tree,
        rules=[Rule(("articles",), _twice)],
        where=lambda keys: (source.name, source.line_of(keys)),
    )
    return found if isinstance(found, list) else found.articles


def _twice(file: KnowledgeFile) -> Iterator[Fault]:
    seen = Counter[str]()
    for number, row in enumerate(file.articles):
        if seen[row.id]:
            yield Fault(("articles", number, "id"), f"「{row.id}」が二度書かれています。")
        seen[row.id] += 1


def _path(name_or_path: str) -> Path | Problem:
    if "/" in name_or_path or name_or_path.endswith(".toml"):
        return Path(name_or_path)
    known = sorted(each.stem for each in KNOWLEDGE.glob("*.toml"))
    if name_or_path in known:
        return KNOWLEDGE / f"{name_or_path}.toml"
    message = f"「{name_or_path}」という名前の原稿はありません。あるのは {'、'.join(known)} です。"
    return Problem("knowledge", None, "", message, did_you_mean(name_or_path, known))
