"""The plain settings: what was written is read, anything else is one clear error."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import PlainUnreadable
from app.plain import Ari, Asterisk, Plain, Trunk, Web, read_plain, write_plain

pytestmark = pytest.mark.unit


def plain(*, asterisk: Asterisk | None) -> Plain:
    return Plain(
        campaign="c" * 64,
        flows="f" * 64,
        zone="Asia/Tokyo",
        lines=("011-000-0100",),
        clock_offset_s=-1.5,
        web=Web(host="127.0.0.1", port=0),
        sip_host="127.0.0.1",
        sip_port=5060,
        ari=Ari(url="http://127.0.0.1:1/ari", user="u", password="p", app="a", realm="r"),
        trunks=(Trunk(name="demo", trusted=True, called_from="uri"),),
        asterisk=asterisk,
        database_url="sqlite:///x.db",
        prompts="/cache/prompts",
        heartbeat_s=10.0,
        ready_at_first=("seat-01",),
    )


OURS = Asterisk(command=("asterisk", "-x"), conf="/etc/a.conf", version="22", ari_port=8088)


@pytest.mark.parametrize("asterisk", [None, OURS])
def test_what_was_written_is_read(tmp_path: Path, asterisk: Asterisk | None) -> None:
    write_plain(tmp_path / "plain.json", plain(asterisk=asterisk))
    assert read_plain(tmp_path / "plain.json") == plain(asterisk=asterisk)
    assert (tmp_path / "plain.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', '{"format": 1}'])
def test_another_versions_file_is_one_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "plain.json").write_text(text)
    with pytest.raises(PlainUnreadable):
        read_plain(tmp_path / "plain.json")


def test_no_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(PlainUnreadable, match="No such file"):
        read_plain(tmp_path / "plain.json")
