"""How an attempt ended (requirements 3.4.4), who answered it, and what follows by itself."""

from __future__ import annotations

from enum import StrEnum


class Result(StrEnum):
    """How an attempt ended."""

    UNDERSTOOD = "understood"
    CALL_AGAIN = "call_again"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    MACHINE = "machine"
    NOT_IN_USE = "not_in_use"
    REJECTED = "rejected"
    WRONG_PERSON = "wrong_person"
    ABSENT = "absent"
    REFUSED = "refused"
    """The applicant wants no calls: none is made to this number again."""
    FAILED = "failed"
    """The network could not carry it: no attempt in the sense of the rules."""
    CANCELLED = "cancelled"
    """We hung up while it rang: not reached by us, and no failure of the network."""
    RETURNED = "returned"
    """They called back before we tried again."""
    SKIPPED = "skipped"
    """The agent looked at it and did not dial."""


class Answerer(StrEnum):
    """Who answered; recorded before anything about the case is said."""

    NOBODY = "nobody"
    APPLICANT = "applicant"
    THIRD = "third"
    """They hear the centre's name and number alone."""


class Skip(StrEnum):
    """Why an agent did not dial what was offered."""

    ARRIVED = "arrived"
    IN_TOUCH = "in_touch"
    UNCLEAR = "unclear"
    """A supervisor has to look at it first."""
    NO_TIME = "no_time"


class Next(StrEnum):
    """What follows an attempt."""

    DOCUMENT = "document"
    """Done for now: what was promised is awaited."""
    LATER = "later"
    """At the time that they asked for; where our own side failed at it, as soon as may be."""
    AGAIN = "again"
    """The next attempt, as the rules say."""
    LETTER = "letter"
    """Given up: a notice is printed (from `notices_from` on)."""
    LIST = "list"
    """Given up before notices begin: the client says what to do (A-10)."""
    MANUAL = "manual"
    """A supervisor looks at it."""
    NOTHING = "nothing"
    """Nothing is missing any more."""


RESULTS: dict[Result, str] = {
    Result.UNDERSTOOD: "本人応答・了解",
    Result.CALL_AGAIN: "再架電希望",
    Result.NO_ANSWER: "応答なし",
    Result.BUSY: "話中",
    Result.MACHINE: "留守電",
    Result.NOT_IN_USE: "番号不使用",
    Result.REJECTED: "着信拒否",
    Result.WRONG_PERSON: "別人",
    Result.ABSENT: "本人不在",
    Result.REFUSED: "架電を望まない",
    Result.FAILED: "呼び出せず",
    Result.CANCELLED: "呼出中に切断",
    Result.RETURNED: "折り返しあり",
    Result.SKIPPED: "見送り",
}
ANSWERERS: dict[Answerer, str] = {
    Answerer.NOBODY: "応答なし",
    Answerer.APPLICANT: "ご本人",
    Answerer.THIRD: "ほかの方",
}
SKIPS: dict[Skip, str] = {
    Skip.ARRIVED: "書類が届いている",
    Skip.IN_TOUCH: "別件で連絡中",
    Skip.UNCLEAR: "責任者の確認が必要",
    Skip.NO_TIME: "いまは架電できない",
}
NEXTS: dict[Next, str] = {
    Next.DOCUMENT: "書類の到着を待つ",
    Next.LATER: "約束した架電",
    Next.AGAIN: "次の架電",
    Next.LETTER: "不備通知",
    Next.LIST: "委託者への確認",
    Next.MANUAL: "責任者の対応",
    Next.NOTHING: "不備は解消済み",
}

COUNTED = frozenset(
    {
        *(Result.NO_ANSWER, Result.BUSY, Result.MACHINE, Result.REJECTED),
        *(Result.ABSENT, Result.NOT_IN_USE, Result.WRONG_PERSON),
    }
)
"""What the rules count as an attempt without success."""
NO_TRY = frozenset({Result.SKIPPED, Result.FAILED, Result.CANCELLED})
"""What our own side or the network kept from being an attempt: what was promised still stands."""
ENDING = frozenset({Result.NOT_IN_USE, Result.WRONG_PERSON})
"""What ends the attempts at once (3.4.4)."""
REACHED = frozenset({Result.UNDERSTOOD, Result.CALL_AGAIN, Result.REFUSED, Result.RETURNED})
"""The applicant was spoken with."""

BY_APPLICANT = (Result.UNDERSTOOD, Result.CALL_AGAIN, Result.REFUSED)
BY_THIRD = (Result.ABSENT, Result.WRONG_PERSON)
BY_NOBODY = (Result.MACHINE, Result.NO_ANSWER, Result.BUSY, Result.REJECTED, Result.NOT_IN_USE)
"""What may be recorded, by who answered."""
OF_ANSWERER: dict[Answerer, tuple[Result, ...]] = {
    Answerer.APPLICANT: BY_APPLICANT,
    Answerer.THIRD: BY_THIRD,
    Answerer.NOBODY: BY_NOBODY,
}
