"""The flows of a running instance, for the commands that change them: what is heard by now."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from app import flow_files
from app.cli.levers import moved_anyway, noted_anyway
from app.cli.wish import WHENEVER
from app.clock import clock_with
from app.errors import NotRunning, WishRefused
from app.flow_consent import Heard, is_confirmed, waits
from app.flow_versions import Entry, How, former, history, in_force, note, words_of
from app.flows_logged import taken_by
from app.home import Home, open_home
from app.kept import name_of
from app.plain import Plain, read_plain

if TYPE_CHECKING:
    from app.checked import Checked
    from desk.levers import Lever
    from ivr_flows.problem import Problem
    from ivr_flows.schema import Flow
    from storage.audit import Fact

UNREADABLE = "the controller cannot read this version"
REFUSALS = {"unknown_version": UNREADABLE}


@dataclass(frozen=True, slots=True)
class Running:
    """The instance, and what was done to its flows so far."""

    home: Home
    plain: Plain
    entries: list[Entry]
    logged: str = ""
    """The version that the controller's log says new callers hear; empty: it does not tell."""

    @property
    def now(self) -> str:
        """The version in force: as the log has it, else by what was noted."""
        return self.logged or self.noted

    @property
    def noted(self) -> str:
        """The version that should be in force by what was noted."""
        return in_force(self.entries, at_start=self.plain.flows)

    def put_in_force(
        self,
        version: str,
        how: How,
        *,
        by: str,
        confirmed: str,
        files: str,
        words: str,
        at_once: bool = False,
        emergency: bool = False,
    ) -> None:
        """Have new callers hear a version, those who wait too if at once; keep who wanted it.

        It is kept first, so that nothing is ever heard of which nobody knows who wanted it; that
        the instance did not take it is kept after.

        Raises:
            WishRefused, NotRunning: the instance did not take it.
            HomeUnusable: it cannot be kept.
        """
        from callcenter.events import FlowsPublished

        self.note(
            version,
            how,
            by=by,
            confirmed=confirmed,
            files=files,
            words=words,
            emergency=emergency,
        )
        wish = FlowsPublished(at=WHENEVER, flows=version, by=by, at_once=at_once)
        lever = lever_of(how, version, at_once=at_once, confirmed=bool(confirmed))
        try:
            moved_anyway(self.home, wish, lever, refusals=REFUSALS)
        except (WishRefused, NotRunning):
            was = self.files_of(self.now)
            words = self.words_of(self.now)
            before = version, files
            self.note(self.now, How.REFUSED, by=by, files=was, words=words, before=before)
            raise

    def confirm(self, version: str, *, by: str, confirmed: str) -> None:
        """Keep the client's confirmation of a version; raises `HomeUnusable` if that cannot be."""
        self.note(version, How.CONFIRMED, by=by, confirmed=confirmed)
        noted_anyway(self.home, lever_of(How.CONFIRMED, version))

    def note(
        self,
        version: str,
        how: How,
        *,
        by: str,
        confirmed: str = "",
        files: str = "",
        words: str = "",
        before: tuple[str, str] | None = None,
        emergency: bool = False,
    ) -> None:
        """Keep what was done; `before` is the version until then and its files, if not now's."""
        was, files_before = before or (self.now, self.files_of(self.now))
        entry = Entry(
            at=clock_with(self.plain.clock_offset_s)(),
            by=by,
            how=how,
            flows=version,
            started=self.plain.flows,
            before=was,
            confirmed=confirmed,
            files=files,
            files_before=files_before,
            words=words,
            words_before=self.words_of(was),
            ways=self.ways_of(version),
            ways_before=self.ways_of(was),
            emergency=emergency,
        )
        note(self.home, entry)

    def files_of(self, version: str) -> str:
        """Name the files of a version; "" if it is older than they are kept."""
        plain = self.plain
        return flow_files.of_version(
            self.entries, version, started=plain.flows, files=plain.flow_files
        )

    def needs_word(self, version: str) -> bool:
        """Whether going back to a version needs the client's word.

        It does to what went first; and real callers hear nothing that was never confirmed.
        """
        files = self.files_of(version)
        if any(each.is_real for each in self.plain.trunks):
            heard = Heard(files, self.words_of(version), self.ways_of(version))
            return not is_confirmed(self.entries, version, heard)
        return waits(self.entries, version, files=files)

    def words_of(self, version: str) -> str:
        """Name what a version says with the campaign's words; "" if that was not noted."""
        started = self.plain
        return started.flow_words if version == started.flows else words_of(self.entries, version)

    def ways_of(self, version: str) -> str:
        """Name when callers hear a version of this campaign; "" if it, or that, is lost."""
        from app.flow_words import ways_of
        from app.opened import campaign_of, kept_flows
        from config.errors import UnreadablePlain

        flows = kept_flows(self.home, version)
        try:
            return ways_of(campaign_of(self.home, self.plain.campaign), flows) if flows else ""
        except (OSError, UnreadablePlain):
            return ""

    def words_in(self, checked: Checked, files: str) -> str:
        """Name what files say that are kept under a name, with the words that were checked."""
        from app import flow_words

        places = [flow_files.folder_of(self.home, files)]
        return flow_words.words_of(checked.settings.campaign, places)

    def says_else(self, checked: Checked) -> bool:
        """Whether the files in force would say something else now: the campaign has other words."""
        files, words = self.files_of(self.now), self.words_of(self.now)
        is_kept = bool(words) and flow_files.kept_in(self.home, files) is not None
        return is_kept and self.words_in(checked, files) != words

    def former(self, named: str) -> str:
        """Find the version to go back to: the one before, or the one with such a name.

        Raises:
            WishRefused: there is none, or more than one.
        """
        if named:
            known = {name for each in self.entries for name in (each.before, each.flows) if name}
            return the_one(named, known)
        if not (before := former(self.entries)):
            raise WishRefused(reason="no other version was in force before")
        return before

    def checked(self, campaign: str, files: str) -> Checked:
        """Check the files kept under a name, or the drafts if it is ""; problems name the drafts.

        Raises:
            Exit: there are problems; they were told.
            WishRefused: another campaign runs.
        """
        from app.checked import lines_of
        from app.printed import complain
        from config import plain as campaigns

        checked = self._check(campaign, files)
        if isinstance(checked, list):
            drafted = flow_files.files_in(flow_files.drafts(self.home))
            for line in lines_of(
                [
                    replace(each, file=str(drafted.get(Path(each.file).name, each.file)))
                    for each in checked
                ]
            ):
                complain(line)
            raise typer.Exit(1)
        if name_of(campaigns.write(checked.campaign)) != self.plain.campaign:
            raise WishRefused(reason="the campaign is not the one that runs; give --campaign")
        return checked

    def changed(self, campaign: str, checked: Checked) -> list[str]:
        """Name the flows that callers would hear otherwise than now, whatever day it is today."""
        from app.opened import flows_of

        files = self.files_of(self.now)
        now = self._check(campaign, files) if flow_files.kept_in(self.home, files) else []
        heard = flows_of(self.home, self.now) if isinstance(now, list) else now.flows.flows
        before = {flow.name: flow.hash for flow in heard}
        after = {flow.name: flow.hash for flow in checked.flows.flows}
        return sorted(name for name in before | after if before.get(name) != after.get(name))

    def speak(self, flows: Iterable[Flow], *, wavs: Mapping[str, Path]) -> None:
        """Have the sounds of flows made that are missing.

        Raises:
            WishRefused: one is too long.
        """
        from recordings import speech

        prompts = [prompt for flow in flows for prompt in flow.prompts()]
        spoken = speech.render(prompts, Path(self.plain.prompts), wavs=wavs)
        long = [each.prompt.text for each in spoken if each.is_too_long]
        if long:
            raise WishRefused(reason=f"too long: {long[0]}")

    def speak_again(self, version: str, files: str) -> None:
        """Have the sounds of a former version made that are missing by now.

        Raises:
            WishRefused: it, or a recorded sound of it, cannot be read any more.
        """
        from app.opened import flows_of
        from ivr_flows.errors import UnreadableFlows
        from ivr_flows.prompts import name_of_wav
        from recordings import speech

        try:
            flows = flows_of(self.home, version)
        except (OSError, UnreadableFlows) as exc:
            raise WishRefused(reason=UNREADABLE) from exc
        folder = flow_files.kept_in(self.home, files)
        sounds = folder.glob("*.wav") if folder else ()
        wavs = {name_of_wav(each.read_bytes()): each for each in sounds}
        cache = Path(self.plain.prompts)
        recorded = [each for flow in flows for each in flow.prompts() if each.wav is not None]
        for each in recorded:
            if each.sound not in wavs and not speech.path_of(each, cache).exists():
                raise WishRefused(reason=f"its recorded sound {each.wav} is lost")
        self.speak(flows, wavs=wavs)

    def _check(self, campaign: str, files: str) -> Checked | list[Problem]:
        from app.checked import check

        given = {"MADOGUCHI_CAMPAIGN": campaign} if campaign else {}
        flows_in = [flow_files.folder_of(self.home, files)] if files else ()
        return check(self.home, {**os.environ, **given}, flows_in=flows_in)


def the_one(named: str, known: Iterable[str]) -> str:
    """Find the version whose name begins so.

    Raises:
        WishRefused: there is none, or more than one.
    """
    found = [name for name in known if name.startswith(named)]
    if len(found) != 1:
        raise WishRefused(reason=f"there is no version {named}; see madoguchi ivr versions")
    return found[0]


def lever_of(how: How, version: str, **told: Fact) -> Lever:
    """Name what is done to the flows for the audit trail."""
    from desk.levers import Lever
    from storage.audit import Action

    actions = {
        How.PUBLISHED: Action.FLOWS_PUBLISHED,
        How.REVERTED: Action.FLOWS_REVERTED,
        How.CONFIRMED: Action.FLOWS_CONFIRMED,
    }
    return Lever(action=actions[how], subject=version, told=told)


def running_in(folder: Path) -> Running:
    """Read what a home's instance runs with.

    Raises:
        PlainUnreadable, HomeUnusable: it never ran, or its history cannot be read.
    """
    home = open_home(folder)
    plain = read_plain(home.plain)
    return Running(home, plain, history(home), taken_by(home, started=plain.flows))
