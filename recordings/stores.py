"""Where sealed recordings lie: a folder of the home, or a store that speaks S3. Blocks.

Only ciphertext comes here. Every name is `YYYY-MM-DD/<call>.sealed`, made by us from ids.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from recordings.errors import StoreFailed
from storage.erasing import overwrite

SUFFIX = ".sealed"
ELSEWHERE = "store:"
"""What the path of a recording begins with that lies in no folder of the home."""


class Store(Protocol):
    """What the vault asks of a place; all raise `StoreFailed`."""

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        """Keep it, as a whole or not at all; what had the name before is replaced."""

    def size(self, name: str) -> int | None:
        """Tell how long it is; None if there is none."""

    def read(self, name: str, start: int, length: int) -> bytes:
        """Give a part of it; less at its end, nothing if there is none."""

    def erase(self, name: str) -> bool:
        """Destroy it; False if there was none."""

    def names(self) -> Iterator[str]:
        """Name all that is kept."""


def store_at(url: str, folder: Path) -> Store:
    """Make the store of a URL; an empty one is the folder.

    `s3://KEY:SECRET@HOST:PORT/BUCKET` (key and secret percent-encoded) is spoken over TLS,
    `s3+http://` only to one's own machine.

    Raises:
        StoreFailed: the URL is of no store that we know.
    """
    if not url:
        return FolderStore(folder)
    at = urlsplit(url)
    if at.scheme not in ("s3", "s3+http") or not at.hostname or not at.path.strip("/"):
        raise StoreFailed(name="", why="the store's URL is not s3://KEY:SECRET@HOST/BUCKET")
    if at.scheme == "s3+http" and at.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise StoreFailed(name="", why="s3+http is for this machine alone; use s3://")
    return BucketStore(url)


class FolderStore:
    """Files below one folder, for their owner alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        """Write it beside, sync it, then give it its name."""
        path = self._folder / name
        draft = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
            try:
                with open(os.open(draft, flags, 0o600), "wb") as file:
                    for part in parts:
                        file.write(part)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as exc:
            raise StoreFailed(name=name, why=exc.strerror or str(exc)) from exc

    def size(self, name: str) -> int | None:
        """Look at the file."""
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise StoreFailed(name=name, why=exc.strerror or str(exc)) from exc

    def read(self, name: str, start: int, length: int) -> bytes:
        """Read from the file."""
        try:
            handle = os.open(self._folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                return os.pread(handle, length, start)
            finally:
                os.close(handle)
        except FileNotFoundError:
            return b""
        except OSError as exc:
            raise StoreFailed(name=name, why=exc.strerror or str(exc)) from exc

    def erase(self, name: str) -> bool:
        """Overwrite and remove the file."""
        try:
            return overwrite(self._folder / name)
        except OSError as exc:
            raise StoreFailed(name=name, why=exc.strerror or str(exc)) from exc

    def names(self) -> Iterator[str]:
        """List the files of every day."""
        if self._folder.is_dir():
            for path in sorted(self._folder.glob(f"*/[!.]*{SUFFIX}")):
                yield str(path.relative_to(self._folder))


class BucketStore:
    """Objects of one bucket."""

    def __init__(self, url: str) -> None:
        at = urlsplit(url)
        scheme = "http" if at.scheme == "s3+http" else "https"
        port = f":{at.port}" if at.port else ""
        self._bucket = S3Store(
            at.path.strip("/"),
            access_key_id=unquote(at.username or ""),
            secret_access_key=unquote(at.password or ""),
            endpoint=f"{scheme}://{at.hostname}{port}",
            region="us-east-1",
            virtual_hosted_style_request=False,
            client_options={"allow_http": scheme == "http", "timeout": "30s"},
            retry_config={"max_retries": 2},
        )

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        """Send it; the store answers when it has all of it."""
        try:
            obstore.put(self._bucket, name, b"".join(parts))
        except (BaseError, OSError) as exc:
            raise _failed(name, exc) from exc

    def size(self, name: str) -> int | None:
        """Ask for the object's head."""
        try:
            return int(obstore.head(self._bucket, name)["size"])
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as exc:
            raise _failed(name, exc) from exc

    def read(self, name: str, start: int, length: int) -> bytes:
        """Ask for a range of the object."""
        try:
            return bytes(obstore.get_range(self._bucket, name, start=start, length=length))
        except FileNotFoundError:
            return b""
        except (BaseError, OSError) as exc:
            raise _failed(name, exc) from exc

    def erase(self, name: str) -> bool:
        """Remove the object; what it says without its key was never readable there."""
        there = self.size(name) is not None
        try:
            obstore.delete(self._bucket, name)
        except (BaseError, OSError) as exc:
            raise _failed(name, exc) from exc
        return there

    def names(self) -> Iterator[str]:
        """List the bucket's objects."""
        try:
            for page in obstore.list(self._bucket):
                yield from (each["path"] for each in page if each["path"].endswith(SUFFIX))
        except (BaseError, OSError) as exc:
            raise _failed("", exc) from exc


def _failed(name: str, exc: Exception) -> StoreFailed:
    """Tell what failed without what the library quotes: addresses and signatures."""
    return StoreFailed(name=name, why=type(exc).__name__)
