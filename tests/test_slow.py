"""The slow tests are named, each is there, and what the product is for is never left to them."""

from __future__ import annotations

import re

import pytest

from scripts.slow_tests import ALL, PAGE, ROOT, SlowFile, page, slow

pytestmark = pytest.mark.unit

MAIN = (
    "tests/unit/callcenter/test_guest_properties.py::test_whoever_comes_to_a_talk_the_rules_hold",
    "tests/sim/test_runs.py::test_no_sequence_breaks_a_promise[calm]",
    "tests/asterisk/test_main_job.py::"
    "test_a_call_to_sapporo_is_welcomed_answered_recorded_and_counted",
    "tests/asterisk/test_faults.py::test_no_promise_is_broken_by[F02-kill -9 controller]",
    "tests/asterisk/test_fallback_dialplan.py::test_caller_is_remembered_enciphered_until_filed",
    "tests/asterisk/test_ivr.py::"
    "test_a_new_version_is_for_the_next_call_and_the_former_one_is_a_command_away",
    "tests/browser/test_desk_pages.py::test_an_agent_signs_in_takes_a_seat_and_is_ready",
    "tests/integration/cases/test_chain.py::test_from_the_applicants_form_to_the_banks_file",
    "tests/asterisk/test_dial_out.py::"
    "test_the_seat_first_then_the_citizen_who_sees_our_number_and_both_are_recorded",
    "tests/browser/test_floor_pages.py::test_a_board_shows_the_floor_and_opens_every_figure",
    "tests/asterisk/test_recordings_muted.py::"
    "test_who_refuses_is_erased_with_a_record_and_leaves_no_sound",
    "tests/integration/metrics/test_week.py::"
    "test_each_definition_counts_the_week_as_it_was_counted_by_hand",
    "tests/unit/config/test_campaigns.py::test_a_caller_meets_what_the_contract_says",
    "tests/asterisk/test_demo.py::"
    "test_one_person_with_two_tabs_and_no_microphone_lives_the_whole_call",
)
"""One behaviour at least of each part of the product, which every `make test` must show."""


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_the_page_names_what_the_table_has() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python scripts/slow_tests.py"


@pytest.mark.parametrize("path", slow())
def test_what_is_named_is_there(path: str) -> None:
    each, text = slow()[path], text_of(path)
    for name in {*each.seconds, *each.stays} - {ALL}:
        assert re.search(rf"def {re.escape(name.partition('[')[0])}\(", text), name
    assert each.stays <= {name for name in each.stays if each.seconds.keys() == {ALL}}


@pytest.mark.parametrize("main", MAIN)
def test_what_the_product_is_for_is_shown_by_every_run(main: str) -> None:
    path, _, test = main.partition("::")
    assert f"def {test.partition('[')[0]}(" in text_of(path)
    assert slow().get(path, SlowFile(seconds={}, stays=frozenset())).names(test) == ""
