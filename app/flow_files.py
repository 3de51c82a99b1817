"""The flow files that callers hear, kept as they were when somebody put them in force.

What lies in the home's folder `flows`, or comes with a new release, is a draft until `ivr publish`:
a start takes the files of the version that was in force before it. They are kept by their content.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import HomeUnusable
from app.flow_versions import Entry, How, in_force, readable, ways_of, words_of
from app.flows_logged import taken_by
from app.home import Home
from ivr_flows.loader import SHIPPED

KINDS = ("*.toml", "*.wav")
UNKNOWN = "unknown"
"""Stands for a version that nothing tells any more."""


def drafts(home: Home) -> list[Path]:
    """Give the folders of what would be published now; a later one replaces single files."""
    return [SHIPPED, home.flows]


@dataclass(frozen=True, slots=True)
class Last:
    """What callers heard before this start, as far as it can still be read."""

    version: str
    """Empty at a home's first start; `UNKNOWN` if nothing tells it any more."""
    files: str
    """Content hash of its files; empty if they were not kept."""
    words: str = ""
    """Name of what it says (`app.flow_words`); empty if that was not noted."""
    ways: str = ""
    """Name of when it was heard (`app.flow_words`); empty if that was not noted."""
    campaign: str = ""
    """Content hash of the campaign that ran; empty if nothing tells it any more."""
    wrong: tuple[str, ...] = ()
    """What could not be read, for the operator."""


def last(home: Home) -> Last:
    """Name what was in force before this start; what is damaged is passed by, and told."""
    found = readable(home)
    wrong = [f"{home.published}: {found.damaged}"] if found.damaged else []
    if found.is_torn:
        wrong.append(f"{home.published}: the last line was never written whole; passed by")
    try:
        begun = _started(home)
    except (FileNotFoundError, NotADirectoryError):
        begun = Last("", "")
    except (OSError, ValueError, TypeError, KeyError) as exc:
        wrong.append(f"{home.plain}: {exc}")
        begun = Last(UNKNOWN, "")
    done = [each for each in found.entries if each.how is not How.CONFIRMED]
    if begun.version in ("", UNKNOWN) and done:
        end = done[-1]
        return Last(end.flows, end.files, end.words, end.ways, wrong=tuple(wrong))
    now = taken_by(home, started=begun.version) or in_force(found.entries, at_start=begun.version)
    files = of_version(found.entries, now, started=begun.version, files=begun.files)
    words, ways = begun.words, begun.ways
    if now != begun.version or not words:
        words = words_of(found.entries, now)
    if now != begun.version or not ways:
        ways = ways_of(found.entries, now)
    return Last(now, files, words, ways, begun.campaign, tuple(wrong))


def to_start_with(home: Home) -> list[Path]:
    """Give the folders of what a start takes: the version in force, and flows that are new."""
    kept = kept_in(home, last(home).files)
    return drafts(home) if kept is None else [*drafts(home), kept]


def kept_in(home: Home, files: str) -> Path | None:
    """Name the folder of kept files; None if there is none."""
    folder = folder_of(home, files)
    return folder if files and folder.is_dir() else None


def name_of(folders: Sequence[Path]) -> str:
    """Name the files of folders by their content."""
    return _name_of(files_in(folders))


def keep(home: Home, folders: Sequence[Path]) -> str:
    """Keep the files of folders under the name of their content, which is given back.

    Raises:
        HomeUnusable: they cannot be written.
    """
    files = files_in(folders)
    name = _name_of(files)
    target = folder_of(home, name)
    try:
        if not target.is_dir():
            target.parent.mkdir(exist_ok=True)
            made = Path(tempfile.mkdtemp(dir=target.parent))
            for each in files.values():
                shutil.copyfile(each, made / each.name)
            os.replace(made, target)
    except OSError as exc:
        raise HomeUnusable(path=str(target), why=exc.strerror or str(exc)) from exc
    return name


def unpublished(home: Home, folders: Sequence[Path]) -> list[str]:
    """Name the files that callers would hear otherwise, were the drafts published."""
    heard, drafted = files_in(folders), files_in(drafts(home))
    return sorted(
        name
        for name in heard.keys() | drafted.keys()
        if name not in heard
        or name not in drafted
        or heard[name].read_bytes() != drafted[name].read_bytes()
    )


def of_version(entries: Sequence[Entry], version: str, *, started: str, files: str) -> str:
    """Name the files of a version, by those of the start and what was done since; "" if unknown."""
    named = {each.before: each.files_before for each in entries}
    named |= {started: files} | {each.flows: each.files for each in entries if each.files}
    return named.get(version, "")


def _started(home: Home) -> Last:
    """Tell what the last start began with, whichever release wrote it down."""
    read = json.loads(home.plain.read_text(encoding="utf-8"))
    return Last(
        version=str(read["flows"]),
        files=str(read.get("flow_files", "")),
        words=str(read.get("flow_words", "")),
        ways=str(read.get("flow_ways", "")),
        campaign=str(read.get("campaign", "")),
    )


def files_in(places: Sequence[Path]) -> Mapping[str, Path]:
    """Give the files of folders by name; a place may be a file, and later places go before."""
    return {path.name: path for place in places for path in _of_place(place)}


def _of_place(place: Path) -> list[Path]:
    if place.suffix in (".toml", ".wav"):
        return [place]
    return [path for kind in KINDS for path in sorted(place.glob(kind))]


def _name_of(files: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in sorted(files.items()):
        content = path.read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def folder_of(home: Home, name: str) -> Path:
    """Name the folder of files that are kept under a name."""
    return home.versions / "flows" / name
