"""`madoguchi ivr`: are these flow files right, before they go anywhere near a caller?"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.cli import ivr_close, ivr_draw, ivr_publish, ivr_render, ivr_say, ivr_walk
from app.cli.flow_file import CampaignOption, files_of, read_as_used, values_of
from app.cli.options import HomeOption, JsonOption
from app.home import DEFAULT_HOME
from app.printed import complain

IVR = typer.Typer(
    help="Check, rehearse, draw and speak flows; close the centre in an emergency.",
    no_args_is_help=True,
)


@IVR.callback()
def ivr() -> None:
    """Check, rehearse, draw and speak flows; close the centre in an emergency."""


@IVR.command("check")
def check(
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
    """Check flow files; tell every problem at once. The instance need not run, nor exist.

    A flow with named_only is checked where the campaign names it, or where it is given itself.
    """
    from config.problem import line_for
    from ivr_flows import loader
    from ivr_flows.values import Values

    paths = files_of(files, home)
    values = values_of(paths, campaign, home)
    not_asked: list[str] = []
    if isinstance(values, Values):
        found = {path: read_as_used(path, values, files) for path in paths}
        problems = [each for loaded in found.values() for each in loaded.problems]
        not_asked = [path.stem for path, loaded in found.items() if loaded == loader.NOTHING]
    else:
        problems = values
    if as_json:
        told = {
            "ok": not problems,
            "problems": [asdict(each) for each in problems],
            "not_asked": not_asked,
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
    elif not problems:
        typer.echo(f"問題はありません（案内 {len(paths) - len(not_asked)} 件）")
    else:
        for each in problems:
            complain(line_for(each))
    if problems:
        raise typer.Exit(1)


IVR.command("walk")(ivr_walk.walk)
IVR.command("draw")(ivr_draw.draw)
IVR.command("say")(ivr_say.say)
IVR.command("render")(ivr_render.render)
IVR.command("close")(ivr_close.close)
IVR.command("reopen")(ivr_close.reopen)
IVR.command("publish")(ivr_publish.publish)
IVR.command("revert")(ivr_publish.revert)
IVR.command("confirm")(ivr_publish.confirm)
IVR.command("versions")(ivr_publish.versions)
