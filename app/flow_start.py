"""With which flow files a start goes on: those in force, and no draft that nobody asked for.

Kept files that this release cannot read any more are replaced one by one; what callers hear
otherwise because of it, because nothing was kept, or because the campaign has other words (sums,
hours, its name) or other occasions, stands in the history as unconfirmed. Real callers do not hear
it before the client has confirmed it: such a start is refused.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from app import flow_files
from app.checked import Checked, check, lines_of
from app.errors import NotValid
from app.flow_consent import Heard, heard_of_last, is_untold, may_be_heard
from app.flow_files import Last
from app.flow_versions import Entry, Found, How, note, readable
from app.flow_words import says_the_same, ways_of, words_of
from app.home import Home
from app.opened import campaign_of, kept_flows
from app.plain import Plain
from app.printed import complain, tell
from config.campaign import load_campaign
from config.errors import UnreadablePlain
from config.settings import load_settings
from ivr_flows.loader import named
from ivr_flows.problem import Problem

BY = "start"
"""Who put a version in force that a start made."""
UNNOTED = "unnoted"
"""Names words of a start before they were noted, which were other ones than now."""
REFUSED = (
    "案内: 委託者の確認が記録されていないもの（{what}）は、本物の回線「{trunk}」では流せません。"
    "確認が取れたら madoguchi ivr confirm --next --by 担当者 --confirmed 確認の文書 で記録してから"
    "起動してください（--campaign を付けて起動するときは、confirm にも付けます）。"
    "{back}動いている窓口は、そのまま続きます。"
)
GO_BACK = "前の設定に戻しても起動できます。"
"""Told only where it is so."""
UNREADABLE = "{history} に読めない行があり、確認を確かめられない案内"
UNTOLD = "どう流れ始めたかの行が {history} にない案内"


@dataclass(frozen=True, slots=True)
class Start:
    """What a start goes on with."""

    checked: Checked
    flows_in: Sequence[Path]
    """Folders and files of its flows."""
    last: Last
    words: str
    """Name of what they say with the campaign's words."""
    ways: str
    """Name of the occasions on which they are heard, and of what they may offer."""

    @property
    def heard(self) -> Heard:
        """What callers will hear, as the client confirms it."""
        return Heard(flow_files.name_of(self.flows_in), self.words, self.ways)


def checked_start(home: Home, today: date | None) -> Start:
    """Check everything, with the flows that were in force; real callers hear what was confirmed.

    Raises:
        NotValid: with every problem of the configuration, or as the client has not confirmed it.
    """
    start = next_start(home, today, os.environ)
    for each in start.last.wrong:
        complain(f"{each}; the start goes on with what can be read")
    if why := why_refused(home, start):
        raise NotValid(problems=[why])
    if waiting := flow_files.unpublished(home, start.flows_in):
        tell(f"not published, so not heard (madoguchi ivr publish): {', '.join(waiting)}")
    return start


def next_start(home: Home, today: date | None, environ: Mapping[str, str]) -> Start:
    """Find out what a start would go on with.

    Raises:
        NotValid: with every problem of the configuration.
    """
    last = flow_files.last(home)
    flows_in = _in_force(home, last, environ)
    checked = check(home, environ, today=today, flows_in=flows_in)
    if isinstance(checked, list) and (bad := _bad(home, last, checked)):
        problems, flows_in = checked, [*flows_in, *_anew(home, bad)]
        checked = check(home, environ, today=today, flows_in=flows_in)
        if not isinstance(checked, list):
            for each in lines_of(problems):
                complain(each)
            complain(f"in force, but unusable now, so taken anew: {', '.join(sorted(bad))}")
    if isinstance(checked, list):
        raise NotValid(problems=lines_of(checked))
    words = words_of(checked.settings.campaign, flows_in)
    ways = ways_of(checked.campaign, checked.flows.flows)
    return Start(checked, flows_in, _completed(home, last, checked, words), words, ways)


