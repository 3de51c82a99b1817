"""Whether somebody keeps the machine's clock right."""

from __future__ import annotations

import ctypes
import subprocess
from types import SimpleNamespace

import pytest

from app.machine_clock import is_synchronised
from app.opening_facts import _clock

pytestmark = pytest.mark.unit


def kernel(monkeypatch: pytest.MonkeyPatch, state: int) -> None:
    """Let the kernel answer so; -1 is no answer."""
    made = SimpleNamespace(adjtimex=lambda _: state)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_args, **_more: made)


def systemd(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    done = SimpleNamespace(stdout=said)
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_more: done)


@pytest.mark.clause("SET-特-18")
@pytest.mark.parametrize(
    ("state", "said", "kept"),
    [
        *((0, b"no\n", True), (5, b"yes\n", False)),
        *((-1, b"yes\n", True), (-1, b"no\n", False), (-1, b"", None)),
    ],
)
def test_the_kernel_is_asked_and_where_it_may_not_be_systemd(
    monkeypatch: pytest.MonkeyPatch, state: int, said: bytes, kept: bool | None
) -> None:
    kernel(monkeypatch, state)
    systemd(monkeypatch, said)
    assert is_synchronised() is kept
    for is_real in (True, False):
        fact = _clock(is_real=is_real)
        assert fact.ok is (kept is not False or not is_real), "nobody opens to citizens without it"
        assert bool(fact.hint) is (kept is not True)
