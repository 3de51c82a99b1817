"""What a package tells: who got it and why, each call's record and time line, hashes. Pure.

Everything is made for the client's people, so it is Japanese; the words of closed sets are handed
in, as the pages have them.
"""

from __future__ import annotations

import csv
import hashlib
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from recordings.archive import Content

README = "はじめにお読みください.txt"
HASHES = "ハッシュ一覧.txt"
PAPER = "提出資料.pdf"
BOM = "\ufeff"
STYLE = """
@page { size: A4; margin: 18mm 16mm; @bottom-center { content: counter(page) " / " counter(pages);
  font: 8pt "Noto Sans CJK JP", sans-serif; }
  @top-right { content: string(mark); font: 7pt "Noto Sans CJK JP", sans-serif; color: #777; } }
* { font-family: "Noto Sans CJK JP", "Noto Sans JP", sans-serif; }
body { font-size: 9.5pt; line-height: 1.6; }
.mark { string-set: mark content(); height: 0; overflow: hidden; color: transparent; }
h1 { margin: 0 0 6mm; font-size: 16pt; text-align: center; }
h2 { margin: 7mm 0 2mm; font-size: 12pt; border-bottom: .5pt solid #333; }
h3 { margin: 4mm 0 1mm; font-size: 10pt; }
table { width: 100%; border-collapse: collapse; }
th, td { border: .3pt solid #555; padding: 1mm 2mm; text-align: left; vertical-align: top; }
th { width: 30mm; background: #f0ede5; font-weight: 600; }
.text { white-space: pre-wrap; }
.hash { font-size: 7pt; word-break: break-all; }
.call { break-before: page; }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one person recorded of a call."""

    who: str
    written_at: datetime | None
    is_complaint: bool
    matters: tuple[tuple[str, str, str], ...]
    """Category, result, text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event of a call."""

    at: datetime
    at_s: float
    """On the sound's time line; below 0: before it begins."""
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One call of a package."""

    n: int
    call: str
    arrived_at: datetime
    number: str
    """As people write it; empty if it was withheld or erased."""
    line: str
    is_outbound: bool
    seat: str
    length_s: float
    suffix: str
    """Of the sound's file: `.flac`, `.ogg`."""
    sha256: str
    """Of that file, as the audit trail has had it since the recording was stored."""
    entry: str
    """That entry: its number and hash."""
    parts: tuple[Part, ...]
    happened: tuple[Happened, ...]

    def folder(self, zone: ZoneInfo) -> str:
        """Name the call's folder: its number in the package and when it arrived."""
        return f"{self.n:02d}_{self.arrived_at.astimezone(zone):%Y%m%d-%H%M%S}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A package."""

    id: str
    campaign: str
    zone: ZoneInfo
    recipient: str
    reference: str
    reason: str
    requested: str
    """By whom, when; so the next two."""
    approved: str
    made: str
    items: tuple[Item, ...]

    @property
    def watermark(self) -> str:
        """What every part of the package says of where it came from and for whom it is."""
        return (
            f"提出番号 {self.id}／提出先 {self.recipient}／作成 {self.made}／"
            "目的外の利用・複製・第三者への提供を禁じます"
        )


def readme(dossier: Dossier) -> Content:
    """Write what is to be read first."""
    listed = "\r\n".join(
        f"  {each.folder(dossier.zone)}/　{_at(each.arrived_at, dossier.zone)} の通話"
        f"（{each.length_s:.1f} 秒）"
        for each in dossier.items
    )
    text = f"""通話録音の提出資料
{dossier.watermark}

業務　　　{dossier.campaign}
提出番号　{dossier.id}
提出先　　{dossier.recipient}
依頼文書　{dossier.reference}
目的　　　{dossier.reason}
申請　　　{dossier.requested}
承認　　　{dossier.approved}
作成　　　{dossier.made}

■ 入っているもの
{listed}
  各フォルダーには次のものがあります。
    録音_原本　　　保管している音声そのもの。左が発信者、右が応対した席です。
    録音_再生用.wav　同じ音声を、どのパソコンでも再生できる形にしたもの。
    問合せ記録.txt　応対した者が残した記録。
    時系列.csv　　　通話中の出来事と、録音の中での位置（秒）。
  {PAPER}　以上の記録と時系列を一つにまとめた紙面。
  {HASHES}　すべてのファイルの SHA-256。

■ 確かめ方
  録音_原本の SHA-256 は、録音を保管したときに監査証跡へ記した値と同じです。
  Windows では「certutil -hashfile ファイル名 SHA256」、
  Linux では「sha256sum -c {HASHES}」で確かめられます。

■ お願い
  個人情報を含みます。目的外の利用、複製、第三者への提供はしないでください。
  不要になったときは復元できない方法で消去し、消去した日をお知らせください。
"""
    return _text(README, text.replace("\r\n", "\n"))


