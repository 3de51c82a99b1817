"""What must hold between settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import load_settings

pytestmark = pytest.mark.unit

TRUNK = 'name = "a"\naddresses = ["192.0.2.0/24"]\ncalled_from = "uri"\ntrusted = false\n'


def problems(home: Path, text: str) -> list[tuple[str, str]]:
    (home / "madoguchi.toml").write_text(text, encoding="utf-8")
    found = load_settings(home, {})
    return [(each.key, each.message) for each in found] if isinstance(found, list) else []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_needs_no_tls(tmp_path: Path, host: str) -> None:
    assert problems(tmp_path, f'[web]\nhost = "{host}"\n') == []


@pytest.mark.clause("OTR-6-5-ア-ア", "OTR-6-5-イ-オ")
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "madoguchi.example"])
def test_every_other_address_needs_tls(tmp_path: Path, host: str) -> None:
    found = problems(tmp_path, f'[web]\nhost = "{host}"\n')
    assert found == [("web.host", "この機械の外に開くには TLS が必要です。")]


def test_certificate_and_key_come_together_and_exist(tmp_path: Path) -> None:
    found = problems(tmp_path, '[web]\nhost = "0.0.0.0"\ntls_cert = "none.crt"\n')
    assert found == [
        ("web.tls_key", "tls_cert と tls_key は両方書いてください。"),
        ("web.tls_cert", "ファイルがありません。"),
    ]


def test_an_ari_is_given_whole_or_not_at_all(tmp_path: Path) -> None:
    found = problems(tmp_path, '[asterisk]\nari_url = "http://127.0.0.1:8088/ari"\n')
    assert [key for key, _ in found] == ["asterisk.ari_user", "asterisk.ari_password"]


def test_sound_needs_ports(tmp_path: Path) -> None:
    found = problems(tmp_path, "[asterisk]\nrtp_from = 10000\nrtp_to = 10001\n")
    assert [key for key, _ in found] == ["asterisk.rtp_to"]


def test_a_trunk_without_any_peer_is_refused(tmp_path: Path) -> None:
    text = TRUNK.replace('["192.0.2.0/24"]', "[]")
    found = problems(tmp_path, f"[[trunks]]\n{text}")
    assert found == [("trunks[1].addresses", "addresses か register のどちらかが必要です。")]


def test_two_trunks_share_neither_name_nor_address(tmp_path: Path) -> None:
    other = TRUNK.replace('"192.0.2.0/24"', '"2001:db8::/32", "192.0.2.7"')
    found = problems(tmp_path, f"[[trunks]]\n{TRUNK}[[trunks]]\n{other}")
    assert found == [
        ("trunks[2].name", "同じ名前の回線が二つあります。"),
        ("trunks[2].addresses", "192.0.2.7/32 は回線「a」のアドレスと重なっています。"),
    ]
