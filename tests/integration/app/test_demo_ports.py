"""A second demo on a machine finds ports of its own, and one that goes on keeps those it has."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from app.checked import Checked, check
from app.demo_ports import with_free_ports
from app.home import Home, make_home
from tests.integration.app.test_supervisor import plain

pytestmark = pytest.mark.integration


def checked(folder: Path, *, web: int, sip: int) -> Checked:
    """Check a home that wishes for these ports."""
    home = Home(folder / "home")
    make_home(home)
    home.settings.write_text(f"[web]\nport = {web}\n[asterisk]\nsip_port = {sip}\n")
    found = check(home, {})
    assert isinstance(found, Checked), found
    return found


def ports(found: Checked) -> tuple[int, int]:
    """Give the port of the pages and that of SIP."""
    return found.settings.web.port, found.settings.asterisk.sip_port


def test_ports_that_another_demo_has_are_left_to_it_and_the_new_ones_told(tmp_path: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as pages,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sip,
    ):
        sip.bind(("127.0.0.1", 0))
        taken = pages.getsockname()[1], sip.getsockname()[1]
        wished = checked(tmp_path, web=taken[0], sip=taken[1])
        said: list[str] = []
        found = ports(with_free_ports(wished, running=None, say=said.append))
        assert not set(found) & {0, *taken}
        for line, old, new in zip(said, taken, found, strict=True):
            assert f"{old} is in use" in line
            assert str(new) in line
        running = replace(plain(web_port=taken[0]), sip_port=taken[1])
        goes_on = with_free_ports(wished, running=running, say=pytest.fail)
        assert ports(goes_on) == taken


def test_ports_that_are_free_stay_as_wished(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    wished = checked(tmp_path, web=port, sip=0)
    assert ports(with_free_ports(wished, running=None, say=pytest.fail)) == (port, 0)
