"""The English of the pages of recordings."""

from __future__ import annotations

SOUND: dict[str, str] = {
    "録音": "Recordings",
    "この日から": "From this day",
    "この日まで": "To this day",
    "電話番号": "Phone number",
    "用件": "Matter",
    "記録の中の言葉": "Words in the record",
    "長さ（秒以上）": "At least (seconds)",
    "無言（秒以上）": "Silence (seconds)",
    "苦情だけ": "Complaints only",
    "前へ": "Back",
    "次へ": "Next",
    "件": "found",
    "着信": "Arrived",
    "発信者": "Caller",
    "席": "Seat",
    "長さ": "Length",
    "無言": "Silence",
    "状態": "State",
    "消去済": "Erased",
    "封印中": "Sealed",
    "保全中": "On hold",
    "当てはまる録音はありません。": "There is no such recording.",
    "発信者の発話": "Caller talks",
    "席の発話": "Seat talks",
    "重なり": "Both at once",
    "保管期限": "Kept until",
    "聞けません": "It cannot be heard",
    "聞く目的": "What do you listen for?",
    "目的、聞いた人、聞いた部分は監査証跡に残ります。": (
        "The purpose, who listened, and which parts are kept in the audit trail."
    ),
    "録音を聞く": "Listen",
    "音声": "Sound",
    "上：発信者": "Above: caller",
    "下：席": "Below: seat",
    "再生": "Play",
    "一時停止": "Pause",
    "秒": "s",
    "再生位置": "Position",
    "速さ": "Speed",
    "聞く側": "Which side",
    "両方": "Both",
    "発信者だけ": "Caller only",
    "席だけ": "Seat only",
    "音量をそろえる": "Even out levels",
    "通話の出来事": "What happened in the call",
    "出来事の記録はありません。": "Nothing was noted.",
    "閉じる": "Close",
    "苦情・トラブルの確認": "A complaint or trouble",
    "応対品質の確認": "Quality",
    "問合せ記録の確認": "Checking the record",
    "委託者の求めによる確認": "Asked for by the client",
    "着信提示": "Offered",
    "応答": "Answered",
    "保留": "Held",
    "保留解除": "Resumed",
    "録音を伏せる": "Recording muted",
    "録音を再開": "Recording again",
    "録音中": "Recorded",
    "録音を伏せています": "Not recorded now",
    "録音なし": "Not recorded",
    "未録音": "Not recorded yet",
    "録音を始める": "Record",
    "録音することを相手に告げてから押します。": (
        "Tell the other party that you record before you press."
    ),
    "この通話はもう録音しています。": "This call is recorded already.",
    "録音の告知": "Told of the recording",
    "録音の開始": "Recording began",
    "録音の案内を聞いていないため、録音していません": "Not recorded: the notice was not heard",
    "相手が断ったため、録音は残っていません": "Not recorded: the other party refused",
    "席が録音を始めなかったため、録音はありません": "Not recorded: the seat did not begin it",
    "録音できませんでした": "Recording failed",
    "録音の一部が欠けています": "A part of the recording is missing",
    "録音を断られた": "The caller refuses",
    "録音を止め、ここまでの録音も消去します。もう一度押すと決まります。": (
        "Recording stops, and what was recorded is erased. Press again to confirm."
    ),
    "録音を伏せられません。つながるまで、口座の番号を言わないようお願いしてください。": (
        "The recording cannot be muted. Ask the caller to say no account number until it can."
    ),
    "この通話は録音されていません。": "This call is not recorded.",
    "録音の拒否": "Recording refused",
    "転送": "Transferred",
    "相談先が引き継ぎ": "Taken on by who was asked",
    "席へ": "To a seat",
    "待ち行列へ": "To the queue",
    "外部へ": "To an outside number",
    "終話": "Ended",
    "記録の完了": "Record closed",
    "ボタン": "Button",
    "口座欄": "Account field",
    "この通話の録音は、あなたの役割では聞けません。": (
        "Your role may not listen to this call's recording."
    ),
    "録音を断られた方の通話です。だれも聞くことはできません。": (
        "The caller refused to be recorded. Nobody can listen to it."
    ),
    "この通話の録音は消去されました。": "This call's recording was erased.",
    "録音を読み出せません。管理者に知らせました。通話と記録には影響ありません。": (
        "The recording cannot be read. The supervisors were told. Calls are not affected."
    ),
    "録音の保管先につながりません。少し待ってから開き直してください。": (
        "The store of recordings does not answer. Please open it again in a while."
    ),
    "聞く目的を選んでください。": "Please choose what you listen for.",
}
