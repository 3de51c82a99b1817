"""The demo's people: a newcomer signs in as any of them at once. Only a demo's home has them.

They share one password, drawn anew with each fresh demo; a second factor is not asked for, so that
nobody needs a telephone beside the keyboard.
"""

from __future__ import annotations

from dataclasses import replace

from app.checked import Checked
from app.demo_crowd import ROBOTS
from app.desk_start import desk_of
from app.home import Home
from app.plain import Plain
from desk import roster, staff
from desk.desk import Desk
from desk.passwords import first_password
from desk.roles import Role
from storage import engine
from storage import staff as rows
from storage.audit import Actor, trailed

PEOPLE: tuple[tuple[str, str, Role, str], ...] = (
    ("hanako", "佐藤 花子", Role.AGENT, "オペレーター"),
    ("jiro", "鈴木 二郎", Role.AGENT, "オペレーター"),
    ("sachiko", "高橋 幸子", Role.SUPERVISOR, "管理者（SV）"),
    ("manabu", "渡辺 学", Role.MANAGER, "部門責任者"),
    ("midori", "小林 みどり", Role.CLIENT, "委託者"),
)
"""Login, name, role, and what the role is called."""
ROBOT_PEOPLE = {seat: (f"robot{seat[-2:]}", f"自動応答 {seat[-2:]}") for seat in ROBOTS}
"""By seat, login and name of who answers by itself; nobody knows their passwords."""
OPERATOR = Actor(who="demo", origin="cli")


def without_second_factor(checked: Checked) -> Checked:
    """Let a password be enough."""
    sign_in = replace(checked.desk.sign_in, second_factor=False)
    return replace(checked, desk=replace(checked.desk, sign_in=sign_in))


async def move_in(home: Home, plain: Plain) -> str | None:
    """Add the people to a demo that has nobody; gives their password, None if somebody is there.

    Raises:
        DatabaseUnavailable: the database does not answer.
    """
    database = engine.connect(plain.database_url)
    try:
        desk = desk_of(home, plain, database)
        if await staff.listed(desk, actor=OPERATOR):
            return None
        password = first_password()
        for login, name, role, _ in PEOPLE:
            await _add(desk, login, name, role, password)
        for login, name in ROBOT_PEOPLE.values():
            await staff.add(desk, login=login, name=name, role=Role.AGENT, actor=OPERATOR)
        return password
    finally:
        await database.dispose()


async def _add(desk: Desk, login: str, name: str, role: Role, password: str) -> None:
    await staff.add(desk, login=login, name=name, role=role, actor=OPERATOR)
    await roster.designate(desk, login, first_day=desk.today, actor=OPERATOR)
    hashed = await desk.passwords.hashed(password)
    async with trailed(desk.engine) as trail:
        person = await staff.known(trail, login)
        at = desk.clock()
        await rows.set_password(trail.session, person, hashed=hashed, at=at, must_change=False)
