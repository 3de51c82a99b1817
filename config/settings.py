"""Reading the settings: default.toml, over it HOME/madoguchi.toml, over it the environment.

`MADOGUCHI_WEB__PORT=0` means `port` in `[web]`; an empty variable counts as not set. Paths in the
file are taken from the home, paths in the environment from where the command runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.settings_file import FromEnvironment, Settings
from config.settings_rules import RULES
from config.toml_file import TomlFile, read_toml
from config.validation import validate
from ivr_flows.problem import Problem
from ivr_flows.toml_lines import Keys

DEFAULTS = Path(__file__).parent / "default.toml"
FILE = "madoguchi.toml"
PREFIX = "MADOGUCHI_"
NOT_SETTINGS = frozenset({"MADOGUCHI_HOME", "MADOGUCHI_CACHE"})
"""Variables that say where things are, not how the instance works."""


def load_settings(home: Path, environ: Mapping[str, str]) -> Settings | list[Problem]:
    """Read the settings of a home; wrong ones are answered with all their problems.

    A home without a file has the shipped settings. The database's URL is always set: without one
    of its own, an instance keeps its rows in HOME/madoguchi.db.
    """
    home = home.absolute()
    shipped, file = read_toml(DEFAULTS), _file_of(home)
    if isinstance(shipped, Problem) or isinstance(file, Problem):
        return [each for each in (shipped, file) if isinstance(each, Problem)]
    rows = {"database": {"url": f"sqlite:///{home}/madoguchi.db"}}
    tree = _over(_over(shipped.tree, rows), _from_home(file.tree, home))
    variables = {_keys(name): name for name in environ if _is_setting(name) and environ[name]}
    for keys, name in sorted(variables.items(), key=lambda each: len(each[0])):
        tree = _over(tree, _nested(keys, environ[name]))
    return validate(
        Settings, tree, rules=RULES, where=lambda keys: _where(keys, variables=variables, file=file)
    )


def names_campaign(home: Path, environ: Mapping[str, str]) -> bool:
    """Tell whether the home's file or the environment names a campaign; else it is the shipped."""
    file = _file_of(home.absolute())
    is_in_file = not isinstance(file, Problem) and "campaign" in file.tree
    return is_in_file or bool(environ.get(f"{PREFIX}CAMPAIGN"))


def _file_of(home: Path) -> TomlFile | Problem:
    path = home / FILE
    return read_toml(path) if path.exists() else TomlFile(str(path), {}, {})


def _from_home(tree: dict[str, Any], home: Path) -> dict[str, Any]:
    """Take the file's relative paths from the home; other values stay as they are."""
    campaign, web = tree.get("campaign"), tree.get("web")
    paths: dict[str, Any] = {}
    if isinstance(campaign, str) and ("/" in campaign or campaign.endswith(".toml")):
        paths["campaign"] = str(home / campaign)
    if isinstance(web, dict):
        files = {name: web.get(name) for name in ("tls_cert", "tls_key")}
        paths["web"] = {name: str(home / at) for name, at in files.items() if isinstance(at, str)}
    return _over(tree, paths)


def _over(tree: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one tree over another; tables are joined, everything else is replaced."""
    joined = dict(tree)
    for key, value in above.items():
        below = joined.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            value = _over(below, value)
        joined[key] = value
    return joined


def _is_setting(name: str) -> bool:
    return name.startswith(PREFIX) and name not in NOT_SETTINGS


def _keys(name: str) -> Keys:
    return tuple(name.removeprefix(PREFIX).lower().split("__"))


def _nested(keys: Keys, text: str) -> dict[str, Any]:
    first, *inner = keys
    return {str(first): _nested(tuple(inner), text) if inner else FromEnvironment(text)}


def _where(keys: Keys, *, variables: Mapping[Keys, str], file: TomlFile) -> tuple[str, int | None]:
    """Find what set a key: a variable that reaches to it, else the home's file."""
    reaching = (name for set_, name in variables.items() if set_ == keys[: len(set_)])
    within = (name for set_, name in variables.items() if keys == set_[: len(keys)])
    name = next(reaching, None) or (None if keys in file.lines else next(within, None))
    return (f"環境変数 {name}", None) if name else (file.name, file.line_of(keys))
