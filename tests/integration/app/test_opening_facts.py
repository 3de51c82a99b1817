"""What the doctor says of a day's opening: each thing that is missing is told, with its remedy."""

from __future__ import annotations

import shutil
import socket
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app import opening_facts, people_facts, trunk_probe
from app.backup_state import BackupState, note_backup
from app.certificate_facts import certificate_fact
from app.checked import Checked, check
from app.clock import clock_with
from app.home import Home, make_home
from app.opening_check import OpeningCheck
from app.private_ca import LIFE, Files, make_authority, sign
from app.trunk_probe import answers
from callcenter.commands import Refuse
from callcenter.floor_wishes import CapacityBent, CapacityRestored
from callcenter.record import Header, Record, encode, encode_header
from config.settings_file import Web
from storage.engine import transaction
from storage.staff_tables import Session, Staff
from tests.integration.app.small_campaign import CAMPAIGN, MORNING

pytestmark = pytest.mark.integration

NOW = datetime(2026, 2, 1, tzinfo=UTC)
CAMPAIGN_ZONE = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose trunk is a carrier's, and that is for this machine alone."""
    made = Home(tmp_path / "home")
    make_home(made)
    made.settings.write_text("[web]\nport = 0\n[asterisk]\nsip_port = 0\n")
    return made


def checked(home: Home) -> Checked:
    """Check a home that is right."""
    found = check(home, {})
    assert isinstance(found, Checked), found
    return found


def told(home: Home, found: Checked) -> dict[str, tuple[bool, str, str]]:
    """Give of each thing whether it is in order, and what is said in both languages."""
    facts = opening_facts.opening_facts(home, found)
    return {each.what: (each.ok, f"{each.found} {each.hint}", " ".join(each.ja)) for each in facts}


