"""Templates: every text has its English, nothing inline, every form carries the token."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from agent_ui import (
    callbacks,
    caller_words,
    case_words,
    client_words,
    contact_words,
    day_words,
    dialling,
    entry,
    erasure_words,
    floor_levers,
    floor_words,
    forecast_words,
    headers,
    knowledge_words,
    message_words,
    own_authenticator,
    promise_words,
    quality_words,
    record_words,
    report_words,
    seat,
    softphone,
    sound_words,
    submission_words,
    watching,
    words,
    work_words,
)
from agent_ui.english import ENGLISH

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).parents[3] / "agent_ui/templates"
TEMPLATES = {path.name: path.read_text() for path in sorted(FOLDER.glob("*.html"))}
TEXT = re.compile(r"""\bt\((["'])(.+?)\1\)""")
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
FORM = re.compile(r"<form\b(.*?)>(.*?)</form>", re.DOTALL)
PUBLIC = {"board.html"}
"""Japanese alone: the city's citizens may see it, the staff reads the others."""


def texts() -> dict[str, str]:
    found = {
        match.group(2): name for name, text in TEMPLATES.items() for match in TEXT.finditer(text)
    }
    told = [entry.WRONG, entry.WRONG_CODE, entry.WRONG_PASSWORD, entry.WAIT, entry.DIFFERS]
    told.append(own_authenticator.HAS_ONE)
    told += [*entry.WEAK.values(), *seat.REFUSALS.values(), seat.NO_SEAT, seat.TAKEN]
    told += [softphone.NO_ASTERISK, *record_words.EVERY, *caller_words.EVERY, *case_words.EVERY]
    told += [
        *contact_words.EVERY,
        *floor_words.EVERY,
        *forecast_words.EVERY,
        *floor_levers.REFUSALS.values(),
    ]
    told += report_words.EVERY
    told += [*day_words.EVERY, *work_words.EVERY, *client_words.EVERY]
    told += [
        *sound_words.EVERY,
        *erasure_words.EVERY,
        *submission_words.EVERY,
        *quality_words.EVERY,
    ]
    told += [*knowledge_words.EVERY, *promise_words.EVERY, *message_words.EVERY]
    told += [text for pair in headers.TOLD.values() for text in pair]
    told += [
        *words.RESULTS.values(),
        *words.NOT_DIALLED.values(),
        *callbacks.STATES.values(),
        callbacks.SERVED,
    ]
    told += [dialling.NOT_KEPT, dialling.NOT_DIALLED_YET]
    told += [*words.SEAT_STATES.values(), *words.OUTCOMES.values(), *words.ROLES.values()]
    told += [*words.TIES.values(), watching.UNCONFIRMED]
    for groups in words.PAGES.values():
        for group, pages in groups:
            told += [*filter(None, [group]), *(name for _, name in pages)]
    return found | dict.fromkeys((*told, *filter(None, words.REASONS.values())), "code")


def category_names() -> set[str]:
    """The names of the Sapporo campaign's categories."""
    campaign = tomllib.loads((FOLDER.parents[1] / "config/campaigns/sapporo.toml").read_text())
    return {each["name"] for each in campaign["categories"]}


def test_the_categories_of_sapporo_have_their_english() -> None:
    assert category_names() <= set(ENGLISH)


def test_every_text_has_its_english() -> None:
    assert {text: where for text, where in texts().items() if text not in ENGLISH} == {}


def test_every_english_text_is_used() -> None:
    campaign = {"休憩", "研修", "申請事務", "打合せ", *category_names()}
    assert set(ENGLISH) - set(texts()) - campaign == set()


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - PUBLIC))
def test_no_japanese_stands_outside_of_the_translation(name: str) -> None:
    bare = TEXT.sub("", TEMPLATES[name]).replace("日本語", "")
    assert JAPANESE.findall(bare) == []


@pytest.mark.clause("SPR-別紙-5-1", "SHJ-受-シ1")
@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(name: str) -> None:
    text = TEMPLATES[name]
    assert " style=" not in text
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "://" not in text


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_form_carries_the_sessions_token(name: str) -> None:
    for attributes, inside in FORM.findall(TEMPLATES[name]):
        if 'method="post"' in attributes and "/sign-in{%" not in attributes:
            assert 'name="csrf"' in inside
