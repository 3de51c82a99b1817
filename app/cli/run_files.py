"""Files with personal data: new ones that only their owner can read, in the open or sealed.

A sealed archive's password is written to a file of its own, elsewhere, and shown on no screen: both
are handed over on different occasions (SHJ-受-6).
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from app.errors import NotSealed

PasswordOption = Annotated[
    Path | None,
    typer.Option(
        "--password-to",
        help="Write one archive (AES-256) instead, and its password to this file elsewhere.",
    ),
]
PASSWORD_BYTES = 18


def hand_out(
    out: Path,
    made: Callable[[], Mapping[str, bytes]],
    *,
    must_be_sealed: bool,
    password_to: Path | None,
    in_the_open: Callable[[Path, Mapping[str, bytes]], None],
) -> None:
    """Write files in the open, or as an archive with the password elsewhere.

    They are not even made, for who saw them is kept, if they would be refused.

    Raises:
        NotSealed: the campaign gives nothing out in the open, or the password would lie beside it.
        OSError: something is in the way, or there is no such folder.
    """
    if password_to is None:
        if must_be_sealed:
            raise NotSealed(why=NotSealed.OPEN)
        _must_be_free(out)
        in_the_open(out, made())
        return
    if password_to.resolve().parent == out.resolve().parent:
        raise NotSealed(why=NotSealed.BESIDE)
    for place in (out, password_to):
        _must_be_free(place)
    from recordings.archive import Content, pack

    files = made()
    password, archive = secrets.token_urlsafe(PASSWORD_BYTES), io.BytesIO()
    pack(archive, [Content(name, data) for name, data in files.items()], password=password)
    write_new(password_to, f"{password}\n".encode())
    write_new(out, archive.getvalue())
    typer.echo(f"{out}: 暗号化した書庫（AES-256、{len(files)} ファイル）")
    typer.echo(f"パスワードは {password_to} にあります。書庫とは別の機会に渡してください。")


def write_alone(out: Path, files: Mapping[str, bytes]) -> None:
    """Write the only one of files under its own name, and tell its size and hash."""
    (content,) = files.values()
    write_new(out, content)
    typer.echo(f"{out}: {len(content)} バイト、SHA-256 {hashlib.sha256(content).hexdigest()}")


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that is made here, and tell each with its size."""
    folder.mkdir(mode=0o700)
    for name, content in files.items():
        write_new(folder / name, content)
        typer.echo(f"{folder / name}: {len(content)} バイト")


def _must_be_free(path: Path) -> None:
    """Look before anything is made; who takes the place meanwhile is found out by `write_new`."""
    if path.exists() or path.is_symlink():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
