"""Ports that are taken are said in one line, before Asterisk is started."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from telephony.asterisk_process import require_free_ports
from telephony.errors import AsteriskNotReady

pytestmark = pytest.mark.unit


def test_taken_sip_port_is_named(free_port: Callable[[], int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("127.0.0.1", 0))
        port = holder.getsockname()[1]
        with pytest.raises(AsteriskNotReady, match=f"UDP port {port} on 127.0.0.1"):
            require_free_ports(ari_port=free_port(), sip_host="127.0.0.1", sip_port=port)


def test_taken_ari_port_is_named(free_port: Callable[[], int]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(AsteriskNotReady, match=f"TCP port {port} on 127.0.0.1"):
            require_free_ports(ari_port=port, sip_host="127.0.0.1", sip_port=free_port())


def test_free_ports_pass(free_port: Callable[[], int]) -> None:
    ari_port = free_port()
    require_free_ports(ari_port=ari_port, sip_host="127.0.0.1", sip_port=free_port())
    with socket.create_server(("127.0.0.1", ari_port)) as still_free:
        assert still_free.getsockname()[1] == ari_port
