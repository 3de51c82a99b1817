"""People who sign in, as the tests need them."""

from __future__ import annotations

import pyotp

from desk import own_account, sessions, sign_in, staff
from desk.desk import Desk
from desk.own_account import SetUp
from desk.roles import Role
from desk.sessions import Who
from desk.sign_in import Entered
from desk.stages import Stage
from storage.audit import Actor

OPERATOR = Actor(who="cli:test", origin="cli")
ADDRESS = "192.0.2.7"
OWN = "kasetsu-udon-8-natsu"


class Person:
    """Somebody with a login, a password and a phone."""

    def __init__(self, desk: Desk, login: str, first: str) -> None:
        self.desk = desk
        self.login = login
        self.password = first
        self.secret = ""
        self.recovery_codes: tuple[str, ...] = ()

    async def who(self, token: str) -> Who:
        found = await sessions.find(self.desk, token, is_active=True)
        assert found is not None
        return found

    async def password_step(self) -> Entered:
        given = await sign_in.give_password(self.desk, self.login, self.password, address=ADDRESS)
        assert isinstance(given, Entered), given
        return given

    def code(self) -> str:
        return pyotp.TOTP(self.secret).at(self.desk.machine_clock())

    async def first_sign_in(self) -> str:
        """Go the whole way of the first day; gives the open session's token."""
        step = await self.password_step()
        assert step.stage is Stage.CHANGE_PASSWORD
        session = (await self.who(step.token)).session
        changed = await own_account.change_password(self.desk, session, OWN)
        assert isinstance(changed, Entered), changed
        self.password = OWN
        if changed.stage is Stage.SET_UP_TOTP:
            _, self.secret = await own_account.begin_authenticator(self.desk, session)
            done = await own_account.confirm_authenticator(self.desk, session, self.code())
            assert isinstance(done, SetUp)
            self.recovery_codes = done.recovery_codes
            changed = done.entered
        assert changed.stage is Stage.ACTIVE
        return changed.token

    async def code_step(self, token: str) -> Entered:
        session = (await self.who(token)).session
        given = await sign_in.give_code(self.desk, session, self.code(), address=ADDRESS)
        assert isinstance(given, Entered), given
        return given


async def newcomer(desk: Desk, login: str = "op1", role: Role = Role.AGENT) -> Person:
    """Add somebody who never signed in."""
    first = await staff.add(desk, login=login, name="札幌 花子", role=role, actor=OPERATOR)
    return Person(desk, login, first)
