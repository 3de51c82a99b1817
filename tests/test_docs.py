"""The documents say what is so: commands, targets, settings, links, both languages alike."""

from __future__ import annotations

import re
import shlex
import tomllib
from functools import cache
from pathlib import Path

import pytest

from ivr_flows import loader
from ivr_flows.verbs import VERBS
from scripts import reference
from tests.unit.ivr_flows.sapporo import VALUES

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
READMES = (ROOT / "README.md", ROOT / "README.ja.md")

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
TABLE_ROW = re.compile(r"^\| `([a-z ]+)` \|(.*)\|$", re.MULTILINE)
TYPED = re.compile(r"\.venv/bin/madoguchi ([^`\n#]*)")
OPTION = re.compile(r"--[a-z][a-z-]*")


def anchor(heading: str) -> str:
    """Make the name under which a heading can be linked to."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = []
    for target in LINK.findall(document.read_text()):
        if target.startswith(("http://", "https://")):
            continue
        name, _, place = target.partition("#")
        file = document.parent / name if name else document
        found = file.exists()
        if found and place:
            found = place in {anchor(each) for each in HEADING.findall(file.read_text())}
        if not found:
            broken.append(target)
    assert broken == []


def test_every_decision_is_listed() -> None:
    index = (ROOT / "docs/adr/README.md").read_text()
    files = {path.name for path in (ROOT / "docs/adr").glob("0*.md")}
    assert files == set(LINK.findall(index))


def code_of(document: Path) -> list[str]:
    """Take out what a reader may copy, without the comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", document.read_text(), re.MULTILINE | re.DOTALL)
    return [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]


def test_both_readmes_show_the_same_commands() -> None:
    english, japanese = READMES
    assert code_of(english) == code_of(japanese)
    rows = [[row[0] for row in TABLE_ROW.findall(readme.read_text())] for readme in READMES]
    assert rows[0] == rows[1]


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for readme in READMES:
        assert set(re.findall(r"`?make ([a-z-]+)`?", "\n".join(code_of(readme)))) <= targets


@cache
def helps() -> dict[str, str]:
    """What the program says of each command, asked of it once."""
    told = re.findall(
        r"^#+ madoguchi ?([^\n]*)\n\n```text\n(.*?)^```",
        reference.page("commands.md"),
        re.MULTILINE | re.DOTALL,
    )
    return dict(told)


def command_help(command: str) -> str:
    """Give what the program itself says that a command takes."""
    return helps()[command]


def uses_shown(document: Path) -> dict[str, set[str]]:
    """Collect every command that a document shows, each with the options that it names."""
    text = document.read_text()
    uses: dict[str, set[str]] = {}
    for command, what in TABLE_ROW.findall(text):
        uses.setdefault(command, set()).update(OPTION.findall(what))
    for line in TYPED.findall(text):
        words = shlex.split(line)
        if words and words[0].islower():
            uses.setdefault(command_of(words), set()).update(OPTION.findall(line))
    return uses


def command_of(words: list[str]) -> str:
    """Tell which command a line calls: `seats`, or `staff add` of a group."""
    for group, command in [words[:2]] if len(words) > 1 and words[1][0] != "-" else []:
        if re.search(rf"^\s+{re.escape(command)}\s{{2,}}\S", command_help(group), re.MULTILINE):
            return f"{group} {command}"
    return words[0]


def test_every_command_of_the_readme_exists_with_its_options() -> None:
    uses = uses_shown(READMES[0])
    assert {"demo", "seats", "calls"} <= set(uses)
    answers = {command: command_help(command) for command in uses}
    unknown = {
        f"{command} {option}"
        for command, options in uses.items()
        for option in options
        if option not in answers[command]
    }
    assert unknown == set()


def test_every_command_stands_in_the_readme() -> None:
    listed = re.findall(r"^[│|\s]\s*([a-z]+)\s{2,}\S", command_help(""), re.MULTILINE)
    assert listed
    assert set(listed) <= set(uses_shown(READMES[0]))


def test_every_setting_is_explained() -> None:
    """By its own line, the line above it, or the words above its table."""
    unexplained = []
    above = ""
    table_is_explained = False
    for line in (ROOT / "config/default.toml").read_text().splitlines():
        explained = "#" in line or above.startswith("#")
        if line.startswith("["):
            table_is_explained = explained
        if re.match(r"^[a-z_]+\s*=", line) and not (explained or table_is_explained):
            unexplained.append(line)
        above = line.strip()
    assert unexplained == []


@pytest.mark.parametrize("name", sorted(path.name for path in reference.FOLDER.iterdir()))
def test_the_reference_says_what_the_code_says(name: str) -> None:
    written = (reference.FOLDER / name).read_text(encoding="utf-8")
    assert written == reference.page(name), "run python scripts/reference.py"


QUOTED = re.compile(r"「([^」]+)」")
PAGES = "".join(
    path.read_text(encoding="utf-8")
    for pattern in ("agent_ui/**/*.html", "agent_ui/*.py", "config/campaigns/*.toml")
    for path in ROOT.glob(pattern)
)


@pytest.mark.parametrize("guide", sorted((ROOT / "docs").glob("*.ja.md")), ids=lambda it: it.stem)
def test_what_a_guide_quotes_stands_on_the_pages(guide: Path) -> None:
    quoted = QUOTED.findall(guide.read_text(encoding="utf-8"))
    assert quoted
    assert [each for each in quoted if each not in PAGES] == []


def test_the_changelog_knows_the_version_or_awaits_it() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    heads = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert heads[0] in ("Unreleased", version)


FLOWS = (ROOT / "docs/flows.md").read_text()


def test_every_verb_and_each_of_its_keys_stands_in_the_document_of_flows() -> None:
    rows = dict(TABLE_ROW.findall(FLOWS.replace("record_consent` |", "recordconsent` |")))
    for verb in VERBS:
        row = rows.pop(verb.replace("_", ""))
        source = (ROOT / f"ivr_flows/nodes/{verb}.py").read_text()
        keys = set(re.findall(r'table\.\w+\(\s*"(\w+)"', source))
        assert {key for key in keys - {"english"} if f"`{key}`" not in row} == set(), verb
    assert set(rows) == {"text", "english"}  # what is said stands in a table of its own


@pytest.mark.parametrize("example", re.findall(r"^```toml\n(.*?)^```", FLOWS, re.M | re.S))
def test_the_examples_of_the_document_of_flows_are_right(example: str, tmp_path: Path) -> None:
    (tmp_path / "example.toml").write_text(example, encoding="utf-8")
    assert loader.read(tmp_path / "example.toml", VALUES).problems == ()
