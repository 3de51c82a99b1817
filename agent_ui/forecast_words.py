"""The Japanese words of the forecast's panel; `english_forecast` has their translations.

Texts with `{names}` are filled in by the board's script and by the command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from metrics.forecast.kinds import Knows, Lever

LEVERS: dict[str, str] = {
    Lever.PAUSE_CALLING: "架電を休止する",
    Lever.RECALL: "「{reason}」の人を電話に呼び戻す",
    Lever.MORE_SEATS: "今日の席数を{seats}席増やす",
    Lever.MORE_LINES: "今日の回線数を{lines}回線増やす",
    Lever.MORE_SEATS_AND_LINES: "今日の席数を{seats}席、回線数を{lines}回線増やす",
}
KNOWS: dict[str, str] = {
    Knows.TOLD: "",
    Knows.TOO_FEW_DAYS: (
        "まだ予測できるだけの日数がありません"
        "（着信のあった運営日 {learned_days}日／{needed_days}日）。"
    ),
    Knows.CLOSED: "今日は受付日ではありません。",
    Knows.NO_TARGET: "応答率の目標が定められていないため、見込みは出しません。",
}
"""Why nothing is told."""
WAITS = "見込みを計算しています。"
EFFECT = (
    "あと{saves}件多く応答でき（一日の終わりまで）、"
    "目標に届く見込みは{chance}%（今週{week_chance}%）"
)
ADVISED = "まずはこれを"
SURE = "いまは操作は要りません。"
NOTHING = "いま効く操作はありません。"
PULL = (
    "{time} {lever}。見込み（一日の終わりまで）: "
    "目標に届く見込み {before}% → {expected}%、{saves}件多く応答"
)
MEASURED = (
    "実測（操作から最長60分）: その後{minutes}分の着信{offered}件で応答できなかったのは{lost}件。"
    "操作しなければ{would_lose}件の計算で、効果は{saved}件"
)
UNMEASURED = "結果はこれから測ります"
ERROR = (
    "この見込みの誤差: 過去{days}日で平均{share}%（同じ曜日の平均なら{weekday}%）、"
    "8割の幅に入った日は{inside}%"
)
NO_BETTER = "いまのところ、同じ曜日の平均より正確とは言えません。"
CHANCE_ERROR = (
    "目標に届く見込みの当たり方: 過去{days}日、見込みの平均{told}%に対し、届いた日は{reached}%。"
    "見込みと結果の隔たりは{off}ポイント（いつも{reached}%と言うなら{plain}ポイント）"
)
CHANCE_NO_BETTER = "いまのところ、届いた日の割合より確かとは言えません。"
NO_CHANCE_ERROR = "目標に届く見込みの当たり方は、見込みを出した日が5日を過ぎると表示します。"
NO_ERROR = "見込みの誤差は、予測した日が過ぎると表示します。"

_OWN = {
    "waits": WAITS,
    "effect": EFFECT,
    "advised": ADVISED,
    "sure": SURE,
    "nothing": NOTHING,
    "pull": PULL,
    "measured": MEASURED,
    "unmeasured": UNMEASURED,
    "error": ERROR,
    "no_better": NO_BETTER,
    "no_error": NO_ERROR,
    "chance_error": CHANCE_ERROR,
    "chance_no_better": CHANCE_NO_BETTER,
    "no_chance_error": NO_CHANCE_ERROR,
}


def for_script(t: Callable[[str], str]) -> Mapping[str, Mapping[str, str]]:
    """Give the words that the board's script fills in."""
    tables = {"levers": LEVERS, "knows": KNOWS, "own": _OWN}
    return {
        name: {key: t(word) if word else "" for key, word in table.items()}
        for name, table in tables.items()
    }


EVERY = (*LEVERS.values(), *filter(None, KNOWS.values()), *_OWN.values())
