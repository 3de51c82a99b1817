"""What the browser phone asks for, once: its buttons, and what its page tells by itself."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp.typedefs import Handler

from agent_ui import dialling, phone_sound, phone_voice, softphone

ACTIONS: Mapping[str, Handler] = {
    "/phone/account": softphone.account,
    "/phone/hello": softphone.hello,
    "/phone/microphone": phone_voice.microphone,
    "/phone/voice": phone_voice.voice,
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
BY_ITSELF = frozenset({"/phone/account", "/phone/hello", "/phone/microphone", "/phone/voice"})
"""Nobody pressed a button: the session is not kept open by it."""
