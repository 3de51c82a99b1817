"""The demo's citizens: they live in its own Asterisk and answer when they are called."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

from app.checked import Checked
from ivr_flows.prompts import Prompt, name_of_speech
from japan.phone import E164, national
from recordings import speech
from telephony.asterisk_process import free_port
from telephony.citizen_files import Citizens

GREETING = "はい、もしもし。どちらさまでしょうか。"


def with_citizens(checked: Checked) -> Checked:
    """Let the first trunk call back into this Asterisk, unless one of them goes out already."""
    settings = checked.settings
    if not settings.trunks or any(each.goes_out_to for each in settings.trunks):
        return checked
    at = settings.asterisk
    port = at.sip_port or free_port(at.sip_host, socket.SOCK_DGRAM)
    first, *others = settings.trunks
    called = first.model_copy(update={"dial_to": f"{at.sip_host}:{port}"})
    changed = settings.model_copy(
        update={
            "trunks": [called, *others],
            "asterisk": at.model_copy(update={"sip_port": port}),
        }
    )
    return replace(checked, settings=changed)


def citizens_of(checked: Checked, prompts: Path) -> Citizens:
    """Have their greeting spoken, and say by what number they know our calls.

    Raises:
        RecordingsError: it cannot be spoken.
    """
    campaign = checked.campaign
    shown = campaign.outbound.caller_id or campaign.lines[0].number
    said = Prompt(sound=name_of_speech(GREETING), text=GREETING, spoken=GREETING)
    speech.render([said], prompts, wavs={}, on_progress=lambda done, of: None)
    return Citizens(national(E164(shown)), prompts / said.sound)
