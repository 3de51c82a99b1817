"""Rules for single values in a flow's file; each tells what is wrong, or gives what is right."""

from __future__ import annotations

import difflib
import re
import wave
from collections.abc import Iterable, Mapping
from pathlib import Path

from ivr_flows.node import END
from ivr_flows.source import Source
from ivr_flows.toml_lines import Keys

NAME = re.compile(r"[a-z][a-z0-9_-]*")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
SPEAKABLE = re.compile(r"[^\W_]")
_SENTENCE_END = re.compile(r"(?<=[。！？])|(?<=[.!?])\s+")
_READING = re.compile(r"[ぁ-ゖァ-ヺー、。’']+")


def file_name(source: Source) -> None:
    """A flow is called by its file's name, so the name must be one that a campaign can write."""
    if not NAME.fullmatch(source.path.stem):
        source.add(
            None,
            "",
            "ファイル名を案内の名前に使えません",
            "小文字の英字で始め、英小文字・数字・下線・ハイフンだけを使ってください",
        )


def node_name(source: Source, name: str) -> None:
    """Nodes are named like flows, and none is called like the flow's end."""
    if name == END or not NAME.fullmatch(name):
        source.blame(
            ("nodes", name),
            "場面の名前に使えません",
            f"{END} のほかの、小文字の英字で始まる名前にしてください",
        )


def placeholders(
    source: Source,
    keys: Keys,
    said: str,
    *,
    fixed: Iterable[str],
    changing: Iterable[str],
    spelled: Iterable[str],
) -> bool:
    """Every {placeholder} must be one that is filled.

    A sentence has one that changes at most, and none beside it that is spelled digit by digit.
    """
    before = len(source.problems)
    fixed, changing, spelled = tuple(fixed), tuple(changing), tuple(spelled)
    known = {*fixed, *changing, *spelled}
    for name in PLACEHOLDER.findall(said):
        if name not in known:
            source.blame(
                keys,
                f"{{{name}}} に入れる値がありません",
                did_you_mean(name, (*fixed, *changing, *spelled)),
                words=f"{{{name}}}",
            )
    if re.search(r"[{}]", PLACEHOLDER.sub("", said)):
        source.blame(keys, "波かっこの対応が取れていません")
    for sentence in sentences(said):
        _one_that_changes(source, keys, sentence, frozenset(changing), frozenset(spelled))
    return len(source.problems) == before


def _one_that_changes(
    source: Source, keys: Keys, sentence: str, changing: frozenset[str], spelled: frozenset[str]
) -> None:
    found = PLACEHOLDER.findall(sentence)
    names = [each for each in found if each in changing]
    keyed = [each for each in found if each in spelled]
    hint = "文を「。」で分けてください"
    if len(names) > 1:
        message = f"一つの文の中で変わる値は一つだけです（{'、'.join(names)}）"
        source.blame(keys, message, hint, words=f"{{{names[1]}}}")
    elif names and keyed:
        message = f"変わる値と押された番号は、一つの文に入りません（{names[0]}、{keyed[0]}）"
        source.blame(keys, message, hint, words=f"{{{names[0]}}}")


def sentences(said: str) -> list[str]:
    """Split a text after each mark that ends a sentence."""
    return [each for each in _SENTENCE_END.split(said) if each.strip()]


def kana(source: Source, found: object) -> dict[str, str]:
    """Readings are a table of words, each with kana; gives the good ones."""
    if not isinstance(found, dict):
        source.blame(
            ("kana",),
            "読みの表ではありません",
            '[kana] の下に 「語 = "よみ"」 の形で書いてください',
        )
        return {}
    good: dict[str, str] = {}
    for word, reading in found.items():
        if not SPEAKABLE.search(word):
            source.blame(("kana", word), "読みを付ける語に、読み上げられる文字がありません")
        elif isinstance(reading, str) and _READING.fullmatch(reading):
            good[word] = reading
        else:
            source.blame(("kana", word), "読みは仮名だけで書いてください")
    return good


def words(source: Source, said: Iterable[str], readings: Mapping[str, str]) -> None:
    """A reading for a word that is not said is a typing error."""
    texts = list(said)
    for word in readings:
        if not any(word in text for text in texts):
            source.blame(("kana", word), "この語は読み上げる文の中にありません")


def wav(source: Source, keys: Keys, name: object) -> Path | None:
    """A recorded sound must lie beside the file and be readable; gives its path, or None."""
    is_name = isinstance(name, str) and name.isprintable() and "/" not in name
    if not isinstance(name, str) or not is_name or not name.endswith(".wav"):
        source.blame(keys, "同じフォルダーにあるwavファイルの名前ではありません")
        return None
    path = source.path.with_name(name)
    try:
        with path.open("rb") as file, wave.open(file) as sound:
            if sound.getnframes() == 0 or sound.getsampwidth() not in (2, 3, 4):
                raise wave.Error("no sound")
        return path
    except FileNotFoundError:
        source.blame(keys, f"{name} がありません", "このファイルと同じ所に置いてください")
    except (OSError, wave.Error, EOFError, RuntimeError):  # of a chunk that is cut short
        source.blame(
            keys,
            f"{name} を音声として読めません",
            "圧縮していない16・24・32ビットのPCMにしてください",
        )
    return None


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, or name them all."""
    listed = list(known)
    if not listed:
        return "使えるものが、まだ一つもありません"
    near = difflib.get_close_matches(written, listed, n=1)
    if near:
        return f"「{near[0]}」ではありませんか"
    return f"使えるのは {'、'.join(listed)} です"
