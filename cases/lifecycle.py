"""The life of a case as one table (requirements 3.5). Everything that changes a status is in here.

1. A status changes only by a happening that its row lists; anything else is `IllegalMove`.
2. 支給決定 and 却下 come from the client's decision alone; we only propose (A-31).
3. A deficiency found later, even by the client after delivery, leads back into the loop.
4. `docs/case-life.md` is drawn from this table; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cases.errors import IllegalMove


class Status(StrEnum):
    """Where a case stands (処理状況)."""

    RECEIVED = "received"
    CHECKING = "checking"
    SUITABLE = "suitable"
    UNSUITABLE = "unsuitable"
    DELIVERED = "delivered"
    GRANTED = "granted"
    REJECTED = "rejected"
    PAYMENT_MADE = "payment_made"
    PAID = "paid"
    NOTIFIED = "notified"
    DONE = "done"
    DEFICIENT = "deficient"
    CALL_DUE = "call_due"
    CALLING = "calling"
    UNREACHED = "unreached"
    NOTICE_SENT = "notice_sent"
    SENT_BACK = "sent_back"
    RESOLVED = "resolved"
    HANDED_OVER = "handed_over"
    DUPLICATE_HELD = "duplicate_held"
    WITHDRAWN = "withdrawn"
    OUT_OF_SCOPE = "out_of_scope"


class Happening(StrEnum):
    """What may happen to a case."""

    CHECK_BEGUN = "check_begun"
    FOUND_SUITABLE = "found_suitable"
    FOUND_UNSUITABLE = "found_unsuitable"
    PUT_BACK = "put_back"
    CONTENT_CHANGED = "content_changed"
    DEFICIENCY_FOUND = "deficiency_found"
    CALL_PLANNED = "call_planned"
    CALL_BEGUN = "call_begun"
    CALL_MISSED = "call_missed"
    REACHED = "reached"
    GIVEN_UP = "given_up"
    NOTICE_ISSUED = "notice_issued"
    SENT_BACK = "sent_back"
    ALL_RESOLVED = "all_resolved"
    DELIVERED = "delivered"
    CLIENT_GRANTED = "client_granted"
    CLIENT_REJECTED = "client_rejected"
    DUPLICATE_FOUND = "duplicate_found"
    RELEASED = "released"
    PAYMENT_MADE = "payment_made"
    PAYMENT_CANCELLED = "payment_cancelled"
    PAID = "paid"
    TRANSFER_RETURNED = "transfer_returned"
    ACCOUNT_MENDED = "account_mended"
    DECISION_NOTIFIED = "decision_notified"
    FINISHED = "finished"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"
    OUT_OF_SCOPE = "out_of_scope"


_S, _H = Status, Happening

_LEAVING = {_H.WITHDRAWN: _S.WITHDRAWN, _H.OUT_OF_SCOPE: _S.OUT_OF_SCOPE}
_FOUND = {_H.DEFICIENCY_FOUND: _S.DEFICIENT}
_MENDED = {_H.ALL_RESOLVED: _S.RESOLVED, _H.HANDED_OVER: _S.HANDED_OVER, **_LEAVING}
_SCREENED = {_H.DELIVERED: _S.DELIVERED, _H.CONTENT_CHANGED: _S.RECEIVED}
_DECIDED = {_H.CLIENT_GRANTED: _S.GRANTED, _H.CLIENT_REJECTED: _S.REJECTED}
_RETURNED = {_H.TRANSFER_RETURNED: _S.DEFICIENT}

TRANSITIONS: dict[Status, dict[Happening, Status]] = {
    _S.RECEIVED: {_H.CHECK_BEGUN: _S.CHECKING, **_FOUND, **_LEAVING},
    _S.CHECKING: {
        _H.FOUND_SUITABLE: _S.SUITABLE,
        _H.FOUND_UNSUITABLE: _S.UNSUITABLE,
        _H.PUT_BACK: _S.RECEIVED,
        **_FOUND,
        **_LEAVING,
    },
    _S.SUITABLE: {**_SCREENED, **_FOUND, **_LEAVING},
    _S.UNSUITABLE: {**_SCREENED, **_FOUND, **_LEAVING},
    _S.DELIVERED: {**_DECIDED, **_FOUND, **_LEAVING},
    _S.GRANTED: {
        _H.PAYMENT_MADE: _S.PAYMENT_MADE,
        _H.DUPLICATE_FOUND: _S.DUPLICATE_HELD,
        _H.CLIENT_REJECTED: _S.REJECTED,
        _H.WITHDRAWN: _S.WITHDRAWN,
        **_FOUND,
    },
    _S.REJECTED: {
        _H.DECISION_NOTIFIED: _S.NOTIFIED,
        _H.CLIENT_GRANTED: _S.GRANTED,
        _H.FINISHED: _S.DONE,
    },
    _S.PAYMENT_MADE: {
        _H.PAID: _S.PAID,
        _H.PAYMENT_CANCELLED: _S.GRANTED,
        **_RETURNED,
    },
    _S.PAID: {_H.DECISION_NOTIFIED: _S.NOTIFIED, _H.FINISHED: _S.DONE, **_RETURNED},
    _S.NOTIFIED: {_H.FINISHED: _S.DONE, **_RETURNED},
    _S.DONE: {**_RETURNED},
    _S.DEFICIENT: {
        _H.CALL_PLANNED: _S.CALL_DUE,
        _H.GIVEN_UP: _S.UNREACHED,  # nothing came of what was promised, or there is no number
        _H.SENT_BACK: _S.SENT_BACK,
        _H.NOTICE_ISSUED: _S.NOTICE_SENT,
        **_MENDED,
    },
    _S.CALL_DUE: {
        _H.CALL_BEGUN: _S.CALLING,
        _H.REACHED: _S.DEFICIENT,  # they called back
        _H.GIVEN_UP: _S.UNREACHED,
        _H.SENT_BACK: _S.SENT_BACK,
        _H.NOTICE_ISSUED: _S.NOTICE_SENT,
        **_MENDED,
    },
    _S.CALLING: {
        _H.REACHED: _S.DEFICIENT,  # what was promised is awaited
        _H.CALL_MISSED: _S.CALL_DUE,
        _H.GIVEN_UP: _S.UNREACHED,
        **_MENDED,
    },
    _S.UNREACHED: {
        _H.CALL_PLANNED: _S.CALL_DUE,
        _H.REACHED: _S.DEFICIENT,
        _H.SENT_BACK: _S.SENT_BACK,
        _H.NOTICE_ISSUED: _S.NOTICE_SENT,
        **_MENDED,
    },
    _S.NOTICE_SENT: {_H.CALL_PLANNED: _S.CALL_DUE, **_MENDED},
    _S.SENT_BACK: {
        _H.CALL_PLANNED: _S.CALL_DUE,
        _H.NOTICE_ISSUED: _S.NOTICE_SENT,
        _H.CONTENT_CHANGED: _S.DEFICIENT,  # the answer came, and something is missing still
        **_MENDED,
    },
    _S.RESOLVED: {
        _H.CHECK_BEGUN: _S.CHECKING,
        _H.ACCOUNT_MENDED: _S.GRANTED,
        **_FOUND,
        **_LEAVING,
    },
    _S.HANDED_OVER: {**_DECIDED, _H.FINISHED: _S.DONE},
    _S.DUPLICATE_HELD: {
        _H.RELEASED: _S.GRANTED,
        _H.CLIENT_REJECTED: _S.REJECTED,
        _H.WITHDRAWN: _S.WITHDRAWN,
    },
    _S.WITHDRAWN: {},
    _S.OUT_OF_SCOPE: {},
}

WORDS: dict[Status, str] = {
    _S.RECEIVED: "受付済",
    _S.CHECKING: "内容確認中",
    _S.SUITABLE: "審査完了（支給相当）",
    _S.UNSUITABLE: "審査完了（却下相当）",
    _S.DELIVERED: "納品済",
    _S.GRANTED: "支給決定",
    _S.REJECTED: "却下",
    _S.PAYMENT_MADE: "振込データ作成済",
    _S.PAID: "支給済",
    _S.NOTIFIED: "通知発送済",
    _S.DONE: "完了",
    _S.DEFICIENT: "不備あり",
    _S.CALL_DUE: "架電待ち",
    _S.CALLING: "架電中",
    _S.UNREACHED: "架電不通",
    _S.NOTICE_SENT: "不備通知済",
    _S.SENT_BACK: "差し戻し中",
    _S.RESOLVED: "不備解消",
    _S.HANDED_OVER: "引渡済",
    _S.DUPLICATE_HELD: "重複保留",
    _S.WITHDRAWN: "取下げ",
    _S.OUT_OF_SCOPE: "対象外書類引渡",
}

HAPPENINGS: dict[Happening, str] = {
    _H.CHECK_BEGUN: "内容確認の開始",
    _H.FOUND_SUITABLE: "審査（支給相当）",
    _H.FOUND_UNSUITABLE: "審査（却下相当）",
    _H.PUT_BACK: "確認の中止",
    _H.CONTENT_CHANGED: "内容の変更",
    _H.DEFICIENCY_FOUND: "不備の発見",
    _H.CALL_PLANNED: "架電の予定",
    _H.CALL_BEGUN: "架電の開始",
    _H.CALL_MISSED: "応答なし",
    _H.REACHED: "本人応答",
    _H.GIVEN_UP: "架電の打ち切り",
    _H.NOTICE_ISSUED: "不備通知の発送",
    _H.SENT_BACK: "差し戻し",
    _H.ALL_RESOLVED: "不備の解消",
    _H.DELIVERED: "納品",
    _H.CLIENT_GRANTED: "委託者の支給決定",
    _H.CLIENT_REJECTED: "委託者の却下",
    _H.DUPLICATE_FOUND: "重複の疑い",
    _H.RELEASED: "重複保留の解除",
    _H.PAYMENT_MADE: "振込データの作成",
    _H.PAYMENT_CANCELLED: "振込データの取消し",
    _H.PAID: "支給",
    _H.TRANSFER_RETURNED: "振込不能",
    _H.ACCOUNT_MENDED: "振込先の補正",
    _H.DECISION_NOTIFIED: "決定通知の発送",
    _H.FINISHED: "完了",
    _H.HANDED_OVER: "委託者への引渡し",
    _H.WITHDRAWN: "取下げ",
    _H.OUT_OF_SCOPE: "対象外書類の引渡し",
}

OPEN_DEFICIENCY = frozenset(status for status, row in TRANSITIONS.items() if _H.ALL_RESOLVED in row)
"""The deficiency loop: statuses in which something is missing."""

CORRECTABLE = OPEN_DEFICIENCY | {
    *(_S.RECEIVED, _S.CHECKING, _S.SUITABLE, _S.UNSUITABLE, _S.RESOLVED),
}
"""Statuses in which what the applicant wrote may still change; later a person must decide."""


def row_of(status: str) -> Mapping[Happening, Status]:
    """Give what a status takes: none of ours, if it is a stage of the campaign's own (`life`)."""
    return TRANSITIONS[Status(status)] if status in _KNOWN else {}


def after(status: str, happening: Happening) -> Status:
    """Give the status that follows.

    Raises:
        IllegalMove: the status does not take this.
    """
    found = row_of(status).get(happening)
    if found is None:
        word = WORDS[Status(status)] if status in _KNOWN else status
        raise IllegalMove(status=word, happening=HAPPENINGS[happening])
    return found


_KNOWN = frozenset(each.value for each in Status)
