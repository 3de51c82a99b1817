"""`madoguchi recordings` as an operator meets it: listed, proved, taken out, erased, certified."""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import wave
from pathlib import Path

import pytest
import pyzipper
import soundfile
from typer import BadParameter

from agent_ui import erasure_words, submission_words
from agent_ui.words import MY_NUMBER
from app.cli import desk_call
from app.cli.audit import AUDIT
from app.cli.desk_call import account
from app.cli.recordings import RECORDINGS
from app.cli.recordings_package import PACKAGE
from app.errors import AppError, NotErased
from app.plain import read_plain
from recordings import certificate
from recordings.erasing import No as Erasing
from recordings.submission import No
from storage.engine import connect
from storage.migrate import upgrade
from tests.integration.app.small_campaign import home_with
from tests.integration.app.test_command_line import madoguchi, one_line
from tests.integration.recordings.vaulted import keep

pytestmark = pytest.mark.integration

NUMBER = "1234 5678 9018"
"""A right check digit, and nobody's."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two recordings, made by nobody's instance that runs."""
    folder = tmp_path / "home"
    home_with(folder, [])
    url = read_plain(folder / "plain.json").database_url

    async def kept() -> None:
        await upgrade(url)
        engine = connect(url)
        await keep(engine, folder, "c1", "c2")
        await engine.dispose()

    asyncio.run(kept())
    return folder


def done(home: Path, *arguments: str) -> str:
    """Run a command that succeeds."""
    ran = madoguchi("recordings", *arguments, home=home)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.clause("SUI-11-1-カ-2")
def test_recordings_are_listed_taken_out_proved_and_their_keys_turned(
    home: Path, tmp_path: Path
) -> None:
    listed = json.loads(done(home, "list", "--json"))
    assert [each["call"] for each in listed] == ["c2", "c1"]
    taken = tmp_path / "c1.wav"
    sealed = sorted(home.rglob("*.sealed"))
    before = [each.read_bytes() for each in sealed]
    wrapped = [each.read_bytes() for each in sorted(home.rglob("*.dk"))]
    done(home, "turn-keys")
    assert [each.read_bytes() for each in sealed] == before  # the sound was not touched
    turned = [each.read_bytes() for each in sorted(home.rglob("*.dk"))]
    assert (len(before), len(wrapped), len(turned)) == (2, 2, 2)
    assert not set(wrapped) & set(turned)
    done(home, "export", "c1", "--purpose", "request", "--to", str(taken))
    with wave.open(str(taken)) as file:
        assert (file.getnchannels(), file.getnframes()) == (2, 30 * 8000)
    mark = soundfile.SoundFile(taken).comment.split(" / ")
    assert mark[:3] == ["c1", "request", f"cli:{account()}"]  # what for, and who
    assert mark[-1] == f"sha256 {listed[1]['sha256']}"
    assert taken.stat().st_mode & 0o077 == 0
    again = madoguchi(
        *("recordings", "export", "c1", "--purpose", "request", "--to", str(taken)), home=home
    )
    assert again.returncode == 1
    assert json.loads(done(home, "verify", "--json")) == {"read": 2, "wrong": {}}
    compared = json.loads(done(home, "reconcile", "--day", "2026-02-02", "--json"))
    assert (compared["answered"], compared["heard"], compared["differences"]) == (2, 2, [])
    (home / "recordings/2026-02-02/c1.sealed").write_bytes(b"altered")
    ran = madoguchi("recordings", "verify", "--json", home=home)
    assert (ran.returncode, list(json.loads(ran.stdout)["wrong"])) == (1, ["c1"])


