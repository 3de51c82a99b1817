"""The codes of deficiencies: what is found by rule, and what the campaign's people find besides.

Each code has a name for the staff and a request to the applicant, which goes into send-backs and
notices. The campaign's file adds codes, and may say the request of a rule's code in its own words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from callcenter.contact import unspoken_in
from cases.findings import WORDS, Code
from cases.life import Life
from cases.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class DeficiencyCode:
    """One code of the campaign."""

    id: str
    name: str
    request: str
    """What the applicant is asked for; `{field}` stands for the field's label."""


REQUESTS: dict[Code, str] = {
    Code.MISSING: "「{field}」をご記入ください。",
    Code.ATTACHMENT: "「{field}」を添付してください。",
    Code.UNEXPECTED: "「{field}」は、該当しない場合は空欄にしてください。",
    Code.WIDTH: "「{field}」は全角でご記入ください。",
    Code.DIGIT: "「{field}」は半角数字だけでご記入ください。ハイフンやスペースは不要です。",
    Code.LENGTH: "「{field}」の桁数をご確認ください。",
    Code.PREFIX: "「{field}」の番号をご確認ください。",
    Code.CHOICE: "「{field}」は選択肢からお選びください。",
    Code.KANA: "「{field}」は全角カタカナでご記入ください。",
    Code.NAME_SPACE: "「{field}」は姓と名の間に全角スペースを入れてください。",
    Code.DATE: "「{field}」に実在する日付をご記入ください。",
    Code.DATE_EARLY: "「{field}」の日付をご確認ください。",
    Code.DATE_LATE: "「{field}」の日付をご確認ください。",
    Code.SAME: "「{field}」は、内容が異なる場合だけご記入ください。同じ場合は空欄にしてください。",
    Code.CHILD_COUNT: "「{field}」と、ご記入いただいた児童の人数を合わせてください。",
    Code.CHILD_TWICE: "同じ児童が二度記入されています。重複した欄を空欄にしてください。",
    Code.TOO_MANY: "児童の人数が記入欄の上限を超えています。事務センターまでご連絡ください。",
    Code.BANK_LETTERS: "「{field}」は、通帳のとおりに全角カタカナ30字以内でご記入ください。",
    Code.BANK_UNKNOWN: "「{field}」をご確認ください。この番号の金融機関・支店が見つかりません。",
    Code.BANK_NAME: "「{field}」が番号の金融機関・支店と一致しません。通帳をご確認ください。",
    Code.TRANSFER_RETURNED: (
        "振込ができませんでした。金融機関・支店・口座番号・口座名義を通帳でお確かめのうえ、"
        "正しい振込先をお知らせください。"
    ),
    Code.OTHER: "内容に確認の必要な点があります。事務センターまでご連絡ください。",
}


IN_WRITING = "お送りする書面をご覧のうえ、書面に書かれた書類のご提出をお願いいたします。"
"""Said instead: what is missing stands in the notice, or in the online form."""


class Catalogue:
    """All codes that a campaign's cases may have."""

    def __init__(
        self, schema: Schema, own: Iterable[DeficiencyCode] = (), life: Life | None = None
    ) -> None:
        self.life = life or Life()
        self._labels = {each.id: each.label for each in schema.fields}
        self._codes = {
            code.value: DeficiencyCode(id=code.value, name=WORDS[code], request=REQUESTS[code])
            for code in Code
        } | {each.id: each for each in own}

    def __contains__(self, code: str) -> bool:
        return code in self._codes

    @property
    def ids(self) -> list[str]:
        """List the codes, the rules' first."""
        return list(self._codes)

    def name(self, code: str) -> str:
        """Give the words for the staff; a code that the campaign dropped stays as it is."""
        known = self._codes.get(code)
        return code if known is None else known.name

    def request(self, code: str, field: str = "", child: int = 0) -> str:
        """Give what the applicant is asked for."""
        known = self._codes.get(code) or self._codes[Code.OTHER.value]
        place = self.place(field, child) or "申請の内容"
        return known.request.replace("{field}", place)

    def spoken(self, code: str, field: str = "", child: int = 0) -> str:
        """Give what is said of it on the telephone: never a word that only a fraud would say."""
        written = self.request(code, field, child)
        return IN_WRITING if unspoken_in(written) else written

    def place(self, field: str, child: int = 0) -> str:
        """Give a field's label with its child's number; empty for the case as a whole."""
        label = self._labels.get(field, field)
        return f"{label}{child}" if label and child else label

    def field_of(self, label: str) -> str | None:
        """Find a field by its label; None if there is none."""
        return next((id_ for id_, known in self._labels.items() if known == label), None)
