"""The container files: a linter finds nothing, and compose promises what docs/container.md says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy/container"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def test_the_linter_finds_nothing_in_the_container_file() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        (linter, FOLDER / "Containerfile"), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_do_no_more_than_it_must(name: str) -> None:
    service = SERVICES[name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert "cap_add" not in service
    assert "privileged" not in service
    assert "no-new-privileges:true" in service["security_opt"]
    assert re.search(r":[\w.-]*\d", service["image"]) or "build" in service


@pytest.mark.clause("SPR-別紙-5-1", "SHJ-受-シ1")
def test_what_is_for_this_machine_alone_listens_there_alone() -> None:
    assert "listen_addresses=127.0.0.1" in SERVICES["postgres"]["command"]
    assert "--web.listen-address=127.0.0.1:9090" in SERVICES["prometheus"]["command"]
    assert SERVICES["grafana"]["environment"]["GF_SERVER_HTTP_ADDR"] == "127.0.0.1"


def test_every_folder_and_volume_that_is_mounted_is_there() -> None:
    mounted = [each for service in SERVICES.values() for each in service["volumes"]]
    for source, _, _ in (each.partition(":") for each in mounted):
        if source.startswith("."):
            assert (FOLDER / source).is_dir()
        else:
            assert source in COMPOSE["volumes"]


def test_no_secret_is_in_the_files_and_none_gets_into_an_image() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not re.search("PASSWORD|URL", name) or "${" in value
    asked = re.findall(r"\$\{(\w+):\?", (FOLDER / "compose.yaml").read_text())
    example = (FOLDER / "example.env").read_text()
    assert all(re.search(rf"^{name}=$", example, re.MULTILINE) for name in asked)
    left_out = (ROOT / ".dockerignore").read_text().splitlines()
    assert {"**/.env", "var", ".dev", ".git"} <= set(left_out)
