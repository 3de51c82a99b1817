"""Asterisk's configuration: what the shipped templates become for one instance."""

from __future__ import annotations

import re
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from telephony.asterisk_files import (
    AsteriskPlan,
    Registration,
    Trunk,
    fill,
    render,
    write,
)
from telephony.citizen_files import Citizens
from telephony.fallback_files import Fallback, Sound

pytestmark = pytest.mark.unit

TEMPLATES = {
    path.name: path.read_text(encoding="utf-8")
    for path in (Path(__file__).parents[3] / "config/asterisk").iterdir()
}

FALLBACK = Fallback(
    sounds={Sound.NOTICE: [Path("/prompts/notice"), Path("/prompts/more")]},
    records=True,
    ring_s=20.0,
    wrap_up_s=30.0,
    wait_limit_s=300.0,
    announce_max=20,
    number_key="0123456789abcdef",
)


@pytest.fixture
def plan(tmp_path: Path) -> AsteriskPlan:
    return AsteriskPlan(
        folder=tmp_path / "asterisk",
        system_name="sapporo-20260202T010000",
        modules=Path("/opt/root/modules"),
        data=Path("/opt/root/data"),
        ari_port=18088,
        ari_password="ari-secret",
        sip_host="127.0.0.1",
        sip_port=15060,
        rtp_first=20000,
        rtp_last=20999,
        realm="madoguchi",
        seats=("seat-01", "seat-02"),
        phone_networks=("127.0.0.0/8", "192.0.2.0/24"),
        trunks=(Trunk(name="trunk", addresses=("127.0.0.1",)),),
        fallback=FALLBACK,
    )


def sections(text: str) -> dict[tuple[str, str], list[str]]:
    """Of pjsip.conf: the lines by section's name and type, comments left out."""
    found: dict[tuple[str, str], list[str]] = {}
    for part in re.split(r"^(?=\[)", text, flags=re.MULTILINE)[1:]:
        head, *lines = [line for line in part.splitlines() if line and not line.startswith(";")]
        kind = next(line.removeprefix("type=") for line in lines if line.startswith("type="))
        key = (head.strip("[]"), kind)
        assert key not in found
        found[key] = lines
    return found


def test_unknown_placeholder_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match="colour"):
        fill("port={{port}} {{colour}}", {"port": "1"})


def test_asterisks_own_variables_are_left_alone() -> None:
    text = "exten => _X.,1,Set(A=${EXTEN}$[1 + {{port}}])"
    assert fill(text, {"port": "2"}) == "exten => _X.,1,Set(A=${EXTEN}$[1 + 2])"


def test_value_that_looks_like_a_placeholder_stays_text() -> None:
    assert fill("a={{a}}", {"a": "{{b}}"}) == "a={{b}}"


def test_every_template_is_filled_and_parts_are_no_files(plan: AsteriskPlan) -> None:
    files = render(plan, TEMPLATES)

    assert set(files) == {name for name in TEMPLATES if name.endswith(".conf")}
    assert not [name for name, text in files.items() if "{{" in text]


def test_each_seat_has_a_sip_phone_and_a_browser_phone(plan: AsteriskPlan) -> None:
    made = sections(render(plan, TEMPLATES)["pjsip.conf"])

    for seat in plan.seats:
        phone, browser = made[seat, "endpoint"], made[f"{seat}w", "endpoint"]
        for lines, name in ((phone, seat), (browser, f"{seat}w")):
            assert {"disallow=all", "allow=ulaw", "direct_media=no", "context=seats"} <= set(lines)
            assert {f"auth={name}", f"aors={name}", "device_state_busy_at=1"} <= set(lines)
            assert {"max_contacts=1", "remove_existing=yes"} <= set(made[name, "aor"])
        assert "webrtc=yes" not in phone
        assert {"webrtc=yes", "rtp_timeout=6", "transport=transport-ws"} <= set(browser)


