"""The Japanese words of help and knowledge; `english_desk` has their translations."""

from __future__ import annotations

from desk.article import Flaw, Kind, State

KINDS: dict[Kind, str] = {
    Kind.FAQ: "よくある質問",
    Kind.MANUAL: "マニュアル",
    Kind.SCRIPT: "スクリプト",
}
WRITE: dict[Kind, str] = {
    Kind.FAQ: "よくある質問を書く",
    Kind.MANUAL: "マニュアルを書く",
    Kind.SCRIPT: "スクリプトを書く",
}
"""What a button says that begins one."""
STATES: dict[State, str] = {
    State.DRAFT: "作成中",
    State.HANDED_IN: "提出",
    State.RETURNED: "修正依頼",
    State.CONFIRMED: "確認済",
    State.PUBLISHED: "公開",
    State.ENDED: "公開終了",
}
TONES: dict[State, str] = {
    State.DRAFT: "plain",
    State.HANDED_IN: "amber",
    State.RETURNED: "red",
    State.CONFIRMED: "green",
    State.PUBLISHED: "green",
    State.ENDED: "plain",
}
FLAWS: dict[Flaw, str] = {
    Flaw.TITLE: "題名を120字までで書いてください。",
    Flaw.TEXT: "本文を8,000字まで、言い回しを200字までで書いてください。",
    Flaw.CATEGORY: "分類を選んでください。スクリプトには分類が要ります。",
    Flaw.MY_NUMBER: "マイナンバーと思われる12桁の数字があります。記録できません。",
}
MOVED = "別の人が先に進めました。いまの内容を確かめてください。"
NO_ANSWER = "委託者の確認者、日付、文書番号などをすべて記入してください。"
NO_WISH = "修正してほしい内容を記入してください。"
NOTED = "回答の見つからない質問として、管理者に知らせました。"
NOT_NOTED = "マイナンバーと思われる12桁の数字があるので、知らせていません。"
EVERY = (
    *KINDS.values(),
    *WRITE.values(),
    *STATES.values(),
    *FLAWS.values(),
    *(MOVED, NO_ANSWER, NO_WISH, NOTED, NOT_NOTED),
)
