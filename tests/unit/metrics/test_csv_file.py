"""No text of a citizen becomes a formula in a spreadsheet, whatever it hides it behind."""

from __future__ import annotations

import pytest

from metrics.csv_file import safe

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "before", ["", " ", "\u3000", "\x00", "\n", "\u00a0", "\u200b", " \ufeff\t"]
)
@pytest.mark.parametrize("formula", ["=1+1", "＝1", "+1", "−1", "@SUM(A1)", "-2"])
def test_a_formula_behind_blanks_and_controls_is_text(before: str, formula: str) -> None:
    assert safe(f"{before}{formula}") == f"'{before}{formula}"


@pytest.mark.parametrize("text", ["", " ", "-", "電話=不通", "　全角の空白で始まる文"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe(text) == text
