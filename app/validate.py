"""Everything that must be right and ready before an instance runs. `python -m app.validate`.

A child of `up`: it loads what is heavy, writes the plain forms that the other processes read, and
ends. Every problem of the configuration is told at once; nothing is written if there is one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app import flow_files
from app.asterisk_plan import Exchange, given, set_up
from app.checked import Checked, cache_folder
from app.clock import clock_with, fix_clock
from app.demo import furnish
from app.demo_citizens import called_from_page, citizens_of, with_citizens
from app.demo_people import without_second_factor
from app.demo_ports import with_free_ports
from app.desk_rules import write_rules
from app.errors import AppError, NotValid, OtherDatabase
from app.flow_start import checked_start, note_start
from app.home import Home, make_home, open_home
from app.home_campaign import settle
from app.kept import keep
from app.number import as_written
from app.plain import Backups, Plain, Trunk, Web, read_plain, write_plain
from app.printed import complain, tell
from app.quality_rules import write_sheet
from app.sound_rules import write_sound_rules
from cases import plan as plans
from config import plain as campaigns
from ivr_flows import plain as flows
from metrics import report_plan
from recordings import speech
from recordings.errors import RecordingsError
from storage import engine, migrate
from storage.errors import DatabaseUnavailable, StorageError
from storage.keys import instance_key, name_of
from storage.projection import OtherInstance, Projection
from telephony import asterisk
from telephony.citizen_files import Citizens
from telephony.errors import TelephonyError


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a home ready to run; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m app.validate", description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--clock", help="instant at which business time begins (ISO 8601)")
    parser.add_argument("--keep-asterisk", action="store_true", help="one runs; leave its files")
    parser.add_argument(
        "--demo",
        nargs="*",
        default=[],
        help="seats to set ready at first; who is called answers by itself",
    )
    given = parser.parse_args(arguments)
    os.umask(0o077)
    home = open_home(given.home)
    try:
        prepare(
            home,
            clock=given.clock,
            keep_asterisk=given.keep_asterisk,
            demo=given.demo,
        )
    except NotValid as exc:
        for each in exc.problems:
            complain(each)
    except (AppError, RecordingsError, StorageError, TelephonyError, ValueError) as exc:
        complain(str(exc))
    except OSError as exc:
        complain(f"cannot use {exc.filename or home.folder}: {exc.strerror}")
    else:
        return 0
    return 1


def prepare(
    home: Home,
    *,
    clock: str | None,
    keep_asterisk: bool,
    demo: Sequence[str] = (),
) -> None:
    """Check everything, then write and make everything that a run needs.

    Raises:
        NotValid: with every problem of the configuration.
        AppError, RecordingsError, StorageError, TelephonyError, OSError, ValueError: one of the
            steps after the check failed; its text is one line.
    """
    begins = datetime.fromisoformat(clock).date() if clock is not None else None
    start = checked_start(home, begins)
    checked = start.checked
    settle(home, checked.campaign, os.environ)
    if demo:
        running = read_plain(home.plain) if keep_asterisk else None
        checked = with_free_ports(checked, running=running, say=tell)
        checked = without_second_factor(with_citizens(checked))
    make_home(home)
    offset_s = fix_clock(home, start=clock)
    key = instance_key(home.key)
    asyncio.run(_rows(checked, instance=name_of(key)))
    prompts = _spoken(checked)
    citizens = citizens_of(checked, prompts) if demo else None
    exchange = _exchange(
        home, checked, keep=keep_asterisk, prompts=prompts, key=key, citizens=citizens
    )
    plain = _plain(home, checked, exchange, offset_s=offset_s, prompts=str(prompts))
    kept = flow_files.keep(home, start.flows_in)
    plain = replace(plain, flow_files=kept, flow_words=start.words, flow_ways=start.ways)
    if demo:
        plain = replace(called_from_page(plain), ready_at_first=tuple(demo))
    write_plain(home.plain, plain)
    note_start(home, start.last, plain, at=clock_with(offset_s)())
    if demo:
        furnish(home, plain)


def _exchange(
    home: Home,
    checked: Checked,
    *,
    keep: bool,
    prompts: Path,
    key: bytes,
    citizens: Citizens | None,
) -> Exchange:
    """Find the Asterisk to use, or fetch it; one that runs is left with the files it has."""
    if (elsewhere := given(checked.settings)) is not None:
        tell(f"Asterisk at {elsewhere.ari.url}, as the settings say")
        return elsewhere
    if keep:
        before = read_plain(home.plain)
        return Exchange(before.ari, before.asterisk, before.sip_port)
    found = asterisk.find(
        cache_folder(os.environ),
        debian_mirror=checked.settings.asterisk.debian_mirror,
        say=tell,
    )
    place = "on the PATH" if found.origin is asterisk.Origin.PATH else "in the cache"
    tell(f"Asterisk {found.version} found {place}")
    return set_up(home, checked, found, prompts=prompts, key=key, citizens=citizens)


async def _rows(checked: Checked, *, instance: str) -> None:
    """Bring the database to this version; one that is away now is no reason to take no calls."""
    url = checked.settings.database.url.get_secret_value()
    database = engine.connect(url)
    projection = Projection(database, instance=instance, zone=ZoneInfo(checked.campaign.zone))
    try:
        await migrate.upgrade(url)
        if isinstance(await projection.position(), OtherInstance):
            raise OtherDatabase
    except DatabaseUnavailable as exc:
        complain(f"{exc}; calls are taken all the same, and their rows follow")
    finally:
        await database.dispose()


def _spoken(checked: Checked) -> Path:
    """Have every announcement spoken; gives the folder of sounds."""
    folder = cache_folder(os.environ) / "prompts"
    spoken = speech.render(
        (prompt for flow in checked.flows.flows for prompt in flow.prompts()),
        folder,
        wavs=checked.flows.wavs,
        on_progress=lambda done, of: tell(f"speaking the announcements: {done}/{of}"),
    )
    long = [each for each in spoken if each.is_too_long]
    if long:
        raise NotValid(
            problems=[
                f"案内が {each.duration_s:.1f} 秒あり、上限の {each.prompt.max_s:g} 秒を超えます: "
                f"{each.prompt.text}"
                for each in long
            ]
        )
    return folder


def _plain(
    home: Home, checked: Checked, exchange: Exchange, *, offset_s: float, prompts: str
) -> Plain:
    settings, campaign = checked.settings, checked.campaign
    return Plain(
        campaign=keep(home, campaigns.write(campaign)),
        flows=keep(home, flows.encode(checked.flows.flows)),
        zone=campaign.zone,
        lines=tuple(as_written(line.number) for line in campaign.lines),
        clock_offset_s=offset_s,
        web=Web(
            host=settings.web.host,
            port=settings.web.port,
            tls_cert=settings.web.tls_cert,
            tls_key=settings.web.tls_key,
        ),
        sip_host=settings.asterisk.sip_host,
        sip_port=exchange.sip_port,
        ari=exchange.ari,
        trunks=tuple(
            Trunk(
                name=each.name,
                trusted=each.trusted,
                called_from=each.called_from,
                goes_out_to=each.goes_out_to,
                with_country=each.numbers == "e164",
                has_preferred_identity=each.identity == "p_preferred_identity",
                is_watched=each.watched and each.goes_out_to is not None,
                registers=each.registration is not None,
                is_real=each.is_real,
            )
            for each in settings.trunks
        ),
        asterisk=exchange.asterisk,
        database_url=settings.database.url.get_secret_value(),
        prompts=prompts,
        heartbeat_s=settings.supervisor.heartbeat_s,
        frozen_s=settings.supervisor.frozen_s,
        desk=keep(home, write_rules(checked.desk)),
        cases=keep(home, plans.encode(checked.cases)) if checked.cases else "",
        reports=keep(home, report_plan.encode(checked.reports)),
        sound=keep(home, write_sound_rules(checked.sound)),
        quality=keep(home, write_sheet(checked.quality)) if checked.quality else "",
        sound_store=settings.recordings.store.get_secret_value(),
        backups=Backups(at=settings.backup.at) if settings.backup.folder else None,
    )


if __name__ == "__main__":
    sys.exit(main())