def test_phones_are_let_in_from_their_networks_and_browsers_from_loopback(
    plan: AsteriskPlan,
) -> None:
    made = sections(render(plan, TEMPLATES)["pjsip.conf"])

    assert made["seat-01", "endpoint"][-4:] == [
        "deny=0.0.0.0/0.0.0.0",
        "deny=::/0",
        "permit=127.0.0.0/8",
        "permit=192.0.2.0/24",
    ]
    assert made["seat-01w", "endpoint"][-1] == "permit=127.0.0.1/255.255.255.255"


def test_trunk_known_by_address_takes_calls_and_makes_none(plan: AsteriskPlan) -> None:
    trunk = Trunk(name="trunk", addresses=("192.0.2.1", "198.51.100.0/24"))
    made = sections(render(replace(plan, trunks=(trunk,)), TEMPLATES)["pjsip.conf"])

    assert made["trunk", "identify"][-2:] == ["match=192.0.2.1", "match=198.51.100.0/24"]
    assert {"context=from-trunk", "allow=ulaw", "identify_by=ip"} <= set(made["trunk", "endpoint"])
    assert made["trunk", "aor"] == ["type=aor"]
    assert ("trunk", "registration") not in made


def test_trunk_that_we_register_to_uses_its_account_for_calls_too(plan: AsteriskPlan) -> None:
    account = Registration(server="sip.example.jp:5060", user="05012345678", password=">p;w 1")
    trunk = Trunk(
        name="line-a",
        addresses=("192.0.2.1",),
        contact="sip.example.jp:5060",
        registration=account,
    )
    made = sections(render(replace(plan, trunks=(trunk,)), TEMPLATES)["pjsip.conf"])

    assert "outbound_auth=line-a" in made["line-a", "endpoint"]
    assert "contact=sip:sip.example.jp:5060" in made["line-a", "aor"]
    assert "server_uri=sip:sip.example.jp:5060" in made["line-a", "registration"]
    assert "client_uri=sip:05012345678@sip.example.jp:5060" in made["line-a", "registration"]
    assert "password= >p\\;w 1" in made["line-a", "auth"]


@pytest.mark.parametrize("hostile", ["a\nexten => x,1,System(x)", "a\rb", "", " a", "a\x00"])
def test_value_that_would_break_out_of_its_line_is_refused(
    plan: AsteriskPlan, hostile: str
) -> None:
    with pytest.raises(ValueError, match="realm"):
        render(replace(plan, realm=hostile), TEMPLATES)


@pytest.mark.parametrize("name", ["seat 01", "seat]", "席", "", "-x", "a/b"])
def test_seat_that_can_be_no_endpoint_is_refused(plan: AsteriskPlan, name: str) -> None:
    with pytest.raises(ValueError, match="seats"):
        render(replace(plan, seats=(name,)), TEMPLATES)


def test_address_of_version_6_stands_in_brackets(plan: AsteriskPlan) -> None:
    assert "bind=[::1]:15060" in render(replace(plan, sip_host="::1"), TEMPLATES)["pjsip.conf"]


def test_secrets_and_folders_are_the_owners_alone(plan: AsteriskPlan) -> None:
    conf = write(plan, TEMPLATES)

    assert conf == plan.folder / "etc/asterisk.conf"
    for path in [plan.folder, *plan.folder.rglob("*")]:
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected, path
    assert (plan.folder / "spool/recording").is_dir()
    assert (plan.folder / "log/cel-custom").is_dir()


def test_writing_again_replaces_the_files_and_keeps_the_rest(plan: AsteriskPlan) -> None:
    write(plan, TEMPLATES)
    (plan.folder / "etc/left-over.conf").touch()
    (plan.folder / "db/astdb.sqlite3").touch()

    write(replace(plan, ari_password="fresh"), TEMPLATES)

    assert not (plan.folder / "etc/left-over.conf").exists()
    assert (plan.folder / "db/astdb.sqlite3").exists()
    assert "password= fresh" in (plan.folder / "etc/ari.conf").read_text(encoding="utf-8")


