"""The house as design rules that a machine can check: who imports whom, what is where, how big."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parent.parent
PACKAGES: tuple[str, ...] = tuple(
    tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"][
        "wheel"
    ]["packages"]
)
PURE = ("callcenter", "japan", "ivr_flows")
"""The rooms whose every file with a decision in it has a test file of the same name."""

MAX_LINES = 400
NAMELESS = {"utils", "util", "helpers", "helper", "common", "manager", "base"}
HEAVY = {
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "jinja2",
    "numpy",
    "phonenumbers",
    "prometheus_client",
}
"""What the controller must not load: it is restarted while callers wait."""


def sources(*packages: str) -> Iterator[Path]:
    """Walk over the Python files of these packages."""
    for package in packages:
        yield from sorted((ROOT / package).rglob("*.py"))


def assert_none(paths: list[Path]) -> None:
    """Fail with the name of every file that is left, as a reader would name it."""
    assert not paths, "\n" + "\n".join(sorted(str(path.relative_to(ROOT)) for path in paths))


def test_the_rooms_import_each_other_only_as_the_contracts_say() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-logo"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_stands_in_an_import_contract() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert set(PACKAGES) <= set(linter["root_packages"])


def loaded_by(module: str) -> dict[str, str]:
    """Import a module in a process of its own; name everything that came with it and its file."""
    program = (
        "import sys; before = set(sys.modules)\n"
        f"import {module}\n"
        "files = {name: getattr(one, '__file__', '') or '' for name, one in sys.modules.items()}\n"
        "import json\n"
        "print(json.dumps({name: files[name] for name in set(files) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded: dict[str, str] = json.loads(done.stdout)
    return loaded


def test_the_controller_loads_nothing_heavy() -> None:
    roots = {name.partition(".")[0] for name in loaded_by("app.controller")}
    assert not roots & HEAVY


def test_the_supervisor_needs_the_standard_library_alone() -> None:
    loaded = loaded_by("app.supervisor")
    assert not {name for name, file in loaded.items() if "site-packages" in file}
    rooms = {name for name in loaded if name.partition(".")[0] in set(PACKAGES) - {"app"}}
    finding = {name for name in rooms if name.startswith("telephony.asterisk")}
    assert rooms - finding <= {"telephony", "telephony.errors"}


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert_none([path for path in sources(*PACKAGES, "tests") if path.stem in NAMELESS])


def test_no_line_of_python_knows_a_city() -> None:
    """A contract is data: what one city has and another has not stands in its campaign's file."""
    cities = re.compile(
        r"\b(sapporo|otaru|suita|setagaya|shinjuku)\b|札幌|小樽|吹田|世田谷|新宿", re.IGNORECASE
    )
    written = sources(*PACKAGES, "bench", "faults", "scripts")
    assert_none([path for path in written if cities.search(path.read_text(encoding="utf-8"))])


@pytest.mark.clause("SPR-II-3-5-エ")
def test_citizens_are_neither_written_to_nor_asked_by_mail() -> None:
    """No code of ours speaks to a mail server, and no page takes or offers an address."""
    sends = re.compile(
        r"^\s*(import|from) (aio)?smtp|^\s*(import|from) (imaplib|poplib)\b", re.MULTILINE
    )
    assert_none([path for path in sources(*PACKAGES) if sends.search(path.read_text())])
    pages = [*(ROOT / "agent_ui" / "templates").glob("*.html")]
    assert len(pages) > 50
    offers = re.compile(r"mailto:|type=\"email\"|autocomplete=\"email\"")
    assert_none([path for path in pages if offers.search(path.read_text(encoding="utf-8"))])


def test_every_package_says_what_it_is_and_holds_nothing_else() -> None:
    folders = {path.parent for path in sources(*PACKAGES) if "migrations" not in path.parts}
    notes = [folder / "__init__.py" for folder in folders]
    assert_none([path for path in notes if not is_docstring_alone(path)])


def is_docstring_alone(path: Path) -> bool:
    """Tell whether a file exists and consists of a docstring."""
    if not path.exists():
        return False
    body = ast.parse(path.read_text()).body
    return len(body) == 1 and ast.get_docstring(ast.parse(path.read_text())) is not None


def test_every_source_file_begins_with_its_purpose() -> None:
    bare = [
        path
        for path in sources(*PACKAGES, "scripts")
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert_none(bare)


def test_no_file_is_longer_than_the_eye() -> None:
    lengths = {
        path: len(path.read_text().splitlines()) for path in sources(*PACKAGES, "tests", "scripts")
    }
    assert_none([path for path, lines in lengths.items() if lines > MAX_LINES])


def decides(path: Path) -> bool:
    """Tell whether a file has a function that does something: no mere words, shapes or errors."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name != "__init__"
        and not is_stub(node)
        for node in ast.walk(ast.parse(path.read_text()))
    )


def is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function is a protocol's: a docstring and three dots at most."""
    return all(
        isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
        for line in function.body
    )


@pytest.mark.parametrize("package", PURE)
def test_every_deciding_file_of_a_pure_room_has_its_test_file(package: str) -> None:
    missing = []
    for path in sources(package):
        place = ROOT / "tests/unit" / path.parent.relative_to(ROOT) / f"test_{path.name}"
        if path.name != "__init__.py" and decides(path) and not place.exists():
            missing.append(place)
    assert_none(missing)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_has_unit_tests(package: str) -> None:
    if any(decides(path) for path in sources(package)):
        tests = list((ROOT / "tests/unit" / package).rglob("test_*.py"))
        assert tests, f"tests/unit/{package} is empty"


def test_unit_tests_mirror_the_tree() -> None:
    """The phones that test Asterisk are tested as well: they mirror tests/asterisk."""
    mirrored = {path.parent.relative_to(ROOT / "tests/unit") for path in sources("tests/unit")}
    homes = (ROOT, ROOT / "tests/asterisk")
    lost = [each for each in mirrored if not any((home / each).is_dir() for home in homes)]
    assert_none([ROOT / "tests/unit" / each for each in lost])
