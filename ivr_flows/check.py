"""The rules of a flow's file, one function a rule; each notes its problems in the source."""

from __future__ import annotations

import difflib
import re
import wave
from collections.abc import Iterable, Mapping
from typing import Any

from ivr_flows.schema import KEYS
from ivr_flows.source import Source

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_READING = re.compile(r"[ぁ-ゖァ-ヺー、。’']+")
_SPEAKABLE = re.compile(r"[^\W_]")


def file_name(source: Source) -> None:
    """A flow is called by its file's name, so the name must be one that a campaign can write."""
    if not _NAME.fullmatch(source.path.stem):
        source.add(
            None,
            "",
            "ファイル名を案内の名前に使えません",
            "小文字の英字で始め、英小文字・数字・下線・ハイフンだけを使ってください",
        )


def keys(source: Source, table: Mapping[str, Any]) -> None:
    """Only the keys of the schema may stand in the file."""
    for key in table:
        if key not in KEYS:
            source.add(source.line_of_key(key), key, "知らない項目です", _did_you_mean(key, KEYS))


def text(source: Source, table: Mapping[str, Any]) -> str | None:
    """There must be something to say; gives it, or None."""
    found = table.get("text")
    if found is None:
        source.add(None, "text", "読み上げる文がありません", 'text = "…" を書いてください')
    elif not isinstance(found, str):
        source.add(source.line_of_key("text"), "text", "文字列ではありません")
    elif not _SPEAKABLE.search(_PLACEHOLDER.sub("x", found)):
        source.add(source.line_of_key("text"), "text", "読み上げられる文字がありません")
    else:
        return found
    return None


def placeholders(source: Source, said: str, words: Mapping[str, str]) -> bool:
    """Every {placeholder} must be one that the campaign fills; no stray brace."""
    before = len(source.problems)
    for name in _PLACEHOLDER.findall(said):
        if name not in words:
            source.add(
                source.line_of(f"{{{name}}}"),
                "text",
                f"{{{name}}} に入れる値がありません",
                _did_you_mean(name, words),
            )
    if re.search(r"[{}]", _PLACEHOLDER.sub("", said)):
        source.add(source.line_of_key("text"), "text", "波かっこの対応が取れていません")
    return len(source.problems) == before


def kana(source: Source, table: Mapping[str, Any]) -> dict[str, str]:
    """Readings are a table of words, each with kana; gives the good ones."""
    found = table.get("kana", {})
    if not isinstance(found, dict):
        source.add(
            source.line_of_key("kana"),
            "kana",
            "読みの表ではありません",
            '[kana] の下に 「語 = "よみ"」 の形で書いてください',
        )
        return {}
    good: dict[str, str] = {}
    for word, reading in found.items():
        if isinstance(reading, str) and _READING.fullmatch(reading):
            good[word] = reading
        else:
            source.add(source.line_of_key(word), f"kana.{word}", "読みは仮名だけで書いてください")
    return good


def words(source: Source, said: str, readings: Mapping[str, str]) -> None:
    """A reading for a word that is not said is a typing error."""
    for word in readings:
        if word not in said:
            source.add(
                source.line_of_key(word), f"kana.{word}", "この語は読み上げる文の中にありません"
            )


def wav(source: Source, table: Mapping[str, Any]) -> bytes | None:
    """A recorded sound must lie beside the file and be readable; gives its content, or None."""
    if "wav" not in table:
        return None
    name = table["wav"]
    line = source.line_of_key("wav")
    if not isinstance(name, str) or "/" in name or not name.endswith(".wav"):
        source.add(line, "wav", "同じフォルダーにあるwavファイルの名前ではありません")
        return None
    path = source.path.with_name(name)
    try:
        with path.open("rb") as file, wave.open(file) as sound:
            if sound.getnframes() == 0 or sound.getsampwidth() not in (2, 3, 4):
                raise wave.Error("no sound")
        return path.read_bytes()
    except FileNotFoundError:
        source.add(line, "wav", f"{name} がありません", "このファイルと同じ所に置いてください")
    except (OSError, wave.Error, EOFError):
        source.add(
            line,
            "wav",
            f"{name} を音声として読めません",
            "圧縮していない16・24・32ビットのPCMにしてください",
        )
    return None


def max_s(source: Source, table: Mapping[str, Any]) -> float | None:
    """A limit of length is a number of seconds above 0; gives it, or None."""
    found = table.get("max_s")
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or not found > 0:
        source.add(source.line_of_key("max_s"), "max_s", "0より大きい秒数ではありません")
        return None
    return float(found)


def _did_you_mean(written: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(written, list(known), n=1)
    if near:
        return f"「{near[0]}」ではありませんか"
    return f"使えるのは {'、'.join(known)} です"
