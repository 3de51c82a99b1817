"""`madoguchi ivr say`: what one node of a flow says, as a sound file."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.flow_file import (
    POSITION,
    WAIT_MIN,
    CampaignOption,
    FlowArgument,
    NextOpeningOption,
    opening_after,
    read_flow,
)
from app.cli.options import HomeOption
from app.home import DEFAULT_HOME, open_home

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from callcenter.guidance import Facts
    from ivr_flows.prompts import Prompt
    from ivr_flows.schema import Flow
    from ivr_flows.speech import Part, Speech

READABLE = 0o644
"""What callers hear is no secret."""


class Language(StrEnum):
    """What flows speak."""

    JAPANESE = "ja"
    ENGLISH = "en"


NodeArgument = Annotated[
    str,
    typer.Argument(
        help="Name of the node, or of what else it says: bye, callback.confirm, "
        "status.statuses.paid. The first node if not given.",
        metavar="NODE",
    ),
]
LanguageOption = Annotated[Language, typer.Option("--language", help="Which of the texts.")]
DigitsOption = Annotated[
    str, typer.Option("--digits", help="What the caller keyed, or is called by.")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="File to write; FLOW.NODE.wav here if not given.")
]


def say(
    flow: FlowArgument,
    node: NodeArgument = "",
    campaign: CampaignOption = "",
    home: HomeOption = DEFAULT_HOME,
    language: LanguageOption = Language.JAPANESE,
    position: Annotated[int, POSITION] = 1,
    wait_min: Annotated[float, WAIT_MIN] = 5,
    next_opening: NextOpeningOption = None,
    digits: DigitsOption = "090-0000-0000",
    out: OutOption = None,
) -> None:
    """Write what a node of a flow says as a wav file, spoken as callers will hear it."""
    from callcenter.guidance import Facts
    from ivr_flows.speech import parts_in

    loaded, values = read_flow(flow, campaign, home)
    (found,) = loaded.flows
    name = node or found.start
    facts = Facts(
        position=position,
        wait_s=wait_min * 60,
        next_opening=opening_after(values, next_opening),
    )
    said = _said(found, parts_in(_speech(found, name), language.value), facts, digits)
    path = out or Path(f"{found.name}.wav" if name == found.name else f"{found.name}.{name}.wav")
    if not path.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {path.parent}")
    seconds = _write(said, loaded.wavs, path, home)
    typer.echo(f"{path}（{seconds:.1f} 秒）: {' '.join(each.text.strip() for each in said)}")


def _speech(flow: Flow, name: str) -> Speech:
    """Find a speech by the node's name, or by that and a key of it."""
    from ivr_flows.speech import speeches_in

    known = {
        node if key == "speech" else f"{node}.{key}": speech
        for node, content in flow.nodes.items()
        for key, speech in speeches_in(content)
    }
    if name not in known:
        raise typer.BadParameter(f"nothing is said at {name}; there are: {', '.join(known)}")
    return known[name]


def _said(flow: Flow, parts: tuple[Part, ...], facts: Facts, digits: str) -> list[Prompt]:
    from ivr_flows.speech import Spelled, sounds

    prompts = {prompt.sound: prompt for prompt in flow.prompts()}
    keyed = {part.of: digits for part in parts if isinstance(part, Spelled)}
    names = sounds(parts, facts=facts, keyed=keyed, slots={})
    return [prompts[name] for name in names if isinstance(name, str)]


def _write(said: Sequence[Prompt], wavs: Mapping[str, Path], path: Path, home: Path) -> float:
    """Speak what is not in the cache, join all and write it; gives its length in seconds."""
    from app.running_cache import prompts_of
    from recordings import sound, speech

    made = speech.render(said, prompts_of(open_home(home), os.environ), wavs=wavs)
    by_sound = {each.prompt.sound: each.path for each in made}
    whole = sound.AudioSegment.empty()
    for prompt in said:
        whole += sound.read(by_sound[prompt.sound])
    sound.write(whole, path, mode=READABLE)
    return float(whole.duration_seconds)
