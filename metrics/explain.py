"""Why a call counts as it does under a definition: sentences for people. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from callcenter.outcome import Outcome
from metrics.definition import Definition, Place
from metrics.ledger import is_called_back, is_in_time, is_short, repeated_calls
from metrics.words import OUTCOMES
from storage.rollups import Filed, spent_ms


@dataclass(frozen=True, slots=True)
class Happened:
    """One record of the log that tells of a call: what it is called, not what it carries."""

    n: int
    at: datetime
    event: str
    commands: tuple[str, ...]


PLACES: dict[Place, str] = {
    Place.ANSWERED: "分母と分子に入る",
    Place.OFFERED: "分母に入り、分子に入らない",
    Place.BESIDE: "分母にも分子にも入らない",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Where one call stands under one definition, and why."""

    definition: str
    name: str
    offered: bool
    answered: bool
    in_time: bool
    why: tuple[str, ...]


def explain(definition: Definition, call: Filed, around: Sequence[Filed]) -> Explained:
    """Explain a call; `around` are the calls of its days, for whoever tried again."""
    place = definition.places[Outcome(call.outcome)]
    why = [f"結果は「{OUTCOMES[Outcome(call.outcome)]}」。この定義では{PLACES[place]}。"]
    short = place is Place.OFFERED and is_short(definition, call)
    again = place is Place.OFFERED and call in repeated_calls(definition, around)
    if short:
        gone = spent_ms(call, "arrival") / 1000
        why.append(
            f"着信から {gone:.1f} 秒（{definition.short_under_s} 秒未満）で切断したため除く。"
        )
    called_back = is_called_back(definition, call)
    if called_back:
        why.append("折り返してお話しできたため、分子にも入れる。")
    if again:
        within = definition.repeats_within_s // 60
        why.append(f"同じ番号から {within} 分以内にかけ直しがあったため除く。")
    in_time = is_in_time(definition, call)
    if call.outcome == Outcome.ANSWERED:
        took = spent_ms(call, definition.in_time_since) / 1000
        met = "以内" if in_time else "を超える"
        why.append(f"応答まで {took:.1f} 秒（{definition.in_time_s} 秒{met}）。")
    return Explained(
        definition=definition.id,
        name=definition.name,
        offered=place is not Place.BESIDE and not (short or again),
        answered=place is Place.ANSWERED or called_back,
        in_time=in_time,
        why=tuple(why),
    )
