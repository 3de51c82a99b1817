"""What somebody types into a search field, taken apart: Japanese has no spaces between words. Pure.

First every part between spaces must stand in what is found; if nothing has them all, the words in
kanji, katakana, letters and digits are enough, whatever hiragana stands between them.
"""

from __future__ import annotations

import re
import unicodedata

from desk.article import folded

MOST_WORDS = 8
_RUNS = re.compile("[一-龠々〆ヶ]+|[ァ-ヺー]+|[A-Za-z]+|[0-9]+|[ぁ-ゖ]+")
_KANJI, _HIRAGANA = re.compile("[一-龠々〆ヶ]+"), re.compile("[ぁ-ゖ]+")
SHORTEST, SHORTEST_HIRAGANA = 2, 3
"""Shorter runs of letters say nothing; shorter hiragana are particles and endings."""


def terms(text: str) -> list[str]:
    """Give the parts between spaces as they are searched, each once."""
    parts = (folded(part) for part in unicodedata.normalize("NFKC", text).split())
    return list(dict.fromkeys(filter(None, parts)))[:MOST_WORDS]


def loose_terms(text: str) -> list[str]:
    """Give the words that carry the sense, each once."""
    runs = _RUNS.findall(unicodedata.normalize("NFKC", text))
    kept = (folded(run) for run in runs if len(run) >= _shortest(run))
    return list(dict.fromkeys(filter(None, kept)))[:MOST_WORDS]


def _shortest(run: str) -> int:
    if _KANJI.fullmatch(run):
        return 1
    return SHORTEST_HIRAGANA if _HIRAGANA.fullmatch(run) else SHORTEST
