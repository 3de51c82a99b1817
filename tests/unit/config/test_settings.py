"""Settings: layers, the environment, masks, and every mistake at once."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from config.problem import line_for
from config.settings import DEFAULTS, load_settings
from config.settings_file import Settings
from config.validation import known_keys
from ivr_flows.problem import Problem

pytestmark = pytest.mark.unit


def load(home: Path, text: str = "", **environ: str) -> Settings:
    found = read(home, text, **environ)
    assert not isinstance(found, list), found
    return found


def lines(home: Path, text: str = "", **environ: str) -> list[str]:
    found = read(home, text, **environ)
    assert isinstance(found, list)
    return [line_for(each).replace(f"{home}/", "") for each in found]


def read(home: Path, text: str, **environ: str) -> Settings | list[Problem]:
    if text:
        (home / "madoguchi.toml").write_text(text, encoding="utf-8")
    return load_settings(home, environ)


def test_a_fresh_home_has_the_shipped_settings(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.campaign == "sapporo"
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8080)
    assert (settings.asterisk.sip_port, settings.asterisk.http_port) == (5060, 0)
    assert (settings.asterisk.rtp_from, settings.asterisk.rtp_to) == (10000, 14000)
    assert settings.phones.networks == ["127.0.0.0/8"]
    assert settings.supervisor.heartbeat_s == 10
    assert [trunk.name for trunk in settings.trunks] == ["demo"]
    assert not settings.trunks[0].is_real


def test_a_home_without_a_database_of_its_own_keeps_rows_in_it(tmp_path: Path) -> None:
    url = load(tmp_path).database.url.get_secret_value()
    assert url == f"sqlite:///{tmp_path}/madoguchi.db"


def test_the_file_lies_over_the_defaults_and_the_environment_over_the_file(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        "[web]\nport = 1\n[asterisk]\nsip_port = 2\n",
        MADOGUCHI_WEB__PORT="0",
        MADOGUCHI_SUPERVISOR__HEARTBEAT_S="2.5",
        MADOGUCHI_PHONES__NETWORKS='["10.0.0.0/8"]',
    )
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 0)
    assert settings.asterisk.sip_port == 2
    assert settings.supervisor.heartbeat_s == 2.5
    assert settings.phones.networks == ["10.0.0.0/8"]


def test_digits_in_the_environment_are_text_where_text_is_meant(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        MADOGUCHI_ASTERISK__ARI_URL="http://127.0.0.1:8088/ari",
        MADOGUCHI_ASTERISK__ARI_USER="1001",
        MADOGUCHI_ASTERISK__ARI_PASSWORD="007",
    )
    assert settings.asterisk.ari_user == "1001"
    assert settings.asterisk.ari_password is not None
    assert settings.asterisk.ari_password.get_secret_value() == "007"


def test_variables_that_are_no_settings_or_empty_are_left_alone(tmp_path: Path) -> None:
    settings = load(
        tmp_path, MADOGUCHI_HOME="x", MADOGUCHI_CACHE="y", MADOGUCHI_WEB__PORT="", PATH="z"
    )
    assert settings.web.port == 8080


def test_paths_in_the_file_are_taken_from_the_home(tmp_path: Path) -> None:
    (tmp_path / "web.crt").touch()
    (tmp_path / "web.key").touch()
    settings = load(
        tmp_path,
        'campaign = "own.toml"\n[web]\nhost = "0.0.0.0"\n'
        'tls_cert = "web.crt"\ntls_key = "web.key"\n',
    )
    assert settings.campaign == f"{tmp_path}/own.toml"
    assert settings.web.tls_cert == f"{tmp_path}/web.crt"


def test_secrets_are_masked_wherever_settings_are_shown(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        '[asterisk]\nari_url = "http://h"\nari_user = "u"\nari_password = "hush-1"\n'
        '[database]\nurl = "postgresql://u:hush-2@h/n"\n'
        '[[trunks]]\nname = "carrier"\naddresses = []\ncalled_from = "to"\ntrusted = true\n'
        'register = { server = "sip.example:5060", user = "u", password = "hush-3" }\n',
    )
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert "hush" not in shown
    assert settings.database.url.get_secret_value() == "postgresql://u:hush-2@h/n"


def test_a_problem_never_shows_a_secret(tmp_path: Path) -> None:
    found = lines(
        tmp_path,
        '[database]\nurl = "mysql://u:hush-1@h/n"\n[asterisk]\nari_password = " hush-2"\n',
        MADOGUCHI_TRUNKS='[{name = "hush-3"}]',
    )
    assert found
    assert "hush" not in str(found)


def test_every_mistake_is_told_at_once_where_it_stands(tmp_path: Path) -> None:
    found = lines(
        tmp_path,
        'campain = "x"\n[web]\nhost = "0.0.0.0"\nprt = 1\n[asterisk]\nrtp_to = 10000\n'
        "[supervisor]\nheartbeat_s = 0\n",
        MADOGUCHI_ASTERISK__SIP_PORT="many",
        MADOGUCHI_WEB__TLS="1",
        MADOGUCHI_WEBB__PORT="1",
    )
    assert found == [
        "madoguchi.toml:1: campain: 知らない項目です。 「campaign」ではありませんか。",
        "madoguchi.toml:3: web.host: この機械の外に開くには TLS が必要です。 web.tls_cert と "
        'web.tls_key を書くか、web.host を "127.0.0.1" にしてください。',
        "madoguchi.toml:4: web.prt: 知らない項目です。 「port」ではありませんか。",
        "madoguchi.toml:8: supervisor.heartbeat_s: 0 より大きい値にしてください。",
        "環境変数 MADOGUCHI_ASTERISK__SIP_PORT: asterisk.sip_port: 整数で書いてください。",
        "環境変数 MADOGUCHI_WEBB__PORT: webb: 知らない項目です。 「web」ではありませんか。",
        "環境変数 MADOGUCHI_WEB__TLS: web.tls: 知らない項目です。 「tls_key」ではありませんか。",
    ]


def test_a_variable_that_is_set_on_a_table_is_a_problem(tmp_path: Path) -> None:
    assert lines(tmp_path, MADOGUCHI_WEB="1") == [
        "環境変数 MADOGUCHI_WEB: web: 表で書いてください。"
    ]
    assert lines(tmp_path, MADOGUCHI_WEB__PORT__X="1") == [
        "環境変数 MADOGUCHI_WEB__PORT__X: web.port: 整数で書いてください。"
    ]


def test_a_file_that_is_no_toml_is_one_problem(tmp_path: Path) -> None:
    assert len(lines(tmp_path, "port = = 1")) == 1


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    settings = load(tmp_path)
    with pytest.raises(ValueError, match="frozen"):
        settings.web.port = 1


def test_the_shipped_file_shows_every_setting(tmp_path: Path) -> None:
    text = DEFAULTS.read_text(encoding="utf-8")
    shipped = tomllib.loads(text)
    for table, model in known_keys(Settings).items():
        assert table in shipped
        for key in known_keys(model) if model else ():
            assert re.search(
                rf"^(# )?(\[{table}\.)?{key}\b| \[{table}\.{key}\]", text, re.MULTILINE
            ), key
