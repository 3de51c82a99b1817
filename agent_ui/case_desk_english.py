"""The English of the receiving desk and of steps by hand, by the Japanese; part of `english`."""

from __future__ import annotations

CASE_DESK: dict[str, str] = {
    "架電待ちにする": "Plan a call",
    "内容を直す": "Correct",
    "やめる": "Leave it",
    "内容の訂正": "Correction",
    "訂正を登録する": "Keep the correction",
    "不備を残して登録する": "Keep it with what is still missing",
    "口座を直すときだけ、直した項目を入力してください。": (
        "Only if the account is corrected: type the corrected fields again."
    ),
    "打ち間違いなら直してください。まだ足りないものがあるときは、不備を残したまま登録できます。": (
        "Mend what was mistyped. If something is still missing, it can be kept as deficient."
    ),
    "直した項目ごとに、前の内容と直した人が履歴に残ります。"
    "口座を直すと、ほかの人の確認が済むまで振込に入りません。": (
        "Of each corrected field the history keeps what was before and who corrected it. A "
        "corrected account is not paid to before another person has checked it."
    ),
    "ここでは直せません。オンライン申請は差し戻し、名簿は次のファイルで直します。"
    "納品の後は管理者が直します。": (
        "It cannot be corrected here. Online applications are sent back, lists corrected by their "
        "next file. After delivery supervisors correct."
    ),
    "支給済にする": "Mark as paid",
    "業務の一覧": "Own lists",
    "一覧": "List",
    "一覧を作る": "Make a list",
    "いまの状態で作り、そのまま残します。責任者対応の方は載りません。": (
        "It is made as the cases stand now, and kept so. Protected persons are left out."
    ),
    "載る段階": "Stages in it",
    "作成する": "Make",
    "この業務に一覧はありません。": "This campaign has no lists.",
    "対象者ごとの月次の票です。記録のない対象者は、別の一覧に載ります。": (
        "A sheet a month for each person. Who has no record stands in a list beside them."
    ),
    "対象の月": "Month",
    "票を作成する": "Make the sheets",
    "作成したもの": "What was made",
    "この業務のファイルは、暗号化した書庫で渡します。運用の担当者に番号を伝えてください。": (
        "Files of this campaign are handed over as encrypted archives. Please tell an "
        "operator the number."
    ),
    "ファイルには個人情報があります。渡したら端末から消してください。受け取りは記録されます。": (
        "The files hold personal data: remove them from the terminal once handed over. "
        "Who took them and when is kept."
    ),
    "いつの": "Of",
    "作成日時": "Made",
    "対象の方はいません": "Nobody",
    "まだ作成していません。": "Nothing was made yet.",
    "通知発送済にする": "Mark the decision as notified",
    "完了にする": "Finish",
    "取下げにする": "Withdraw",
    "対象外書類として引き渡す": "Hand over as out of scope",
    "申請を終わらせる": "End this application",
    "添付するファイル": "File to attach",
    "添付する": "Attach",
    "PDF・JPEG・PNG、10 MB まで。ウイルス検査が済むまで開けません。": (
        "PDF, JPEG or PNG, up to 10 MB. It cannot be opened before the virus scan."
    ),
    "添付するファイルを選んでください。": "Choose a file to attach.",
    "先に受け付けたものから順に、一部だけを表示しています。": (
        "Only some are shown, in the order of receipt."
    ),
    "口座の確認": "Accounts",
    "二人目の入力を待つ口座": "Accounts waiting for a second person",
    "申請書を入力した人とは別の人が、口座をもう一度入力します。": (
        "Another person than the one who typed the form types the account again."
    ),
    "はじめに入力した人": "First typed by",
    "入力した日時": "Typed at",
    "違った回数": "Times it differed",
    "ほかの人が確かめます": "Somebody else checks it",
    "入力して確かめる": "Type and compare",
    "確認を待つ口座はありません。": "No account is waiting.",
    "確かめる": "Compare",
    "申請書だけを見て入力してください。はじめの入力は表示しません。": (
        "Type from the paper alone. The first entry is not shown."
    ),
    "はじめの入力と違う項目があります": "Some fields differ from the first entry",
    "申請書をもう一度見てください。いまの入力が正しければ、はじめの入力を直せます。": (
        "Look at the paper again. If what you typed stands there, you may correct the first entry."
    ),
    "申請書のとおりなので直す": "It is as on the paper: correct it",
    "到着簿": "Arrivals",
    "申請書ではないものを記録する": "Write down what is no application",
    "種類": "Kind",
    "点数": "Pieces",
    "内容": "Content",
    "処理": "What became of it",
    "番号": "No.",
    "受付番号（分かるとき）": "Receipt number (if known)",
    "内容・差出人": "Content, sender",
    "到着簿に記録する": "Write down",
    "処理を待つもの": "Open",
    "処理を待つものはありません。": "Nothing is open.",
    "処理済みにする": "Settle",
    "処理済み": "Settled",
    "対象外の書類": "Stray paper",
    "同じ申請の重複・写し": "Double or copy",
    "追加の書類": "Supplement",
    "返送された郵便": "Returned mail",
    "申請に綴じた": "Filed with the case",
    "差出人に返した": "Sent back",
    "委託者に渡した": "Handed to the client",
    "保管した": "Kept",
}
