"""Reads flow files and tells everything that is wrong with them at once.

A file that cannot be used gives problems and no flow; the others are still checked. Folders are
read in order, and a file of a later one replaces the one of the same name before it: so a campaign
changes a single announcement without copying the rest.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr_flows import check
from ivr_flows.problem import Problem
from ivr_flows.prompts import Prompt, name_of_speech, name_of_wav
from ivr_flows.schema import Flow
from ivr_flows.source import Source
from ivr_flows.values import Values

SHIPPED = Path(__file__).parent / "flows"
"""The flows that come with Madoguchi."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the files gave: usable flows and, if any, the reasons why others are not."""

    flows: tuple[Flow, ...]
    """By name."""
    wavs: Mapping[str, Path]
    """Recorded sounds: the name of the sound and the file that it is made from."""
    problems: tuple[Problem, ...]
    """By file and line."""


def load(folders: Iterable[Path], values: Values) -> Loaded:
    """Read every `*.toml` of the folders and fill in the campaign's values."""
    files = {path.stem: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    flows: list[Flow] = []
    wavs: dict[str, Path] = {}
    problems: list[Problem] = []
    for _, path in sorted(files.items()):
        source = Source(path)
        flow = _read(source, values)
        problems += sorted(source.problems, key=lambda problem: problem.line or 0)
        if flow is not None and not source.problems:
            flows.append(flow)
            if flow.prompt.wav is not None:
                wavs[flow.prompt.sound] = path.with_name(flow.prompt.wav)
    return Loaded(flows=tuple(flows), wavs=wavs, problems=tuple(problems))


def _read(source: Source, values: Values) -> Flow | None:
    check.file_name(source)
    table = _parse(source)
    if table is None:
        return None
    check.keys(source, table)
    text = check.text(source, table)
    kana = check.kana(source, table)
    wav = check.wav(source, table)
    max_s = check.max_s(source, table)
    words = values.spoken()
    if text is None or not check.placeholders(source, text, words):
        return None
    filled = _join(text).format_map(words)
    check.words(source, filled, kana)
    spoken = _pronounce(filled, {**values.kana, **kana})
    prompt = Prompt(
        sound=name_of_speech(spoken) if wav is None else name_of_wav(wav),
        text=filled,
        spoken=spoken,
        wav=None if wav is None else table["wav"],
        max_s=max_s,
    )
    return Flow(name=source.path.stem, prompt=prompt)


def _parse(source: Source) -> dict[str, Any] | None:
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as exc:
        # Before Python 3.14 the exception says the line in its text only; without it we still
        # report the file.
        found = re.search(r"at line (\d+)", str(exc))
        line = int(found[1]) if found else None
        source.add(line, "", "TOMLとして読めません", str(exc))
    except UnicodeDecodeError:
        source.add(None, "", "文字コードがUTF-8ではありません", "UTF-8で保存し直してください")
    except OSError as exc:
        source.add(None, "", "ファイルを読めません", exc.strerror or "")
    return None


def _join(text: str) -> str:
    """Japanese has no spaces between lines: a line break in the file is no pause."""
    return "".join(line.strip() for line in text.splitlines())


def _pronounce(text: str, kana: Mapping[str, str]) -> str:
    """Put readings in place of words, the longest word first, and none inside another's reading."""
    if not kana:
        return text
    longest_first = sorted(kana, key=lambda word: (-len(word), word))
    pattern = "|".join(re.escape(word) for word in longest_first)
    return re.sub(pattern, lambda found: kana[found[0]], text)