def test_a_day_that_may_begin_and_one_that_may_not(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = checked(home)
    facts = told(home, found)
    assert [what for what, (ok, *_) in facts.items() if not ok] == []
    assert "起動します" in facts["Instance"][2]
    shutil.rmtree(home.recordings)
    home.recordings.write_text("a file where a folder must be")
    state = BackupState(
        id="b",
        at=clock_with(0.0)() - timedelta(hours=27),
        folder="/mnt/b",
        keys="/mnt/k",
        keys_at=NOW,
        bytes=1,
    )
    note_backup(home, state)
    monkeypatch.setattr(people_facts, "unconfirmed", lambda _: ["f" * 64])
    monkeypatch.setattr(opening_facts, "still_running", lambda _: {"office": 1, "asterisk": 2})
    monkeypatch.setattr(people_facts, "asyncio", _Seated(0))
    facts = told(home, found)
    wrong = [what for what, (ok, *_) in facts.items() if not ok]
    assert wrong == ["Instance", "Recording", "Backup", "Approvals"]
    assert "controller" in facts["Instance"][1]
    assert "権限を確かめて" in facts["Recording"][2]
    assert "backup create" in facts["Backup"][1]
    assert "ivr confirm" in facts["Approvals"][2]


class _Seated:
    """Stands for the rows: so many sit at seats."""

    def __init__(self, seated: int) -> None:
        self._seated = seated

    def run(self, asked: object) -> tuple[int, int]:
        """Answer without a database."""
        asked.close()  # type: ignore[attr-defined]
        return self._seated, 2


@pytest.mark.parametrize(("seated", "ok"), [(9, False), (10, True)])
def test_ten_minutes_before_opening_the_contracts_seats_are_taken(
    home: Home, monkeypatch: pytest.MonkeyPatch, seated: int, ok: bool
) -> None:
    at = datetime(2026, 2, 2, 8, 50, tzinfo=CAMPAIGN_ZONE).astimezone(UTC)
    monkeypatch.setattr(people_facts, "clock_with", lambda _: lambda: at)
    monkeypatch.setattr(people_facts, "asyncio", _Seated(seated))
    staffed, manuals = people_facts.people(home, checked(home), is_up=True)
    assert (staffed.ok, staffed.found) == (ok, f"{seated} of 10")
    assert ("あと 1 人" in staffed.ja[2]) is not ok
    assert (manuals.ok, "2 件" in manuals.ja[1]) == (True, True)
    monkeypatch.setattr(people_facts, "clock_with", lambda _: lambda: at - timedelta(hours=2))
    early, _ = people_facts.people(home, checked(home), is_up=True)
    assert early.ok


def test_seats_that_a_supervisor_added_for_today_are_due_as_boards_and_alarms_have_them(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2026, 2, 2, 8, 50, tzinfo=CAMPAIGN_ZONE).astimezone(UTC)
    monkeypatch.setattr(people_facts, "clock_with", lambda _: lambda: at)
    monkeypatch.setattr(people_facts, "asyncio", _Seated(10))
    bent = CapacityBent(at=at, by="sv-1", day=date(2026, 2, 2), seats=12, lines=12)
    restored = CapacityRestored(at=at, by="sv-1")
    home.log.mkdir()
    file = home.log / f"{1:012d}.jsonl"
    state = {"bend": {"day": "2026-02-02", "seats": 11, "lines": 12, "by": "sv-1"}}
    header = Header(n=0, at=at, source="", campaign="", offset_s=0.0, state=state)
    told = []
    for records in (
        (),
        (Record(n=1, event=bent),),
        (Record(n=1, event=bent, commands=(Refuse(reason="out_of_bounds"),)),),
        (Record(n=1, event=bent), Record(n=2, event=restored)),
        (Record(n=1, event=replace(bent, day=date(2026, 2, 1))),),
    ):
        file.write_bytes(encode_header(header) + b"".join(map(encode, records)))
        staffed, _ = people_facts.people(home, checked(home), is_up=True)
        told.append(staffed.found)
    assert told == ["10 of 11", "10 of 12", "10 of 11", "10 of 10", "10 of 10"]
    file.write_bytes(encode_header(header))
    staffed, _ = people_facts.people(home, checked(home), is_up=True)
    assert (staffed.ok, staffed.ja[1]) == (False, "10 席（契約は 10 席、今日は 11 席に変更）")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_who_sits_and_what_waits_is_counted_in_the_rows(
    url: str, engine: AsyncEngine
) -> None:
    async with transaction(engine) as session:
        op = Staff(
            id="s1",
            login="op",
            name="山",
            role="agent",
            password_hash="",
            password_at=NOW,
            created_at=NOW,
        )
        session.add(op)
        await session.flush()
        session.add_all((_session(1, "a", False), _session(2, "b", True), _session(3, None, False)))
    assert await people_facts._counted(url) == (1, 0)


def test_a_trunk_answers_or_does_not() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as carrier:
        carrier.bind(("127.0.0.1", 0))
        port = carrier.getsockname()[1]

        def answer() -> None:
            asked, who = carrier.recvfrom(2_048)
            assert asked.startswith(b"OPTIONS sip:127.0.0.1")
            carrier.sendto(b"SIP/2.0 403 Forbidden\r\n\r\n", who)

        thread = threading.Thread(target=answer)
        thread.start()
        assert answers(f"127.0.0.1:{port}")
        thread.join()
    assert not answers(f"127.0.0.1:{port}")
    assert not answers("no such host.invalid")


def test_a_registration_is_read_off_asterisks_table(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = (
        " <Registration/ServerURI..............................>  <Auth....>  <Status.......>\n"
        "===========================================================================\n\n"
        " carrier/sip:sip.example.jp:5060     carrier     Registered        (exp. 580s)\n"
        " other/sip:192.0.2.7                 other       Rejected          (exp. 27s ago)\n\n"
        "Objects found: 2\n"
    )
    assert dict(trunk_probe._REGISTERED.findall(shown)) == {
        "carrier": "Registered",
        "other": "Rejected",
    }


def test_a_certificate_is_told_of_before_it_ends(tmp_path: Path) -> None:
    files = Files(tmp_path)
    make_authority(files, ["192.168.10.5"], at=NOW)
    sign(files, ["192.168.10.5"], at=NOW)
    web = Web(host="192.168.10.5", port=0, tls_cert=str(files.certificate), tls_key="web.key")
    assert certificate_fact(web, NOW + LIFE - timedelta(days=31)).ok
    old = certificate_fact(web, NOW + LIFE - timedelta(days=29))
    assert not old.ok
    assert "--renew" in old.hint
    moved = certificate_fact(web.model_copy(update={"host": "192.168.10.6"}), NOW)
    assert not moved.ok
    assert "--address" in moved.ja[2]
    files.certificate.write_text("no certificate")
    assert not certificate_fact(web, NOW).ok
    assert not certificate_fact(Web(host="192.168.10.5", port=0), NOW).ok


async def test_the_office_looks_ten_minutes_before_opening_and_tells_all_in_two_languages(
    home: Home,
) -> None:
    now = [MORNING]  # 10:00 of a day that opens at 9
    made = OpeningCheck(home, CAMPAIGN, lambda: now[0])
    assert not made._is_due(now[0])
    eight = datetime.combine(date(2026, 2, 2), time(8, 50), tzinfo=CAMPAIGN_ZONE)
    assert not made._is_due(eight - timedelta(seconds=1))
    assert made._is_due(eight)
    now[0] = eight
    assert await made.look()
    assert not made._is_due(eight + timedelta(minutes=5))
    assert made.last is not None
    ja, en = made.last.items("ja"), made.last.items("en")
    assert [each.ok for each in ja] == [each.ok for each in en]
    assert all(each.what and each.found for each in (*ja, *en))
    assert {"設定と業務", "録音の書き込み", "バックアップ"} <= {each.what for each in ja}
    assert all(bool(a.hint) == bool(b.hint) for a, b in zip(ja, en, strict=True))


def _session(n: int, seat: str | None, ended: bool) -> Session:
    return Session(
        id=f"x{n}",
        token_hash=f"h{n}",
        staff="s1",
        stage="active",
        address="",
        began_at=NOW,
        seen_at=NOW,
        ended_at=NOW if ended else None,
        seat=seat,
    )
