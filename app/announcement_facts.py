"""What the doctor says of the announcements: a running instance's, else those of its next start."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from app.checked import Checked, cache_folder
from app.errors import AppError
from app.home import Home
from app.opened import flows_in_force
from app.plain import Plain
from ivr_flows.errors import UnreadableFlows
from ivr_flows.prompts import Prompt, each_once
from ivr_flows.schema import Flow
from ivr_flows.values import ENGLISH
from recordings import sound, speech
from recordings.errors import UnreadableSound
from telephony.asterisk_facts import Fact


def announcements(home: Home, found: Checked, plain: Plain | None) -> Fact:
    """Look whether every sound is there, of the flows in force while `plain` runs."""
    if plain is None:
        return _of(found.flows.flows, cache_folder(os.environ) / "prompts", is_up=False)
    try:
        return _of(flows_in_force(home, plain), Path(plain.prompts), is_up=True)
    except (OSError, UnreadableFlows, AppError) as exc:
        return Fact(
            what="Announcements",
            found=f"the flows in force cannot be read: {exc}",
            ok=False,
            hint="restore the home from a backup",
            ja=(
                "案内の音声",
                f"いま流れている案内を読めません（{exc}）",
                "バックアップから戻してください",
            ),
        )


def _of(flows: Sequence[Flow], folder: Path, *, is_up: bool) -> Fact:
    prompts = each_once(each for flow in flows for each in flow.prompts())
    missing = [each for each in prompts if not _is_made(speech.path_of(each, folder))]
    hint, hint_ja = _remedy(missing, is_up=is_up)
    made = len(prompts) - len(missing)
    return Fact(
        what="Announcements",
        found=f"{made} of {len(prompts)} spoken, in {folder}",
        ok=not missing or not (is_up or _is_mute(missing)),
        hint=hint,
        ja=("案内の音声", f"{len(prompts)} 件のうち {made} 件が用意済み", hint_ja),
    )


def _remedy(missing: Sequence[Prompt], *, is_up: bool) -> tuple[str, str]:
    """Say in both languages what speaks the missing ones."""
    if not missing:
        return "", ""
    hint, ja = "`madoguchi up` speaks the others", "残りは「madoguchi up」が用意します"
    if is_up:
        hint = "callers hear nothing there: start the instance anew, which speaks the others"
        ja = "その箇所は無音になります。窓口を起動し直すと、残りを用意します"
    if _is_mute(missing):
        hint = f"the English voice is missing: apt-get install flite; then {hint}"
        ja = f"英語の音声を作る flite がありません。apt-get install flite を実行してください。{ja}"
    return hint, ja


def _is_mute(missing: Sequence[Prompt]) -> bool:
    """Whether some of them are English to be spoken, and nobody here speaks it."""
    english = any(each.language == ENGLISH and each.wav is None for each in missing)
    return english and shutil.which("flite") is None


def _is_made(path: Path) -> bool:
    try:
        sound.read(path)
    except UnreadableSound:
        return False
    return True
