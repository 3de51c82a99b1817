"""The center as it was when the last controller died: the last header, and the records after it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from callcenter.campaign import Campaign
from callcenter.center import Center
from callcenter.commands import Command
from callcenter.guidance import Guidance
from callcenter.record import Record, Seen
from callcenter.state import State
from telephony import record_log

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a controller begins with."""

    center: Center
    last_n: int
    tokens: dict[str, Seen]


def restore(folder: Path, campaign: Campaign, guidance: Guidance) -> Restored:
    """Read the log and let the heart live through what came after its last header.

    Raises:
        UnknownRecord: the log is of another version, or damaged.
    """
    found = record_log.recover(folder)
    if found is None:
        return Restored(Center(campaign, guidance), 0, {})
    center = Center(campaign, guidance, State.from_plain(found.header.state))
    tokens = dict(found.header.tokens)
    for record in found.records:
        live_again(center, record)
        if record.token is not None:
            tokens[record.token] = Seen.of(record)
    return Restored(center, found.last_n, tokens)


def live_again(center: Center, record: Record) -> tuple[Command, ...]:
    """Let the heart take a record's event once more; what it decides on it now."""
    try:
        return tuple(center.handle(record.event))
    except Exception:  # it cost its event when it happened, and does so again
        log.exception("an event could not be taken again", extra={"action": "bug"})
        return ()
