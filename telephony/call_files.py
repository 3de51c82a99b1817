"""Calls that Asterisk places by itself: files in its spool, which the module `pbx_spool` reads.

A file is taken as soon as it is there and removed afterwards; a call that fails is not tried again.
Source: Asterisk's sample.call and doc.asterisk.org, Asterisk Call Files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

OUTGOING = "outgoing"
"""Folder of the spool."""
_PLAIN = re.compile(r"[\w.@/:+-]*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCall:
    """A call, and where in the dialplan whoever placed it goes on when it is answered."""

    channel: str
    """Such as `PJSIP/<number>@<trunk>`."""
    number: str
    """Shown to whom is called; empty: withheld."""
    context: str
    extension: str
    variables: Mapping[str, str] = field(default_factory=dict)
    wait_s: int = 60
    """For an answer."""


def place(spool: Path, call: PlacedCall) -> None:
    """Have Asterisk place a call.

    Raises:
        ValueError: a value has letters that mean something in the file.
        OSError: the file cannot be written.
    """
    text = _text(call)
    name = uuid4().hex
    made = spool / f"{name}.call"
    made.write_text(text, encoding="ascii")
    made.rename(spool / OUTGOING / made.name)  # whole at once: it is read in this moment


def _text(call: PlacedCall) -> str:
    told = {
        "Channel": call.channel,
        "CallerID": call.number,
        "Context": call.context,
        "Extension": call.extension,
        "WaitTime": str(call.wait_s),
        "MaxRetries": "0",
    }
    lines = [(name, _plain(name, value)) for name, value in told.items() if value]
    lines += [("Set", f"{name}={_plain(name, value)}") for name, value in call.variables.items()]
    return "".join(f"{name}: {value}\n" for name, value in lines)


def _plain(name: str, value: str) -> str:
    if not _PLAIN.fullmatch(value):
        raise ValueError(f"{name}: a letter that means something in the file")
    return value
