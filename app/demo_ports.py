"""The demo's ports: a second demo on a machine takes free ones instead of those that are in use."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace

from app.checked import Checked
from app.errors import PortTaken
from app.listen import listen
from app.plain import Plain
from telephony.asterisk_process import free_port, is_free


def with_free_ports(
    checked: Checked, *, running: Plain | None, say: Callable[[str], None]
) -> Checked:
    """Choose free ports where the wished ones are in use; an instance that runs keeps its own.

    Args:
        checked: With the wished ports.
        running: What runs there and goes on with its Asterisk, if something does.
        say: Is told of each port that is another than was wished.

    Raises:
        TelephonyError: no port is free.
    """
    web, at = checked.settings.web, checked.settings.asterisk
    if running is not None:
        web_port, sip_port = running.web.port, running.sip_port
    else:
        web_port, sip_port = web.port, at.sip_port
        if not _can_listen(web.host, web_port):
            web_port = free_port(web.host, socket.SOCK_STREAM)
            say(f"port {web.port} is in use: the pages of this demo are on {web_port}")
        if sip_port and not is_free(at.sip_host, sip_port, socket.SOCK_DGRAM):
            sip_port = free_port(at.sip_host, socket.SOCK_DGRAM)
            say(f"port {at.sip_port} is in use: SIP of this demo is on {sip_port}")
    settings = checked.settings.model_copy(
        update={
            "web": web.model_copy(update={"port": web_port}),
            "asterisk": at.model_copy(update={"sip_port": sip_port}),
        }
    )
    return replace(checked, settings=settings)


def _can_listen(host: str, port: int) -> bool:
    try:
        listen(host, port).close()
    except PortTaken:
        return False
    return True
