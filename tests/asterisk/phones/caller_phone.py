"""A citizen's phone behind the trunk: an unregistered caller that is heard and can be measured."""

from __future__ import annotations

from tests.asterisk.phones.outgoing_call import OutgoingCall
from tests.asterisk.phones.phone import Phone
from tests.asterisk.phones.sip_message import Header
from tests.asterisk.phones.sip_socket import Address


class CallerPhone(Phone):
    """A phone that calls from `number` (or `address`), shown with `display` if there is one."""

    def __init__(
        self,
        server: Address,
        number: str,
        *,
        display: str = "",
        tone_hz: int | None = 440,
        host: str = "127.0.0.1",
        address: str = "",
    ) -> None:
        super().__init__(server, number, tone_hz=tone_hz, host=host)
        shown = f'"{display}" ' if display else ""
        self._from = f"{shown}<{address or f'sip:{number}@{host}'}>"

    def call(
        self,
        line: str,
        *,
        to_header: str = "",
        headers: tuple[Header, ...] = (),
        has_events: bool = True,
    ) -> OutgoingCall:
        """Call a line; headers are added as given (P-Asserted-Identity, Privacy, ...)."""
        return self.dial(
            line,
            from_header=self._from,
            to_header=to_header,
            headers=headers,
            has_events=has_events,
        )
