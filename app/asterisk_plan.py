"""From settings and campaign to the Asterisk that the supervisor runs: its files and addresses."""

from __future__ import annotations

import secrets
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from app.checked import Checked
from app.fallback_key import number_key
from app.fallback_sounds import fallback_sounds
from app.home import Home
from app.plain import Ari, Asterisk
from config.settings_file import Settings
from telephony import asterisk_files
from telephony.asterisk import Installation
from telephony.asterisk_files import AsteriskPlan, Registration, Trunk
from telephony.asterisk_process import ARI_USER, free_port
from telephony.citizen_files import Citizens
from telephony.fallback_files import Fallback

TEMPLATES = Path(__file__).parent.parent / "config" / "asterisk"
REALM = "madoguchi"
APPLICATION = "madoguchi"
"""Our Stasis application, as the dialplan names it."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The Asterisk of an instance and its addresses."""

    ari: Ari
    asterisk: Asterisk | None
    """None if somebody else runs it."""
    sip_port: int


def given(settings: Settings) -> Exchange | None:
    """The Asterisk that the settings name; None if we run one of our own."""
    at = settings.asterisk
    if at.ari_url is None or at.ari_user is None or at.ari_password is None:
        return None
    ari = Ari(
        url=at.ari_url,
        user=at.ari_user,
        password=at.ari_password.get_secret_value(),
        app=APPLICATION,
        realm=REALM,
    )
    return Exchange(ari, None, at.sip_port)


def set_up(
    home: Home,
    checked: Checked,
    found: Installation,
    *,
    prompts: Path,
    key: bytes,
    citizens: Citizens | None = None,
) -> Exchange:
    """Write the files of our own Asterisk, with fresh secrets.

    Args:
        home: Where they are written.
        checked: What they are made from.
        found: The Asterisk that will run.
        prompts: Folder of the spoken announcements.
        key: The instance's key.
        citizens: Who is called in the demo.

    Raises:
        OSError: a file cannot be written.
        ValueError: a value cannot be said in Asterisk's files.
    """
    at = checked.settings.asterisk
    plan = AsteriskPlan(
        folder=home.asterisk,
        system_name=f"{checked.campaign.id}-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}",
        modules=found.modules,
        data=found.data,
        ari_port=at.http_port or free_port("127.0.0.1", socket.SOCK_STREAM),
        ari_password=secrets.token_urlsafe(24),
        sip_host=at.sip_host,
        sip_port=at.sip_port or free_port(at.sip_host, socket.SOCK_DGRAM),
        rtp_first=at.rtp_from,
        rtp_last=at.rtp_to,
        realm=REALM,
        seats=tuple(desk.id for desk in checked.campaign.desks),
        phone_networks=tuple(checked.settings.phones.networks),
        trunks=tuple(_trunks(checked.settings)),
        fallback=_fallback(checked, prompts, key),
        citizens=citizens,
    )
    conf = asterisk_files.write(plan, _templates())
    ari = Ari(
        url=f"http://127.0.0.1:{plan.ari_port}/ari",
        user=ARI_USER,
        password=plan.ari_password,
        app=APPLICATION,
        realm=REALM,
    )
    ours = Asterisk(
        command=found.command, conf=str(conf), version=found.version, ari_port=plan.ari_port
    )
    return Exchange(ari, ours, plan.sip_port)


def _fallback(checked: Checked, prompts: Path, key: bytes) -> Fallback:
    campaign = checked.campaign
    return Fallback(
        sounds=fallback_sounds(campaign, checked.flows.flows, prompts),
        records=campaign.record and not campaign.record_on_demand,
        ring_s=campaign.ring_s,
        wrap_up_s=campaign.wrap_up_s,
        wait_limit_s=campaign.wait_limit_s,
        announce_max=campaign.announce_max,
        number_key=number_key(key),
    )


def _trunks(settings: Settings) -> list[Trunk]:
    return [
        Trunk(
            name=each.name,
            called_from=each.called_from,
            addresses=each.peers,
            contact=each.goes_out_to,
            is_asserted=each.identity == "p_asserted_identity",
            is_watched=each.watched,
            registration=Registration(
                server=each.registration.server,
                user=each.registration.user,
                password=each.registration.password.get_secret_value(),
            )
            if each.registration
            else None,
        )
        for each in settings.trunks
    ]


def _templates() -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in TEMPLATES.iterdir()
        if path.suffix in {".conf", ".part"}
    }
