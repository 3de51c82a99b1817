"""A caller who is no longer with us hung up or fell: Asterisk is asked until it is clear."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from callcenter import events
from callcenter.events import Cause
from telephony import whereabouts as asking
from telephony.ari_requests import Request
from telephony.ari_signals import CallerAway
from telephony.errors import AriGone, AriUnreachable
from telephony.whereabouts import Whereabouts

pytestmark = pytest.mark.unit

AT = datetime(2026, 2, 2, 1, tzinfo=UTC)
AWAY = CallerAway(at=AT, call="c")
GONE = AriGone(method="GET", path="/channels/c", status=404)


class Asterisk:
    app = "madoguchi"

    def __init__(self, *answers: str | Exception) -> None:
        self.answers = list(answers)

    async def send(self, request: Request) -> Any:
        assert (request.method, request.path) == ("GET", "/channels/c")
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return {"dialplan": {"context": answer}}


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "ASKED_EACH_S", 0.0)


FELL = events.CallFell(at=AT, call="c")
LEFT = events.CallerLeft(at=AT, call="c", cause=Cause.NORMAL)


async def test_who_was_there_for_a_while_left_when_they_were_seen_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "ASKED_EACH_S", 0.15)
    event = await Whereabouts(Asterisk("back", "back", "back", GONE)).find(AWAY)
    assert isinstance(event, events.CallerLeft)
    assert (event.at - AT).total_seconds() >= 0.3


@pytest.mark.parametrize(
    ("answers", "event"),
    [
        (["fallback"], FELL),
        (["closing"], FELL),
        (["offer", "offer", "fallback"], FELL),
        ([GONE], LEFT),
        (["offer", GONE], LEFT),
        ([AriUnreachable(method="GET", path="")], None),
        (["offer"], None),
    ],
)
async def test_where_a_caller_went(
    answers: list[str | Exception], event: events.Event | None
) -> None:
    assert await Whereabouts(Asterisk(*answers)).find(AWAY) == event
