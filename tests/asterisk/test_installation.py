"""A real Asterisk: found or fetched, configured by the shipped templates, started and stopped.

Needs apt-get, dpkg and a Debian mirror at the first run; later ones take it from the cache
(MADOGUCHI_CACHE, default ~/.cache/madoguchi).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import md5
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from telephony import ari_requests
from telephony.asterisk import Installation, find
from telephony.asterisk_facts import facts
from telephony.asterisk_files import BOOK, AsteriskPlan, Trunk, write
from telephony.asterisk_process import (
    has_ended,
    require_free_ports,
    start,
    stop,
    wait_until_ready,
)
from telephony.errors import AsteriskNotReady
from telephony.fallback_files import Fallback, Sound

pytestmark = pytest.mark.asterisk

CACHE = Path(os.environ.get("MADOGUCHI_CACHE", Path.home() / ".cache/madoguchi"))
TEMPLATES = {
    path.name: path.read_text(encoding="utf-8")
    for path in (Path(__file__).parents[2] / "config/asterisk").iterdir()
}
PLANTED = "09012345678"
FALLBACK = Fallback(
    sounds={Sound.NOTICE: [Path("/prompts/notice")]},
    records=True,
    ring_s=20.0,
    wrap_up_s=30.0,
    wait_limit_s=300.0,
    announce_max=20,
    number_key="0123456789abcdef",
)
HOSTILE_NAME = r'"${SHELL(touch %s)}, $[1+1] \" ) ]"'


@dataclass(frozen=True)
class Running:
    """One started Asterisk."""

    plan: AsteriskPlan
    process: subprocess.Popen[bytes]

    def wait_until_ready(self, password: str) -> None:
        wait_until_ready(
            self.process.pid,
            ari_port=self.plan.ari_port,
            ari_password=password,
            sip=(self.plan.sip_host, self.plan.sip_port),
            log=self.plan.folder / "log/messages.log",
            within_s=20,
        )

    def ari(self) -> aiohttp.ClientSession:
        account = aiohttp.encode_basic_auth("madoguchi", self.plan.ari_password)
        return aiohttp.ClientSession(
            f"http://127.0.0.1:{self.plan.ari_port}", headers={"Authorization": account}
        )


@pytest.fixture(scope="module")
def installation() -> Installation:
    return find(CACHE, debian_mirror=os.environ.get("MADOGUCHI_ASTERISK__DEBIAN_MIRROR"), say=print)


@pytest.fixture
def plan(installation: Installation, tmp_path: Path, free_port: Callable[[], int]) -> AsteriskPlan:
    return AsteriskPlan(
        folder=tmp_path / "asterisk",
        system_name=f"test-{secrets.token_hex(3)}",
        modules=installation.modules,
        data=installation.data,
        ari_port=free_port(),
        ari_password=secrets.token_urlsafe(24),
        sip_host="127.0.0.1",
        sip_port=free_port(),
        rtp_first=30000,
        rtp_last=30999,
        realm="madoguchi",
        seats=("seat-01", "seat-02"),
        phone_networks=("127.0.0.0/8",),
        trunks=(Trunk(name="trunk", addresses=("127.0.0.1",)),),
        fallback=FALLBACK,
    )


@contextmanager
def run(
    installation: Installation, plan: AsteriskPlan, templates: Mapping[str, str] = TEMPLATES
) -> Iterator[Running]:
    conf = write(plan, templates)
    require_free_ports(ari_port=plan.ari_port, sip_host=plan.sip_host, sip_port=plan.sip_port)
    output = plan.folder / "log/console.log"
    running = Running(plan, start(installation.command, conf, output=output))
    try:
        running.wait_until_ready(plan.ari_password)
        yield running
    finally:
        stop(running.process.pid, grace_s=10)
        running.process.wait()


@pytest.fixture
def asterisk(installation: Installation, plan: AsteriskPlan) -> Iterator[Running]:
    with run(installation, plan) as running:
        yield running


class SipSocket:
    """Hand-made SIP over UDP, for what no well-behaved phone would send."""

    def __init__(self, port: int) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(5)
        self.socket.connect(("127.0.0.1", port))
        self.own = "{}:{}".format(*self.socket.getsockname())

    def send(self, method: str, user: str, caller: str, number: int = 1, extra: str = "") -> None:
        self.socket.send(
            f"{method} sip:{user}@127.0.0.1 SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.own};branch=z9hG4bK{number}\r\n"
            f"From: {caller};tag=a\r\nTo: <sip:{user}@127.0.0.1>\r\nCall-ID: {PLANTED}\r\n"
            f"CSeq: {number} {method}\r\nContact: <sip:x@{self.own}>\r\nMax-Forwards: 9\r\n"
            f"{extra}Content-Length: 0\r\n\r\n".encode()
        )

    def answer(self, status: int) -> str:
        """The first answer of this status; others before it are passed over."""
        while True:
            text = self.socket.recv(65535).decode(errors="replace")
            if text.startswith(f"SIP/2.0 {status} "):
                return text


@pytest.fixture
def phone(asterisk: Running) -> Iterator[SipSocket]:
    made = SipSocket(asterisk.plan.sip_port)
    with made.socket:
        yield made


def test_complete_asterisk_is_found(installation: Installation) -> None:
    said = facts(CACHE, ari_url=None, debian_mirror=None, modules_conf=TEMPLATES["modules.conf"])
    assert [fact for fact in said if not fact.ok] == []
    assert (installation.data / "rest-api/channels.json").is_file()


def test_asterisk_ends_by_itself_when_asked(asterisk: Running) -> None:
    assert stop(asterisk.process.pid, grace_s=10)
    assert has_ended(asterisk.process.pid, within_s=0)
    assert not (asterisk.plan.folder / "run/asterisk.ctl").exists()


def test_configuration_gives_asterisk_nothing_to_complain_of(
    installation: Installation, plan: AsteriskPlan
) -> None:
    talkative = "[general]\nqueue_log=no\n[logfiles]\nmessages.log => warning,error\n"
    with run(installation, plan, TEMPLATES | {"logger.conf": talkative}):
        pass
    log = (plan.folder / "log/messages.log").read_text(encoding="utf-8").splitlines()
    assert [line for line in log if "WARNING" in line or "ERROR" in line] == []


def test_two_instances_stand_side_by_side(
    installation: Installation, asterisk: Running, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    other = replace(
        asterisk.plan, folder=tmp_path / "b", ari_port=free_port(), sip_port=free_port()
    )
    with run(installation, replace(other, ari_password="other")) as second:
        asterisk.wait_until_ready(asterisk.plan.ari_password)
        with pytest.raises(AsteriskNotReady, match="refuses our password"):
            second.wait_until_ready(asterisk.plan.ari_password)


def test_asterisk_that_cannot_start_says_why_in_one_line(
    installation: Installation, plan: AsteriskPlan
) -> None:
    broken = TEMPLATES | {"modules.conf": TEMPLATES["modules.conf"] + "require=res_none.so\n"}
    process = start(
        installation.command, write(plan, broken), output=plan.folder / "log/console.log"
    )
    try:
        with pytest.raises(AsteriskNotReady, match=r"res_none\.so"):
            Running(plan, process).wait_until_ready(plan.ari_password)
    finally:
        stop(process.pid, grace_s=1)
        process.wait()


async def test_hostile_caller_is_data_in_events_and_nowhere_on_disk(
    asterisk: Running, phone: SipSocket, tmp_path: Path
) -> None:
    canary = tmp_path / "canary"
    name = HOSTILE_NAME % canary
    headers = f"P-Asserted-Identity: {name} <sip:{PLANTED}@x>\r\nPrivacy: id;user\r\n"
    async with asterisk.ari() as ari, ari.ws_connect("/ari/events?app=madoguchi") as events:
        phone.send("INVITE", "+81110000100", f"{name} <sip:{PLANTED}@x>", extra=headers)
        phone.answer(180)
        call = (await _event(events, "CallBroadcast"))["channel"]
        claim = {"channelId": call["id"], "application": "madoguchi"}
        assert (await ari.post("/ari/events/claim", params=claim)).status == 204
        started = await _event(events, "StasisStart")
        phone.send("CANCEL", "+81110000100", f"{name} <sip:{PLANTED}@x>")
        await _event(events, "StasisEnd")
    assert stop(asterisk.process.pid, grace_s=10)

    assert started["args"] == ["in"]
    assert call["id"].startswith(asterisk.plan.system_name)
    assert call["channelvars"] == {
        "MDG_EXTEN": "+81110000100",
        "MDG_PAI": f"{name} <sip:{PLANTED}@x>",
        "MDG_PRIVACY": "id;user",
        "MDG_PCPID": "",
        "MDG_TO": "",  # no trunk says there which line was called
        "MDG_FROM": "",  # the caller's number came without looking
        "MDG_NOTICED": "",
        "MDG_ADMITTED": "",
    }
    assert not canary.exists()
    assert _files_with(PLANTED, asterisk.plan.folder) == []
    book = (asterisk.plan.folder / BOOK).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["eventtype"] for line in book] == ["CHAN_START", "HANGUP", "CHAN_END"]


@pytest.mark.parametrize(
    ("method", "user", "caller"),
    [
        ("INVITE", "0110000100", f"<<sip:{PLANTED}@x>"),
        ("INVITE", f"%E7%AA%93{PLANTED}", f"<sip:{PLANTED}@x>"),
        ("REGISTER", PLANTED, f"<sip:{PLANTED}@x>"),
        ("SUBSCRIBE", PLANTED, f"<sip:{PLANTED}@x>"),
        ("REFER", PLANTED, f"<sip:{PLANTED}@x>"),
    ],
)
def test_refused_request_leaves_no_number_in_the_logs(
    asterisk: Running, phone: SipSocket, method: str, user: str, caller: str
) -> None:
    phone.send(method, user, caller)
    phone.send("OPTIONS", "x", "<sip:x@x>", number=2)
    phone.answer(404)

    assert stop(asterisk.process.pid, grace_s=10)
    assert _files_with(PLANTED, asterisk.plan.folder) == []


def test_caller_whom_nobody_takes_hears_ringing_and_then_a_refusal(phone: SipSocket) -> None:
    phone.socket.settimeout(20)
    phone.send("INVITE", "0110000100", f"<sip:{PLANTED}@x>")
    assert phone.answer(180)
    assert phone.answer(503)


async def test_phone_registers_with_the_secret_pushed_by_ari_and_can_dial_nothing(
    asterisk: Running, phone: SipSocket
) -> None:
    await _push_secret(asterisk)

    assert _asked_with_proof(phone, "REGISTER", "seat-01", number=1) == 200
    assert _asked_with_proof(phone, "INVITE", "0110000100", number=3) == 403


async def test_phone_from_a_network_that_is_not_allowed_never_registers(
    installation: Installation, plan: AsteriskPlan
) -> None:
    with run(installation, replace(plan, phone_networks=("10.0.0.0/8",))) as running:
        await _push_secret(running)
        phone = SipSocket(plan.sip_port)
        with phone.socket:
            assert _asked_with_proof(phone, "REGISTER", "seat-01", number=1) in {401, 403}


async def _push_secret(asterisk: Running) -> None:
    realm = asterisk.plan.realm
    secret = hashlib.md5(f"seat-01:{realm}:secret".encode()).hexdigest()
    asked = ari_requests.put_auth("seat-01", username="seat-01", md5_cred=secret, realm=realm)
    async with asterisk.ari() as ari:
        response = await ari.put(f"/ari{asked.path}", json=asked.body)
        assert response.status == 200


def _asked_with_proof(phone: SipSocket, method: str, user: str, *, number: int) -> int:
    """The final status of this request of seat-01, once it carried the right secret."""
    caller = "<sip:seat-01@127.0.0.1>"
    phone.send(method, user, caller, number=number)
    challenge = phone.answer(401)
    if method == "INVITE":
        phone.send("ACK", user, caller, number=number)
    proof = _proof(challenge, method, f"sip:{user}@127.0.0.1")
    phone.send(method, user, caller, number=number + 1, extra=proof)
    while True:
        text = phone.socket.recv(65535).decode(errors="replace")
        final = re.match(r"SIP/2\.0 ([2-6]\d\d) ", text)
        if final and f"CSeq: {number + 1} " in text:
            return int(final[1])


def _proof(challenge: str, method: str, uri: str) -> str:
    """The Authorization header for seat-01 with password `secret` (RFC 2617, qop=auth)."""
    asked = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    first = md5(f"seat-01:{asked['realm']}:secret".encode()).hexdigest()
    second = md5(f"{method}:{uri}".encode()).hexdigest()
    text = f"{first}:{asked['nonce']}:00000001:c:auth:{second}"
    return (
        f'Authorization: Digest username="seat-01", realm="{asked["realm"]}", '
        f'nonce="{asked["nonce"]}", uri="{uri}", algorithm=MD5, qop=auth, nc=00000001, '
        f'cnonce="c", opaque="{asked.get("opaque", "")}", '
        f'response="{md5(text.encode()).hexdigest()}"\r\n'
    )


async def _event(events: aiohttp.ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    while True:
        event: dict[str, Any] = await events.receive_json(timeout=5)
        if event["type"] == kind:
            return event


def _files_with(text: str, folder: Path) -> list[Path]:
    return [
        path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()
    ]
