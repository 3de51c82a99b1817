"""The English of what stands behind figures, of differences and of incidents; part of `english`."""

from __future__ import annotations

NUMBERS: dict[str, str] = {
    "数字の内訳": "What makes a figure",
    "お約束した日時": "Promised at",
    "お約束した人": "Promised by",
    "はじめ": "Began",
    "終わり": "Ended",
    "通話（秒）": "Talk (s)",
    "保留（秒）": "Hold (s)",
    "していたこと": "Did",
    "記入した日時": "Entered at",
    "記入した人": "Entered by",
    "証跡の番号": "Entry of the trail",
    "した人": "Who",
    "出来事・段階": "Event or stage",
    "その日時": "Its time",
    "ご本人と話せた": "The applicant was reached",
    "契約": "Contract",
    "最後の行が報告書の数です": "The last row is the report's number",
    "合わない理由": "Why they differ",
    "合わない理由を書いてください。": "Please write why they differ.",
    "その違いはもうありません。いまの一覧を確かめてください。": (
        "That difference is gone. Please look at the present list."
    ),
    "個人情報の事故の記録": "Incidents with personal data",
    "個人の氏名や番号は書かないでください。書き直すと新しい版になり、前の版も残ります。": (
        "Please write no person's name or number. What you write anew is another version; "
        "the ones before stay."
    ),
    "判明した日時": "Found at",
    "人数": "Persons",
    "対応と再発防止": "What was done, and against its coming again",
    "未報告": "Not told",
    "終了": "Closed",
    "対応中": "Open",
    "書き直す": "Write anew",
    "新しく記録する": "Note another",
    "事故の記録はありません。": "No incident was noted.",
    "漏えい": "Leak",
    "紛失・滅失": "Loss",
    "誤送付・誤案内": "Misdirected",
    "目的外の取扱い": "Use that was not allowed",
    "内容を 2,000 文字までで書いてください。": "Please write what happened: 2,000 letters at most.",
    "人数は数字で書いてください。分からないときは空けておきます。": (
        "Please write the persons as a number, or nothing if it is not known."
    ),
    "日時を確かめてください。先の日時や、判明より前の報告は書けません。": (
        "Please look at the times: none lies in the future, and the client is told after the find."
    ),
    "原因、対応、委託者への報告の日時を書いてから、終了にしてください。": (
        "Please write the cause, what was done and when the client was told before you close it."
    ),
    "毀損": "Damage",
    "不正アクセス": "Unauthorised access",
    "セキュリティの定めへの違反": "Breach of the security policy",
    "災害・設備の故障": "Disaster or failure of equipment",
    "事故に至らなかったもの（ヒヤリハット）": "Near miss",
    "原因": "Cause",
    "確かめられていない（おそれ）": "Not certain yet (feared)",
    "のおそれ": " (feared)",
    "事故報告書": "Report of an incident",
    "判明から報告まで": "From the find to the report",
    "経過": "Course",
    "版": "version",
    "分": "min",
    "版の日時": "Noted at",
    "記録した人": "Noted by",
    "一覧へ戻る": "Back to the list",
    "その番号の事故はありません。": "There is no incident of that number.",
}