def why_refused(home: Home, start: Start) -> str:
    """Say why real callers must not hear a start; "" if they may, or if there are none."""
    real = [each.name for each in start.checked.settings.trunks if each.is_real]
    found, last = readable(home), start.last
    if not real or may_be_heard(found, last, start.heard):
        return ""
    back = GO_BACK if _may_go_back(home, start, found) else ""
    return REFUSED.format(what=_what_is_new(home, start, found), trunk=real[0], back=back)


def _what_is_new(home: Home, start: Start, found: Found) -> str:
    """Say what of a start the client has not confirmed."""
    last = start.last
    if not last.version:
        return "この窓口の最初の案内"
    if last.files != start.heard.files:
        return "案内のファイル"
    if last.words != start.words:
        return "業務の言葉: 名称、時間、金額など"
    if last.ways != start.ways:
        return "業務の案内の使い方: flows、agreements、transfers、繰り返しや折り返しの時間など"
    if is_untold(found, last):
        return (UNREADABLE if found.damaged else UNTOLD).format(history=home.published)
    return "前の起動から流れている案内"


def _may_go_back(home: Home, start: Start, found: Found) -> bool:
    """Whether a start with the settings of before would be allowed: its files are still usable."""
    last, now = start.last, start.heard
    kept = flow_files.kept_in(home, last.files)
    is_usable = kept is not None and not any((kept / path.name).exists() for path in _added(start))
    return (
        is_usable and now != heard_of_last(last) and may_be_heard(found, last, heard_of_last(last))
    )


def _added(start: Start) -> Sequence[Path]:
    """Give the single files that a start takes besides its folders."""
    return [path for path in start.flows_in if path.suffix in (".toml", ".wav")]


def _completed(home: Home, last: Last, checked: Checked, words: str) -> Last:
    """Find out of what was kept what an older release did not note of the last start."""
    if not last.version or (last.words and last.ways):
        return last
    flows = kept_flows(home, last.version)
    if not flows:
        return last
    was = words if says_the_same(flows, checked.flows.flows) else UNNOTED
    try:
        ways = ways_of(campaign_of(home, last.campaign), flows)
    except (OSError, UnreadablePlain):
        ways = ""
    return replace(last, words=last.words or was, ways=last.ways or ways)


def note_start(home: Home, last: Last, plain: Plain, *, at: datetime) -> None:
    """Keep that a start put another version in force than the last one, or the first.

    Raises:
        HomeUnusable: it cannot be written.
    """
    plays_else = bool(last.ways and plain.flow_ways) and last.ways != plain.flow_ways
    if last.version == plain.flows and not plays_else:
        return
    if last.version and last.files != plain.flow_files:
        complain("callers hear other flow files than before; see madoguchi ivr versions")
    elif last.words and last.words != plain.flow_words:
        complain("callers hear other words of the campaign than before; see madoguchi ivr versions")
    elif plays_else:
        complain("callers hear flows on other occasions than before; see madoguchi ivr versions")
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
            ways=plain.flow_ways,
            ways_before=last.ways,
        ),
    )


def _in_force(home: Home, last: Last, environ: Mapping[str, str]) -> list[Path]:
    """Give the files in force, and of those that are new what the campaign asks for."""
    kept = flow_files.kept_in(home, last.files)
    if kept is None:
        return flow_files.drafts(home)
    drafted = flow_files.files_in(flow_files.drafts(home))
    new = {name: path for name, path in drafted.items() if not (kept / name).exists()}
    flows = {path.stem for name, path in new.items() if path.suffix == ".toml"}
    known = flows | named([kept]).keys()
    taken = _asked(home, known, environ) & flows if flows else set()
    sounds = [path for path in new.values() if path.suffix == ".wav"] if taken else []
    return [kept, *sounds, *(new[f"{name}.toml"] for name in sorted(taken))]


def _asked(home: Home, names: Collection[str], environ: Mapping[str, str]) -> set[str]:
    """Name the flows that the campaign asks for; all, if it cannot be read: that is told later."""
    settings = load_settings(home.folder, environ)
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
