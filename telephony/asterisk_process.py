"""Asterisk as a process: start it, wait until it is ready, stop it.

Synchronous and standard library only: the supervisor does this without a loop. Asterisk runs in a
session of its own, so that no death of ours touches its calls; an adopted one is known by its pid.
"""

from __future__ import annotations

import base64
import http.client
import os
import random
import select
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from telephony.errors import AsteriskNotReady

ARI_USER = "madoguchi"
POLL_S = 0.02
_OURS = (20_000, 32_000)
"""Ports that we draw from: above RTP's, below Linux's ephemeral ones (from 32768)."""
_DRAWS = 200
_OPTIONS = (
    "OPTIONS sip:{host}:{port} SIP/2.0\r\n"
    "Via: SIP/2.0/UDP {own};branch=z9hG4bK{tag};rport\r\n"
    "From: <sip:ready@{own}>;tag={tag}\r\nTo: <sip:{host}:{port}>\r\n"
    "Call-ID: {tag}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 1\r\nContent-Length: 0\r\n\r\n"
)


def free_port(host: str, kind: socket.SocketKind) -> int:
    """A port of this host that nobody holds now: SOCK_STREAM for HTTP, SOCK_DGRAM for SIP.

    It is drawn from below the range that the kernel gives to anybody's next connection, so that
    it is still free when Asterisk has started.

    Raises:
        AsteriskNotReady: nearly all are taken, or the address is not this machine's.
    """
    for _ in range(_DRAWS):
        port = random.randrange(*_OURS)
        if is_free(host, port, kind):
            return port
    raise AsteriskNotReady(why=f"no free port was found on {host}")


def is_free(host: str, port: int, kind: socket.SocketKind) -> bool:
    """Tell whether nobody holds a port of this host now."""
    with socket.socket(_family(host), kind) as probe, suppress(OSError):
        probe.bind((host, port))
        return True
    return False


def require_free_ports(*, ari_port: int, sip_host: str, sip_port: int) -> None:
    """See that both ports can be had; Asterisk itself would go on without them.

    Raises:
        AsteriskNotReady: one is taken, or the address is not this machine's.
    """
    wanted = (
        ("TCP", "127.0.0.1", ari_port, socket.SOCK_STREAM),
        ("UDP", sip_host, sip_port, socket.SOCK_DGRAM),
    )
    for name, host, port, kind in wanted:
        with socket.socket(_family(host), kind) as probe:
            if kind is socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise AsteriskNotReady(
                    why=f"{name} port {port} on {host}: {error.strerror}"
                ) from error


def start(command: Sequence[str], conf: Path, *, output: Path) -> subprocess.Popen[bytes]:
    """Start Asterisk in a session of its own; what it prints is appended to `output`.

    It is started in the folder above its `etc`, to which its `run` folder is relative.

    Raises:
        AsteriskNotReady: it cannot be run.
    """
    handle = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(
            [*command, "-C", str(conf.resolve()), "-f"],
            cwd=conf.parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
            start_new_session=True,
            umask=0o077,
        )
    except OSError as error:
        raise AsteriskNotReady(why=f"{command[0]}: {error.strerror}") from error
    finally:
        os.close(handle)


def wait_until_ready(
    pid: int,
    *,
    ari_port: int,
    ari_password: str,
    sip: tuple[str, int],
    log: Path,
    within_s: float,
) -> None:
    """Return as soon as ARI says pong and SIP, on this host and port, answers an OPTIONS.

    `log` is Asterisk's own; its last error is given as the reason if the process ends.

    Raises:
        AsteriskNotReady: the process ended, the password is not its own, or time ran out.
    """
    deadline = time.monotonic() + within_s
    why = ""
    while time.monotonic() < deadline:
        why = _ari_lacks(ari_port, ari_password) or _sip_lacks(*sip)
        if not why:
            return
        if has_ended(pid, within_s=POLL_S):
            raise AsteriskNotReady(why=f"it ended at once: {_last_error(log)}")
    raise AsteriskNotReady(why=f"{why} within {within_s:g} s")


def stop(pid: int, *, grace_s: float) -> bool:
    """End Asterisk: callers get a BYE and recordings are closed; killed after `grace_s`.

    Takes 1.1 to 1.7 s as a rule. The parent still has to reap its own child (`Popen.wait`).

    Returns:
        Whether it went by itself.
    """
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        signal.pidfd_send_signal(handle, signal.SIGTERM)
        if _readable(handle, grace_s):
            return True
        signal.pidfd_send_signal(handle, signal.SIGKILL)
        _readable(handle, grace_s)
        return False
    except ProcessLookupError:
        return True
    finally:
        os.close(handle)


def has_ended(pid: int, *, within_s: float) -> bool:
    """Whether the process ends within this time; a dead child not yet reaped has ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return _readable(handle, within_s)
    finally:
        os.close(handle)


def _readable(handle: int, within_s: float) -> bool:
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(within_s * 1000))


def _last_error(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    errors = [line.partition("ERROR")[2].partition(" ")[2] for line in lines if " ERROR[" in line]
    useful = [line for line in errors if "EXITING" not in line]
    return useful[-1] if useful else f"{log} has no word why"


def _ari_lacks(port: int, password: str) -> str:
    """What keeps ARI from being ready; empty if nothing does.

    Raises:
        AsteriskNotReady: the password is refused, which waiting does not mend.
    """
    account = base64.b64encode(f"{ARI_USER}:{password}".encode()).decode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request(
            "GET", "/ari/asterisk/ping", headers={"Authorization": f"Basic {account}"}
        )
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return f"no answer from ARI on port {port}"
    finally:
        connection.close()
    if status in {401, 403}:
        raise AsteriskNotReady(why=f"ARI on port {port} refuses our password")
    return "" if status == 200 else f"ARI answered {status}"  # 404 and 503 while it boots


def _sip_lacks(host: str, port: int) -> str:
    """What keeps SIP from being ready; empty if any answer comes."""
    with socket.socket(_family(host), socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.2)
        try:
            probe.connect((host, port))
            own = probe.getsockname()
            shown = f"[{own[0]}]:{own[1]}" if ":" in host else f"{own[0]}:{own[1]}"
            target = f"[{host}]" if ":" in host else host
            text = _OPTIONS.format(host=target, port=port, own=shown, tag=f"ready{own[1]}")
            probe.send(text.encode())
            answered = probe.recv(4096).startswith(b"SIP/2.0")
        except OSError:
            answered = False
    return "" if answered else f"no answer from SIP on {host}:{port}"


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
