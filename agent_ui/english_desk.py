"""The English of help, knowledge and promises, by the Japanese."""

from __future__ import annotations

DESK: dict[str, str] = {
    "いまは受付時間外の業務": "Closed now",
    "本日は受付なし": "not today",
    # Help while talking
    "手引き": "Help",
    "応対の手引き": "Help while talking",
    "応対の手引きを読み込んでいます。": "Help is on its way.",
    "質問・手順・問合せ先を探す": "Find questions, procedures, offices",
    "管理者に知らせます": "Tells the supervisors",
    "回答なし": "No answer",
    "この分類のスクリプトはありません。": "There is no script for this category.",
    "すべての言葉を含むものはありません。近いものを表示しています。": (
        "Nothing has all the words; these come near."
    ),
    "問合せ先": "Offices",
    "からの一覧": "list from this day on",
    "案内した先として記録に入れる": "Put into the record as referral",
    "見つかりません。「回答なし」で管理者に知らせられます。": (
        "Nothing was found. “No answer” tells the supervisors."
    ),
    "回答の見つからない質問として、管理者に知らせました。": (
        "The supervisors are told that this has no answer yet."
    ),
    "マイナンバーと思われる12桁の数字があるので、知らせていません。": (
        "Not told: it holds 12 digits that look like an individual number."
    ),
    # Knowledge
    "手引きの作成": "Writing help",
    "よくある質問": "FAQ",
    "マニュアル": "Manual",
    "スクリプト": "Script",
    "作成中": "Draft",
    "提出": "Handed in",
    "修正依頼": "Correction wanted",
    "確認済": "Confirmed",
    "公開": "Published",
    "公開終了": "No longer shown",
    "回答の見つからない質問": "Questions without an answer",
    "（言葉なし）": "(no words)",
    "回答を書く": "Write the answer",
    "一覧から外す": "Take off the list",
    "よくある質問を書く": "Write a FAQ",
    "マニュアルを書く": "Write a manual",
    "スクリプトを書く": "Write a script",
    "題名": "Title",
    "種類": "Kind",
    "最新の版": "Newest version",
    "公開中の版": "Shown version",
    "問合せ先の一覧": "Directories of offices",
    "使い始める日": "First day",
    "ファイル": "File",
    "件数": "Rows",
    "取り込んだ日時": "Imported",
    "使用中": "In use",
    "まだ取り込んでいません。": "None was imported yet.",
    "なし": "None",
    "ほかの言い回し（検索用、空白で区切る）": "Other wordings (for searching, divided by spaces)",
    "本文": "Text",
    "作成中として保存する": "Save as a draft",
    "保存して委託者に提出する": "Save and hand in to the client",
    "変更点": "Changes",
    "委託者の回答": "The client's answer",
    "委託者の確認者": "Confirmed by (client)",
    "回答の日": "Day of the answer",
    "文書番号など": "Reference",
    "修正してほしい内容（修正依頼のとき）": "What is to be corrected",
    "確認済にする": "Confirmed",
    "修正依頼にする": "Correction wanted: keep it",
    "この版を公開する": "Publish this version",
    "次の版を書く": "Write the next version",
    "公開をやめる": "Take down",
    "これまでの版": "All versions",
    "書いた日時": "Written",
    "題名を120字までで書いてください。": "Write a title of at most 120 letters.",
    "本文を8,000字まで、言い回しを200字までで書いてください。": (
        "Write a text of at most 8,000 letters, and other wordings of at most 200."
    ),
    "分類を選んでください。スクリプトには分類が要ります。": (
        "Choose a category; a script needs one."
    ),
    "マイナンバーと思われる12桁の数字があります。記録できません。": (
        "It holds 12 digits that look like an individual number. It cannot be kept."
    ),
    "別の人が先に進めました。いまの内容を確かめてください。": (
        "Somebody was first. Please look at what it is now."
    ),
    "委託者の確認者、日付、文書番号などをすべて記入してください。": (
        "Fill in who confirmed it, the day and the reference."
    ),
    "修正してほしい内容を記入してください。": "Write what is to be corrected.",
    "取りやめ（再度お電話があり応対）": "Cancelled (called again and was served)",
    # Voice messages
    "伝言": "Voice messages",
    "伝言への対応": "Seeing to a voice message",
    "対応を待っている伝言はありません。": "No voice message waits for anybody.",
    "（番号なし）": "(no number)",
    "保存中": "Being kept",
    "保存済み": "Kept",
    "失われました": "Lost",
    "聞く": "Listen",
    "担当にする": "Assign",
    "担当にする人": "Whose work it is to be",
    "対応済みにする": "Done",
    "この伝言は、もう一覧にありません。ほかの人が対応した可能性があります。": (
        "This message is no longer listed. Somebody may have seen to it."
    ),
    "この伝言は、ほかの人の担当です。管理者に知らせてください。": (
        "This message is somebody else's. Please tell a supervisor."
    ),
    "担当にする人を選び直してください。": "Choose again whose work it is to be.",
    # Flows as pictures
    "案内": "Announcements",
    "いま流れている版": "the version in force",
    "数える日": "Day to be counted",
    "表示": "Show",
    "場面": "Nodes",
    "流れた回数": "Times heard",
    "の回数": "counts",
    "原寸で見る": "Full size",
    "場面と、その間の道": "The nodes and the ways between them",
    # What a flow found out
    "案内で選ばれたもの": "Chosen in the menu",
    "案内での入力": "Keyed in the menu",
    # Promises
    "約束": "Promises",
    "約束を開く": "Open the promise",
    "約束へ": "To the promises",
    "折り返しへ": "To the callbacks",
    (
        "順番や約束の時刻が来ると、席を押さえて自動でかけます。"
        "担当者が約束したものは「約束」で扱います。"
    ): (
        "Each is called by itself in its turn or at its time. What agents promised is kept under"
        " Promises."
    ),
    (
        "約束の時刻になると、担当者の席を優先して自動でかけます。"
        "受付した折り返しもあわせた順番は「折り返し」にあります。"
    ): (
        "At the promised time it is called by itself, from its owner's seat first. The order with"
        " callers' own callbacks is under Callbacks."
    ),
    "折り返しの時刻を「折り返しを約束する」で決めてから閉じてください。": (
        "Promise the callback with its time before closing."
    ),
    "「管理者に引き継ぐ」で引き継いでから閉じてください。": (
        "Hand it up to a supervisor before closing."
    ),
    "期限の近いもの": "Soon due",
    "約束と引継ぎ": "Promise or hand up",
    "折り返しを約束する": "Promise a callback",
    "折り返す時刻": "Call back at",
    "番号（相手の番号と違うとき）": "Number (if not the caller's)",
    "内容": "What it is about",
    "担当": "Owner",
    "自分": "Myself",
    "委託者に質問する": "Ask the client",
    "質問": "Question",
    "相手に伝えた折り返しの期限": "The caller was told to hear of us by",
    "管理者に引き継ぐ": "Hand up to a supervisor",
    "至急の苦情": "Urgent complaint",
    "委託者への報告を記入してください": "enter how the client was told",
    "引継ぎ": "Handed up",
    "委託者への質問の遅れ": "Question to the client is late",
    "日次報告書": "Daily report",
    "本日までに報告する苦情": "complaints due by today:",
    "至急の苦情（委託者への報告）": "Urgent complaints: tell the client",
    "連絡した時刻": "Told at",
    "連絡した相手（委託者）": "Person reached (client)",
    "連絡した相手（委託者など）": "Person reached",
    "方法": "Means",
    "報告した": "Told",
    "管理者への引継ぎ": "Handed up to supervisors",
    "未対応": "Nobody yet",
    "番号は消去済み": "Number erased",
    "不在": "not reached",
    "期限を過ぎています": "Late",
    "つながった": "Reached",
    "出なかった": "Nobody answered",
    "不要になった": "Not needed any more",
    "自分が受け持つ": "I take it",
    "委託者への質問": "Questions to the client",
    "日次報告書で報告する苦情": "Complaints for the daily report",
    "報告の期限": "due",
    "本日まで": "Due today",
    "選んだ苦情を報告書で提出した": "The ticked ones were handed in",
    "遅れています": "late",
    "相手の番号": "Caller's number",
    "決まった回答": "Agreed answer",
    "次の対応": "Next step",
    "内容（回答が決まったときは、相手に伝える回答）": "Text (for an answer: what is told)",
    "対応を終える": "Close",
    "管理者が確認中": "With a supervisor",
    "部門責任者が確認中": "With the manager",
    "委託者が確認中": "With the client",
    "回答決定・折り返し待ち": "Answered, to be called back",
    "折り返し済": "Called back",
    "部門責任者に渡す": "Pass on to the manager",
    "委託者に連絡した": "The client was asked",
    "回答が決まった": "The answer is agreed",
    "折り返して伝えた": "The caller was told",
    "完了にする": "Close it",
    "電話": "Phone",
    "メール": "Mail",
    "対面": "In person",
    "文書": "Letter",
    "内容を300字までで書いてください。": "Write at most 300 letters.",
    "内容を1,000字までで書いてください。": "Write at most 1,000 letters.",
    "約束の時刻は、いまより後、60日以内にしてください。": (
        "Choose a time after now, within 60 days."
    ),
    "担当者を選び直してください。": "Choose another owner.",
    "この操作は管理者か部門責任者が行います。": "That is done by a supervisor or the manager.",
    "委託者のだれに連絡したかを書いてください。": "Write who of the client was reached.",
    "連絡の方法を選んでください。": "Choose the means.",
    "連絡した時刻は、苦情を受けた後、いままでにしてください。": (
        "The time must lie after the complaint, and not in the future."
    ),
    "この苦情はすでに報告されています。": "The client was told of it already.",
    "電話番号として読めません。市外局番から書いてください。": (
        "That is no telephone number. Write it with its area code."
    ),
    "相手の番号が分かりません。折り返す番号を書いてください。": (
        "The caller's number is not known. Write the number to call."
    ),
    "責任者対応の方です。管理者に代わってください。": (
        "Supervisors deal with this person. Please hand over to one."
    ),
    "責任者対応の方です。ほかの番号への折り返しは約束できません。管理者に代わってください。": (
        "A supervisor's case: no callback to another number. Please hand over."
    ),
    "いまは番号を保管できません。もう一度お試しください。": (
        "The number cannot be kept now. Please try again."
    ),
    "折り返しの約束を登録しました。": "The callback is promised.",
    "委託者への質問を登録しました。": "The question is asked.",
    "管理者に引き継ぎました。": "It is handed up.",
    "ほかの人の約束か、すでに終わった約束です。": "It is somebody else's, or ended already.",
    # Who is calling
    "受付番号のお申し出": "Receipt number told",
    "以前にこの番号から代理の方が話した申請": "Somebody spoke for it from this number",
    "ご家族の番号（同じ振込先の申請）": "A family member's number (same account)",
    "ご家族の番号（同じ住所の申請）": "A family member's number (same address)",
    # Wrap-up
    "後処理を延ばす": "Longer wrap-up",
    "いまは後処理中ではありません。": "There is no wrap-up now.",
    "後処理はこれ以上延ばせません。": "The wrap-up cannot become any longer.",
    # The applications that a record is about
    "記録する申請": "About which application",
    "外す": "Remove",
    "まだ申請を選んでいません。": "No application is chosen yet.",
    "この申請の記録にする": "It is about this one",
    # Days that are reckoned for a caller
    "日付の計算": "Reckoning a day",
    "求めるもの": "What is wanted",
    "日付": "Day",
    "計算する": "Reckon",
    "日付を確かめてください。": "Please look at the day.",
}
