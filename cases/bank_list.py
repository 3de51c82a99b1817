"""The banks that hold for one instance: an operator's list (CSV) if it has one, else the shipped.

The list is a file of the home, replaced whole; whoever asks next has it, without a restart.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from cases.banks import Banks, WrongList, read_list, shipped
from cases.errors import FileRefused

MAX_BYTES = 64 * 1024 * 1024
"""All banks of Japan are 3 MB."""


class BankList:
    """Gives the banks as they are whenever somebody needs them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int], Banks] | None = None

    def __call__(self) -> Banks:
        """Give the banks that hold now.

        Raises:
            FileRefused: somebody spoilt the list that was kept.
            OSError: it cannot be read.
        """
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return shipped()
        stamp = found.st_mtime_ns, found.st_ino
        if self._read is None or self._read[0] != stamp:
            self._read = stamp, checked(self._path.read_bytes())
        return self._read[1]

    @property
    def is_own(self) -> bool:
        """Tell whether the operator's list holds."""
        return self._path.exists()

    def replace(self, data: bytes) -> None:
        """Let an operator's list hold from now on, the shipped one and any before no more.

        Raises:
            FileRefused: it cannot be used; nothing was changed.
            OSError: it cannot be kept; nothing was changed.
        """
        checked(data)
        with NamedTemporaryFile(dir=self._path.parent, delete=False) as file:
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, self._path)
            except OSError:
                os.unlink(file.name)
                raise

    def restore(self) -> None:
        """Let the shipped banks hold again."""
        self._path.unlink(missing_ok=True)


def checked(data: bytes) -> Banks:
    """Read an operator's list.

    Raises:
        FileRefused: it cannot be used, and why.
    """
    if len(data) > MAX_BYTES:
        raise FileRefused(reasons=["ファイルが大きすぎます。金融機関の一覧か確かめてください。"])
    found = read_list(data)
    if isinstance(found, WrongList):
        raise FileRefused(reasons=[f"{found.line} 行目: {found.why}"])
    return found
