"""Which version of the flows the controller gives to new callers: its log is the truth.

A command that was killed between noting a version and submitting it leaves a history that tells of
what nobody hears.
"""

from __future__ import annotations

from app.home import Home
from callcenter.commands import Refuse
from callcenter.errors import UnknownRecord
from callcenter.events import FlowsPublished, InstanceStarted
from telephony.record_log import recover


def taken_by(home: Home, *, started: str) -> str:
    """Name the version that the controller took, of an instance that `started` with another.

    Empty if the log does not tell: there is none, it cannot be read, or it is of an earlier start.
    """
    try:
        found = recover(home.log, of=(FlowsPublished, InstanceStarted))
    except (OSError, UnknownRecord):
        return ""
    if found is None:
        return ""
    begun, now = (str(found.header.state.get(key, "")) for key in ("started_flows", "flows"))
    for each in found.records:
        match each.event:
            case InstanceStarted(flows=flows) if flows != begun:
                begun, now = flows, ""
            case FlowsPublished(flows=flows) if not _is_refused(each.commands):
                now = flows
            case _:
                pass
    return now or begun if begun == started else ""


def _is_refused(commands: tuple[object, ...]) -> bool:
    return any(isinstance(each, Refuse) for each in commands)
