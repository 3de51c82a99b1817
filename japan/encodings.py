"""The bytes of a file from a Japanese office as text: UTF-8 with or without a mark, or cp932."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """Why bytes are no text."""

    EMPTY = "empty"
    BINARY = "binary"
    """A spreadsheet, an archive, a picture, or anything with a NUL in it."""
    UTF16 = "utf16"
    """Saved as "Unicode text", which we could read and nobody means."""
    CUT = "cut"
    """It ends in the middle of a letter."""
    UNKNOWN = "unknown"
    """Neither UTF-8 nor cp932."""


@dataclass(frozen=True, slots=True)
class Text:
    """A decoded file."""

    text: str
    encoding: str
    """`utf-8-sig`, `utf-8` or `cp932`."""


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Bytes that are no text, and in which line (from 1) that shows."""

    why: Why
    line: int


_STRAY = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
"""What Python makes of bytes that cp932 leaves undefined."""

_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")


def decode(data: bytes) -> Text | Undecodable:
    """Read bytes as text; UTF-8 is tried first, because no Japanese cp932 text is valid UTF-8."""
    if not data:
        return Undecodable(Why.EMPTY, 1)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Undecodable(Why.UTF16, 1)
    nul = data.find(b"\0")
    if data.startswith(_BINARY) or nul >= 0:
        return Undecodable(Why.BINARY, _line(data, max(nul, 0)))
    if data.startswith(codecs.BOM_UTF8):
        return _as(data[len(codecs.BOM_UTF8) :], "utf-8", told="utf-8-sig")
    return _either(data)


def _either(data: bytes) -> Text | Undecodable:
    utf8 = _as(data, "utf-8")
    if isinstance(utf8, Text):
        return utf8
    if utf8.why is Why.CUT and not data[:-3].isascii():
        return utf8
    cp932 = _as(data, "cp932")
    if isinstance(cp932, Text):
        stray = _STRAY.search(cp932.text)
        return cp932 if stray is None else Undecodable(Why.UNKNOWN, _lines(cp932.text, stray))
    # Neither: the one that came further is the one that was meant.
    if cp932.why is Why.CUT:
        return cp932
    return utf8 if utf8.line > cp932.line else cp932


def _lines(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1


def _as(data: bytes, encoding: str, *, told: str = "") -> Text | Undecodable:
    try:
        return Text(data.decode(encoding), told or encoding)
    except UnicodeDecodeError as exc:
        is_cut = exc.end >= len(data) and exc.start >= len(data) - 3
        return Undecodable(Why.CUT if is_cut else Why.UNKNOWN, _line(data, exc.start))


def _line(data: bytes, offset: int) -> int:
    return data.count(b"\n", 0, offset) + 1
