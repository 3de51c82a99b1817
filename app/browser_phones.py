"""The browser phones' accounts: drawn at each opening of a page, void when its person leaves."""

from __future__ import annotations

import asyncio
import logging
import secrets

from agent_ui.shown import SipAccount
from app.accounts import BROWSER, account
from app.plain import Ari
from telephony.ari_client import AriClient
from telephony.errors import AriError

log = logging.getLogger(__name__)


class BrowserPhones:
    """Sets the accounts in Asterisk, while it runs."""

    def __init__(self, ari: Ari) -> None:
        self._at = ari
        self._ari: AriClient | None = None

    @property
    def websocket(self) -> str:
        """Where Asterisk's own socket for SIP is, on loopback; it stands beside ARI."""
        return self._at.url.removesuffix("/ari") + "/ws"

    def endpoint(self, seat: str) -> str:
        """Name a seat's browser phone."""
        return f"{seat}{BROWSER}"

    async def run(self) -> None:
        """Keep the way to Asterisk open, for ever."""
        at = self._at
        async with AriClient(
            at.url, user=at.user, password=at.password, app=at.app, sources=()
        ) as self._ari:
            try:
                await asyncio.Event().wait()
            finally:
                self._ari = None

    async def issue(self, seat: str) -> SipAccount | None:
        """Draw a password for a seat's browser phone; None if Asterisk cannot be told now."""
        made = SipAccount(user=self.endpoint(seat), password=secrets.token_urlsafe(24))
        return made if await self._set(made) else None

    async def revoke(self, seat: str) -> None:
        """Put a password that nobody knows; the relay to Asterisk is closed besides."""
        await self.issue(seat)

    async def _set(self, made: SipAccount) -> bool:
        if self._ari is None:
            return False
        try:
            await self._ari.send(account(made.user, made.password, realm=self._at.realm))
        except AriError as exc:
            extra = {"action": "phone_account", "status": exc.status}
            log.warning("a browser phone's account could not be set", extra=extra)
            return False
        return True
