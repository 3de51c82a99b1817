"""Reads flow files and tells everything that is wrong with them at once.

A file that cannot be used gives problems and no flow; the others are still checked. Folders are
read in order, and a file of a later one replaces the one of the same name before it: so a campaign
changes a single announcement without copying the rest.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr_flows import check, graph
from ivr_flows.node import END, Edge
from ivr_flows.problem import Problem
from ivr_flows.reading import Reading
from ivr_flows.schema import Flow, announcement
from ivr_flows.source import Source
from ivr_flows.table import Table
from ivr_flows.values import Values
from ivr_flows.verbs import VERBS, AnyNode

SHIPPED = Path(__file__).parent / "flows"
"""The flows that come with Madoguchi."""

NODES, KANA = "nodes", "kana"
NAMED_ONLY = "named_only"
"""Key of a flow that only campaigns read which name it: it speaks of what others do not have."""
NO_TABLE, NODE_HINT = "場面の表ではありません", "[nodes.名前] の形で書いてください"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the files gave: usable flows and, if any, the reasons why others are not."""

    flows: tuple[Flow, ...]
    """By name."""
    wavs: Mapping[str, Path]
    """Recorded sounds: the name of the sound and the file that it is made from."""
    problems: tuple[Problem, ...]
    """By file and line."""


NOTHING = Loaded(flows=(), wavs={}, problems=())
"""Of a flow that the campaign does not name, and that must be named."""


def load(places: Iterable[Path], values: Values) -> Loaded:
    """Read flow files, and every `*.toml` of folders, and fill in the campaign's values.

    Of those that are read only where they are named, the ones that the campaign names.
    """
    files = named(places)
    flows: list[Flow] = []
    wavs: dict[str, Path] = {}
    problems: list[Problem] = []
    for name, path in sorted(files.items()):
        found = read(path, values, is_named=name in values.flows)
        flows += found.flows
        wavs |= found.wavs
        problems += found.problems
    return Loaded(flows=tuple(flows), wavs=wavs, problems=tuple(problems))


def named(places: Iterable[Path]) -> dict[str, Path]:
    """Give the flow files of folders, or single ones, by the names of their flows."""
    return {path.stem: path for place in places for path in _of_place(place)}


def _of_place(place: Path) -> list[Path]:
    if place.suffix == ".wav":
        return []
    return [place] if place.suffix == ".toml" else sorted(place.glob("*.toml"))


def read(path: Path, values: Values, *, is_named: bool = True) -> Loaded:
    """Read one file: a flow, or all that is wrong with it; nothing of one that must be named."""
    source = Source(path)
    check.file_name(source)
    tree = _parse(source)
    if tree is not None and tree.get(NAMED_ONLY) is True and not is_named:
        return NOTHING
    flows: tuple[Flow, ...] = ()
    wavs: Mapping[str, Path] = {}
    if tree is not None:
        kana = check.kana(source, tree.get(KANA, {}))
        reading = Reading(source, values, kana=kana, keyed=_keyed(tree))
        nodes = tree.get(NODES)
        flow = _one(reading, tree) if nodes is None else _many(reading, tree, nodes)
        reading.close()
        unread = _strings({**tree, KANA: {}}) if source.problems else ()
        check.words(source, [*reading.said, *unread], kana if reading.said else {})
        flows, wavs = (flow,), reading.wavs
    if source.problems:
        flows, wavs = (), {}
    problems = sorted(source.problems, key=lambda problem: problem.line or 0)
    return Loaded(flows=flows, wavs=wavs, problems=tuple(problems))


def _one(reading: Reading, tree: dict[str, Any]) -> Flow:
    table = Table(reading, (), tree)
    title, speech = table.label("title"), table.speech()
    _close(table)
    return announcement(reading.source.path.stem, speech, title=title)


def _many(reading: Reading, tree: dict[str, Any], found: object) -> Flow:
    table = Table(reading, (), tree)
    title, source = table.label("title"), reading.source
    if not isinstance(found, dict) or not found:
        source.blame((NODES,), NO_TABLE, NODE_HINT)
        found = {}
    _close(table)
    nodes = {name: _node(reading, name, content) for name, content in found.items()}
    start = next(iter(nodes), "")
    unknown = graph.targets(source, reading.targets, nodes)
    if nodes:
        unsure = {str(keys[1]) for keys in (*unknown, *reading.open_ways)}
        unsure |= {name for name, node in nodes.items() if node is None}
        graph.ways(source, _known_ways(nodes), start, unsure=unsure)
    whole = {name: node for name, node in nodes.items() if node is not None}
    return Flow(name=source.path.stem, start=start, nodes=whole, title=title)


def _known_ways(nodes: Mapping[str, AnyNode | None]) -> dict[str, tuple[Edge, ...]]:
    """Give the ways of each node that lead to a node that there is, or to the end."""
    known = {*nodes, END}
    return {
        name: tuple(edge for edge in (node.edges() if node else ()) if edge.to in known)
        for name, node in nodes.items()
    }


def _node(reading: Reading, name: str, content: object) -> AnyNode | None:
    check.node_name(reading.source, name)
    keys = (NODES, name)
    if not isinstance(content, dict):
        reading.source.blame(keys, NO_TABLE, NODE_HINT)
        return None
    verb = content.get("verb")
    if verb is None:
        hint = 'verb = "play" のように書いてください'
        reading.source.blame(keys, "動作がありません", hint)
        return None
    if not isinstance(verb, str):
        hint = 'verb = "play" のように書いてください'
        reading.source.blame((*keys, "verb"), "動作の名前ではありません", hint)
        return None
    if verb not in VERBS:
        hint = check.did_you_mean(verb, VERBS)
        reading.source.blame((*keys, "verb"), f"「{verb}」という動作はありません", hint)
        return None
    table = Table(reading, keys, content)
    table.has("verb")
    node = VERBS[verb].read(table)
    table.close()
    return node


def _close(table: Table) -> None:
    table.flag(NAMED_ONLY)
    table.has(KANA)
    table.has(NODES)
    table.close()


def _keyed(tree: dict[str, Any]) -> Iterator[str]:
    """Name the variables of all `gather`, wherever they stand: texts before may say them too."""
    nodes = tree.get(NODES)
    for content in nodes.values() if isinstance(nodes, dict) else ():
        into = content.get("into") if isinstance(content, dict) else None
        if isinstance(into, str) and check.NAME.fullmatch(into):
            yield into


def _strings(found: object) -> Iterator[str]:
    """Give every text that is written somewhere, for what could not be read may say a word, too."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list):
        for each in found.values() if isinstance(found, dict) else found:
            yield from _strings(each)


def _parse(source: Source) -> dict[str, Any] | None:
    try:
        tree = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as exc:
        # Before Python 3.14 the exception says the line in its text only; without it we still
        # report the file.
        found = re.search(r"at line (\d+)", str(exc))
        line = int(found[1]) if found else None
        source.add(line, "", "TOMLとして読めません", str(exc))
    except RecursionError:
        source.add(None, "", "TOMLとして読めません", "かっこの入れ子が深すぎます")
    except UnicodeDecodeError:
        source.add(None, "", "文字コードがUTF-8ではありません", "UTF-8で保存し直してください")
    except ValueError:  # int() of so many digits that Python refuses them
        source.add(None, "", "TOMLとして読めません", "桁の多すぎる数があります")
    except OSError as exc:
        source.add(None, "", "ファイルを読めません", exc.strerror or "")
    else:
        source.find_lines(tree)
        return tree
    return None
