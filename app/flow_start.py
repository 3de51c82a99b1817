"""With which flow files a start goes on: those in force, and no draft that nobody asked for.

Kept files that this release cannot read any more are replaced one by one; what callers hear
otherwise because of it, because nothing was kept, or because the campaign has other words (sums,
hours, its name), stands in the history as unconfirmed.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from app import flow_files
from app.checked import Checked, check, lines_of
from app.errors import NotValid
from app.flow_files import Last
from app.flow_versions import Entry, How, note
from app.flow_words import words_of
from app.home import Home
from app.plain import Plain
from app.printed import complain, tell
from config.campaign import load_campaign
from config.settings import load_settings
from ivr_flows.loader import named
from ivr_flows.problem import Problem

BY = "start"
"""Who put a version in force that a start made."""


@dataclass(frozen=True, slots=True)
class Start:
    """What a start goes on with."""

    checked: Checked
    flows_in: Sequence[Path]
    """Folders and files of its flows."""
    last: Last
    words: str
    """Name of what they say with the campaign's words."""


def checked_start(home: Home, today: date | None) -> Start:
    """Check everything, with the flows that were in force.

    Raises:
        NotValid: with every problem of the configuration.
    """
    last = flow_files.last(home)
    for each in last.wrong:
        complain(f"{each}; the start goes on with what can be read")
    flows_in = _in_force(home, last)
    checked = check(home, os.environ, today=today, flows_in=flows_in)
    if isinstance(checked, list) and (bad := _bad(home, last, checked)):
        problems, flows_in = checked, [*flows_in, *_anew(home, bad)]
        checked = check(home, os.environ, today=today, flows_in=flows_in)
        if not isinstance(checked, list):
            for each in lines_of(problems):
                complain(each)
            complain(f"in force, but unusable now, so taken anew: {', '.join(sorted(bad))}")
    if isinstance(checked, list):
        raise NotValid(problems=lines_of(checked))
    if waiting := flow_files.unpublished(home, flows_in):
        tell(f"not published, so not heard (madoguchi ivr publish): {', '.join(waiting)}")
    return Start(checked, flows_in, last, words_of(checked.settings.campaign, flows_in))


def note_start(home: Home, last: Last, plain: Plain, *, at: datetime) -> None:
    """Keep that a start put another version in force than the last one, or the first.

    Raises:
        HomeUnusable: it cannot be written.
    """
    if last.version == plain.flows:
        return
    if last.version and last.files != plain.flow_files:
        complain("callers hear other flow files than before; see madoguchi ivr versions")
    elif last.words and last.words != plain.flow_words:
        complain("callers hear other words of the campaign than before; see madoguchi ivr versions")
    note(
        home,
        Entry(
            at=at,
            by=BY,
            how=How.STARTED,
            flows=plain.flows,
            started=plain.flows,
            before=last.version,
            files=plain.flow_files,
            files_before=last.files,
            words=plain.flow_words,
            words_before=last.words,
        ),
    )


def _in_force(home: Home, last: Last) -> list[Path]:
    """Give the files in force, and of those that are new what the campaign asks for."""
    kept = flow_files.kept_in(home, last.files)
    if kept is None:
        return flow_files.drafts(home)
    drafted = flow_files.files_in(flow_files.drafts(home))
    new = {name: path for name, path in drafted.items() if not (kept / name).exists()}
    flows = {path.stem for name, path in new.items() if path.suffix == ".toml"}
    taken = _asked(home, flows | named([kept]).keys()) & flows if flows else set()
    sounds = [path for path in new.values() if path.suffix == ".wav"] if taken else []
    return [kept, *sounds, *(new[f"{name}.toml"] for name in sorted(taken))]


def _asked(home: Home, names: Collection[str]) -> set[str]:
    """Name the flows that the campaign asks for; all, if it cannot be read: that is told later."""
    settings = load_settings(home.folder, os.environ)
    if isinstance(settings, list):
        return set(names)
    campaign = load_campaign(settings.campaign, flows=names)
    if isinstance(campaign, list):
        return set(names)
    return {str(each) for each in asdict(campaign.flows).values() if each is not None}


def _bad(home: Home, last: Last, problems: Sequence[Problem]) -> set[str]:
    """Name the kept flow files that problems are told of."""
    kept = flow_files.kept_in(home, last.files)
    if kept is None:
        return set()
    names = {f"{Path(each.file).stem}.toml" for each in problems}
    return {name for name in names if (kept / name).exists()}


def _anew(home: Home, bad: Collection[str]) -> list[Path]:
    """Give the files at hand in place of bad ones, with the sounds that they name."""
    drafted = flow_files.files_in(flow_files.drafts(home))
    flows = [path for name, path in sorted(drafted.items()) if name in bad]
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in flows]
    sounds = [path for name, path in drafted.items() if any(name in text for text in texts)]
    return [*sounds, *flows]
