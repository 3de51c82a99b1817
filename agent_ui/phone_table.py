"""What the browser phone asks for, once: its buttons, and what its page tells by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aiohttp.typedefs import Handler

from agent_ui import dialling, phone_sound, phone_voice, softphone
from agent_ui.access import Access

ACTIONS: Mapping[str, Handler] = {
    "/phone/account": softphone.account,
    "/phone/hello": softphone.hello,
    "/phone/microphone": phone_voice.microphone,
    "/phone/voice": phone_voice.voice,
    "/phone/caller": softphone.caller,
    "/phone/hold": softphone.hold,
    "/phone/resume": softphone.resume,
    "/phone/hang-up": softphone.hang_up,
    "/phone/hand": softphone.hand,
    "/phone/transfer": softphone.transfer,
    "/phone/dial": dialling.dial,
    "/phone/redial": dialling.redial,
    "/phone/transfer-outside": softphone.transfer_outside,
    "/phone/transfer-to-queue": softphone.transfer_to_queue,
    "/phone/consult": softphone.consult,
    "/phone/three-way": softphone.three_way,
    "/phone/recording": phone_sound.mute,
    "/phone/recording/begin": phone_sound.begin,
    "/phone/recording/refused": phone_sound.refused,
}
"""Each is posted."""
BY_ITSELF = frozenset(
    {"/phone/account", "/phone/hello", "/phone/caller", "/phone/microphone", "/phone/voice"}
)
"""Nobody pressed a button: the session is not kept open by it."""
OWNERS = frozenset(
    {
        *("/phone/dial", "/phone/redial", "/phone/consult", "/phone/three-way"),
        *("/phone/transfer", "/phone/transfer-outside", "/phone/transfer-to-queue"),
    }
)
"""A locked page keeps its call, but nobody who passes by calls or hands over from it."""


def actions() -> Iterator[tuple[str, Access, Handler]]:
    """Give each action's address, who may ask for it, and its view."""
    for path, view in ACTIONS.items():
        yield path, Access.SEATED if path in OWNERS else Access.PHONE, view
