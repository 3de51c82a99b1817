"""A CSV file as rows: whether it is one at all, before a single row is taken.

Both line ends, quoted newlines, UTF-8 and cp932. A cell that a spreadsheet would take for a formula
is written with a `'` before it, and read without: the two are each other's inverse, so that what is
exported and read in again is the same, and opening it in between harms nobody.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from japan.encodings import Text, Undecodable, Why, decode
from japan.formula import FORMULA

MAX_BYTES = 512 * 1024 * 1024
"""More than the contract's whole city; a file of 2 GB is a mistake."""

_AGAIN = "途中で切れていないか確かめ、もう一度ダウンロードしてください。"
_UNREADABLE = {
    Why.EMPTY: "ファイルが空です。",
    Why.BINARY: "CSV ではありません（Excel や PDF など）。CSV で保存し直してください。",
    Why.UTF16: "文字コードが Unicode（UTF-16）です。「CSV UTF-8」で保存し直してください。",
    Why.CUT: "ファイルが途中で切れています。もう一度ダウンロードしてください。",
    Why.UNKNOWN: "文字コードが UTF-8 でも Shift_JIS でもありません。",
}
_FORMULA = re.compile(f"'*{FORMULA}")
_IN_A_FILE = re.compile(f'"(?<![^,\n]")\'*{FORMULA}')
"""How a suspect cell begins in a written file: after a quote that is no last one of a cell.

The quote stands first: so all that is none is skipped, and not looked at letter by letter.
"""
_ROWS = 1_000
"""So many are written at once."""


FIRST_PIECE, PIECE = 2_000, 8_000
"""Rows of a piece; the first is small, so that somebody has something to do soon."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some whole rows of a file, as they stand in it."""

    text: str
    before: int
    """Lines of the file that stand before it."""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give the rows with the line of the file (from 1) on which each ends."""
        reader = csv.reader(io.StringIO(self.text, newline=""), strict=True)
        guarded = "'" in self.text
        for row in reader:
            if row:
                line = self.before + reader.line_num
                yield line, [unguarded(cell) for cell in row] if guarded else row


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole CSV file that was read through once."""

    header: list[str]
    text: str
    encoding: str
    lines: int
    """Rows below the header, blank ones left out."""
    cuts: tuple[tuple[int, int], ...] = ()
    """Where it may be cut into pieces: letters and lines before each."""

    def pieces(self) -> Iterator[Piece]:
        """Give the rows below the header, piece by piece."""
        ends = [at for at, _ in self.cuts[1:]] + [len(self.text)]
        for (at, before), end in zip(self.cuts, ends, strict=True):
            yield Piece(self.text[at:end], before)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give the rows below the header with the line (from 1) on which each ends."""
        for piece in self.pieces():
            yield from piece.rows()


def read_sheet(data: bytes) -> Sheet | str:
    """Read a file through; one that cannot be used is answered with one clear sentence."""
    text = decode(data)
    if isinstance(text, Undecodable):
        return f"{_place(text.line)}{_UNREADABLE[text.why]}"
    source = io.StringIO(text.text, newline="")
    reader = csv.reader(source, strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        before = source.tell(), reader.line_num
        lines, last, cuts = 0, header, [before]
        for row in reader:
            if row:
                if lines == FIRST_PIECE + PIECE * (len(cuts) - 1):
                    cuts.append(before)
                lines, last = lines + 1, row
            before = source.tell(), reader.line_num
    except csv.Error:
        return _broken(reader.line_num, text)
    if len(header) < 2:
        return "見出しの行がないか、カンマ区切りではありません。CSV で保存し直してください。"
    if len(last) < len(header) and not text.text.endswith(("\n", "\r")):
        return f"{_place(reader.line_num)}最後の行が途中で切れています。{_AGAIN}"
    return Sheet(header, text.text, text.encoding, lines, tuple(cuts))


def write_sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a CSV: UTF-8 with its mark, CRLF, every cell quoted and guarded."""
    left, pieces = iter(rows), [_written([header], guard=_as_it_is)]
    while some := list(islice(left, _ROWS)):
        pieces.append(_plain(some) or _written(some, guard=guarded))
    return "".join(pieces).encode("utf-8-sig")


def write_lines(
    header: Sequence[str], lines: Sequence[str], rows: Callable[[], Iterable[Sequence[str]]]
) -> bytes:
    """Write what `write_sheet` writes of `rows`: `lines` are the same, each cell in its quotes.

    The rows are made only if a cell needs more than those.
    """
    text = _checked(lines, cells=len(header) * len(lines))
    if not text:
        return write_sheet(header, rows())
    return (_written([header], guard=_as_it_is) + text).encode("utf-8-sig")


def _plain(rows: Sequence[Sequence[str]]) -> str:
    """Write rows of which no cell needs more than its quotes; empty if one does.

    Most rows of a city are such, and are written in half the time.
    """
    lines = [f'"{line}"' for line in map('","'.join, rows)]
    return _checked(lines, cells=sum(map(len, rows)))


def _checked(lines: Sequence[str], *, cells: int) -> str:
    text = "\r\n".join(lines) + "\r\n"
    if text.count('"') != 2 * cells:
        return ""
    return "" if _IN_A_FILE.search(text) else text


def _written(rows: Iterable[Sequence[str]], *, guard: Callable[[str], str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return out.getvalue()


def _as_it_is(cell: str) -> str:
    return cell


def guarded(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Undo `guarded`."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def _broken(line: int, text: Text) -> str:
    """Say what is wrong: a quote that was never closed is noticed at the very end alone."""
    if line >= text.text.count("\n"):
        return f"{_place(line)}引用符が閉じないまま、ファイルが終わっています。{_AGAIN}"
    return f"{_place(line)}CSV として読めません。引用符を確かめてください。"


def _place(line: int) -> str:
    return f"{line} 行目: "
