"""How a file is destroyed: overwritten where it lies, synced, then removed. Standard library only.

On disks that write elsewhere what is overwritten (flash, copy-on-write) the old bytes may outlive
this; therefore what is personal is encrypted, and its key is what has to be destroyed.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

BLOCK = 1 << 20


def overwrite(path: Path) -> bool:
    """Overwrite a file with random bytes and remove it; False if there was none.

    Raises:
        OSError: the disk refuses; the file may still be there.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    with open(handle, "wb", buffering=0) as file:
        left = os.fstat(file.fileno()).st_size
        while left > 0:
            left -= file.write(secrets.token_bytes(min(left, BLOCK)))
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return True
