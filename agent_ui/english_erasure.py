"""The English of the pages of erasures."""

from __future__ import annotations

ERASURE: dict[str, str] = {
    "録音とファイルの消去": "Erasure of recordings and files",
    "消去を申請する": "Apply for an erasure",
    "この通話の録音：": "The recording of this call:",
    "保管期限を過ぎた録音：": "Recordings kept beyond their period:",
    "項目": "Item",
    "媒体名": "Medium",
    "数量（件）": "Quantity",
    "方法": "Method",
    "処理予定日": "Planned day",
    "理由": "Reason",
    "通話の音声": "Sound of calls",
    "申請する": "Apply",
    "これまでの申請": "Applications so far",
    "番号": "Number",
    "申請はありません。": "There is no application.",
    "申請中": "Applied for",
    "承認済": "Approved",
    "却下": "Refused",
    "実施済": "Done",
    "委託者の同意": "The client's consent",
    "処理日時": "Done at",
    "立会人": "Witness",
    "承認": "Approval",
    "申請した人は承認できません。ほかの管理者に頼んでください。": (
        "Who applied cannot approve. Please ask another supervisor."
    ),
    "同意の文書番号": "Number of the consent",
    "同意の日付": "Day of the consent",
    "承認する": "Approve",
    "却下する": "Refuse",
    "実施": "Execution",
    "消去したものは二度と戻せません。": "What is erased can never be brought back.",
    "消去を実施する": "Erase",
    "消去証明書（PDF）": "Certificate (PDF)",
    "対象の録音": "Recordings concerned",
    "通話": "Call",
    "消去日時": "Erased at",
    "保全する": "Hold",
    "保全を解く": "Release",
    "消去を申請": "Apply for erasure",
    "項目・媒体名・方法・理由をすべて書いてください。": "Please fill in all the fields.",
    "消去するものがありません。": "There is nothing to be erased.",
    "保管されていない、または消去済みのものがあります。": "One of them is not kept, or was erased.",
    "保全中の録音があります。先に保全を解いてください。": "One is on hold; release it first.",
    "ほかの消去の申請に入っているものがあります。": "One of them is part of another application.",
    "数量が対象の件数と違います。": "The quantity is not that of what it names.",
    "その番号の申請はありません。": "There is no such application.",
    "すでに承認または却下されています。": "It was decided already.",
    "承認されていないので消去できません。": "It is not approved, so nothing is erased.",
    "申請した人は承認できません。実施する人は立会人になれません。": (
        "Who applied cannot approve; who executes is no witness."
    ),
    "委託者の同意の文書番号を書いてください。": "Please give the number of the client's consent.",
    "立会人を書いてください。": "Please name a witness.",
    "契約で定めたログの保存期間が終わっていません。": "The contract keeps these logs longer.",
    "処理予定日より前です。": "The planned day is still to come.",
    "証明書を作れませんでした。システム管理者に知らせてください。": (
        "The certificate could not be made. Please tell the administrator."
    ),
    "ファイルがないか、申請のときと内容が違います。確かめて申請し直してください。": (
        "A file is gone or was changed since. Please look and apply again."
    ),
    "対象": "What",
    "対象のファイル": "Files",
    "オンライン申請のファイルの消去": "Erasure of the online form's files",
    "保管中のファイル：": "Files that are kept:",
    "業務の終わりに、すべて消去します。先に委託者へ引き渡してください。": (
        "At the project's end all of them are erased. Hand them over to the client first."
    ),
    "オンライン申請の CSV ファイル": "CSV files of the online form",
}
