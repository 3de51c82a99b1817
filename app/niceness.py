"""How far a process stands back for others.

Rule 1: niceness alone is not enough. Where the kernel shares the processor between sessions first
(`autogroup`, the rule on Debian and Ubuntu), it counts only within one session, and each of our
processes has a session of its own: so the session's share is set as well.
Rule 2: to stand back is a wish. A kernel without such shares, or one that refuses, ends nothing.

Source: sched(7), "The autogroup feature".
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def stand_back(pid: int, niceness: int) -> None:
    """Let others go first, the more the higher (at most 19); who stands back farther stays there.

    Raises:
        ProcessLookupError: there is no such process.
    """
    stands_at = max(niceness, os.getpriority(os.PRIO_PROCESS, pid))
    os.setpriority(os.PRIO_PROCESS, pid, stands_at)
    # Of all who are not root the kernel hears one each tenth of a second: say it once more later.
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(f"{stands_at}\n", encoding="ascii")
