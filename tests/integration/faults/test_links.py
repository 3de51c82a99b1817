"""The link that is cut off is the controller's alone, though others ask at the same port."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys

import pytest

from faults import links, machine

pytestmark = pytest.mark.integration

ASKS = """
import socket, sys
asking = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
print(flush=True)
for line in sys.stdin:
    asking.sendall(line.encode())
"""


def test_only_what_comes_from_that_process_is_swallowed_and_comes_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        command = [sys.executable, "-c", ASKS, str(port)]
        pipe = subprocess.PIPE
        with (
            subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, bufsize=1) as asking,
            server.accept()[0] as theirs,
            socket.create_connection(("127.0.0.1", port)) as other,
            server.accept()[0] as others,
        ):
            assert asking.stdin is not None
            assert asking.stdout is not None
            asking.stdout.readline()
            held = links.answering(os.getpid(), port, asking.pid)
            assert [each.getpeername() for each in held] == [theirs.getpeername()]
            links.swallow(held)
            asking.stdin.write("lost\n")
            other.sendall(b"heard\n")
            assert others.recv(9) == b"heard\n"
            assert select.select([theirs], [], [], 0.1)[0] == []
            links.deliver(held)
            assert theirs.recv(9) == b"lost\n"
            own = links.connections(asking.pid, port)
            assert [each.getsockname() for each in own] == [theirs.getpeername()]
            links.shut(own)
            assert theirs.recv(9) == b""
            asking.stdin.close()


def test_a_machine_tells_how_long_a_process_waited() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        before = machine.waits_s(os.getpid())
        assert child.pid in before
        assert 0 <= machine.waited_s({child.pid, 0}, before) < 60
