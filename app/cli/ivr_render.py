"""`madoguchi ivr render`: have all prompts spoken before a caller needs them."""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Self

import typer

from app.cli.flow_file import CampaignOption, files_of, read_flows
from app.cli.options import HomeOption, JsonOption
from app.home import DEFAULT_HOME
from app.printed import complain


class _Bar:
    """The progress of the voice on the terminal, once it has something to do."""

    def __init__(self) -> None:
        self.made = 0
        self._shown = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._shown.close()

    def show(self, done: int, of: int) -> None:
        """Show how many of the missing prompts are made."""
        if self.made == 0:
            bar = typer.progressbar(length=of, label="音声を作成中", file=sys.stderr)
            self._bar = self._shown.enter_context(bar)
        self._bar.update(done - self.made)
        self.made = done


def render(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Flow files, or folders of them; those that the home uses if not given.",
            metavar="FILE",
            exists=True,
        ),
    ] = None,
    campaign: CampaignOption = "",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Speak the prompts of flows in a process of its own; only what is new or changed."""
    from app.checked import cache_folder
    from ivr_flows.prompts import each_once
    from recordings import speech

    loaded, _ = read_flows(files_of(files, home), campaign, home, given=files)
    prompts = each_once(prompt for flow in loaded.flows for prompt in flow.prompts())
    folder = cache_folder(os.environ) / "prompts"
    with _Bar() as bar:
        spoken = speech.render(prompts, folder, wavs=loaded.wavs, on_progress=bar.show)
    long = [each for each in spoken if each.is_too_long]
    if as_json:
        told = {
            "ok": not long,
            "folder": str(folder),
            "prompts": [
                {"sound": each.prompt.sound, "text": each.prompt.text, "seconds": each.duration_s}
                for each in spoken
            ],
            "made": bar.made,
            "too_long": [each.prompt.sound for each in long],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        typer.echo(f"音声 {len(spoken)} 件がそろいました（新しく作ったのは {bar.made} 件）")
    for each in long:
        complain(
            f"案内が {each.duration_s:.1f} 秒あり、上限の {each.prompt.max_s:g} 秒を超えます: "
            f"{each.prompt.text.strip()}"
        )
    if long:
        raise typer.Exit(1)
