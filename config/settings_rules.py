"""What must hold between the settings, one small rule a piece."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from config.problem import Fault
from config.settings_file import Settings, Trunk, is_loopback
from config.validation import Rule

_LEAST_RTP_PORTS = 100
"""Two for each leg of a small centre."""


def _tls(settings: Settings) -> Iterator[Fault]:
    """Browsers give no microphone, and nobody a password, to a page without TLS."""
    web = settings.web
    if not is_loopback(web.host) and not (web.tls_cert or web.tls_key):
        hint = 'web.tls_cert と web.tls_key を書くか、web.host を "127.0.0.1" にしてください。'
        yield Fault(("web", "host"), "この機械の外に開くには TLS が必要です。", hint)
    if bool(web.tls_cert) != bool(web.tls_key):
        missing = "tls_key" if web.tls_cert else "tls_cert"
        yield Fault(("web", missing), "tls_cert と tls_key は両方書いてください。")
    for name, path in (("tls_cert", web.tls_cert), ("tls_key", web.tls_key)):
        if path and not Path(path).is_file():
            yield Fault(("web", name), "ファイルがありません。", "パスを確かめてください。")


def _ari(settings: Settings) -> Iterator[Fault]:
    asterisk = settings.asterisk
    given = {name: getattr(asterisk, name) for name in ("ari_url", "ari_user", "ari_password")}
    if any(given.values()):
        for name in (name for name, value in given.items() if not value):
            message = "ari_url、ari_user、ari_password は三つとも書いてください。"
            yield Fault(("asterisk", name), message)
    if asterisk.rtp_to - asterisk.rtp_from < _LEAST_RTP_PORTS:
        message = f"rtp_from より {_LEAST_RTP_PORTS} 以上大きくしてください。"
        yield Fault(("asterisk", "rtp_to"), message)


def _trunks(settings: Settings) -> Iterator[Fault]:
    """A call must belong to one trunk, or nobody knows whose numbers may be believed."""
    for number, trunk in enumerate(settings.trunks):
        if not trunk.addresses and trunk.registration is None:
            message = "addresses か register のどちらかが必要です。"
            yield Fault(("trunks", number, "addresses"), message)
    for (_, one), (number, other) in combinations(enumerate(settings.trunks), 2):
        if one.name == other.name:
            yield Fault(("trunks", number, "name"), "同じ名前の回線が二つあります。")
        for mine in _shared(one, other):
            message = f"{mine} は回線「{one.name}」のアドレスと重なっています。"
            yield Fault(("trunks", number, "addresses"), message)


def _shared(one: Trunk, other: Trunk) -> Iterator[str]:
    networks = [ipaddress.ip_network(each) for each in one.addresses]
    for text in other.addresses:
        mine = ipaddress.ip_network(text)
        if any(mine.version == each.version and mine.overlaps(each) for each in networks):
            yield text


def _backup(settings: Settings) -> Iterator[Fault]:
    """A copy of the keys beside the backup would open it to whoever finds the two."""
    backup = settings.backup
    if bool(backup.folder) != bool(backup.keys):
        missing = "keys" if backup.folder else "folder"
        yield Fault(("backup", missing), "folder と keys は両方書いてください。")
    if not backup.folder or not backup.keys:
        return
    for name, path in (("folder", backup.folder), ("keys", backup.keys)):
        if not Path(path).is_absolute():
            yield Fault(("backup", name), "「/」で始まるパスで書いてください。")
    one, other = Path(backup.folder), Path(backup.keys)
    if one == other or one in other.parents or other in one.parents:
        hint = "別の媒体のフォルダーにしてください。"
        yield Fault(("backup", "keys"), "鍵の写しがバックアップと同じ場所にあります。", hint)


RULES: tuple[Rule[Settings], ...] = (
    Rule(("web",), _tls),
    Rule(("asterisk",), _ari),
    Rule(("trunks",), _trunks),
    Rule(("backup",), _backup),
)