def test_callers_headers_go_into_variables_and_nowhere_else() -> None:
    dialplan = TEMPLATES["extensions.conf"]
    lines = [line for line in dialplan.splitlines() if "PJSIP_HEADER" in line]
    assert len(lines) == 7
    for line in lines:
        assert re.search(r",Set\(MDG_\w+=\$\{PJSIP_HEADERS?\((read,[\w-]+(,2)?|P)\)\}\)$", line)
    sent = {f"MDG_{name}" for name in ("P", "FROM", "PAI", "PRIVACY", "PCPID", "TO", "EXTEN")}
    # `MDG_SAID` is what was sent, in small letters, looked at and nowhere written.
    for said in sent | {"MDG_AGAIN", "MDG_SAID", "CALLERID(num)", "CALLERID(name)"}:
        value = re.escape(f"${{{said}}}")
        uses = len(re.findall(value, dialplan))
        measured = len(re.findall(rf"\$\{{LEN\({value}\)\}}", dialplan))
        copied = len(re.findall(rf"Set\(MDG_(?:NUMBER|NAME)={value}\)", dialplan))
        assert uses == measured + copied
    # By name, and with its colons taken out: `${...:offset:length}` is Asterisk's own.
    enciphered = re.findall(
        r"\$\{AES_ENCRYPT\(\$\{MDG_KEY\},\$\{REPLACE\((MDG_\w+),:,`\)\}\)\}", dialplan
    )
    assert set(enciphered) == (sent | {"MDG_NUMBER", "MDG_NAME"}) - {"MDG_P"}
    assert len(enciphered) == dialplan.count("AES_ENCRYPT(")
    # A name cannot be made of parts, which would hide a use from the count above.
    assert re.findall(r"\$\{MDG_\w*\$\{\w+\}", dialplan) == ["${MDG_SOUND_${MDG_CLOSED}"]
    channelvars = re.search(r"^channelvars=(.*)$", TEMPLATES["ari.conf"], re.MULTILINE)
    assert channelvars
    assert set(channelvars[1].split(",")) == {
        f"MDG_{name}"
        for name in ("EXTEN", "PAI", "PRIVACY", "PCPID", "TO", "FROM", "NOTICED", "ADMITTED")
    }


def test_modules_that_could_run_commands_or_move_calls_are_not_loaded() -> None:
    wanted = set(re.findall(r"^(?:load|require)=(\S+)", TEMPLATES["modules.conf"], re.MULTILINE))
    forbidden = {
        *("func_shell.so", "func_env.so", "func_curl.so", "app_system.so", "app_originate.so"),
        *("res_agi.so", "res_pjsip_refer.so", "res_clioriginate.so", "pbx_spool.so"),
    }
    assert not wanted & forbidden


def test_every_phone_is_a_member_of_the_fallback_by_its_hint(plan: AsteriskPlan) -> None:
    files = render(plan, TEMPLATES)

    for phone in ("seat-01", "seat-01w", "seat-02", "seat-02w"):
        member = f"member => PJSIP/{phone},0,{phone},hint:{phone}@seat-hints\n"
        assert member in files["queues.conf"]
        assert f"exten => {phone},hint,PJSIP/{phone}&Stasis:{phone}\n" in files["extensions.conf"]
    assert files["queues.conf"].count("member =>") == 4


def test_fallback_knows_the_campaigns_times_and_sounds(plan: AsteriskPlan) -> None:
    files = render(plan, TEMPLATES)
    said = files["extensions.conf"].splitlines()

    assert {
        "MDG_RECORDS=yes",
        "MDG_WAIT_LIMIT=300",
        "MDG_ANNOUNCE_MAX=20",
        "MDG_KEY=0123456789abcdef",
        "MDG_SOUND_NOTICE=/prompts/notice&/prompts/more",
    } <= set(said)
    assert {"timeout=20", "wrapuptime=30"} <= set(files["queues.conf"].splitlines())


