"""Ways through the shipped offer to be called back, in both languages and by both kinds of keys."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from ivr_flows.loader import SHIPPED
from tests.asterisk.instance import CAMPAIGNS, Instance
from tests.asterisk.phones.keying_caller import WITHHELD
from tests.asterisk.ways import HANG_UP, Way

OWN = "0312340001"
"""Of the Japanese caller who is called back."""
OFFER, NOTICE = "waiting_with_callback", "calling_notice"
SORRY = ("お待たせしております", "Thank you for waiting.")
OFFERED = ("お電話することもできます", "Instead of waiting you may be called back")
TAKEN = ("お電話を承りました", "We will call you back")
FAILED = ("承れませんでした", "could not take your callback")
ALREADY = ("すでに承っております", "We have already noted that number")
HOLD = ("順番におつなぎ", "We will be with you as soon as we can.")
PROMISED = "0312340079"
"""There is an open promise to it already."""
LINES = 11
"""So many callers may wait at a time, and a citizen be called."""


def offered(
    presses: dict[int, str], *hears: tuple[str, str], english: bool, ends_at: str, number: str = ""
) -> Way:
    """Wait, in Japanese by events, or in English, which is chosen while all are busy, by tones.

    The third prompt is the offer, the fourth reads the number back.
    """
    return Way(
        presses={1: "2" if english else "0", **presses},
        hears=tuple(each[english] for each in hears),
        ends_at=f"callback/{ends_at}",
        flow=OFFER,
        address=f"sip:{number}@127.0.0.1" if number else WITHHELD,
        in_band=english,
    )


def offers(*, english: bool) -> Iterator[Way]:
    """Every branch of the offer in one language, but that the client has not agreed to it."""
    own, other = ("0312340065", "0312340066") if english else (OWN, "0312340067")
    keyed = f"031234007{english:d}#", f"031234008{english:d}#"
    for way in (
        ({3: "1", 4: "1"}, own),
        ({3: "1", 4: "2", 5: keyed[0], 6: "1"}, other),
        ({3: "1", 4: "0570123456#", 5: keyed[1], 6: "1"}, ""),  # the first is never read back
    ):
        yield offered(way[0], SORRY, TAKEN, english=english, ends_at="bye", number=way[1])
    yield offered({4: HANG_UP}, SORRY, OFFERED, english=english, ends_at="wait")
    yield offered({3: "9", 5: HANG_UP}, HOLD, english=english, ends_at="sorry")
    no_number = {3: "1", 4: "1#", 5: "1#", 6: "1#", 8: HANG_UP}
    yield offered(no_number, FAILED, english=english, ends_at="wait")
    twice = {3: "1", 4: "1", 6: HANG_UP}
    yield offered(twice, ALREADY, english=english, ends_at="wait", number=PROMISED)


async def publish_offer(instance: Instance) -> None:
    """Have the shipped flows of waiting callers in force, in place of the short ones.

    So is what whom we call hears first.
    """
    for shipped, name in ((OFFER, "callback"), ("all_busy", "all_busy"), (NOTICE, "calling")):
        shutil.copy(SHIPPED / f"{shipped}.toml", instance.home / "flows" / f"{name}.toml")
    campaign = ("--campaign", str(CAMPAIGNS / "outbound.toml"))
    await instance.command("ivr", "publish", "--by", "sv-1", *campaign, "--confirmed", "試験")
