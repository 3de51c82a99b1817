"""Rules and dashboards name only what `/metrics` has, with labels that it can have."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from agent_ui.floor_words import ALARMS
from callcenter.staffing import BELOW_CONTRACT
from metrics.vital import LAG_BUCKETS_S, ForecastSigns, Lag, ReportSigns, RowSigns, Signs, Vital
from tests.unit.metrics.test_prometheus import Clock, numbers_at

pytestmark = pytest.mark.unit

DEPLOY = Path(__file__).parents[3] / "deploy"
RULES = (DEPLOY / "prometheus/madoguchi.rules.yml").read_text()
DASHBOARDS = {path.name: json.loads(path.read_text()) for path in DEPLOY.glob("grafana/*.json")}
NAME = re.compile(r"\bmadoguchi_[a-z0-9_]+")
WITH_LABELS = re.compile(r"\b(madoguchi_[a-z0-9_]+)\{([^}]*)\}")
LABEL = re.compile(r"(\w+)\s*(=~|!~|!=|=)\s*\"([^\"]*)\"(?:\s*,\s*|$)")
ALLOWED = {"outcome", "state", "kind", "part", "when", "le", "version", "span", "bound"}


def page() -> str:
    """Write the page of an instance of which everything is known."""
    signs = Signs(
        office=Lag((0,) * (len(LAG_BUCKETS_S) + 1), 0.0),
        vital=Vital(),
        rows=RowSigns(
            recordings={},
            audit_entries=0,
            records_open=0,
            took_s=0.0,
            database_bytes=0,
            audit_last=0.0,
            attempts_open=0,
            callbacks_open=0,
            callbacks_late=0,
        ),
        reports=ReportSigns(differing=0),
        forecast=ForecastSigns(
            day_chance=0.6,
            week_chance=0.8,
            offered={"low": 90, "middle": 100, "high": 112},
            may_lose=4,
            loses=5.4,
            error=0.12,
            chance_error=0.2,
        ),
        well={"controller": True},
    )
    return numbers_at(Clock(), signs=signs).render().decode()


def exposed() -> tuple[set[str], dict[tuple[str, str], set[str]]]:
    """Read that page: names, and words by label."""
    names: set[str] = set()
    words: dict[tuple[str, str], set[str]] = {}
    for family in text_string_to_metric_families(page()):
        names.add(family.name)
        for sample in family.samples:
            names.add(sample.name)
            for label, word in sample.labels.items():
                words.setdefault((sample.name, label), set()).add(word)
    return names, words


def selected(expression: str) -> list[tuple[str, str, str]]:
    """Read the words by which it selects: name, label and word; of a pattern, each of its words."""
    found: list[tuple[str, str, str]] = []
    for name, selector in WITH_LABELS.findall(expression):
        assert not LABEL.sub("", selector).strip(), f"not read: {selector}"
        for label, how, text in LABEL.findall(selector):
            words = text.split("|") if how in ("=~", "!~") else [text]
            found += [(name, label, word) for word in words]
    return found


def expressions() -> list[str]:
    rules = re.findall(r"^\s+expr: (.+)$", RULES, re.MULTILINE)
    panels = [panel for board in DASHBOARDS.values() for panel in board["panels"]]
    return [*rules, *(target["expr"] for panel in panels for target in panel["targets"])]


def test_everything_that_is_asked_for_exists() -> None:
    names, words = exposed()
    asked = expressions()
    assert len(asked) > 40
    assert {name for each in asked for name in NAME.findall(each)} <= names
    chosen = [found for each in asked for found in selected(each)]
    assert {("madoguchi_alarms", "kind", BELOW_CONTRACT)} < set(chosen)
    for name, label, word in chosen:
        known = ALARMS if name == "madoguchi_alarms" else words.get((name, label), set())
        assert word in known, (name, label, word)


def test_every_label_and_word_of_a_selector_is_read() -> None:
    assert selected('sum(madoguchi_a{kind!="x", when=~"late|soon"}) / madoguchi_b{part="y"}') == [
        *(("madoguchi_a", "kind", "x"), ("madoguchi_a", "when", "late")),
        *(("madoguchi_a", "when", "soon"), ("madoguchi_b", "part", "y")),
    ]


def test_no_label_can_carry_a_person_or_a_number() -> None:
    _, words = exposed()
    assert {label for _, label in words} <= ALLOWED


def test_a_recorded_name_is_recorded_before_it_is_used() -> None:
    recorded = set(re.findall(r"record: (\S+)", RULES))
    used = {name for each in expressions() for name in re.findall(r"madoguchi:[a-z0-9_:]+", each)}
    assert used <= recorded


@pytest.mark.parametrize("name", sorted(DASHBOARDS))
def test_a_dashboard_can_be_loaded(name: str) -> None:
    board = DASHBOARDS[name]
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids) > 5
    assert board["uid"].startswith("madoguchi-")
    for panel in board["panels"]:
        assert panel["title"]
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        assert panel["datasource"]["uid"] == "${datasource}"


def promtool(*arguments: str, given: str = "") -> str:
    """Ask Prometheus' own tool, which has no complaint."""
    cache = os.environ.get("MADOGUCHI_CACHE", Path.home() / ".cache/madoguchi")
    tool = shutil.which("promtool") or str(Path(cache) / "promtool")
    if not Path(tool).exists():
        pytest.fail("promtool is missing: scripts/get-promtool")
    done = subprocess.run(
        [tool, *arguments], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_promtool_has_no_complaint_about_rules_configuration_and_the_page() -> None:
    assert "26 rules found" in promtool(
        "check", "config", str(DEPLOY / "prometheus/prometheus.yml")
    )
    assert promtool("check", "metrics", given=page()) == ""


def test_alarms_go_off_when_they_should_and_only_then() -> None:
    told = promtool("test", "rules", str(Path(__file__).parents[2] / "data/rules_test.yml"))
    assert "SUCCESS" in told