def record(item: Item, dossier: Dossier) -> Content:
    """Write what the staff recorded of a call."""
    lines = [dossier.watermark, "", *(f"{name}　{value}" for name, value in _facts(item, dossier))]
    for part in item.parts:
        lines += ["", f"■ 記録　{part.who}　{_at(part.written_at, dossier.zone)}"]
        lines += ["苦情として記録されています。"] if part.is_complaint else []
        for n, (category, result, text) in enumerate(part.matters, start=1):
            lines += [f"用件 {n}　{category}", f"結果　{result}", text]
    if not item.parts:
        lines += ["", "この通話の問合せ記録はありません。"]
    return _text(f"{item.folder(dossier.zone)}/問合せ記録.txt", "\n".join(lines) + "\n")


def timeline(item: Item, dossier: Dossier) -> Content:
    """Write what happened in a call, as a table."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(("日時", "録音内の秒", "出来事"))
    for each in item.happened:
        in_sound = f"{each.at_s:.3f}" if each.at_s >= 0 else ""
        at = each.at.astimezone(dossier.zone).isoformat(timespec="milliseconds")
        table.writerow((at, in_sound, each.what))
    name = f"{item.folder(dossier.zone)}/時系列.csv"
    return Content(name, (BOM + file.getvalue()).encode())


def hashes(files: Sequence[tuple[str, str]]) -> Content:
    """List names with their SHA-256 as `sha256sum -c` reads them; no mark may stand before."""
    return Content(HASHES, "".join(f"{sha}  {name}\n" for name, sha in files).encode())


def sha256(content: Content) -> str:
    """Give the SHA-256 of a file."""
    return hashlib.sha256(content.data).hexdigest()


def page(dossier: Dossier) -> str:
    """Write the paper as HTML: the cover, then each call with record, time line and hash."""
    cover = (
        ("業務", dossier.campaign),
        ("提出番号", dossier.id),
        ("提出先", dossier.recipient),
        ("依頼文書", dossier.reference),
        ("目的", dossier.reason),
        ("申請", dossier.requested),
        ("承認", dossier.approved),
        ("作成", dossier.made),
        ("録音", f"{len(dossier.items)} 件"),
    )
    return (
        "<!DOCTYPE html><html lang='ja'><head><meta charset='utf-8'><title>提出資料</title>"
        f"<style>{STYLE}</style></head><body><p class='mark'>{_safe(dossier.watermark)}</p>"
        f"<h1>通話録音の提出資料</h1><table>{_table(cover)}</table>"
        f"<p>{_safe(dossier.watermark)}</p>"
        + "".join(_call(each, dossier) for each in dossier.items)
        + "</body></html>"
    )


def _call(item: Item, dossier: Dossier) -> str:
    told = "".join(
        f"<h3>記録　{_safe(part.who)}　{_at(part.written_at, dossier.zone)}"
        f"{'　（苦情）' if part.is_complaint else ''}</h3>"
        + "".join(
            f"<table>{_table((('用件', category), ('結果', result)))}"
            f"<tr><th>内容</th><td class='text'>{_safe(text)}</td></tr></table>"
            for category, result, text in part.matters
        )
        for part in item.parts
    )
    happened = "".join(
        f"<tr><td>{_at(each.at, dossier.zone)}</td>"
        f"<td>{f'{each.at_s:.1f}' if each.at_s >= 0 else '–'}</td><td>{_safe(each.what)}</td></tr>"
        for each in item.happened
    )
    return (
        f"<section class='call'><h2>{item.n}　{_at(item.arrived_at, dossier.zone)} の通話</h2>"
        f"<table>{_table(_facts(item, dossier))}</table>"
        f"{told or '<p>この通話の問合せ記録はありません。</p>'}"
        "<h3>時系列</h3><table><tr><th>日時</th><th>録音内の秒</th><th>出来事</th></tr>"
        f"{happened}</table></section>"
    )


def _facts(item: Item, dossier: Dossier) -> tuple[tuple[str, str], ...]:
    return (
        ("通話", item.call),
        ("発着", "発信" if item.is_outbound else "着信"),
        ("開始", _at(item.arrived_at, dossier.zone)),
        ("相手の番号", item.number or "（非通知または消去済み）"),
        ("当方の番号", item.line),
        ("席", item.seat or "–"),
        ("録音の長さ", f"{item.length_s:.1f} 秒"),
        ("録音の SHA-256", item.sha256),
        ("監査証跡", item.entry),
    )


def _table(rows: tuple[tuple[str, str], ...]) -> str:
    return "".join(f"<tr><th>{name}</th><td>{_safe(text)}</td></tr>" for name, text in rows)


def _text(name: str, text: str) -> Content:
    """Write a text as Windows shows it in any editor."""
    return Content(name, (BOM + text.replace("\n", "\r\n")).encode())


def _safe(text: str) -> str:
    return html.escape(text)


def _at(instant: datetime | None, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if instant else "–"
