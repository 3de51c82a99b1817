"""Debian's base address, out of a machine's own apt sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from telephony.debian_mirror import PUBLIC_MIRROR, debian_base, machine_mirror

pytestmark = pytest.mark.unit

DEB822 = """\
# a mirror of our own
Types: deb
# http://snapshot.debian.org/archive/debian/20250520T000000Z
URIs: http://mirror.example.jp/debian/
Suites: bookworm
 bookworm-updates
Components: main
 contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example.jp/debian-security
Suites: bookworm-security
Components: main
"""
UBUNTU = """\
Types: deb
URIs: http://archive.ubuntu.com/ubuntu/
Suites: noble noble-updates
Components: main universe
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
"""


def test_deb822_sources_name_the_mirror() -> None:
    assert debian_base([DEB822]) == "http://mirror.example.jp/debian"


def test_one_line_sources_name_the_mirror() -> None:
    text = (
        "# deb http://old.example/debian stretch main\n"
        "deb-src http://src.example/debian bookworm main\n"
        "deb [arch=amd64 signed-by=/k.gpg] https://ftp.jp.debian.org/debian bookworm main # us\n"
    )
    assert debian_base([text]) == "https://ftp.jp.debian.org/debian"


@pytest.mark.parametrize(
    "text",
    [
        UBUNTU,
        "deb https://packages.cloud.example/apt cloud-sdk-bookworm main\n",
        "deb http://security.debian.org/debian-security bookworm-security main\n",
        "deb http://mirror.example.jp/debian bookworm contrib\n",
        DEB822.replace("Types: deb\n", "Types: deb\nEnabled: no\n", 1),
        "Types: deb-src\nURIs: http://src.example/debian\nSuites: sid\nComponents: main\n",
        "no sources at all",
        "",
    ],
)
def test_sources_without_a_debian_archive_name_none(text: str) -> None:
    assert debian_base([text]) is None


def test_ubuntu_takes_debians_public_address(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d/ubuntu.sources").write_text(UBUNTU, encoding="utf-8")

    assert machine_mirror(tmp_path) == PUBLIC_MIRROR


def test_machine_without_apt_takes_debians_public_address(tmp_path: Path) -> None:
    assert machine_mirror(tmp_path / "nothing") == PUBLIC_MIRROR


def test_sources_in_parts_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "sources.list").write_text("# moved to sources.list.d\n", encoding="utf-8")
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list.d/debian.sources").write_text(DEB822, encoding="utf-8")

    assert machine_mirror(tmp_path) == "http://mirror.example.jp/debian"
