"""One way to check a file: the shape by pydantic, then our rules, every mistake at once.

A rule names the sections it reads. If one of them has a wrong shape, the rule waits until that is
mended; all others run, so that an operator mends a file in one go. No problem repeats a value that
was read: it could be a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from config.problem import Fault, did_you_mean
from ivr_flows.problem import Problem
from ivr_flows.toml_lines import Keys, written


class Section(BaseModel):
    """A table of a file: frozen, of exact types, without unknown keys."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, hide_input_in_errors=True
    )


Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Rule(Generic[Model]):
    """A check across keys, and the sections that it reads."""

    needs: tuple[str, ...]
    check: Callable[[Model], Iterable[Fault]]


_MESSAGES = {
    "missing": "この項目は必須です。",
    "extra_forbidden": "知らない項目です。",
    "int_type": "整数で書いてください。",
    "float_type": "数で書いてください。",
    "finite_number": "有限の数で書いてください。",
    "string_type": "文字列で書いてください。引用符で囲みます。",
    "bool_type": "true か false で書いてください。",
    "date_type": "日付で書いてください。引用符なしで 2026-02-02 のように書きます。",
    "time_type": "時刻で書いてください。引用符なしで 16:00:00 のように書きます。",
    "list_type": "配列 [ ] で書いてください。",
    "dict_type": "表で書いてください。",
    "model_type": "表で書いてください。",
    "literal_error": "決められた語のどれかを書いてください: {expected}",
    "greater_than": "{gt:g} より大きい値にしてください。",
    "greater_than_equal": "{ge:g} 以上にしてください。",
    "less_than_equal": "{le:g} 以下にしてください。",
    "string_too_short": "空にはできません。",
    "too_short": "{min_length} つ以上書いてください。",
    "string_pattern_mismatch": "使えない文字があります。形は {pattern} です。",
    "value_error": "{error}",
}


def validate(
    model: type[Model],
    tree: dict[str, Any],
    *,
    rules: Sequence[Rule[Model]],
    where: Callable[[Keys], tuple[str, int | None]],
) -> Model | list[Problem]:
    """Check a tree against its model and rules; `where` tells the file and line of keys."""
    found, wrong, faults = _shaped(model, tree)
    for rule in rules:
        if wrong.isdisjoint(rule.needs):
            faults += rule.check(found)
    if not faults:
        return found
    problems = [
        Problem(*where(each.keys), written(each.keys), each.message, each.hint) for each in faults
    ]
    return sorted(problems, key=lambda each: (each.file, each.line or 0))


def known_keys(model: type[BaseModel]) -> dict[str, type[BaseModel] | None]:
    """List the keys of a table, and the model of those that are tables or arrays of tables."""
    fields = model.model_fields.items()
    return {field.alias or name: _model_in(field.annotation) for name, field in fields}


def _shaped(model: type[Model], tree: dict[str, Any]) -> tuple[Model, set[str], list[Fault]]:
    """Give the model, the names of its sections that have a wrong shape, and what is wrong."""
    try:
        return model.model_validate(tree), set(), []
    except ValidationError as exc:
        errors = exc.errors(include_url=False, include_input=False)
    unknown = [each["loc"] for each in errors if each["type"] == "extra_forbidden"]
    wrong = {str(each["loc"][0]) for each in errors if each["loc"] not in unknown}
    found = _without(model, _without_unknown(tree, unknown), wrong)
    return found, wrong, [_fault(model, each) for each in errors]


def _without_unknown(tree: dict[str, Any], unknown: list[Keys]) -> dict[str, Any]:
    """Copy a tree without its unknown keys, so that the rules can judge what is left."""
    known = deepcopy(tree)
    for *tables, key in unknown:
        place: Any = known
        for table in tables:
            place = place[table]
        place.pop(key)
    return known


def _without(model: type[Model], tree: dict[str, Any], wrong: set[str]) -> Model:
    """Build a model of the sections that are right; the wrong ones are absent from it."""
    types = get_type_hints(model, include_extras=True)
    right = [name for name in model.model_fields if name in tree and name not in wrong]
    found = {name: TypeAdapter(types[name]).validate_python(tree[name]) for name in right}
    return model.model_construct(**found)


def _fault(model: type[BaseModel], error: ErrorDetails) -> Fault:
    keys = tuple(key for key in error["loc"] if key != "[key]")
    template = _MESSAGES.get(error["type"])
    message = template.format(**error.get("ctx", {})) if template else error["msg"]
    hint = _near(model, keys) if error["type"] == "extra_forbidden" else ""
    return Fault(keys, message, hint)


def _near(model: type[BaseModel], keys: Keys) -> str:
    """Suggest what an unknown key was meant to be: a neighbour, or the same key elsewhere."""
    table: type[BaseModel] | None = model
    for key in keys[:-1]:
        if isinstance(key, str) and table is not None:
            table = known_keys(table).get(key)
    beside = did_you_mean(str(keys[-1]), known_keys(table)) if table else ""
    elsewhere = [name for name in _all_keys(model, "") if name.split(".")[-1] == keys[-1]]
    return beside or (f"「{elsewhere[0]}」ではありませんか。" if elsewhere else "")


def _all_keys(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, table in known_keys(model).items():
        yield f"{prefix}{name}"
        if table is not None:
            yield from _all_keys(table, f"{prefix}{name}.")


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(each) for each in get_args(annotation))
    return next((each for each in found if each is not None), None)
