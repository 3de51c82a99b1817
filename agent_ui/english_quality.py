"""The English of the pages of quality."""

from __future__ import annotations

from recordings.quality import LONGEST

QUALITY: dict[str, str] = {
    "応対品質": "Quality",
    "品質": "Quality",
    "わたしの評価": "My scores",
    "抽出": "Sample",
    "任意": "Chosen",
    "二人目": "Second scorer",
    "前の週": "Week before",
    "次の週": "Week after",
    "この週の抽出": "Sample of this week",
    "この週から抽出する": "Draw this week's sample",
    "この週はまだ抽出していません。": "This week's sample was not drawn yet.",
    "この週に抽出できる通話はありませんでした。": "There was no talk to draw in this week.",
    "抽出の種": "Seed",
    "同じ種から同じ抽出になることを、だれでも確かめられます。": (
        "Anybody can repeat the draw from the seed."
    ),
    "二人で評価": "Two score it",
    "未評価": "Not scored",
    "評価済": "Scored",
    "評価": "Scores",
    "評価はまだありません。": "There are no scores yet.",
    "評価する": "Score it",
    "評価した人": "Scored by",
    "評価された人": "Whose talk",
    "応対した人": "Whose talk",
    "点": "points",
    "総合点": "Points",
    "平均": "Mean",
    "項目": "Item",
    "項目ごとの点": "Points by item",
    "重み": "Weight",
    "該当なし": "Did not occur",
    "必須": "Must not be missed",
    "必須の項目が 0 点のため、全体が 0 点です。": (
        "Something that must not be missed has 0, so the whole talk has 0."
    ),
    "講評": "Remark",
    "コメントと回答": "Comments and answers",
    "コメントはまだありません。": "There are no comments yet.",
    "コメントを書く": "Comment",
    "回答を書く": "Answer",
    "録音の位置": "Place in the sound",
    "今の位置を使う": "Use the present place",
    "書き込む": "Add",
    "指摘": "Noted here",
    "見てもらいたい位置と内容": "A place to be looked at, and why",
    "あなたはこの通話を評価しました。": "You scored this call.",
    "評価を見る": "See the scores",
    "未読": "Not read",
    "既読": "Read",
    "評価者のそろい具合": "Calibration",
    "二人が評価した通話はまだありません。": "No talk was scored by two yet.",
    "比べた通話": "Talks compared",
    "同じ点": "Equal marks",
    "一点差まで": "At most one apart",
    "カッパ係数": "Kappa",
    "総合点の差（平均）": "Mean distance of points",
    "項目ごとの一致": "Agreement by item",
    "一人目": "First scorer",
    "相手の評価は、あなたの評価のあとに見えます。": (
        "The other's score is shown once you have given yours."
    ),
    "この業務には評価シートがありません。": "This campaign has no score sheet.",
    "その人の通話ではないか、録音を聞けなくなりました。": (
        "It is not that person's talk, or its sound cannot be heard any more."
    ),
    "自分の通話は評価できません。": "Nobody scores their own talk.",
    "この通話はもう評価しました。": "You scored this talk before.",
    "すべての項目に点をつけてください。": "Please mark every item.",
    f"コメントを {LONGEST} 字までで書いてください。": (
        f"Please write a comment of at most {LONGEST} letters."
    ),
    "週が終わると抽出できます。": "It can be drawn once the week is over.",
    "その評価はありません。": "There is no such score.",
    "録音の位置は 1:23 のように書いてください。": "Please write the place as 1:23.",
}
