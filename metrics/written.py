"""Cells as people read them, the same on paper, on the page and in CSV."""

from __future__ import annotations

from metrics.content import Cell, Shape

NONE = "－"


def written(cell: Cell, shape: Shape) -> str:
    """Write a cell: 89.9% for 899 of 999 (rounded down), 12.3秒, 1:02, and 「－」 for nothing."""
    if cell is None:
        return NONE
    if isinstance(cell, tuple):
        return _pair(*cell, shape)
    if shape is Shape.HOURS and isinstance(cell, int):
        minutes = cell // 60_000
        return f"{minutes // 60}:{minutes % 60:02d}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def tenths(part: int, whole: int, times: int) -> int:
    """Give part / whole * times in tenths, rounded down: what is shown never flatters."""
    return part * times * 10 // whole


def _pair(part: int, whole: int, shape: Shape) -> str:
    if not whole:
        return NONE
    match shape:
        case Shape.SHARE:
            return f"{_decimal(tenths(part, whole, 100))}%"
        case Shape.SECONDS:
            return f"{_decimal((part * 2 + 100 * whole) // (200 * whole))}秒"
        case Shape.SEATS:
            return f"{_decimal(tenths(part, whole, 1))}席"
        case Shape.TEXT | Shape.COUNT | Shape.HOURS:
            return f"{part}/{whole}"


def _decimal(in_tenths: int) -> str:
    return f"{in_tenths // 10}.{in_tenths % 10}"
