"""Files with personal data leave in the open, or as an archive whose password lies elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import pyzipper

from app.cli.run_files import hand_out, write_alone, write_folder
from app.errors import NotSealed

pytestmark = pytest.mark.unit

FILES = {"決定の一覧.csv": "世田　愛".encode(), "二枚目.csv": b"2"}


@pytest.mark.clause("SHJ-受-6", "SHJ-受-シ4")
def test_a_sealed_archive_opens_with_the_password_that_lies_elsewhere_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, password_to = tmp_path / "data" / "list.zip", tmp_path / "word" / "word.txt"
    for folder in (out.parent, password_to.parent):
        folder.mkdir()
    hand_out(
        out,
        lambda: FILES,
        must_be_sealed=True,
        password_to=password_to,
        in_the_open=write_folder,
    )
    password = password_to.read_bytes().strip()
    assert password.decode() not in capsys.readouterr().out
    assert password not in out.read_bytes()
    assert "世田".encode() not in out.read_bytes()
    assert [each.stat().st_mode & 0o777 for each in (out, password_to)] == [0o600] * 2
    with pyzipper.AESZipFile(out) as archive:
        with pytest.raises(RuntimeError):
            archive.read("二枚目.csv")
        archive.setpassword(password)
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


@pytest.mark.clause("SHJ-受-6")
def test_where_the_campaign_says_so_nothing_leaves_in_the_open_or_beside_its_key(
    tmp_path: Path,
) -> None:
    made: list[str] = []

    def make() -> dict[str, bytes]:
        made.append("made")
        return FILES

    for password_to in (None, tmp_path / "word.txt"):
        with pytest.raises(NotSealed):
            hand_out(
                tmp_path / "list.zip",
                make,
                must_be_sealed=True,
                password_to=password_to,
                in_the_open=write_folder,
            )
    assert (made, list(tmp_path.iterdir())) == ([], [])


def test_elsewhere_files_are_written_as_they_are(tmp_path: Path) -> None:
    hand_out(
        tmp_path / "out",
        lambda: FILES,
        must_be_sealed=False,
        password_to=None,
        in_the_open=write_folder,
    )
    assert (tmp_path / "out" / "二枚目.csv").read_bytes() == b"2"
    write_alone(tmp_path / "one.csv", {"x": b"1"})
    assert (tmp_path / "one.csv").read_bytes() == b"1"
