"""What both ends of a SIP call remember to address each other (RFC 3261, clause 12)."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.asterisk.phones.sip_message import Header, SipMessage, uri_of


@dataclass(slots=True)
class Dialog:
    """One end's view: `local` and `remote` are whole From/To values with their tags."""

    call_id: str
    local: str
    remote: str
    target: str
    contact: str
    sequence: int = 1
    routes: list[str] = field(default_factory=list)

    def learn(self, response: SipMessage) -> None:
        """Take the far end's tag, contact and route from a response to our INVITE."""
        self.remote = response.get("To")
        if contact := response.get("Contact"):
            self.target = uri_of(contact)
        if routes := response.all("Record-Route"):
            self.routes = routes[::-1]

    def request(self, method: str, via: Header, *, sequence: int | None = None) -> SipMessage:
        """Make a request inside the dialog; without a number it takes the next one."""
        if sequence is None:
            self.sequence += 1
            sequence = self.sequence
        headers = (
            via,
            ("Max-Forwards", "70"),
            *(("Route", route) for route in self.routes),
            ("From", self.local),
            ("To", self.remote),
            ("Call-ID", self.call_id),
            ("CSeq", f"{sequence} {method}"),
            ("Contact", self.contact),
        )
        return SipMessage(f"{method} {self.target} SIP/2.0", headers)
