"""A site with recordings in a vault, of a call that the rows know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from agent_ui.shown import Site
from agent_ui.sound_room import SoundRoom
from app.differing import Differing
from app.home import Home
from app.packing import Packing
from app.vault import Filing
from callcenter.commands import (
    CancelLeg,
    CloseCall,
    HoldCaller,
    MuteRecording,
    ResumeCaller,
    UnmuteRecording,
)
from callcenter.outcome import Outcome
from callcenter.wishes import HoldPressed, MutePressed, ResumePressed, TransferPressed
from recordings.processing import Place, process
from recordings.rules import SoundRules
from recordings.sound import RATE
from storage.audit import Actor
from storage.messages import KEPT, note_message
from storage.projection import Projection
from storage.sound import link_recording
from tests.integration.storage.story import OPENING, Story
from tests.unit.recordings.tones import CALLER_HZ, SEAT_HZ, tone, write_wav

MUTED_S = (12.0, 18.0)
"""In seconds of the talk of `story_of`."""
WHOM = {"0312345678": "p-1"}


def conversation(seconds: float) -> bytes:
    """The caller's tone in the first half, the seat's in the second; silence where it is muted."""
    half = round(seconds * RATE / 2)
    quiet = np.zeros(half, dtype="<i2")
    caller, seat = (
        np.frombuffer(tone(hz, half / RATE), dtype="<i2") for hz in (CALLER_HZ, SEAT_HZ)
    )
    left, right = np.concatenate((caller, quiet)), np.concatenate((quiet, seat))
    both = np.column_stack((left, right))
    both[round(MUTED_S[0] * RATE) : round(MUTED_S[1] * RATE)] = 0
    return both.tobytes()


async def certify(erasure: str, actor: Actor) -> bytes:
    """Draw nothing: the command's test draws."""
    return b"%PDF"


def story_of(call: str, *, first: int = 1, start_s: float = 0.0) -> Story:
    """A call that is answered after 7 s, held, muted, transferred, and ends after 28 s of talk."""
    story = Story(OPENING + timedelta(seconds=start_s), first=first)
    at = story.at
    story.arrive(call)
    story.wait(2)
    story.offer(call, "seat-01", at)
    story.wait(3)
    story.talk(call, "seat-01", at)
    story.wait(3)
    hold = HoldPressed(at=story.at, seat="seat-01", by="s1")
    story.tell(hold, HoldCaller(call=call, recording=f"{call}~r2"))
    story.wait(4)
    story.tell(
        ResumePressed(at=story.at, seat="seat-01", by="s1"),
        ResumeCaller(call=call, recording=f"{call}~r2"),
    )
    story.wait(2)
    story.tell(
        MutePressed(at=story.at, seat="seat-01", by="s1", why="account_field"),
        MuteRecording(call=call, recordings=(), why="account_field"),
    )
    story.wait(5)
    story.tell(
        TransferPressed(at=story.at, seat="seat-01", by="s1", to="seat-03"),
        CancelLeg(call=call, leg=f"{call}~1"),
        UnmuteRecording(call=call, recordings=()),
    )
    story.offer(call, "seat-03", at)
    story.talk(call, "seat-03", at)
    story.wait(7)
    story.end(call, at)
    return story


async def with_message(
    site: Site, folder: Path, *, rules: SoundRules | None = None, call: str = "m1"
) -> Site:
    """Have a caller leave ten seconds at night, and keep them as the office does."""
    story = Story()
    story.whole_call(call, Outcome.AFTER_HOURS)
    part = f"{call}~m1"
    last = story.records[-1]
    closing = [
        replace(each, message=part) if isinstance(each, CloseCall) else each
        for each in last.commands
    ]
    story.records[-1] = replace(last, commands=tuple(closing))
    engine, zone = site.desk.engine, ZoneInfo("Asia/Tokyo")
    await Projection(engine, instance="home-1", zone=zone).apply(story.records)
    home, path = Home(folder), f"messages/2026-02-02/{call}.wav"
    write_wav(home.folder / path, tone(CALLER_HZ, 10.0))
    await note_message(engine, call, state=KEPT, path=path, duration_s=10.0)
    return await _filed(site, home, rules or SoundRules())


async def with_sound(
    site: Site,
    folder: Path,
    *,
    rules: SoundRules | None = None,
    call: str = "c1",
    broken: Callable[[str, str], None] = lambda call, why: None,
) -> Site:
    """Keep one recording of half a minute, and give the site its pages."""
    engine, rules = site.desk.engine, rules or SoundRules()
    await Projection(engine, instance="home-1", zone=ZoneInfo("Asia/Tokyo")).apply(
        story_of(call).records
    )
    home = Home(folder)
    path = f"recordings/2026-02-02/{call}.wav"
    write_wav(home.folder / path, conversation(28.0), channels=2)
    await link_recording(engine, call, path=path, duration_s=28.0)
    return await _filed(site, home, rules, broken)


async def _filed(
    site: Site,
    home: Home,
    rules: SoundRules,
    broken: Callable[[str, str], None] = lambda call, why: None,
) -> Site:
    place = Place(keys=str(home.key.parent), folder=str(home.recordings))
    filing = Filing(home, place, site.desk.engine, rules, site.desk.clock)
    for job in (await filing.due(9)).jobs:
        await filing.done(job, process(job))
    vault, differing = place.vault(), Differing(home)
    room = SoundRoom(
        vault=vault,
        rules=rules,
        certify=certify,
        caller_of=WHOM.get,
        packing=Packing(home, "窓口", site.desk, vault, site.number_of),
        broken=broken,
        differing=differing.read,
        look_into=lambda day, actor: differing.look_into(
            site.desk.engine, day, actor, site.desk.clock()
        ),
    )
    return replace(site, sounds=room)
