"""The English of the pages of packages for the client."""

from __future__ import annotations

from recordings.submission import MOST

SUBMISSION: dict[str, str] = {
    "委託者への提出": "Packages for the client",
    "提出を申請": "Apply for a package",
    "提出を申請する": "Apply for a package",
    "通話ID（一行に一件）": "Call ids (one a line)",
    "提出先": "Recipient",
    "依頼文書": "Client's paper",
    "目的": "Purpose",
    "これまでの提出": "Register",
    "提出はありません。": "There are no packages.",
    "申請した人": "Applied by",
    "承認した人": "Approved by",
    "作成した人": "Made by",
    "作成": "Archive",
    "作成済": "Made",
    "引渡し済": "Handed over",
    "提出する録音": "Recordings of the package",
    "提出ファイルを作成する": "Make the archive",
    "作成し直す": "Make it anew",
    "録音、問合せ記録、時系列、ハッシュ一覧を、AES-256 で暗号化した一つの ZIP にします。": (
        "Recordings, records, time lines and hashes become one zip, encrypted with AES-256."
    ),
    "ファイルはこのサーバーに残りません。作り直すと、前のファイルは開けなくなります。": (
        "No copy stays on this server. Made anew, the one before has no known password."
    ),
    "受領の登録とパスワード": "Receipt and password",
    "ファイルが届いたことを別の機会に確かめてから表示してください。表示は一度だけです。": (
        "Show it once the archive was received, on a second occasion. It is shown one time."
    ),
    "受領した方": "Received by",
    "受領日": "Received on",
    "登録してパスワードを表示する": "Register and show the password",
    "パスワード": "Password",
    "この画面を閉じると二度と表示できません。ファイルとは別の手段で伝えてください。": (
        "It cannot be shown again. Pass it on by another way than the archive's."
    ),
    "ファイルの SHA-256": "SHA-256 of the archive",
    "提出先・依頼文書・目的をすべて書いてください。": "Please fill in all three fields.",
    "提出する録音がありません。": "There is nothing to hand over.",
    f"一度に提出できる録音は {MOST} 件までです。分けて申請してください。": (
        f"A package has at most {MOST} recordings."
    ),
    "保管されていない、消去された、または録音を断られた方の録音があります。": (
        "One of them is not kept, was erased, or is of a caller who refused."
    ),
    "申請した人は承認できません。ほかの管理者に頼んでください。": (
        "Who applied cannot approve. Please ask another supervisor."
    ),
    "承認されていないので作成できません。": "It was not approved.",
    "パスワードは表示済みです。もう一度提出するには、新しく申請してください。": (
        "The password was shown. Apply for a new package to hand it over again."
    ),
    "提出ファイルがまだ作成されていません。": "There is no archive yet.",
    "受領した方の名前と、今日までの受領日を書いてください。": (
        "Please name who received it, and a day up to today."
    ),
    "録音を読み出せないため作成できません。システム管理者に知らせてください。": (
        "A recording cannot be read. Please tell the administrator."
    ),
}
