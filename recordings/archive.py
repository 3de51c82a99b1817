"""The encrypted archive of a package: a zip whose files are AES-256 (WinZip AE-2). Blocks.

Any program opens it that knows WinZip's AES, such as 7-Zip; names of files are not encrypted, so
they say nothing about anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

import pyzipper

PACKED = (".flac", ".ogg", ".pdf")
"""Ends of what does not become smaller."""
READ = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """One file of an archive."""

    name: str
    data: bytes


def pack(into: BinaryIO, files: Iterable[Content], *, password: str) -> None:
    """Write an archive of these files, one after the other."""
    with pyzipper.AESZipFile(into, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode("ascii"))
        for each in files:
            is_packed = each.name.endswith(PACKED)
            kind = pyzipper.ZIP_STORED if is_packed else pyzipper.ZIP_DEFLATED
            archive.writestr(each.name, each.data, compress_type=kind)


def digest(file: BinaryIO) -> tuple[int, str]:
    """Give length and SHA-256 of a file, which is then at its beginning again."""
    computed, length = hashlib.sha256(), 0
    file.seek(0)
    while part := file.read(READ):
        computed.update(part)
        length += len(part)
    file.seek(0)
    return length, computed.hexdigest()
