"""What `madoguchi kpi show` tells of a definition: the whole of it, for people or programs."""

from __future__ import annotations

from collections.abc import Iterable

from metrics.definition import Definition
from metrics.explain import PLACES
from metrics.figures import Figures
from metrics.words import MEASURED, OUTCOMES, RESULTS

_SINCE = {"queue": "待ち始め", "arrival": "着信"}
_OF = {"offered": "分母の呼", "answered": "分子の呼"}


def as_text(each: Definition) -> str:
    """Write a definition for people, every key of its file a line."""
    agreed = each.agreed.isoformat() if each.agreed else "合意前"
    target = "なし" if each.target_percent is None else f"{each.target_percent}%以上"
    places = [f"  {word}: {PLACES[each.places[outcome]]}" for outcome, word in OUTCOMES.items()]
    counted = [f"{name}: {words}" for name, words in (*_left_out(each), *_measures(each))]
    return "\n".join(
        [
            f"{each.id}（{each.name}）",
            each.text,
            f"合意: {agreed}",
            f"目標: {target}",
            "結果の置き場所:",
            *places,
            *counted,
            f"ハッシュ {each.digest}",
        ]
    )


def as_data(each: Definition, chosen: str, found: Figures | None) -> dict[str, object]:
    """Write it for programs, in the words of its file; `found` are the figures of a week."""
    told: dict[str, object] = {
        "id": each.id,
        "name": each.name,
        "text": each.text,
        "agreed": each.agreed.isoformat() if each.agreed else None,
        "target_percent": each.target_percent,
        "in_reports": each.id == chosen,
        "places": {outcome.value: place.value for outcome, place in each.places.items()},
        "short": {"under_s": each.short_under_s},
        "repeats": {"within_s": each.repeats_within_s},
        "in_time": {
            "within_s": each.in_time_s,
            "since": each.in_time_since,
            "of": each.in_time_of,
        },
        "carrier_busy": {"place": "offered" if each.counts_carrier_busy else "beside"},
        "callbacks": {"reached": "answered" if each.counts_called_back else "as_taken"},
        "measures": {
            "abandoned": [outcome.value for outcome in each.measures.abandoned],
            "speed": list(each.measures.speed),
            "handling": list(each.measures.handling),
            "busy": list(each.measures.busy),
            "working": list(each.measures.working),
            "closed": list(each.measures.closed),
        },
        "digest": each.digest,
    }
    if found is not None:
        told |= {
            "offered": found.offered,
            "answered": found.answered,
            "rate": None if found.rate is None else float(found.rate),
            "unmeasured": found.unmeasured,
            "taken_out": found.taken_out,
        }
    return told


def _left_out(each: Definition) -> list[tuple[str, str]]:
    short, again = each.short_under_s, each.repeats_within_s
    since, of = _SINCE[each.in_time_since], _OF[each.in_time_of]
    reached = "お話しできたら分子にも入れる" if each.counts_called_back else "結果の置き場所のまま"
    busy = "分母に加える" if each.counts_carrier_busy else "分母に加えず、別に示す"
    return [
        ("短い切断", f"着信から {short} 秒未満を分母から除く" if short else "除かない"),
        ("かけ直し", f"{again} 秒以内にかけ直した前の呼を分母から除く" if again else "除かない"),
        ("サービスレベル", f"{since}から {each.in_time_s} 秒以内の応答÷{of}"),
        ("通信事業者側での話中", busy),
        ("折り返し", reached),
    ]


def _measures(each: Definition) -> list[tuple[str, str]]:
    measures = each.measures
    return [
        ("切断", _listed(OUTCOMES[outcome] for outcome in measures.abandoned)),
        ("平均応答時間", _listed(MEASURED[span] for span in measures.speed)),
        ("平均処理時間", _listed(MEASURED[span] for span in measures.handling)),
        ("稼働（席の状態）", _listed(MEASURED[state] for state in measures.busy)),
        ("応対できる時間（席の状態）", _listed(MEASURED[state] for state in measures.working)),
        ("一次完結", _listed(RESULTS[result] for result in measures.closed)),
    ]


def _listed(words: Iterable[str]) -> str:
    return "・".join(words)
