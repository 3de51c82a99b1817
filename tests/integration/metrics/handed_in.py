"""What a file must be that is handed to a city."""

from __future__ import annotations

import re
import subprocess

import openpyxl

from metrics.reporting import Kept


def is_printed_as_the_city_asks(book: openpyxl.Workbook) -> None:
    """A4 with n/m on every sheet; on the cover to whom, of what, of which days."""
    for sheet in book:
        assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4), sheet.title
        assert sheet.oddFooter.right.text == "&P / &N ページ", sheet.title
    cover = {row[0].value: row[1].value for row in book["報告書"].iter_rows(max_row=8, max_col=2)}
    told = [cover[name] for name in ("宛先", "件名", "対象期間")]
    assert told == [
        "札幌市長　様（子ども未来局子育て支援部子育て支援課手当給付係）",
        "札幌市物価高対応子育て応援手当事務センター運営等業務",
        "令和8年2月9日（月）から令和8年2月15日（日）まで",
    ]


def is_as_the_city_asks(drawn: bytes, kept: Kept) -> None:
    """A4 with Japanese fonts embedded, to whom, of what, by whom, n/m; the words of the rate."""
    size, told, fonts = (
        subprocess.run(command, input=drawn, capture_output=True, check=True).stdout.decode()
        for command in (["pdfinfo", "-"], ["pdftotext", "-", "-"], ["pdffonts", "-"])
    )
    used = [line for line in fonts.splitlines()[2:] if line.strip()]
    assert used
    for font in used:
        *_, embedded, _subset, _unicode, _object, _generation = font.split()
        assert embedded == "yes", font
        assert "+Noto-Sans-CJK-JP" in font, font
    assert re.search(r"Page size: +595\.\d+ x 841\.\d+ pts \(A4\)", size)
    pages = re.findall(r"(\d+) / (\d+) ページ", told)
    assert pages == [(str(n), str(len(pages))) for n in range(1, len(pages) + 1)]
    flat = re.sub(r"\s", "", told)
    for word in (
        *("札幌市長様", "（子ども未来局子育て支援部子育て支援課手当給付係）", "受託者（受託者名）"),
        *("件名札幌市物価高対応子育て応援手当事務センター運営等業務", "令和8年2月16日（月）"),
        *("令和8年2月9日（月）から令和8年2月15日（日）まで", "36.3%", "未達", "－"),
        *(kept.digest[:16], "応答率＝応答した呼÷受付時間内に着信した呼。"),
    ):
        assert word in flat, word
