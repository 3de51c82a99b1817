"""The Japanese words of the pages of applications; `case_english` has their translations."""

from __future__ import annotations

from cases.arrivals import ENDS as SETTLED
from cases.arrivals import KINDS as ARRIVALS
from cases.attachments import SCANS
from cases.deficiencies import ENDS, FINDERS
from cases.handover_clock import STAGES
from cases.lifecycle import WORDS, Happening, Status
from cases.schema import CHANNELS, WITHHELD, Role
from cases.screening import RESULTS
from cases.shown import GROUNDS
from cases.timeline import SORTS

NO_SUCH_FIELD = "この名前の項目はありません。"
NO_SUCH_CODE = "不備の種類を選んでください。"
NOT_OPEN = "この不備はすでに解消しています。"
NOT_YOURS = "責任者だけが見られる申請です。管理者に声をかけてください。"

UNCHECKED = "通話中は、この通話で本人確認が済むまで伏せ字を外せません。"
NO_GROUND = "伏せ字を外す理由を選んでください。"

NO_FILE = "添付するファイルを選んでください。"
DIFFERS = "二度目の入力が違います。申請書を見て、両方を確かめてください。"
NOT_CORRECTED = (
    "ここでは直せません。オンライン申請は差し戻し、名簿は次のファイルで直します。"
    "納品の後は管理者が直します。"
)
UNTICKED = "支給相当とするには、すべての項目を確認してください。"
NOTHING_TO_SCREEN = "審査を待つ申請はありません。"

HANDS = {
    Happening.CALL_PLANNED: "架電待ちにする",
    Happening.PAID: "支給済にする",
    Happening.DECISION_NOTIFIED: "通知発送済にする",
    Happening.FINISHED: "完了にする",
    Happening.WITHDRAWN: "取下げにする",
    Happening.OUT_OF_SCOPE: "対象外書類として引き渡す",
}
"""The buttons of `cases.by_hand`."""

STEPS = {
    "receipt": "受付",
    "screening": "審査",
    "deficiency": "不備の対応",
    "listing": "納品の準備",
    "confirmation": "確認",
}
"""The steps of `cases.workload`."""

SENSITIVE = (Role.BANK_CODE, Role.BRANCH_CODE, Role.ACCOUNT_NUMBER, Role.ACCOUNT_HOLDER)
"""While a field of these has the focus, the talk's recording is silent."""

__all__ = [
    *("CHANNELS", "ENDS", "FINDERS", "GROUNDS", "RESULTS", "SCANS", "SORTS", "STAGES"),
    *("WITHHELD", "WORDS"),
]

TONES: dict[Status, str] = {
    Status.DEFICIENT: "amber",
    Status.CALL_DUE: "amber",
    Status.UNREACHED: "amber",
    Status.SENT_BACK: "amber",
    Status.NOTICE_SENT: "amber",
    Status.DUPLICATE_HELD: "red",
    Status.REJECTED: "red",
    Status.GRANTED: "green",
    Status.PAID: "green",
}
"""The colour of a status' tag, where it has one."""

EVERY = (
    *WORDS.values(),
    *GROUNDS.values(),
    *(UNCHECKED, NO_GROUND),
    *CHANNELS.values(),
    *FINDERS.values(),
    *ENDS.values(),
    *SORTS.values(),
    *STAGES.values(),
    *SCANS.values(),
    *RESULTS.values(),
    *STEPS.values(),
    *ARRIVALS.values(),
    *SETTLED.values(),
    *HANDS.values(),
    WITHHELD,
    *(NO_SUCH_FIELD, NO_SUCH_CODE, NOT_OPEN, NOT_YOURS, UNTICKED, NOTHING_TO_SCREEN, DIFFERS),
    *(NO_FILE, NOT_CORRECTED),
)
