"""What `madoguchi doctor` says about Asterisk: what was found, and what would mend the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from telephony import asterisk
from telephony.asterisk import Installation, Origin
from telephony.asterisk_fetch import mirror_answers
from telephony.asterisk_version import MINIMUM
from telephony.debian_mirror import machine_mirror


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the doctor's report."""

    what: str
    found: str
    ok: bool
    hint: str = ""
    """What would mend it; empty if nothing needs to be."""
    ja: tuple[str, str, str] = ("", "", "")
    """The same three in Japanese."""

    def said(self, language: str) -> tuple[str, str, str]:
        """Give what, what was found and what would mend it, in `ja` or `en`."""
        return self.ja if language == "ja" else (self.what, self.found, self.hint)


def facts(
    cache: Path, *, ari_url: str | None, debian_mirror: str | None, modules_conf: str
) -> list[Fact]:
    """What there is of Asterisk; fetches nothing, takes up to 15 s if a mirror does not answer.

    `modules_conf` is the template of that name: the modules that we cannot do without.
    """
    if ari_url:
        ja = ("電話交換機", f"設定にあるもの: {ari_url}", "")
        return [Fact(what="Asterisk", found=f"given by the settings: {ari_url}", ok=True, ja=ja)]
    installation = asterisk.on_path() or asterisk.in_cache(cache)
    if installation is None:
        return [_fetchable(debian_mirror or machine_mirror())]
    place = "on the PATH" if installation.origin is Origin.PATH else "in the cache"
    return [
        Fact(
            what="Asterisk",
            found=f"{installation.version} {place}",
            ok=True,
            ja=("電話交換機", f"Asterisk {installation.version}", ""),
        ),
        _modules(installation, modules_conf),
        _music(installation),
    ]


def _fetchable(mirror: str) -> Fact:
    reached = mirror_answers(mirror)
    return Fact(
        what="Asterisk",
        found=f"none yet; {mirror} {'answers' if reached else 'does not answer'}",
        ok=reached,
        hint="`madoguchi up` fetches it (111 MB)"
        if reached
        else f"set asterisk.debian_mirror, or install Asterisk {MINIMUM} or newer",
        ja=(
            "電話交換機",
            f"まだありません。取得元 {mirror} は{'応答します' if reached else '応答しません'}",
            "「madoguchi up」が取得します（111 MB）"
            if reached
            else f"asterisk.debian_mirror を設定するか、Asterisk {MINIMUM} 以降を入れてください",
        ),
    )


def _modules(installation: Installation, modules_conf: str) -> Fact:
    wanted = re.findall(r"^require=(\S+)", modules_conf, re.MULTILINE)
    missing = [name for name in wanted if not (installation.modules / name).is_file()]
    return Fact(
        what="Asterisk's modules",
        found=f"missing: {', '.join(missing)}" if missing else f"all {len(wanted)}",
        ok=not missing,
        hint="install the package that holds them, or remove this Asterisk from the PATH"
        if missing
        else "",
        ja=(
            "電話交換機の部品",
            f"不足: {', '.join(missing)}" if missing else f"{len(wanted)} 個すべてあります",
            "その部品を含むパッケージを入れてください" if missing else "",
        ),
    )


def _music(installation: Installation) -> Fact:
    sounds = sorted((installation.data / "moh").glob("*.wav"))
    return Fact(
        what="Music on hold",
        found=f"{len(sounds)} sounds in {installation.data / 'moh'}",
        ok=bool(sounds),
        hint="" if sounds else "apt-get install asterisk-moh-opsound-wav",
        ja=(
            "保留音",
            f"{len(sounds)} 曲",
            "" if sounds else "apt-get install asterisk-moh-opsound-wav を実行してください",
        ),
    )
