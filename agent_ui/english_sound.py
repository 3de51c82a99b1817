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
    "目的、聞いた人、再生・移動した位置は監査証跡に残ります。": (
        "The purpose, who listened, and each place played from or jumped to are kept in the"
        " audit trail."
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
    "録音できていません": "Not being recorded",
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
    "伏せた部分": "Left out",
    "保留と無音の部分": "Parts on hold or without sound",
    "終話から": "After the call's end:",
    "転送": "Transferred",
    "相談先が引き継ぎ": "Taken on by who was asked",
    "三者通話の終わり": "Three-way talk over",
    "席との通話の中断": "Seat lost",
    "席へ": "To a seat",
    "待ち行列へ": "To the queue",
    "外部へ": "To an outside number",
    "終話": "Ended",
    "記録の完了": "Record closed",
    "ボタン": "Button",
    "口座欄": "Account field",
    "検索欄の番号": "Number in a search field",
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
    "再生を記録できないため、止めました。通信を確かめ、もう一度目的を選んでください。": (
        "Playing cannot be recorded in the audit trail, so it was stopped. Please check the network"
        " and choose the purpose again."
    ),
    "時刻で絞るときは、その日付も入れてください。": "A time needs its day, too.",
    "通話と録音が合わない日があります": "Calls and recordings differ",
    "毎晩の照合で見つかりました。確かめるまで知らせ続け、確かめた人は監査証跡に残ります。": (
        "Found by the nightly comparison, and told until somebody has looked; who did is kept."
    ),
    "確かめた": "Looked into",
    "録音がない": "No recording",
    "録音が失われた": "Recording lost",
    "保管が済んでいない": "Not yet in the vault",
    "一部が欠けている": "A part is missing",
    "長さが通話と合わない": "Not as long as the talk",
    "理由のない無音がある": "Silence that nothing explains",
    "伏せられなかった部分": "To be muted, but heard",
    "読み出せない": "Cannot be read",
    "内容が保管時と違う": "Not what was stored",
    "まだ照合していない日": "A day not compared yet",
    "通話のないファイル": "File of no call",
    "時刻から": "From (time)",
    "時刻まで": "To (time)",
    "聞く目的を選んでください。": "Please choose what you listen for.",
}
