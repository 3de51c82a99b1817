"""How a text begins that a spreadsheet would compute instead of showing it.

Excel and LibreOffice take `=`, `+`, `-` and `@` for a formula's beginning, Japanese ones perhaps
also in full width; a tab or a line's end before it starts a cell anew, and blanks and controls
before it are skipped or trimmed (OWASP, CSV Injection).
"""

from __future__ import annotations

SIGNS = r"=+\-@＝＋－＠−﹢﹣﹦﹫"
UNSEEN = (
    r"\x00-\x20\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890-\u0891\u08e2\u1680"
    r"\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u2066-\u206f\u3000\ufeff"
    r"\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
"""Blanks and controls: Unicode's categories Zs, Zl, Zp, Cc and Cf."""

FORMULA = rf"(?:[\t\r\n]|[{UNSEEN}]*[{SIGNS}])"
"""A regular expression of such beginnings."""
