"""Names for the sample's people: the common ones as often as they are, the rare ones made of parts.

A city of 168,000 households has thousands of surnames and given names. With too few of them the
sample's children would all be near duplicates of each other, which real ones are not.
"""

from __future__ import annotations

from random import Random

from cases import sample_words as words

COMMON = 0.55
"""Share of people who have one of the common surnames, the first of them the most often."""
PLAIN = 0.3
"""Share of given names that stand in the lists as a whole."""

_FRONTS = (
    "山ヤマ 川カワ 石イシ 松マツ 小オ 大オオ 高タカ 中ナカ 西ニシ 北キタ 南ミナミ 上ウエ 下シモ "
    "藤フジ 森モリ 竹タケ 梅ウメ 桜サクラ 杉スギ 岩イワ 金カネ 福フク 吉ヨシ 青アオ 黒クロ 白シラ "
    "赤アカ 長ナガ 平ヒラ 荒アラ 秋アキ 宮ミヤ 神カミ 清キヨ 坂サカ 若ワカ 細ホソ 寺テラ 水ミズ "
    "浅アサ 広ヒロ 関セキ 新ニイ 笹ササ 鶴ツル 亀カメ 熊クマ 鳥トリ 稲イネ 増マス"
)
_BACKS = (
    "田タ 川カワ 山ヤマ 野ノ 原ハラ 村ムラ 本モト 島シマ 崎サキ 沢サワ 井イ 口グチ 木キ 谷ヤ 尾オ "
    "岡オカ 橋ハシ 浦ウラ 池イケ 倉クラ 塚ヅカ 堀ホリ 内ウチ 津ツ 坂サカ 越コシ 松マツ 瀬セ 部ベ"
)
_GIVEN = (
    "陽ハル 悠ユウ 結ユイ 颯ソウ 蒼アオ 大ダイ 優ユウ 光ミツ 智トモ 和カズ 直ナオ 真マサ 裕ヒロ "
    "健ケン 秀ヒデ 雅マサ 彩アヤ 美ミ 千チ 早サ 奈ナ 由ユ 理リ 佳ヨシ 純ジュン 恵ケイ 愛アイ "
    "明アキ 友トモ 亜ア 沙サ 麻マ 里リ 英エイ 貴タカ 康ヤス 敬タカ 信ノブ 啓ケイ 翔ショウ"
    " 航コウ 遥ハル 琴コト 柚ユズ 桃モモ 莉リ 心ココ 咲サキ 詩ウタ 朱アカ"
)
_ENDS = {
    "男": "斗ト 太タ 真マ 希キ 也ヤ 介スケ 之ユキ 一イチ 二ジ 郎ロウ 彦ヒコ 樹キ 平ヘイ 吾ゴ "
    "生セイ 朗ロウ 史フミ 輝キ 馬マ 星セイ 輔スケ 仁ト 登ト 規ノリ 哉ヤ",
    "女": "菜ナ 花カ 音ネ 乃ノ 莉リ 羽ハ 穂ホ 子コ 美ミ 恵エ 香カ 代ヨ 江エ 里リ 奈ナ 希キ "
    "月ツキ 咲サ 衣イ 緒オ 織オリ 実ミ 歌カ 楽ラ 津ツ",
}


Name = tuple[str, str]
"""In kanji and in kana."""


def _joined(fronts: str, backs: str) -> list[Name]:
    """Put every front before every back."""
    front = [(each[0], each[1:]) for each in fronts.split()]
    back = [(each[0], each[1:]) for each in backs.split()]
    return [
        (kanji + kanji_end, kana + kana_end)
        for kanji, kana in front
        for kanji_end, kana_end in back
        if kanji != kanji_end
    ]


_RARE = _joined(_FRONTS, _BACKS)
_MADE = {sex: _joined(_GIVEN, ends) for sex, ends in _ENDS.items()}
_WEIGHTS = [1 / (5 + place) for place in range(len(words.SURNAMES))]


def surname(random: Random) -> Name:
    """Draw a surname."""
    if random.random() < COMMON:
        [drawn] = random.choices(words.SURNAMES, weights=_WEIGHTS)
        return drawn
    return random.choice(_RARE)


def given(random: Random, listed: tuple[tuple[str, str, str], ...]) -> tuple[str, str, str]:
    """Draw a given name with its sex: one of a list, or one made of parts."""
    if random.random() < PLAIN:
        return random.choice(listed)
    sex = random.choice(("男", "女"))
    kanji, kana = random.choice(_MADE[sex])
    return kanji, kana, sex
