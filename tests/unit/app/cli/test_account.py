"""The operator's name is the machine's word, not what an environment says."""

from __future__ import annotations

import os
import pwd

import pytest

from app.cli.desk_call import account

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("uid", "sudo", "named"),
    [
        (1234, {}, "clerk"),
        (1234, {"SUDO_UID": "1"}, "clerk"),  # only root was somebody before
        (0, {"SUDO_UID": "1234"}, "clerk"),
        (0, {}, "root"),
        (0, {"SUDO_UID": "-1"}, "root"),
        (77, {}, "uid-77"),
    ],
)
def test_an_operator_is_who_the_machine_says(
    uid: int, sudo: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def person(asked: int) -> pwd.struct_passwd:
        return pwd.struct_passwd(({0: "root", 1234: "clerk"}[asked], "x", asked, 0, "", "/", ""))

    monkeypatch.delenv("SUDO_UID", raising=False)
    for name, text in {"LOGNAME": "second", "USER": "second", **sudo}.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setattr(os, "getuid", lambda: uid)
    monkeypatch.setattr(pwd, "getpwuid", person)
    assert account() == named
