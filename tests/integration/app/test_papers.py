"""Papers have Japanese fonts alone, embedded, whatever letters a citizen's text brings along."""

from __future__ import annotations

import subprocess

import pytest

from metrics.pdf import pdf
from recordings import certificate, dossier

pytestmark = pytest.mark.integration

TEXT = "髙橋 𠮷田 ～・①㈱ – — ✓ ☎ Ω ğ ⓘ ▼ 😀 <tt>0af3</tt> <code>x</code>"


def fonts(drawn: bytes) -> list[list[str]]:
    """List name and whether it is embedded, of each font."""
    listed = subprocess.run(
        ["pdffonts", "-"], input=drawn, capture_output=True, check=True
    ).stdout.decode()
    return [[line.split()[0], line.split()[-5]] for line in listed.splitlines()[2:]]


async def test_no_paper_borrows_letters_from_other_fonts() -> None:
    table = f"<table class='items'><tr><td class='hash'>0af3</td><td>{TEXT}</td></tr></table>"
    drawn = [
        await pdf(f"<html lang='ja'><body><svg><text y='9'>{TEXT}</text></svg>{TEXT}</body></html>")
    ]
    style = certificate.STYLE + dossier.STYLE
    page = f"<html lang='ja'><style>{style}</style><body>{TEXT}{table}</body></html>"
    drawn.append(certificate.draw(page))
    for each in map(fonts, drawn):
        assert each
        assert [name for name, _ in each if "dejavu" in name.lower()] == []
        assert {is_embedded for _, is_embedded in each} == {"yes"}
    assert any("Noto-Sans-CJK-JP" in name for name, _ in fonts(drawn[1]))
