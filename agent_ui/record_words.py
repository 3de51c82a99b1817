"""The Japanese words of inquiry records; `english` has their translations."""

from __future__ import annotations

from desk.inquiry import Lack, Language, Result, Severity

RESULTS: dict[Result, str] = {
    Result.CLOSED: "完結",
    Result.WARD_OFFICE: "区役所案内",
    Result.CLIENT: "委託者確認",
    Result.CALLBACK: "折り返し",
    Result.ESCALATED: "管理者へ引継ぎ",
}
SEVERITIES: dict[Severity, str] = {Severity.NORMAL: "通常", Severity.URGENT: "至急"}
LANGUAGES: dict[Language, str] = {
    Language.JAPANESE: "日本語",
    Language.ENGLISH: "英語",
    Language.CHINESE: "中国語",
    Language.KOREAN: "韓国語",
    Language.VIETNAMESE: "ベトナム語",
    Language.OTHER: "その他の言語",
}
LACKS: dict[Lack, str] = {
    Lack.CATEGORY: "分類を選んでください。",
    Lack.RESULT: "対応結果を選んでください。",
    Lack.TEXT: "内容と回答を書いてください。",
    Lack.WARD: "案内した区を選んでください。",
    Lack.SECTION: "案内した課を書いてください。",
    Lack.COMPLAINT: "苦情の分類です。「苦情として記録する」を選んでください。",
    Lack.SEVERITY: "苦情の緊急度を選んでください。",
    Lack.PROMISE: "折り返しの時刻を「折り返しを約束する」で決めてから閉じてください。",
    Lack.ESCALATION: "「管理者に引き継ぐ」で引き継いでから閉じてください。",
    Lack.MY_NUMBER: (
        "マイナンバー（個人番号）は記録できません。番号を消してください。消すまで保存されません。"
    ),
}
FIELDS: dict[Lack, str] = {
    Lack.CATEGORY: "category",
    Lack.RESULT: "result",
    Lack.TEXT: "text",
    Lack.WARD: "ward",
    Lack.SECTION: "section",
    Lack.COMPLAINT: "complaint",
    Lack.SEVERITY: "severity",
    Lack.PROMISE: "result",
    Lack.ESCALATION: "result",
    Lack.MY_NUMBER: "text",
}
"""Where on the page each is mended."""
MOVED = "別の画面で変更されたか、すでに完了しています。内容を控えて開き直してください。"
NOT_SIMPLE = "この通話には記録があるか、簡易記録にできない分類です。"
EVERY = (
    *RESULTS.values(),
    *SEVERITIES.values(),
    *LANGUAGES.values(),
    *LACKS.values(),
    MOVED,
    NOT_SIMPLE,
)