def test_a_recording_is_looked_for_by_day_minute_and_number_and_the_asking_is_noted(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def listed(*by: str) -> list[str]:
        capfd.readouterr()
        RECORDINGS(["list", "--json", "--home", str(home), *by], standalone_mode=False)
        return [each["call"] for each in json.loads(capfd.readouterr().out)]

    both = ["c2", "c1"]
    for by, calls in (
        (("--since", "2026-02-02", "--until", "2026-02-02"), both),
        (("--since", "2026-02-02T09:00", "--until", "2026-02-02T09:59"), both),
        (("--since", "2026-02-03"), []),
        (("--until", "2026-02-02T08:59"), []),
        (("--number", "03-1234-5678"), []),  # it never called
    ):
        assert listed(*by) == calls, by
    for by in (("--until", "9999-12-31"), ("--since", "0001-01-01")):
        with pytest.raises(BadParameter, match=f"^{by[1]} は範囲の外です。$"):
            listed(*by)
    AUDIT(["show", "--last", "1", "--json", "--home", str(home)], standalone_mode=False)
    (asked,) = json.loads(capfd.readouterr().out)
    assert (asked["action"], asked["detail"]) == ("sounds_listed", {"found": 0, "by": "caller"})


def test_what_differs_is_told_until_somebody_has_looked_into_it(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (home / "recordings/2026-02-02/c1.sealed").write_bytes(b"altered")

    def reconcile(*more: str) -> int:
        arguments = ["reconcile", "--day", "2026-02-02", "--home", str(home), *more]
        return int(RECORDINGS(arguments, standalone_mode=False) or 0)

    def told() -> object:
        return json.loads((home / "recordings/differing").read_text())

    assert reconcile() == 1
    assert told() == {"2026-02-02": [["unreadable", "c1"]]}
    assert [reconcile("--seen"), reconcile("--seen")] == [0, 1]
    assert told() == {}
    capfd.readouterr()
    AUDIT(["show", "--last", "1", "--json", "--home", str(home)], standalone_mode=False)
    (seen,) = json.loads(capfd.readouterr().out)
    assert (seen["action"], seen["detail"]) == ("differences_seen", {"day": "2026-02-02"})


def approved_by_another(home: Path, made: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """See that no name of an environment makes a second person, then approve as one."""
    approve = ["erase", "approve", made, "--reference", "札子 第12号", "--on", "2026-02-01"]
    for name in ({}, {"LOGNAME": "second", "USER": "second"}):
        own = madoguchi("recordings", *approve, home=home, environment=name)
        assert one_line(own.stderr) == erasure_words.NO[Erasing.SAME_PERSON]
    with monkeypatch.context() as second:
        second.setattr(desk_call, "account", lambda: "second")
        RECORDINGS([*approve, "--home", str(home)], standalone_mode=False)


def number_typed(home: Path, *arguments: str) -> None:
    """See that a command keeps no individual number that somebody types into its texts."""
    with pytest.raises(NotErased) as told:
        RECORDINGS([*arguments, "--home", str(home)], standalone_mode=False)
    assert str(told.value) == MY_NUMBER


def printed(pdf: Path) -> str:
    """Give what a person reads on the paper, without its spaces."""
    command = ["pdftotext", "-raw", str(pdf), "-"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    return "".join(told.stdout.split())


def test_an_erasure_goes_its_way_and_ends_in_a_certificate(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = (
        *("--item", "通話の音声", "--medium", "録音サーバー", "--method", "鍵の消去"),
        *("--planned", "2026-02-02", "--reason", "保管期限"),
    )
    wrong = madoguchi("recordings", "erase", "request", "c1", "--quantity", "2", *fields, home=home)
    assert one_line(wrong.stderr) == erasure_words.NO[Erasing.QUANTITY]
    made = done(home, "erase", "request", "c1", "--quantity", "1", *fields).strip()
    early = madoguchi(
        *("recordings", "erase", "execute", made, "--witness", "市職員", "--yes"), home=home
    )
    assert one_line(early.stderr) == erasure_words.NO[Erasing.NOT_APPROVED]
    approved_by_another(home, made, monkeypatch)
    number_typed(home, "erase", "request", "c2", "--quantity", "1", *fields[:-1], NUMBER)
    number_typed(home, "erase", "approve", made, "--reference", NUMBER, "--on", "2026-02-01")
    number_typed(home, "erase", "execute", made, "--witness", NUMBER, "--yes")
    number_typed(home, "hold", "c1", "--why", NUMBER)
    own = madoguchi(
        *("recordings", "erase", "execute", made, "--witness", account(), "--yes"), home=home
    )
    assert one_line(own.stderr) == erasure_words.NO[Erasing.SAME_PERSON]
    done(home, "erase", "execute", made, "--witness", "市職員", "--yes")
    pdf = tmp_path / "certificate.pdf"
    done(home, "erase", "certificate", made, "--to", str(pdf))
    (row,) = json.loads(done(home, "erase", "list", "--json"))
    assert (row["state"], row["witness"], row["quantity"]) == ("done", "市職員", 1)
    shown = json.loads(madoguchi("audit", "show", "--json", home=home).stdout)
    certified = [each["detail"] for each in shown if each["action"] == "erasure_certified"]
    drawn = pdf.read_bytes()
    assert drawn.startswith(b"%PDF")
    assert certified == [{"sha256": hashlib.sha256(drawn).hexdigest()}]
    (proved,) = [each for each in shown if each["action"] == "erasure_done"]
    assert proved["n"] == row["audit_n"]
    hashes = [each["detail"]["sha256"] for each in shown if each["action"] == "sound_erased"]
    wanted = (f"第{proved['n']}号", *hashes, f"{proved['detail']['quantity']}件の暗号鍵を消去")
    assert [each for each in wanted if each not in printed(pdf)] == []
    gone = madoguchi("recordings", "play", "c1", "--purpose", "quality", home=home)
    assert one_line(gone.stderr) == "c1: erased"


def test_logs_are_named_and_stay_as_long_as_the_contract_keeps_them(home: Path) -> None:
    for n in (1, 2):
        (home / "log").mkdir(exist_ok=True)
        (home / f"log/{n:012d}.jsonl").touch()
    asked = ("--medium", "ディスク", "--planned", "2027-05-30", "--reason", "保存期間の終わり")
    told = done(home, "erase", "request-logs", *asked, "--dry-run").splitlines()
    assert told[0] == "消去しません（[logs] がありません）。"
    assert str(home / "log/000000000001.jsonl") in told
    refused = madoguchi("recordings", "erase", "request-logs", *asked, home=home)
    assert one_line(refused.stderr) == erasure_words.NO[Erasing.KEPT]


def test_a_package_for_the_client_goes_its_way(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(certificate, "draw", lambda _: b"%PDF")  # drawn in its own test
    zipped = tmp_path / "p.zip"

    def ran(*arguments: str, by: str = "first") -> str:
        monkeypatch.setattr(desk_call, "account", lambda: by)
        try:
            PACKAGE([*arguments, "--home", str(home)], standalone_mode=False)
        except AppError as exc:
            return str(exc)
        return capfd.readouterr().out.strip()

    wish = ("--to", "札幌市", "--reference", "札保第12号", "--reason", "調査")
    made = ran("request", "c2", "c1", *wish)
    assert ran("make", made, "--to", str(zipped)) == submission_words.NO[No.NOT_APPROVED]
    assert not zipped.exists()
    for n in (1, 3, 5):  # recipient, reference and reason
        assert ran("request", "c1", *wish[:n], NUMBER, *wish[n + 1 :]) == MY_NUMBER
    assert ran("password", made, "--received-by", NUMBER, "--on", "2026-02-02") == MY_NUMBER
    assert ran("approve", made) == submission_words.NO[No.SAME_PERSON]
    assert ran("approve", made, by="second") == ""
    ran("make", made, "--to", str(zipped))
    receipt = ("--received-by", "山田", "--on", "2026-02-02")
    password = ran("password", made, *receipt)
    assert ran("password", made, *receipt) == submission_words.NO[No.ALREADY_TOLD]
    with pyzipper.AESZipFile(zipped) as archive:
        archive.setpassword(password.encode())
        assert len(archive.namelist()) == 11
        assert "札保第12号".encode() in archive.read("はじめにお読みください.txt")
    (row,) = json.loads(ran("list", "--json"))
    assert (row["state"], row["decided_by"], row["received_by"]) == ("told", "cli:second", "山田")
    assert row["sha256"] == hashlib.sha256(zipped.read_bytes()).hexdigest()
    assert made in ran("list")
