"""What can go wrong with applications. What a file or an applicant says wrongly is no exception but
a value: a `Finding`, a `Refusal`, a line of a report.

CasesError
├── IllegalMove       a status does not take what was to happen
├── NoSuchCase        no case has this number
├── CaseRefused       what somebody wants of a case is not possible
├── MyNumberTyped     a free text holds an individual number
├── NotReleased       only the client's decision releases the case
├── NoSuchRun         no run has this id
├── NoSuchArrival     the arrival register has no open line with this number
├── Unreadable        what is kept was sealed with another key, or is damaged
├── RunRefused        an output is not made, for one or more reasons
├── HandsLost         an import was cut short; importing the file again goes on
└── FileRefused       a file is not read in at all, and nothing was changed
"""

from __future__ import annotations

from collections.abc import Sequence

from japan.my_number import REFUSED


class CasesError(Exception):
    """Something about applications failed; its text is one line for staff, in Japanese."""


class IllegalMove(CasesError):
    """A status does not take what was to happen."""

    def __init__(self, *, status: str, happening: str) -> None:
        super().__init__(f"状態「{status}」の申請に「{happening}」は行えません。")
        self.status = status
        self.happening = happening


class NoSuchCase(CasesError):
    """No case has this number."""

    def __init__(self, *, number: str) -> None:
        super().__init__(f"受付番号 {number} の申請はありません。番号を確かめてください。")
        self.number = number


class CaseRefused(CasesError):
    """What somebody wants of a case is not possible."""

    def __init__(self, *, number: str, why: str) -> None:
        super().__init__(f"受付番号 {number}: {why}")
        self.number = number
        self.why = why


class MyNumberTyped(CasesError):
    """A free text holds an individual number; nothing was kept."""

    def __init__(self) -> None:
        super().__init__(REFUSED)


class NotReleased(CasesError):
    """The duplicate check blocks the case, and the client did not decide."""

    def __init__(self, *, number: str) -> None:
        super().__init__(
            f"受付番号 {number} は二重支給の恐れがあり、委託者の決定なしには解除できません。"
        )
        self.number = number


class NoSuchRun(CasesError):
    """No run has this id."""

    def __init__(self, *, run: str) -> None:
        super().__init__(f"{run} という回はありません。")
        self.run = run


class NoSuchFile(CasesError):
    """No file of a day has this number, or it was erased."""

    def __init__(self, *, id: int) -> None:
        super().__init__(f"{id} 番のファイルは、ないか、消去済みです。")
        self.id = id


class NoSuchArrival(CasesError):
    """The arrival register has no open line with this number."""

    def __init__(self, *, line: int) -> None:
        super().__init__(f"到着簿の {line} 番は、ないか、すでに処理済みです。")
        self.line = line


class Unreadable(CasesError):
    """What is kept was sealed with another key, or is damaged."""

    def __init__(self, *, row: str) -> None:
        super().__init__(f"{row} はこの鍵では読めません。")
        self.row = row


class RunRefused(CasesError):
    """An output is not made."""

    def __init__(self, *, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


class FileRefused(CasesError):
    """A file is not read in at all; nothing was changed.

    `rows` has every line that is wrong and why, where it was the lines; `reasons` only the first.
    """

    def __init__(self, *, reasons: Sequence[str], rows: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)
        self.rows = tuple(rows)


class HandsLost(CasesError):
    """A process that made rows ready was ended from outside: too little memory, or somebody."""

    def __init__(self) -> None:
        super().__init__(
            "取り込みが途中で止まりました（メモリ不足などで処理が終了）。"
            "同じファイルをもう一度取り込むと、続きから進みます。"
        )
