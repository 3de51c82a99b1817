"""What the fallback remembers of callers, read back."""

from __future__ import annotations

import base64
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

from telephony.fallback_callers import read_callers

pytestmark = pytest.mark.unit

KEY = "0123456789abcdef"
NUMBER = "09012345678"


def enciphered(text: str) -> str:
    """As Asterisk's AES_ENCRYPT does."""
    data = text.encode()
    writer = Cipher(AES(KEY.encode()), ECB()).encryptor()
    return base64.b64encode(writer.update(data + bytes(-len(data) % 16))).decode() if text else ""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "astdb 1.sqlite3"


def fill(database: Path, rows: dict[str, str]) -> None:
    with closing(sqlite3.connect(database)) as file, file:
        file.execute("CREATE TABLE astdb (key VARCHAR(256) PRIMARY KEY, value VARCHAR(256))")
        file.executemany("INSERT INTO astdb VALUES (?, ?)", rows.items())


def row(verdict: str, *sent: str) -> str:
    return " ".join((verdict, "PJSIP/trunk-00000001", *map(enciphered, sent)))


def test_everything_is_read_back(database: Path) -> None:
    sent = (
        NUMBER,
        "山田 太郎さんの長い長い名前",
        "0110000100",
        "id",
        "<sip:+81311112222@x>",
        "",
        "",
        "to",
    )
    fill(database, {"/caller/x-1.1": row("open", *sent), "/plan/stretches": "1/2/"})
    (kept,) = read_callers(database, KEY)
    assert (kept.call, kept.closed, kept.channel) == ("x-1.1", None, "PJSIP/trunk-00000001")
    assert (kept.number, kept.name) == sent[:2]
    assert list(kept.headers.values()) == list(sent[2:])
    assert set(kept.headers) == {
        f"MDG_{name}" for name in ("EXTEN", "PRIVACY", "PAI", "FROM", "PCPID", "TO")
    }


def test_reason_to_be_turned_away_is_told(database: Path) -> None:
    fill(database, {"/caller/x-1.1": row("LINES_FULL", NUMBER, *[""] * 7)})
    assert read_callers(database, KEY)[0].closed == "LINES_FULL"


@pytest.mark.parametrize("cut", [3, 10, 25, 40])
def test_row_cut_short_tells_what_it_can(database: Path, cut: int) -> None:
    whole = row("open", NUMBER, "x" * 40, "0110000100", *[""] * 5)
    fill(database, {"/caller/x-1.1": whole[: len("open PJSIP/trunk-00000001 ") + cut]})
    (kept,) = read_callers(database, KEY)
    assert kept.number == (NUMBER if cut >= 24 else "")
    assert kept.headers["MDG_EXTEN"] == ""


def test_another_key_reads_nothing_of_the_number(database: Path) -> None:
    fill(database, {"/caller/x-1.1": row("open", NUMBER, *[""] * 7)})
    (kept,) = read_callers(database, KEY[::-1])
    assert NUMBER not in kept.number


def test_number_stands_in_no_representation(database: Path) -> None:
    fill(database, {"/caller/x-1.1": row("open", NUMBER, *[""] * 7)})
    assert NUMBER not in repr(read_callers(database, KEY))


def test_missing_database_is_an_os_error(database: Path) -> None:
    with pytest.raises(OSError, match="astdb"):
        read_callers(database, KEY)
