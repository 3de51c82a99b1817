"""What has to be so before the lines open: trunk, recording, clock, certificate, backup, people."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from app.backup_state import backup_age_s, last_backup
from app.certificate_facts import certificate_fact
from app.checked import Checked
from app.clock import clock_with
from app.errors import AppError
from app.home import Home
from app.machine_clock import is_synchronised
from app.people_facts import approvals, next_flows, people
from app.plain import Plain, read_plain
from app.run_file import still_running
from app.trunk_probe import answers, registrations
from config.settings_file import Trunk
from recordings.errors import StoreFailed
from recordings.stores import store_at
from telephony.asterisk_facts import Fact
from telephony.asterisk_files import RECORDINGS

BACKUP_S = 26 * 3_600.0
PARTS = frozenset({"controller", "office", "asterisk"})


def opening_facts(home: Home, found: Checked) -> Iterator[Fact]:
    """Look at everything that a day's opening needs."""
    runs = still_running(home.processes)
    try:
        plain = read_plain(home.plain)
    except AppError:
        plain = None
    is_real = any(each.is_real for each in found.settings.trunks)
    yield _instance(frozenset(runs), plain)
    told = registrations(plain.asterisk) if plain and plain.asterisk and runs else {}
    yield from (_trunk(each, told, is_up=bool(runs)) for each in found.settings.trunks)
    yield _recording(home, found)
    yield _clock(is_real=is_real)
    yield certificate_fact(found.settings.web, clock_with(0.0)())
    yield _backup(home, is_real=is_real)
    yield approvals(home, found, is_real=is_real)
    if is_real:
        yield from next_flows(home)
    yield from people(home, found, is_up=bool(runs))


def _instance(runs: frozenset[str], plain: Plain | None) -> Fact:
    wanted = PARTS if plain is not None and plain.asterisk is not None else PARTS - {"asterisk"}
    missing = sorted(wanted - runs)
    if not runs:
        return Fact(
            what="Instance",
            found="does not run",
            ok=True,
            hint="`madoguchi up` starts it",
            ja=("窓口", "動いていません", "「madoguchi up」で起動します"),
        )
    return Fact(
        what="Instance",
        found=f"missing: {', '.join(missing)}" if missing else "runs",
        ok=not missing,
        hint="it is started again by itself; see `HOME/logs`" if missing else "",
        ja=(
            "窓口",
            f"止まっている部分: {', '.join(missing)}" if missing else "動いています",
            "自動で起動し直します。続くときはホームの logs/ を見てください" if missing else "",
        ),
    )


def _trunk(trunk: Trunk, told: dict[str, str], *, is_up: bool) -> Fact:
    what, what_ja = f"Trunk {trunk.name}", f"回線 {trunk.name}"
    if trunk.registration is not None and is_up:
        status = told.get(trunk.name, "unknown")
        ok = status == "Registered"
        hint = "" if ok else "look at account, password and network; ask the carrier"
        hint_ja = (
            ""
            if ok
            else "アカウント、パスワード、ネットワークを確かめ、電話会社に問い合わせてください"
        )
        ja = "登録済み" if ok else f"登録されていません（{status}）"
        return Fact(what=what, found=status, ok=ok, hint=hint, ja=(what_ja, ja, hint_ja))
    server = trunk.goes_out_to
    if server is None:
        return Fact(
            what=what,
            found=f"calls come from {', '.join(trunk.addresses)}; nothing can be asked there",
            ok=True,
            hint="call the line once before opening" if trunk.is_real else "",
            ja=(
                what_ja,
                f"{', '.join(trunk.addresses)} からの着信のみ（こちらからは確かめられません）",
                "開局前に一度、外から電話をかけて確かめてください" if trunk.is_real else "",
            ),
        )
    there = answers(server)
    return Fact(
        what=what,
        found=f"{server} {'answers' if there else 'does not answer'}",
        ok=there,
        hint="" if there else "look at network and firewall (UDP 5060); ask the carrier",
        ja=(
            what_ja,
            f"{server} は{'応答します' if there else '応答しません'}",
            ""
            if there
            else "ネットワークと防火壁（UDP 5060）を確かめ、電話会社に問い合わせてください",
        ),
    )


def _recording(home: Home, found: Checked) -> Fact:
    """Write, read and remove a small file where recordings go."""
    store = found.settings.recordings.store.get_secret_value()
    name = f"2000-01-01/doctor-{secrets.token_hex(4)}.sealed"
    why = ""
    try:
        if home.folder.is_dir():
            vault = store_at(store, home.recordings)
            vault.put(name, [b"doctor"])
            why = "" if vault.read(name, 0, 6) == b"doctor" else "what was written is not read back"
            vault.erase(name)
            if not store:
                (home.recordings / name).parent.rmdir()
            _touch(home.asterisk / RECORDINGS)
    except (StoreFailed, OSError) as exc:
        why = str(exc)
    return Fact(
        what="Recording",
        found=why or "can be written and read back",
        ok=not why,
        hint="make room, and let the instance's user write there" if why else "",
        ja=(
            "録音の書き込み",
            why or "書き込みと読み戻しができます",
            "空き容量と、フォルダーの持ち主・権限を確かめてください" if why else "",
        ),
    )


def _touch(folder: Path) -> None:
    if folder.is_dir():
        probe = folder / f".doctor-{secrets.token_hex(4)}"
        probe.write_bytes(b"doctor")
        probe.unlink()


def _clock(*, is_real: bool) -> Fact:
    kept = is_synchronised()
    words = {True: "kept by the network", False: "kept by nobody", None: "cannot be asked"}
    ja = {
        True: "時刻同期されています",
        False: "時刻同期されていません",
        None: "同期の状態を確かめられません",
    }
    wrong = kept is not True
    return Fact(
        what="Clock",
        found=words[kept],
        ok=kept is not False or not is_real,
        hint="switch on systemd-timesyncd or chrony: calls are proved by their times"
        if wrong
        else "",
        ja=(
            "時計",
            ja[kept],
            "systemd-timesyncd か chrony を有効にしてください（通話の時刻は証拠になります）"
            if wrong
            else "",
        ),
    )


def _backup(home: Home, *, is_real: bool) -> Fact:
    state, hours = last_backup(home), backup_age_s(home) / 3_600
    is_old = hours * 3_600 > BACKUP_S or (state is None and is_real)
    hint = "`madoguchi backup create`; see backup in madoguchi.toml" if is_old else ""
    hint_ja = (
        "「madoguchi backup create」で作り、madoguchi.toml の [backup] を確かめてください"
        if is_old
        else ""
    )
    return Fact(
        what="Backup",
        found=f"{hours:.0f} hours old, {state.folder}" if state else "none yet",
        ok=not is_old,
        hint=hint,
        ja=(
            "バックアップ",
            f"{hours:.0f} 時間前（{state.folder}）" if state else "まだありません",
            hint_ja,
        ),
    )
