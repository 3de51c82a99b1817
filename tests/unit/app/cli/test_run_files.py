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


def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Make one for the archive, and one for the password in which a link leads to the first."""
    data, word = tmp_path / "data", tmp_path / "word"
    for folder in (data, word):
        folder.mkdir()
    (word / "link").symlink_to(data)
    return data, word


def refused(out: Path, password_to: Path | None) -> OSError | NotSealed:
    """Hand out what is refused before it is made."""

    def make() -> dict[str, bytes]:
        raise AssertionError("it was made, and noted as given out")

    with pytest.raises((OSError, NotSealed)) as caught:
        hand_out(
            out,
            make,
            must_be_sealed=False,
            password_to=password_to,
            in_the_open=write_folder,
        )
    assert isinstance(caught.value, OSError | NotSealed)
    return caught.value


@pytest.mark.clause("SHJ-受-6")
@pytest.mark.parametrize("by", ["word/../data/word.txt", "word/link/word.txt", "data/./word.txt"])
def test_the_archives_folder_is_known_by_whatever_way_it_is_named(tmp_path: Path, by: str) -> None:
    data, _ = folders(tmp_path)
    why = refused(data / "list.zip", tmp_path / by)
    assert isinstance(why, NotSealed)
    assert list(data.iterdir()) == []


@pytest.mark.parametrize("taken", ["data/list.zip", "word/word.txt"])
def test_nothing_is_made_while_a_file_is_in_the_way(tmp_path: Path, taken: str) -> None:
    data, word = folders(tmp_path)
    (tmp_path / taken).symlink_to("nowhere")  # and were it only a link that leads to nothing
    why = refused(data / "list.zip", word / "word.txt")
    assert isinstance(why, FileExistsError)
    assert why.filename == str(tmp_path / taken)
    assert len([*data.iterdir(), *word.iterdir()]) == 2
    if taken == "data/list.zip":
        assert isinstance(refused(data / "list.zip", None), FileExistsError)


def test_nothing_is_made_for_a_folder_that_is_not_there(tmp_path: Path) -> None:
    data, word = folders(tmp_path)
    for out, password_to in (
        (data / "x" / "list.zip", word / "word.txt"),
        (data / "list.zip", word / "x" / "word.txt"),
        (data / "x" / "list", None),
    ):
        assert isinstance(refused(out, password_to), FileNotFoundError)
    assert [*data.iterdir(), *word.iterdir()] == [word / "link"]


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
