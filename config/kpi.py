"""KPI definitions from their files, all of them or every mistake at once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from config.kpi_file import KpiFile, rules
from config.problem import did_you_mean
from config.toml_file import read_toml
from config.validation import validate
from ivr_flows.problem import Problem

SHIPPED = Path(__file__).parent / "kpi"


def load_definitions(folders: Iterable[Path]) -> dict[str, KpiFile] | list[Problem]:
    """Read every definition by its id; a later folder's file replaces one of the same name."""
    paths = {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    read = {stem: _read(path) for stem, path in sorted(paths.items())}
    problems = [each for found in read.values() if isinstance(found, list) for each in found]
    if problems:
        return problems
    return {stem: found for stem, found in read.items() if isinstance(found, KpiFile)}


def unknown_definition(name: str, known: Iterable[str]) -> Problem:
    """Say that a campaign names a definition that is not there."""
    names = sorted(known)
    message = f"指標の定義「{name}」がありません。あるのは {'、'.join(names)} です。"
    return Problem("campaign", None, "reports.kpi", message, did_you_mean(name, names))


def _read(path: Path) -> KpiFile | list[Problem]:
    source = read_toml(path)
    if isinstance(source, Problem):
        return [source]
    return validate(
        KpiFile,
        source.tree,
        rules=rules(path.stem),
        where=lambda keys: (source.name, source.line_of(keys)),
    )
