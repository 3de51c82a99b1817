"""The demo's applicants: people who do not exist, a tenth of them with incomplete papers."""

from __future__ import annotations

import os

from app.case_work import open_cases
from app.demo_note import Caller
from app.errors import NoCases
from app.home import Home
from cases import sample as samples
from cases.banks import shipped
from cases.files import File, Kind
from cases.sample import Applicant
from cases.schema import Role, Schema

COUNT = 80
BY = "demo"
ASKED = (
    (Role.APPLICANT_NAME, "氏名"),
    (Role.APPLICANT_BIRTH, "生年月日"),
    (Role.ADDRESS, "住所"),
)
"""What an agent asks for, to know who is calling."""


def apply(home: Home) -> list[Caller]:
    """Import them, and give those who can call; nobody if the campaign takes no applications.

    Raises:
        DatabaseUnavailable: the database does not answer.
    """
    try:
        work = open_cases(home, os.environ)
    except NoCases:
        return []
    schema = work.shelf.schema
    people = list(samples.sample(COUNT, schema=schema, banks=shipped(), until=work.clock()))
    work.take(File("demo.csv", samples.sheet_of(people, schema), Kind.ONLINE), by=BY, dry_run=False)
    callers = (_caller(each, schema) for each in people if not each.expected)
    return [each for each in callers if each.number]


def _caller(person: Applicant, schema: Schema) -> Caller:
    def written(role: Role) -> str:
        field = schema.having(role)
        return person.document.at(field.id) if field is not None else ""

    return Caller(
        number=written(Role.PHONE),
        says={label: text for role, label in ASKED if (text := written(role))},
    )
