"""The citizens whom we call, behind one trunk: each number does what it was told to do."""

from __future__ import annotations

from tests.asterisk.phones.behaviour import Behaviour, answer_after
from tests.asterisk.phones.incoming_call import IncomingCall
from tests.asterisk.phones.phone import Phone
from tests.asterisk.phones.seat_phone import behave
from tests.asterisk.phones.sip_message import uri_of
from tests.asterisk.phones.sip_socket import Address

TRUNK = """
[[trunks]]
name = "network"
addresses = ["127.0.0.0/8"]
called_from = "uri"
trusted = true
dial_to = "127.0.0.1:{port}"
watched = {watched}
"""
"""SIPp takes OPTIONS for a call of its count: only a network of our own phones is watched."""


def trunk_to(port: int, *, watched: bool = False) -> str:
    """Write the settings of a trunk to this port."""
    return TRUNK.format(port=port, watched=str(watched).lower())


class Citizens(Phone):
    """Their network: the other end of the trunk, at a port that the settings name."""

    def __init__(self, server: Address, *, port: int, tone_hz: int | None = 440) -> None:
        super().__init__(server, "network", tone_hz=tone_hz, port=port)
        self.behaviours: dict[str, Behaviour] = {}
        """By number; who is not named answers at once."""
        self.called: list[str] = []
        """The numbers that were called, in order."""

    def on_call(self, call: IncomingCall) -> None:
        """Do what this number does."""
        number = call.invite.start.split()[1].removeprefix("sip:").partition("@")[0]
        self.called.append(number)
        behave(call, self.behaviours.get(number, answer_after()))


def shown_in(call: IncomingCall) -> dict[str, str]:
    """Give what the call shows of its caller: header by header."""
    names = ("From", "P-Asserted-Identity", "P-Preferred-Identity", "Privacy")
    return {name: uri_of(call.invite.get(name)) for name in names if call.invite.get(name)}
