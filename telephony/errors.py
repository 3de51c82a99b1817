"""What can go wrong between us and Asterisk.

TelephonyError
├── AriError               a request to Asterisk failed
│   ├── AriUnreachable     no answer: refused, reset, timed out, or still booting (404/503 at start)
│   │   └── AriLate        no answer in time: what was asked for may still be done
│   ├── AriGone            404: the channel, bridge, playback or recording is no more; normal
│   ├── AriConflict        409: it is not in a state for this
│   └── AriRefused         any other refusal, with its status
├── NoAnswer               the server that we speak HTTP with did not answer
├── ControllerReplaced     another controller took the application over
└── AsteriskError          no usable Asterisk
    ├── AsteriskMissing    none was found and none could be fetched
    ├── AsteriskTooOld     the one found lacks a security release that we insist on
    └── AsteriskNotReady   it was started and did not become ready, or died at once
"""

from __future__ import annotations


class TelephonyError(Exception):
    """Something between us and Asterisk failed."""


class AriError(TelephonyError):
    """A request to Asterisk failed."""

    def __init__(self, *, method: str, path: str, status: int = 0, why: str = "") -> None:
        super().__init__(f"{method} {path}: {status or 'no answer'} {why}".rstrip())
        self.method = method
        self.path = path
        self.status = status
        """HTTP status; 0 if there was no answer."""
        self.why = why


class AriUnreachable(AriError):
    """Asterisk did not answer."""


class AriLate(AriUnreachable):
    """Asterisk did not answer in time, and may still do what it was asked for."""


class AriGone(AriError):
    """What the request speaks of is no more (404)."""


class AriConflict(AriError):
    """What the request speaks of is not in a state for it (409)."""


class AriRefused(AriError):
    """Asterisk refused the request."""


class NoAnswer(TelephonyError):
    """No connection, a broken one, no answer in time, or one that is no HTTP."""

    def __init__(self, *, why: str) -> None:
        super().__init__(f"no answer: {why}")
        self.why = why


class ControllerReplaced(TelephonyError):
    """Another controller connected with our application's name and has the calls now."""


class AsteriskError(TelephonyError):
    """There is no usable Asterisk."""


class AsteriskMissing(AsteriskError):
    """No Asterisk was found and none could be fetched."""

    def __init__(self, *, why: str) -> None:
        super().__init__(f"no Asterisk: {why}")
        self.why = why


class AsteriskTooOld(AsteriskError):
    """The Asterisk that was found lacks a security release that we insist on."""

    def __init__(self, *, path: str, version: str, minimum: str) -> None:
        super().__init__(f"{path} is Asterisk {version}; {minimum} or newer is needed")
        self.path = path
        self.version = version
        self.minimum = minimum


class AsteriskNotReady(AsteriskError):
    """Asterisk was started and did not become ready."""

    def __init__(self, *, why: str) -> None:
        super().__init__(f"Asterisk did not become ready: {why}")
        self.why = why
