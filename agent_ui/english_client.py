"""English of the client's pages."""

from __future__ import annotations

CLIENT: dict[str, str] = {
    "確認するもの": "To confirm",
    "委託者への報告": "Told to the client",
    "まだ": "Not yet",
    "未提出": "Not handed in",
    "提出前の報告書": "Reports before they are handed in",
    "手引きの案": "Help articles handed in",
    "確認の結果と修正の依頼は、部門責任者にお知らせください。": (
        "Please tell the manager what you confirm, and what is to be corrected."
    ),
    "回答": "Answer",
    "責任者対応の方のため表示しません。": "Dealt with by the responsible alone: not shown.",
    "CSV で受け取る": "Export as CSV",
    "当てはまる記録はありません。": "No record fits.",
    "提出前": "Not handed in yet",
    "二桁以上の数字では探せません。この業務では、本文の数字は伏せられています。": (
        "Two digits in a row, or more, cannot be searched: digits are hidden in this campaign."
    ),
}
