"""The English of what the browser phone says, by the Japanese."""

from __future__ import annotations

PHONE: dict[str, str] = {
    "音声が途切れたため終了": "Sound was lost",
    "画面が戻らず": "Page did not come back",
    "いまは通話がありません。": "There is no call now.",
    "電話交換機に届きませんでした。つながり次第、電話を使えるようにします。": (
        "The exchange could not be reached. The phone will work as soon as it is there."
    ),
    "この席はいま電話を受けられません。ほかの席を選んでください。": (
        "This seat cannot take a call now. Please choose another one."
    ),
    "転送": "Transfer",
    "電話をかける": "Make a call",
    "電話番号": "Telephone number",
    "かける": "Call",
    "前にかけた番号にもう一度": "Call the last number again",
    "電話番号として読めません。市外局番から数字で入力してください。": (
        "This is no telephone number. Please enter it with its area code, in digits."
    ),
    "国際電話はかけられません。": "Calls abroad are not possible.",
    "0570、0990 などの番号にはかけられません。": "Numbers like 0570 and 0990 cannot be called.",
    "三桁などの短い番号にはかけられません。市外局番から入力してください。": (
        "Short numbers cannot be called. Please enter the number with its area code."
    ),
    "110、118、119 は管理者だけがかけられます。管理者を呼んでください。": (
        "Only a supervisor may call 110, 118 and 119. Please call your supervisor."
    ),
    "いまは番号を控えられません。少し待って、もう一度お試しください。": (
        "The number cannot be kept just now. Please try again in a moment."
    ),
    "画面がロックされています。解除してから、もう一度お試しください。": (
        "The page is locked. Unlock it, then try again."
    ),
    "まだどこにもかけていません。": "You have not called anybody yet.",
    "いまの通話が終わってからかけてください。": "Please call when the present call is over.",
    "席の電話機がつながっていません。": "The seat's phone is not connected.",
    "回線がすべて使われています。空いてからかけてください。": (
        "All lines are in use. Please call when one is free."
    ),
    "この方はいま通話中です。終わってからかけてください。": (
        "This person is in a call just now. Call when it is over."
    ),
    "いまほかの席がかけています。": "Another seat is calling just now.",
    "この番号には、もう折り返しの約束があります。": "There is a callback to this number already.",
    "この折り返しはもうありません。": "This callback is over.",
    "いまかけているところです。": "It is being called just now.",
    "つながった": "Reached",
    "話し中": "Busy",
    "応答なし": "No answer",
    "拒否": "Rejected",
    "使われていない番号": "Number not in use",
    "発信できず": "Could not be dialled",
    "取りやめ": "Cancelled",
    "折り返し": "Callbacks",
    "予定": "Due",
    "架電": "We called",
    "の発信": "called by us",
    "架電の回数": "Calls made",
    "回数": "Times",
    "約束した折り返しはありません。": "No callback is promised.",
    "いまかける": "Call now",
    "取りやめる": "Cancel",
    "操作": "Action",
    "お話しできなかった方": "Callers whom nobody served",
    "お話しできなかった方はいません。": "Everybody was served.",
    "ほか {n} 件（上の方へのご対応が済むと、順に出てきます）": (
        "{n} more (they come up as those above are seen to)"
    ),
    "最後の着信": "Last call",
    "内訳": "How they ended",
    "折り返す": "Promise a callback",
    "終わった折り返し": "Callbacks that are over",
    "順番待ち": "Waiting for its turn",
    "席を確保": "Seat kept",
    "つながらず終了": "Given up",
    "（消去済）": "(erased)",
    "転送する": "Hand over",
    "転送・相談": "Transfer, ask",
    "相談": "Ask",
    "相談中": "Asking",
    "三者通話": "Three-way call",
    "三者通話にする": "Talk with all three",
    "相手に戻る": "Back to the caller",
    "待ち行列の先頭へ戻す": "Back to the head of the queue",
    "モニター中": "Listening",
    "ささやき中": "Whispering",
    "聞く": "Listen",
    "ささやく": "Whisper",
    "割り込む": "Join the call",
    "三者で話す": "Talk with both",
    "交代する": "Take over",
    "電話を引き取る": "Take the call over",
    "相手に声が聞こえます。": "The caller will hear you.",
    "確認してから実行してください。": ("The caller will hear this. Please confirm it first."),
    "自分の席": "Your seat",
    "席に着くと、通話を聞いたり、転送や相談を受けたりできます。": (
        "At a seat you can listen to calls, and be asked or handed callers."
    ),
    "この席に着く": "Take this seat",
    "着く席": "Seat to take",
    "前の担当者の記録": "Record of the person before",
    "下書き": "draft",
    "まだ何も書かれていません。": "Nothing is written yet.",
    "三者で通話中は保留できません。": "There is no hold while all three talk.",
    "この通話には、ほかの担当者がすでに加わっているか、呼び出し中です。": (
        "Somebody else is at this call already, or is being rung."
    ),
    "相談中の相手がいません。": "Nobody is being asked now.",
    "その技能の待ち行列はありません。": "There is no queue for that skill.",
    "手を挙げる": "Raise hand",
    "手を下ろす": "Lower hand",
    "手挙げ": "Hand raised",
    "対応した": "Seen to",
    "この番号は業務の転送先の一覧にありません。": "This number is not on the campaign's list.",
    "転送できる席がありません。": "No seat is free to transfer to.",
    "業務画面": "Work",
    "電話": "Phone",
    "電話は、このブラウザーの別のタブで使われています。": (
        "The phone is in use in another tab of this browser."
    ),
    "このタブで使う": "Use it in this tab",
    "マイクを使えません。着信はほかの席に回ります。接続とブラウザーの許可を確かめてください。": (
        "The microphone cannot be used. Calls go to other seats until it is back. Check its "
        "cable and the browser's permission."
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
    "相手の声の機器を試す": "Try the speaker",
    "呼出音を試す": "Try the ringing",
    "全員の記録": "All records",
    # Times of work
    "作業時間": "Times of work",
    "前の日": "Day before",
    "次の日": "Next day",
    "合計": "Total",
    "この日に席に着いた人はいません。": "Nobody was at a seat on this day.",
    # Who is calling
    "お電話の方": "Caller",
    "応対の画面へ": "To the page of calls",
    "架電の画面へ": "To the page of our calls",
    "転送と発信は、解除してからできます。": (
        "Calls can be made and handed over once it is unlocked."
    ),
    "通話が始まると、ここに相手の情報が出ます。": "Who is calling is shown here when a call comes.",
    "の着信": "call",
    "非通知": "Withheld",
    "公衆電話": "Payphone",
    "表示圏外": "Out of area",
    "番号不明": "Unknown number",
    "番号は消去済み": "The number was erased",
    "番号を確認しています": "Looking up the number",
    "お電話の方を読み込めません。読み直しています。": "Cannot read who is calling. Trying again.",
    "心当たりのある申請": "Applications that may be theirs",
    "管理者に代わってください。申請の内容は案内できません。": (
        "Hand over to a supervisor. Nothing may be told of the application."
    ),
    "以前の通話で確認した方": "Identified in an earlier call",
    "不備の連絡が要る方": "To be told of a deficiency",
    "申請書の電話番号": "Number in the application",
    "本人確認をする": "Check the identity",
    "まだ確認できません。": "Not proved yet.",
    "合っているもの": "Right",
    "残りの回数": "tries left",
    "お話しの方": "Who speaks",
    "ご本人": "The applicant",
    "代理の方": "A proxy",
    "ご本人に付き添う方": "A helper beside the applicant",
    "氏名": "Name",
    "生年月日": "Birth date",
    "住所": "Address",
    "届出の電話番号": "Registered phone",
    "お子さまの氏名": "Child's name",
    "お子さまの生年月日": "Child's birth date",
    "お子さまの氏名と生年月日": "Child's name and birth date",
    "聞き取った内容を照合する": "Compare what was told",
    "この通話ではこれ以上照合できません。管理者に代わってください。": (
        "No more tries in this call. Hand over to a supervisor."
    ),
    "この番号の申請は見つかりません。": "No application has this number.",
    "番号の通知がありません。申請は受付番号で探してください。": (
        "The number is withheld. Find the application by its receipt number."
    ),
    "受付番号で探す": "Find by receipt number",
    "探す": "Find",
    "この受付番号は見つかりません。番号をもう一度お確かめください。": (
        "There is no such receipt number. Please ask for it once more."
    ),
    "この番号からの以前の通話": "Earlier calls from this number",
    "ありません。": "None.",
}
