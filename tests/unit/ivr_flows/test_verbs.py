"""The list of verbs is complete, and each knows itself by the word of the file."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from ivr_flows import nodes
from ivr_flows.verbs import VERBS, AnyNode

pytestmark = pytest.mark.unit


def test_every_file_of_a_verb_is_listed_and_written_in_plain_form_by_its_word() -> None:
    files = {path.stem for path in Path(next(iter(nodes.__path__))).glob("[a-z]*.py")}
    assert set(VERBS) == files
    assert set(VERBS.values()) == set(get_args(AnyNode))
    assert {kind.__struct_config__.tag: kind for kind in VERBS.values()} == dict(VERBS)
