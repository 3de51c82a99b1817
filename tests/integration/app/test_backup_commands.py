"""`madoguchi backup` as an operator meets it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from app.backup_errors import BackupRefused
from app.backup_start import require_approval
from app.cli.backup import BACKUP
from app.new_instance import TEMPLATES as CAMPAIGNS
from app.plain import read_plain
from storage import audit
from storage.engine import connect
from storage.migrate import upgrade
from tests.integration.app.small_campaign import home_with

pytestmark = pytest.mark.integration


def test_an_operator_makes_lists_proves_and_restores_backups(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home, _ = home_with(tmp_path / "home", [])
    asyncio.run(upgrade(read_plain(home.plain).database_url))

    def ran(*arguments: str) -> str:
        BACKUP([*arguments], standalone_mode=False)
        return capfd.readouterr().out.strip()

    at = ("--home", str(home.folder))
    to = ("--to", str(tmp_path / "backups"), "--keys-to", str(tmp_path / "keys"))
    with pytest.raises(BackupRefused, match="backup recovery-key"):
        ran("create", *at, *to)
    written = tmp_path / "paper"
    written.write_text(ran("recovery-key", *at))
    with pytest.raises(BackupRefused, match="--replace"):
        ran("recovery-key", *at)
    made = json.loads(ran("create", *at, *to, "--json"))
    (listed,) = json.loads(ran("list", *at, *to[:2], "--json"))
    assert listed == {key: made[key] for key in listed}
    assert made["id"] in ran("list", *at, *to[:2])
    assert "ok" in ran("verify", made["folder"], *at)
    (entry,) = asyncio.run(_entries(read_plain(home.plain).database_url))
    assert (entry.action, entry.subject) == ("backup_made", made["id"])
    copy = ("--keys", made["keys"], "--recovery-key-file", str(written))
    new = ("--home", str(tmp_path / "new"))
    assert json.loads(ran("verify", to[1], *copy, *new, "--json"))["rows"] == made["rows"]
    restored = json.loads(ran("restore", to[1], *copy, *new, "--json"))
    assert (restored["rows"], restored["without_key"]) == (made["rows"], [])
    assert (
        asyncio.run(_entries(read_plain(tmp_path / "new" / "plain.json").database_url))[-1].action
        == "backup_restored"
    )


@pytest.mark.clause("SET-特-19")
def test_where_the_client_has_to_agree_first_no_backup_is_made_before(tmp_path: Path) -> None:
    home, _ = home_with(tmp_path / "home", [])
    home.settings.write_text('campaign = "campaign.toml"\n')
    shipped = (CAMPAIGNS / "setagaya.toml").read_text(encoding="utf-8")
    (home.folder / "campaign.toml").write_text(shipped, encoding="utf-8")
    with pytest.raises(BackupRefused, match="approved"):
        require_approval(home)
    agreed = shipped.replace("# approved =", "approved =")
    (home.folder / "campaign.toml").write_text(agreed, encoding="utf-8")
    require_approval(home)


async def _entries(url: str) -> list[audit.Entry]:
    engine = connect(url)
    try:
        return await audit.entries(engine, last=9)
    finally:
        await engine.dispose()
