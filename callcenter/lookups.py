"""Who may still ask how a case stands: three failures a day lock the case and the caller's number.

A question counts as a failure until it is answered otherwise, so that neither hanging up before the
answer nor asking in several calls at once gives more tries.
"""

from __future__ import annotations

from callcenter.events import CaseLookedUp
from callcenter.turn import Turn

FAILURES = 3
"""So many failures a day lock."""
FOUND, NOT_FOUND, LOCKED, UNAVAILABLE = "found", "not_found", "locked", "unavailable"


def begin(turn: Turn, caller: str) -> bool:
    """Count a question of a caller; False if the caller is locked for today."""
    failures = _today(turn)
    if failures.get(_caller(caller), 0) >= FAILURES:
        return False
    _count(failures, _caller(caller), 1)
    return True


def judge(turn: Turn, event: CaseLookedUp) -> str:
    """Count an answer, even to a caller who has left; gives what may be told."""
    failures = _today(turn)
    case = f"case {event.case}"
    if event.case and failures.get(case, 0) >= FAILURES:
        # Whatever the answer: a locked case must not tell a right birth date from a wrong one.
        return LOCKED
    if event.answer == NOT_FOUND:
        if event.case:
            _count(failures, case, 1)
        return NOT_FOUND
    _count(failures, _caller(event.caller), -1)
    return event.answer if event.answer == FOUND else UNAVAILABLE


def _today(turn: Turn) -> dict[str, int]:
    """Give today's failures; those of another day are forgotten."""
    day = turn.opening.day_of(turn.at)
    if turn.state.failures_on != day:
        turn.state.failures_on, turn.state.failures = day, {}
    return turn.state.failures


def _caller(caller: str) -> str:
    return f"caller {caller}"


def _count(failures: dict[str, int], of: str, by: int) -> None:
    failures[of] = failures.get(of, 0) + by
    if failures[of] <= 0:
        del failures[of]
