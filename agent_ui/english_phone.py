"""The English of what the browser phone says, by the Japanese."""

from __future__ import annotations

PHONE: dict[str, str] = {
    "音声が途切れたため終了": "Sound was lost",
    "画面が戻らず": "Page did not come back",
    "いまは通話がありません。": "There is no call now.",
    "電話交換機に届きませんでした。つながり次第、電話を使えるようにします。": (
        "The exchange could not be reached. The phone will work as soon as it is there."
    ),
    "業務画面": "Work",
    "電話": "Phone",
    "電話は、このブラウザの別のタブで使われています。": (
        "The phone is in use in another tab of this browser."
    ),
    "このタブで使う": "Use it in this tab",
    "マイクを使えません。接続とブラウザの許可を確かめてください。": (
        "The microphone cannot be used. Check its cable and the browser's permission."
    ),
    "マイクをつなぎ直す": "Connect the microphone again",
    "電話の回線が途切れました。つなぎ直しています。通話中の声は届いています。": (
        "The phone's line was lost and is being connected again. A talk goes on meanwhile."
    ),
    "ネットワークが途切れました。つなぎ直しています。": (
        "The network was lost and is being connected again."
    ),
    "電話を準備しています": "Getting the phone ready",
    "電話が使えません": "The phone does not work",
    "待機中": "Waiting for calls",
    "着信": "Incoming call",
    "保留中": "On hold",
    "電話に出る": "Answer",
    "保留": "Hold",
    "保留を解く": "Resume",
    "消音": "Mute",
    "消音を解く": "Unmute",
    "番号ボタン": "Keypad",
    "出ない": "Decline",
    "電話を切る": "Hang up",
    "損失": "Loss",
    "揺らぎ": "Jitter",
    "往復": "Round trip",
    "自分": "You",
    "相手": "Caller",
    "音の設定": "Sound",
    "マイク": "Microphone",
    "相手の声": "Caller's voice",
    "呼出音": "Ringing",
    "パソコンの標準": "The computer's own",
    "雑音とエコーを抑える": "Suppress noise and echo",
    "呼出音を試す": "Try the ringing",
}