def test_where_a_channels_birth_stands_in_its_id_follows_from_the_systems_name(
    plan: AsteriskPlan,
) -> None:
    dialplan = render(plan, TEMPLATES)["extensions.conf"]
    begins = re.search(r"Set\(MDG_BORN=\$\{UNIQUEID:(\d+)\}\)", dialplan)
    assert begins
    channel = f"{plan.system_name}-1770000000.12"
    assert channel[int(begins[1]) :] == "1770000000.12"


def test_whoever_is_offered_has_a_lease_and_falls_when_it_ends() -> None:
    contexts = dict(
        re.findall(r"^\[([\w-]+)\]\n(.*?)(?=^\[|\Z)", TEMPLATES["extensions.conf"], re.M | re.S)
    )
    for name in ("offer", "back"):
        lines = contexts[name].splitlines()
        offered = next(n for n, line in enumerate(lines) if "StasisBroadcast(" in line)
        assert lines[offered - 1].endswith("Set(TIMEOUT(absolute)=3)")
        assert "exten => T,1,Set(MDG_LEASED=${MDG_KNOWN})" in lines
    told = [each for each in contexts["fallback"].splitlines() if not each.startswith(";")]
    # In this order: else a leg that ends between them gives a lease that stays.
    assert told[0] == "exten => s,1,Set(MDG_FALLEN=yes)"
    assert told[1] == " same => n,Set(TIMEOUT(absolute)=0)"


def test_phone_nobody_spoke_of_is_hushed_and_what_was_said_stays(plan: AsteriskPlan) -> None:
    write(plan, TEMPLATES)
    database = plan.folder / "db/astdb.sqlite3"
    with closing(sqlite3.connect(database)) as file, file:
        file.execute("UPDATE astdb SET value='NOT_INUSE' WHERE key='/StasisDeviceState/seat-01'")
    write(replace(plan, seats=("seat-01", "seat-03")), TEMPLATES)

    with closing(sqlite3.connect(database)) as file:
        said = dict(file.execute("SELECT key, value FROM astdb").fetchall())
    assert said == {
        "/StasisDeviceState/seat-01": "NOT_INUSE",
        **{f"/StasisDeviceState/{phone}": "BUSY" for phone in ("seat-01w", "seat-02", "seat-02w")},
        **{f"/StasisDeviceState/{phone}": "BUSY" for phone in ("seat-03", "seat-03w")},
    }


def test_only_the_demo_has_citizens_and_they_know_our_calls_by_their_number(
    plan: AsteriskPlan,
) -> None:
    plain = render(plan, TEMPLATES)
    assert "citizens" not in plain["pjsip.conf"]
    assert "Echo()" not in plain["extensions.conf"]
    assert "pbx_spool" not in plain["modules.conf"]
    assert "sip:robot@" not in plain["pjsip.conf"]
    hello, asks, answers = (Path(f"/prompts/{each}") for each in ("hello", "asks", "answers"))
    there = Citizens("0110000100", hello, asks, answers, robots=(plan.seats[-1],))
    made = render(replace(plan, citizens=there), TEMPLATES)
    assert "[0110000100]" in made["pjsip.conf"]
    assert "identify_by=username" in made["pjsip.conf"]
    for sound in (hello, asks, answers):
        assert f"Playback({sound})" in made["extensions.conf"]
    assert "require=pbx_spool.so" in made["modules.conf"]
    assert made["pjsip.conf"].count(f"contact=sip:robot@{plan.sip_host}:{plan.sip_port}") == 1
    with pytest.raises(ValueError, match="no number"):
        render(replace(plan, citizens=replace(there, shown="x]\n[y")), TEMPLATES)
