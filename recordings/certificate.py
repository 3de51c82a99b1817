"""The certificate of erasure (消去証明書), drawn as a PDF: `python -m recordings.certificate`.

A process of its own draws it: that costs a second of processor. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import html
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from japan.paper import FONTS
from recordings.errors import ProcessingFailed
from storage.erasures import Whole
from storage.vault_tables import Erasure

Rows = tuple[tuple[str, str], ...]
"""Heading and text of each."""
DRAWN_S = 120.0
DONE = {
    "sound": "暗号鍵を消去し、暗号文を上書きして削除しました。",
    "file": "ファイルを上書きして削除しました。",
    "day_file": "ファイルの暗号文を上書きして削除しました。",
    "kept_file": "ファイルの暗号文を上書きして削除しました。",
}
STYLE = """
@page { size: A4; margin: 20mm 18mm; @bottom-center { content: counter(page) " / " counter(pages);
  font: 8pt "Noto Sans CJK JP", sans-serif; } }
* { font-family: "Noto Sans CJK JP", "Noto Sans JP", sans-serif; }
body { font-size: 10pt; line-height: 1.6; }
h1 { margin: 0 0 8mm; font-size: 18pt; text-align: center; letter-spacing: .4em; }
h2 { margin: 6mm 0 2mm; font-size: 11pt; }
table { width: 100%; border-collapse: collapse; }
th, td { border: .3pt solid #555; padding: 1.5mm 2mm; text-align: left; vertical-align: top; }
th { width: 32mm; background: #f0ede5; font-weight: 600; }
.items th, .items td { width: auto; font-size: 7.5pt; }
.hash { font: 7pt "Noto Sans Mono CJK JP", "Noto Sans CJK JP", sans-serif;
  word-break: break-all; }
"""


def page(
    whole: Whole, *, campaign: str, names: Mapping[str, str], zone: ZoneInfo, proof: str
) -> str:
    """Write the certificate of an executed erasure as HTML.

    Args:
        whole: The erasure.
        campaign: The campaign's name.
        names: Names of people by the ids that the trail has.
        zone: The campaign's.
        proof: Hash of the trail's entry of the execution.
    """
    erasure = whole.erasure

    def who(key: str | None) -> str:
        return names.get(key or "", key or "–")

    items = "".join(
        f"<tr><td>{n}</td><td class='hash'>{html.escape(each.subject)}</td>"
        f"<td class='hash'>{each.sha256}</td><td>{each.bytes:,}</td>"
        f"<td>{_at(each.erased_at, zone)}</td></tr>"
        for n, each in enumerate(whole.items, start=1)
    )
    return (
        f"<!DOCTYPE html><html lang='ja'><head><meta charset='utf-8'><title>消去証明書</title>"
        f"<style>{STYLE}</style></head><body><h1>消去証明書</h1>"
        f"<p>{html.escape(campaign)}</p><p>証明書番号　{erasure.id}</p>"
        f"<p>下記のとおり個人情報を消去したことを証明します。</p>"
        f"<h2>申請と同意</h2><table>{_rows(_applied(erasure, who, zone))}</table>"
        f"<h2>実施の報告</h2><table>{_rows(_reported(whole, who, zone, proof))}</table>"
        f"<h2>消去したもの</h2><table class='items'><tr><th>番号</th><th>対象</th>"
        f"<th>内容の SHA-256</th><th>バイト</th><th>消去日時</th></tr>{items}</table></body></html>"
    )


def _applied(erasure: Erasure, who: Callable[[str | None], str], zone: ZoneInfo) -> Rows:
    """Say what was asked for and consented to."""
    return (
        ("項目", erasure.item),
        ("媒体名", erasure.medium),
        ("数量", f"{erasure.quantity} 件"),
        ("方法", erasure.method),
        ("処理予定日", erasure.planned_on.isoformat()),
        ("申請", f"{who(erasure.requested_by)}　{_at(erasure.requested_at, zone)}"),
        ("承認", f"{who(erasure.decided_by)}　{_at(erasure.decided_at, zone)}"),
        ("委託者の同意", f"{erasure.reference}（{erasure.consented_on or '–'}）"),
    )


def _reported(whole: Whole, who: Callable[[str | None], str], zone: ZoneInfo, proof: str) -> Rows:
    """Say what was done, by whom and before whom."""
    erasure = whole.erasure
    count = sum(each.erased_at is not None for each in whole.items)
    return (
        ("処理日時", _at(erasure.done_at, zone)),
        ("担当者", who(erasure.done_by)),
        ("立会人", who(erasure.witness) if erasure.witness else "（包括同意による自動処理）"),
        ("処理内容", f"{count} 件の{DONE.get(erasure.kind, DONE['sound'])}"),
        ("監査証跡", f"第 {erasure.audit_n} 号　{proof}"),
    )


def draw(text: str) -> bytes:
    """Draw a page of HTML as PDF; blocks for a second or two.

    Raises:
        ProcessingFailed: the libraries of PDF are missing, or it cannot be drawn.
    """
    done = subprocess.run(
        [sys.executable, "-m", "recordings.certificate"],
        input=text.encode(),
        capture_output=True,
        timeout=DRAWN_S,
        check=False,
    )
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ProcessingFailed(call="certificate", why=said[-1] if said else "nothing was drawn")
    return done.stdout


def main() -> int:
    """Draw the input on the output."""
    os.nice(10)
    os.environ["FONTCONFIG_FILE"] = str(FONTS)
    try:
        import weasyprint
    except OSError as exc:
        sys.stderr.write(f"the libraries of PDF are not installed (libpango): {exc}\n")
        return 1
    text = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(weasyprint.HTML(string=text, url_fetcher=_nothing).write_pdf() or b"")
    return 0


def _nothing(url: str, *_: object) -> dict[str, object]:
    raise ValueError(f"a certificate fetches nothing: {url}")


def _rows(pairs: Rows) -> str:
    return "".join(f"<tr><th>{name}</th><td>{html.escape(text)}</td></tr>" for name, text in pairs)


def _at(instant: datetime | None, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if instant else "–"


if __name__ == "__main__":
    sys.exit(main())
