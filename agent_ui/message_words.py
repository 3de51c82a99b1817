"""The Japanese words of voice messages; `english_desk` has their translations."""

from __future__ import annotations

from desk.messages import No
from storage.messages import ERASED, KEPT, LOST, PENDING

STATES: dict[str, str] = {
    PENDING: "保存中",
    KEPT: "保存済み",
    LOST: "失われました",
    ERASED: "消去済",
}
REFUSALS: dict[No, str] = {
    No.NOT_THERE: "この伝言は、もう一覧にありません。ほかの人が対応した可能性があります。",
    No.NOT_YOURS: "この伝言は、ほかの人の担当です。管理者に知らせてください。",
    No.NOBODY: "担当にする人を選び直してください。",
}

EVERY = (*STATES.values(), *REFUSALS.values())
