"""The demo's citizens: they live in its own Asterisk and answer when they are called."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

from agent_ui.shown import CitizenPhone
from app.checked import Checked
from app.demo_crowd import ROBOTS
from app.demo_note import read_note
from app.home import Home
from app.plain import Plain, Trunk
from ivr_flows.prompts import Prompt, name_of_speech
from japan.phone import E164, national
from recordings import speech
from telephony.asterisk_process import free_port
from telephony.citizen_files import HEADER, PAGE, Citizens

GREETING = "はい、もしもし。どちらさまでしょうか。"
QUESTION = (
    "お世話になっております。給付金の申請書を、先週、郵送したのですが、いつごろ振り込まれるでしょうか。"
    "書類に足りないものがないかも、教えていただけますか。"
)
"""What the citizen's phone says by itself, so that nobody needs a microphone."""
ANSWER = (
    "お電話ありがとうございます。申請の状況をお調べいたします。"
    "恐れ入りますが、お名前と生年月日をお聞かせいただけますでしょうか。"
)
"""What an agent without a microphone says."""


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
    said = [
        Prompt(sound=name_of_speech(each), text=each, spoken=each)
        for each in (GREETING, QUESTION, ANSWER)
    ]
    speech.render(said, prompts, wavs={}, on_progress=lambda done, of: None)
    greeting, question, answer = (prompts / each.sound for each in said)
    return Citizens(national(E164(shown)), greeting, question, answer, robots=ROBOTS)


def called_from_page(plain: Plain) -> Plain:
    """Take the calls of the citizen's phone that is a page for calls of a trunk, as they are."""
    page = Trunk(name=PAGE, trusted=False, called_from="uri")
    return replace(plain, trunks=(*plain.trunks, page))


def citizen_phone(home: Home, plain: Plain) -> CitizenPhone | None:
    """Give what the page of the citizen's phone needs; None outside of a demo."""
    note = read_note(home)
    if note is None or all(each.name != PAGE for each in plain.trunks):
        return None
    prompts = Path(plain.prompts)
    return CitizenPhone(
        line=plain.lines[0],
        number=note.caller.number,
        says=note.caller.says,
        header=f"{HEADER}: {PAGE}",
        voices={
            "citizen": prompts / f"{name_of_speech(QUESTION)}.wav",
            "agent": prompts / f"{name_of_speech(ANSWER)}.wav",
        },
    )
