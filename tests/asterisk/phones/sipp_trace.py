"""What SIPp's short message trace says of its calls."""

from __future__ import annotations

from dataclasses import dataclass

from tests.asterisk.phones.call import CallTimes, Side


@dataclass(slots=True)
class SippCall:
    """One call of SIPp, as in `PhoneCall`: final status, times (epoch seconds), who ended it."""

    call_id: str
    times: CallTimes
    status: int | None = None
    ended_by: Side | None = None

    def take(self, at: float, sent: bool, sequence: str, start: str) -> None:
        """Note one message; `sequence` is its CSeq, such as `1 INVITE`."""
        method = sequence.split()[-1]
        if start.startswith("SIP/2.0"):
            if method == "INVITE":
                self._answer(at, int(start.split()[1]))
        elif method in {"BYE", "CANCEL"} and self.ended_by is None:
            self.ended_by = "us" if sent else "them"
            self.times.ended = at

    def _answer(self, at: float, status: int) -> None:
        if status == 180 and self.times.ringing is None:
            self.times.ringing = at
        if status < 200 or self.status is not None:
            return
        self.status = status
        if status == 200:
            self.times.answered = at
        elif self.ended_by is None:
            self.ended_by = "them"
            self.times.ended = at


def read_trace(text: str) -> list[SippCall]:
    """Read a trace (`-trace_shortmsg` of SIPp 3.6): the calls in the order of their INVITEs."""
    calls: dict[str, SippCall] = {}
    for line in text.splitlines():
        fields = line.split("\t")
        if len(fields) < 7:  # a line that SIPp had not finished
            continue
        at, sent, call_id, start = float(fields[2]), fields[3] == "S", fields[4], fields[6]
        if start.startswith("INVITE ") and call_id not in calls:
            calls[call_id] = SippCall(call_id, CallTimes(at))
        elif call_id in calls:
            calls[call_id].take(at, sent, fields[5].removeprefix("CSeq:"), start)
    return list(calls.values())


def numbers_invited(text: str) -> list[str]:
    """Read a trace of calls that came: the numbers of their INVITEs, each call once."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        fields = line.split("\t")
        if len(fields) >= 7 and fields[6].startswith("INVITE sip:"):
            number = fields[6].removeprefix("INVITE sip:").partition("@")[0]
            found.setdefault(fields[4], number)
    return list(found.values())
