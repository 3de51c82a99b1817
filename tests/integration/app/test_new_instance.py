"""A new instance: made from flags or answers, and trusted by who took in its authority alone."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import aiohttp
import pytest
import typer
from aiohttp.test_utils import TestServer
from cryptography import x509
from typer.testing import CliRunner

from agent_ui.shown import Site
from agent_ui.site import build
from app.certificate_work import renew, tls_of, trust_of
from app.checked import Checked, check
from app.cli import init as asking
from app.cli.init import init
from app.clock import clock_with
from app.home import Home
from app.new_instance import NotMade, Wishes, make_instance
from app.new_instance import renew as sign_anew
from app.plain import Web
from app.private_ca import LIFE, Files, fingerprint_of, make_authority, sign
from tests.integration.agent_ui.conftest import (
    clock,
    controller,
    desk,
    site,
    sqlite_url,
)

__all__ = ["clock", "controller", "desk", "site", "sqlite_url"]

pytestmark = pytest.mark.integration

LAN = "192.168.10.5"


def checked(folder: Path) -> Checked:
    """Check a home that is right."""
    found = check(Home(folder), {})
    assert isinstance(found, Checked), found
    return found


def test_a_new_instance_is_right_and_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    init(
        home,
        campaign="otaru",
        address=[LAN, "madoguchi.example.jp"],
        backups="/mnt/b",
        keys="/mnt/k",
        as_json=False,
    )
    said = capsys.readouterr().out
    found = checked(home)
    assert found.settings.campaign == str(home / "campaign.toml")
    assert (found.settings.web.host, found.settings.web.port) == (LAN, 8443)
    assert found.settings.asterisk.sip_host == LAN
    assert (found.settings.backup.folder, found.settings.backup.keys) == ("/mnt/b", "/mnt/k")
    room = trust_of(Home(home), Web(host="", port=0, tls_cert=found.settings.web.tls_cert))
    assert room is not None
    assert room.fingerprint in said
    assert f"https://{LAN}:8443/trust" in said
    assert [each.stat().st_mode & 0o077 for each in (home / "keys").iterdir()] == [0] * 4
    with pytest.raises(NotMade, match="is there already"):
        init(home, as_json=False)
    init(tmp_path / "local", as_json=True)  # a program answers no questions
    local = checked(tmp_path / "local").settings
    assert (local.web.host, local.web.tls_cert) == ("127.0.0.1", None)
    trunk = Wishes(template="sapporo", trunk=("203.0.113.5",), dial_to="203.0.113.5:5060")
    make_instance(Home(tmp_path / "real"), trunk)
    refused = check(Home(tmp_path / "real"), {})
    assert isinstance(refused, list)  # a real trunk wants the client's word first
    assert {each.message[:6] for each in refused} == {"仮の番号 0", "想定のまま、"}


def test_at_a_terminal_the_few_questions_that_matter_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "sys", Mock(stdin=Mock(isatty=lambda: True)))
    command = typer.Typer()
    command.command()(init)
    home = tmp_path / "home"
    answers = ("otaru", "y", LAN, "", "/mnt/b", "/mnt/k")
    done = CliRunner().invoke(command, ["--home", str(home)], input="\n".join(answers) + "\n")
    assert done.exit_code == 0, done.output
    found = checked(home)
    assert found.campaign.id == "otaru"
    assert found.settings.web.host == LAN
    assert found.settings.backup.keys == "/mnt/k"


@pytest.mark.parametrize(
    ("wishes", "why"),
    [
        (Wishes(template="atlantis"), "otaru, sapporo"),
        (Wishes(template="otaru", backups="/mnt/b"), "--keys"),
        (Wishes(template="otaru", addresses=("窓口 の機械",)), "no certificate"),
        (Wishes(template="otaru", database="postgresql://\n"), "nobody types"),
    ],
)
def test_what_cannot_be_made_is_one_line_and_leaves_no_settings(
    tmp_path: Path, wishes: Wishes, why: str
) -> None:
    home = Home(tmp_path / "home")
    with pytest.raises(NotMade, match=why):
        make_instance(home, wishes)
    assert not home.settings.exists()
    with pytest.raises(NotMade, match="is not there"):
        sign_anew(home, ())


@asynccontextmanager
async def asked_over_tls(
    site: Site, context: ssl.SSLContext, authority: bytes | None
) -> AsyncIterator[aiohttp.ClientSession]:
    """Serve a site over TLS, and give a client that trusts this authority (DER) and no other."""
    server = TestServer(build(site), scheme="https")
    await server.start_server(ssl=context)
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if authority is not None:
        trusted.load_verify_locations(cadata=authority)
    connector = aiohttp.TCPConnector(ssl=trusted)
    base = f"https://127.0.0.1:{server.port}"
    async with aiohttp.ClientSession(base, connector=connector) as client:
        yield client
    await server.close()


async def test_a_terminal_that_took_in_the_authority_opens_the_sign_in_and_no_other_does(
    site: Site, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    shown = make_instance(home, Wishes(template="otaru", addresses=(LAN,)))
    files = Files(home.key.parent)
    web = Web(host=LAN, port=0, tls_cert=str(files.certificate), tls_key=str(files.key))
    context = tls_of(web)
    room = trust_of(home, web)
    assert context is not None
    assert room is not None
    site = replace(site, trust=room)
    async with asked_over_tls(site, context, None) as stranger:
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await stranger.get("/sign-in")
    async with asked_over_tls(site, context, room.der) as terminal:
        async with terminal.get("/sign-in") as page:
            assert page.status == 200
            assert "/trust" in await page.text()
        async with terminal.get("/trust") as page:
            text = await page.text()
            assert all(f"<span>{part}</span>" in text for part in shown.split(":"))
        async with terminal.get("/trust/ca.crt") as given:
            assert await given.read() == room.der
            assert given.content_type == "application/x-x509-ca-cert"


async def test_a_certificate_is_renewed_under_the_pages_and_for_another_address(
    site: Site, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    shown = make_instance(home, Wishes(template="otaru", addresses=(LAN,)))
    files = Files(home.key.parent)
    web = Web(host=LAN, port=0, tls_cert=str(files.certificate), tls_key=str(files.key))
    context, room = tls_of(web), trust_of(home, web)
    assert context is not None
    assert room is not None
    assert not renew(home, web, context)
    sign(files, [LAN], at=clock_with(0.0)() - LIFE + timedelta(days=29))
    old = files.certificate.read_bytes()
    async with asked_over_tls(site, context, room.der) as terminal:
        assert renew(home, web, context)
        assert files.certificate.read_bytes() != old
        async with terminal.get("/sign-in") as page:
            assert page.status == 200
    sign_anew(home, ["192.168.10.9"])
    (held, authority) = x509.load_pem_x509_certificates(files.certificate.read_bytes())
    assert "192.168.10.9" in str(held.extensions)
    assert fingerprint_of(authority) == shown


async def test_the_authority_is_believed_for_no_site_outside(site: Site, tmp_path: Path) -> None:
    files = Files(tmp_path)
    at = clock_with(0.0)()
    make_authority(files, [LAN], at=at)
    sign(files, ["bank.example.com"], at=at)
    web = Web(host=LAN, port=0, tls_cert=str(files.certificate), tls_key=str(files.key))
    context = tls_of(web)
    assert context is not None
    authority = files.authority.read_text()
    trusted = ssl.create_default_context(cadata=authority)
    server = TestServer(build(site), scheme="https")
    await server.start_server(ssl=context)
    async with aiohttp.ClientSession() as client:
        with pytest.raises(aiohttp.ClientConnectorCertificateError, match="subtree"):
            await client.get(f"https://127.0.0.1:{server.port}/sign-in", ssl=trusted)
    await server.close()
