"""The forecast's panel in English."""

from __future__ import annotations

FORECAST: dict[str, str] = {
    "今日と今週の見込み": "How today and this week will end",
    "目標に届く見込み": "Chance to reach the target",
    "本日": "Today",
    "今週": "This week",
    "今日の着信の見込み": "Calls expected today",
    "これまでの着信": "Calls until now",
    "10日のうち8日はこの間": "Eight of ten days lie between",
    "応答できなくてもよいのはあと": "More that may be lost",
    "このままだと応答できないのは": "More that will be lost like this",
    "超過": "Too many by",
    "効く操作": "What would help",
    "操作の結果": "What levers brought",
    "時点": "as of",
    "架電を休止する": "Pause our own calls",
    "「{reason}」の人を電話に呼び戻す": "Call people back from {reason}",
    "今日の席数を{seats}席増やす": "{seats} more seats for today",
    "今日の回線数を{lines}回線増やす": "{lines} more lines for today",
    "今日の席数を{seats}席、回線数を{lines}回線増やす": (
        "{seats} more seats and {lines} more lines for today"
    ),
    "まだ予測できるだけの日数がありません"
    "（着信のあった運営日 {learned_days}日／{needed_days}日）。": (
        "Too few days to foretell anything yet ({learned_days} of {needed_days} days with calls)."
    ),
    "今日は受付日ではありません。": "Today is no open day.",
    "応答率の目標が定められていないため、見込みは出しません。": (
        "The answer rate has no target, so nothing is foretold."
    ),
    "見込みを計算しています。": "The forecast is being computed.",
    "あと{saves}件多く応答でき（一日の終わりまで）、"
    "目標に届く見込みは{chance}%（今週{week_chance}%）": (
        "{saves} more calls answered until the day's end; "
        "chance to reach the target {chance}% (week {week_chance}%)"
    ),
    "まずはこれを": "This one first",
    "いまは操作は要りません。": "Nothing needs to be done now.",
    "いま効く操作はありません。": "Nothing would help now.",
    "{time} {lever}。見込み（一日の終わりまで）: "
    "目標に届く見込み {before}% → {expected}%、{saves}件多く応答": (
        "{time} {lever}. Expected until the day's end: chance {before}% → {expected}%, "
        "{saves} more calls answered"
    ),
    "実測（操作から最長60分）: その後{minutes}分の着信{offered}件で応答できなかったのは{lost}件。"
    "操作しなければ{would_lose}件の計算で、効果は{saved}件": (
        "Measured, for an hour at most: in the {minutes} minutes after it {lost} of {offered} "
        "calls were lost; {would_lose} would have been lost without it: it saved {saved}"
    ),
    "結果はこれから測ります": "It is still to be measured",
    "この見込みの誤差: 過去{days}日で平均{share}%（同じ曜日の平均なら{weekday}%）、"
    "8割の幅に入った日は{inside}%": (
        "Error of this forecast: {share}% on {days} past days "
        "(the same weekday's mean: {weekday}%); {inside}% of the days ended in its 80% interval"
    ),
    "いまのところ、同じ曜日の平均より正確とは言えません。": (
        "So far it knows no better than the mean of the same weekday."
    ),
    "見込みの誤差は、予測した日が過ぎると表示します。": (
        "Its error is shown when days that were foretold are over."
    ),
    "目標に届く見込みの当たり方: 過去{days}日、見込みの平均{told}%に対し、届いた日は{reached}%。"
    "見込みと結果の隔たりは{off}ポイント（いつも{reached}%と言うなら{plain}ポイント）": (
        "Error of this chance: on {days} past days {told}% was told on the average, and {reached}% "
        "of them reached the target; it was {off} points off ({plain} had {reached}% always been "
        "told)"
    ),
    "いまのところ、届いた日の割合より確かとは言えません。": (
        "So far it says no more than how often the target was reached."
    ),
    "目標に届く見込みの当たり方は、見込みを出した日が5日を過ぎると表示します。": (
        "The chance's own error is shown once it was told on five days that are over."
    ),
}
