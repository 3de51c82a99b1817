"""The flow files that callers hear, kept as they were when somebody put them in force.

What lies in the home's folder `flows`, or comes with a new release, is a draft until `ivr publish`:
a start takes the files of the version that was in force before it. They are kept by their content.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.errors import HomeUnusable
from app.flow_versions import Entry, history, in_force
from app.home import Home
from app.plain import read_plain
from ivr_flows.loader import SHIPPED

KINDS = ("*.toml", "*.wav")


def drafts(home: Home) -> list[Path]:
    """Give the folders of what would be published now; a later one replaces single files."""
    return [SHIPPED, home.flows]


def to_start_with(home: Home) -> list[Path]:
    """Give the folders of what a start takes: the version in force, and flows that are new.

    Raises:
        HomeUnusable, PlainUnreadable: what the last start left cannot be read.
    """
    name = _last(home)
    kept = _folder(home, name)
    return [*drafts(home), kept] if name and kept.is_dir() else drafts(home)


def keep(home: Home, folders: Sequence[Path]) -> str:
    """Keep the files of folders under the name of their content, which is given back.

    Raises:
        HomeUnusable: they cannot be written.
    """
    files = _files(folders)
    name = _name_of(files)
    target = _folder(home, name)
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
    heard, drafted = _files(folders), _files(drafts(home))
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


def _last(home: Home) -> str:
    """Name the files that were in force before this start; "" at the first one."""
    if not home.plain.exists():
        return ""
    plain, entries = read_plain(home.plain), history(home)
    now = in_force(entries, at_start=plain.flows)
    return of_version(entries, now, started=plain.flows, files=plain.flow_files)


def _files(folders: Sequence[Path]) -> Mapping[str, Path]:
    return {
        path.name: path
        for folder in folders
        for kind in KINDS
        for path in sorted(folder.glob(kind))
    }


def _name_of(files: Mapping[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in sorted(files.items()):
        content = path.read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _folder(home: Home, name: str) -> Path:
    return home.versions / "flows" / name
