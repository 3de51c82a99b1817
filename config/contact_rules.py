"""What must hold between the keys of `[cases.contacts]` and the rest of the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from config.campaign_file import CampaignFile
from config.contact_file import Contacts
from config.problem import Fault
from config.validation import Rule

_CONTACTS = ("cases", "contacts")


def contact_rules() -> list[Rule[CampaignFile]]:
    """List the rules of calling; a campaign that calls nobody has none to break."""
    return [
        Rule(("cases", "hours"), _faults),
        Rule(("capacity",), _reserve),
    ]


def _faults(file: CampaignFile) -> Iterator[Fault]:
    contacts = file.cases.contacts if file.cases else None
    if contacts is None:
        return
    yield from _days(contacts)
    yield from _bands(contacts)
    yield from _open(file, contacts)
    if file.cases and not any(each.role == "phone" for each in file.cases.fields):
        message = '申請項目に電話番号（role = "phone"）がありません。'
        yield Fault(_CONTACTS, message)
    for number, each in enumerate(contacts.order):
        if each in contacts.order[:number]:
            yield Fault((*_CONTACTS, "order", number), f"「{each}」が二度書かれています。")


def _days(contacts: Contacts) -> Iterator[Fault]:
    if contacts.days > contacts.attempts:
        message = f"{contacts.attempts} 回の架電を {contacts.days} 日に分けることはできません。"
        yield Fault((*_CONTACTS, "days"), message)


def _bands(contacts: Contacts) -> Iterator[Fault]:
    """Each band can be called in, and none overlaps the next."""
    for number, band in enumerate(contacts.bands):
        if band.closes <= contacts.hours.opens or band.opens >= contacts.hours.closes:
            yield Fault((*_CONTACTS, "bands", number), "この時間帯は架電の時間の外です。")
    for number, (before, band) in enumerate(pairwise(contacts.bands), start=1):
        if band.opens < before.closes:
            message = "時間帯は重ならないように、早い順に書いてください。"
            yield Fault((*_CONTACTS, "bands", number), message)


def _open(file: CampaignFile, contacts: Contacts) -> Iterator[Fault]:
    """Nobody is called while the centre is closed: they could not call back."""
    spans = file.hours.by_weekday.values()
    if spans and not any(
        each.opens <= contacts.hours.opens and contacts.hours.closes <= each.closes
        for each in spans
    ):
        message = "架電の時間が受付時間からはみ出しています。"
        yield Fault((*_CONTACTS, "hours"), message)


def _reserve(file: CampaignFile) -> Iterator[Fault]:
    """A reserve as large as what there is would mean that nobody is ever called."""
    for number, row in enumerate(file.capacity):
        if row.reserve_lines >= row.lines:
            message = f"回線数 {row.lines} をすべて着信のために空けることになります。"
            yield Fault(("capacity", number, "reserve_lines"), message)
        if row.reserve_seats >= row.seats:
            message = f"席数 {row.seats} をすべて着信のために空けることになります。"
            yield Fault(("capacity", number, "reserve_seats"), message)
