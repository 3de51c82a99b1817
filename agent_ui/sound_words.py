"""The Japanese of the pages of recordings; `english_sound` has their translations."""

from __future__ import annotations

from recordings.hearing import Purpose

PURPOSES: dict[str, str] = {
    Purpose.COMPLAINT: "苦情・トラブルの確認",
    Purpose.MESSAGE: "伝言への対応",
    Purpose.QUALITY: "応対品質の確認",
    Purpose.RECORD: "問合せ記録の確認",
    Purpose.REQUEST: "委託者の求めによる確認",
    Purpose.TRAINING: "研修",
}
MARKS: dict[str, str] = {
    "offered": "着信提示",
    "answered": "応答",
    "held": "保留",
    "resumed": "保留解除",
    "noticed": "録音の告知",
    "begun": "録音の開始",
    "muted": "録音を伏せる",
    "unmuted": "録音を再開",
    "refused": "録音の拒否",
    "transferred": "転送",
    "handed_on": "相談先が引き継ぎ",
    "three_way": "三者通話",
    "guest_left": "三者通話の終わり",
    "interrupted": "席との通話の中断",
    "ended": "終話",
    "recorded": "記録の完了",
}
SPANS: dict[str, str] = {
    "held": "保留",
    "muted": "伏せた部分",
    "heard": "伏せられなかった部分",
    "silent": "無言",
}
SHARES: dict[str, str] = {
    "caller": "発信者の発話",
    "seat": "席の発話",
    "both": "重なり",
    "silence": "無言",
}
WHY: dict[str, str] = {
    "button": "ボタン",
    "account_field": "口座欄",
    "search_field": "検索欄の番号",
    "to_seat": "席へ",
    "to_queue": "待ち行列へ",
    "to_outside": "外部へ",
}
DIFFERENCES: dict[str, str] = {
    "no_sound": "録音がない",
    "lost": "録音が失われた",
    "plain": "保管が済んでいない",
    "partly": "一部が欠けている",
    "length": "長さが通話と合わない",
    "silent": "理由のない無音がある",
    "unreadable": "読み出せない",
    "hash": "内容が保管時と違う",
    "not_compared": "まだ照合していない日",
    "stranger": "通話のないファイル",
}
"""Kinds of `recordings.reconciliation`."""
WITHOUT_SOUND = ("no_sound", "lost", "plain")
"""Those of calls whose recording has no page."""
WHY_NONE: dict[str, str] = {
    "notice_unheard": "録音の案内を聞いていないため、録音していません",
    "recording_refused": "相手が断ったため、録音は残っていません",
    "recording_unasked": "席が録音を始めなかったため、録音はありません",
    "unrecorded": "録音できませんでした",
    "partly_recorded": "録音の一部が欠けています",
}
"""Words of a call's detail."""
NOT_YOURS = "この通話の録音は、あなたの役割では聞けません。"
CLOSED = "録音を断られた方の通話です。だれも聞くことはできません。"
ERASED = "この通話の録音は消去されました。"
BROKEN = "録音を読み出せません。管理者に知らせました。通話と記録には影響ありません。"
UNNOTED = "再生を記録できないため、止めました。通信を確かめ、もう一度目的を選んでください。"
LATER = "録音の保管先につながりません。少し待ってから開き直してください。"
NO_DAY = "時刻で絞るときは、その日付も入れてください。"
NO_PURPOSE = "聞く目的を選んでください。"
EVERY = (
    *PURPOSES.values(),
    *MARKS.values(),
    *WHY.values(),
    *SPANS.values(),
    *DIFFERENCES.values(),
    *SHARES.values(),
    *WHY_NONE.values(),
    *(NOT_YOURS, CLOSED, ERASED, BROKEN, UNNOTED, LATER, NO_DAY, NO_PURPOSE),
)
