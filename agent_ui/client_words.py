"""The Japanese words of the client's pages; `english_client` has their translations."""

from __future__ import annotations

HEADINGS = (
    *("記録番号", "受付日時", "区分", "言語", "苦情", "用件", "分類", "対応結果", "内容と回答"),
    *("案内した区", "案内した課", "電話番号", "応対した人", "申請の受付番号"),
)
"""Of the exported file, one line a matter; always Japanese."""
SIMPLE, WHOLE = "簡易記録", "通常"
NO_DIGITS = "二桁以上の数字では探せません。この業務では、本文の数字は伏せられています。"
EVERY = (NO_DIGITS,)
