"""The English of help, knowledge and promises, by the Japanese."""

from __future__ import annotations

DESK: dict[str, str] = {
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
    "を書く": ": write one",
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
}
