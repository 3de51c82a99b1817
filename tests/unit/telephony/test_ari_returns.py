"""Callers whom the fallback gives back, or whose arrival was missed, are read like any other."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from callcenter import events
from telephony.ari_events import AriEvents
from telephony.callers import Callers
from tests.unit.telephony.test_ari_events import AT, CALL, Notebook, channel, said

pytestmark = pytest.mark.unit


@pytest.fixture
def reader() -> AriEvents:
    return AriEvents(
        callers=Callers(people=Notebook(), trunks={}, lines=["+81110000100"]),
        seats={},
        is_registered=lambda seat, endpoint: False,
    )


@pytest.mark.parametrize("is_noticed", [True, False])
@pytest.mark.parametrize("is_admitted", [True, False])
def test_who_comes_back_from_the_fallback_came_when_their_channel_did(
    reader: AriEvents, is_noticed: bool, is_admitted: bool
) -> None:
    caller = channel(CALL, "Up", "PJSIP/elsewhere-0000000b")
    caller["caller"] = {"name": "", "number": "0312345678"}
    caller["channelvars"] = {
        "MDG_EXTEN": "0110000100",
        "MDG_NOTICED": "yes" if is_noticed else "",
        "MDG_ADMITTED": "yes" if is_admitted else "",
    }
    caller["creationtime"] = "2026-11-20T18:48:35.250+0000"
    told = reader.translate(said("StasisStart", args=["back"], channel=caller))
    assert told == events.CallReturned(
        at=AT,
        call=CALL,
        line="+81110000100",
        caller="person-1",
        withheld=None,
        arrived_at=datetime(2026, 11, 20, 18, 48, 35, 250000, tzinfo=UTC),
        is_noticed=is_noticed,
        is_admitted=is_admitted,
    )


def test_nobody_comes_back_before_they_came(reader: AriEvents) -> None:
    early = "mdg1-1795299999.3"
    told = reader.translate(said("StasisStart", args=["back"], channel=channel(early)))
    assert isinstance(told, events.CallReturned)
    assert told.arrived_at == told.at == AT


@pytest.mark.parametrize(
    ("context", "kind"), [("offer", events.CallArrived), ("back", events.CallReturned)]
)
def test_a_listed_caller_is_read_by_the_context_they_came_from(
    reader: AriEvents, context: str, kind: type[events.Event]
) -> None:
    told = reader.listed({**channel(CALL), "dialplan": {"context": context}}, AT)
    assert isinstance(told, kind)
    assert told.at == AT


def test_a_listed_channel_that_is_no_caller_of_any_shape_is_refused(reader: AriEvents) -> None:
    with pytest.raises(msgspec.ValidationError):
        reader.listed({"id": CALL, "dialplan": {"context": "offer"}}, AT)
