"""What the client granted and no run has paid yet: what is compared of it, and what it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.bundles import Reader
from cases.claims import Claim, Claims
from cases.columns import Asked, Told, Wanted
from cases.document import Document
from cases.lifecycle import Status
from cases.plan import Payment
from cases.products import Payout
from cases.runs import paid_cases
from cases.schema import WITHHELD, Role
from cases.store import Shelf
from cases.zengin_file import Payee, PayeeError
from storage.case_tables import Case

_SHOWN = 10
"""So many fields are compared or shown; after them come those by which the amount is decided."""


class Granted(NamedTuple):
    """One case that is to be paid, if it is compared with nobody."""

    claim: Claim
    is_protected: bool


class Grants:
    """Finds the granted cases of one form, and prices them by the campaign's rules."""

    def __init__(self, shelf: Shelf, payment: Payment) -> None:
        self._payment = payment
        self._asks = payment.asks
        compared = Claims(shelf.roles).wanted
        roles = Role.ACCOUNT_HOLDER, Role.APPLICANT_KANA, Role.APPLICANT_NAME
        shown = [shelf.roles.field(each) for each in roles]
        own = (*compared.own, *map(Asked, [*shown, *self._asks]))
        self.wanted = Wanted(own, compared.child)
        """What has to be read of each."""

    async def find(
        self, session: AsyncSession, reader: Reader, *, with_push: bool
    ) -> list[Granted]:
        """Give them in the order in which they are paid.

        Push payees stand first: an application for the same child is the one that is blocked. They
        are asked for one kind after the other, so that no database has to sort.
        """
        asked = select(Case.seq, Case.number, Case.is_protected, Case.digest).where(
            col(Case.status) == Status.GRANTED.value, col(Case.seq).not_in(paid_cases())
        )
        found = list[Granted]()
        for kind in ("push", "application") if with_push else ("application",):
            of_kind = asked.where(col(Case.kind) == kind).order_by(col(Case.seq))
            rows = (await session.exec(of_kind)).all()
            told = await reader.read({seq: digest for seq, _, _, digest in rows})
            found += [
                Granted(Claim(number, told[seq], seq), hidden)
                for seq, number, hidden, _ in rows
                if self._is_paid_here(told[seq])
            ]
        return found

    def priced(self, granted: Granted) -> Payout | PayeeError:
        """Give what a case is paid, or why it is paid nothing."""
        (number, (own, children), seq), is_protected = granted
        amount = self._amount(own, len(children))
        if amount is None or amount <= 0:
            return PayeeError(number, "支給額がありません（0円以下か、額が決まりません）。")
        _, _, _, bank, branch, kind, account, holder, kana, name = own[:_SHOWN]
        if is_protected:
            kana = name = WITHHELD
        payee = Payee(number, seq or 0, bank, branch, kind, account, holder, amount)
        return Payout(payee, kana, name, len(children))

    def _is_paid_here(self, told: Told) -> bool:
        only = self._payment.only_if
        return only is None or told[0][_SHOWN] == only.value  # it is the first that is asked

    def _amount(self, own: Sequence[str], children: int) -> int | None:
        asked = dict(zip(self._asks, own[_SHOWN:], strict=True))
        return self._payment.amount(Document(asked, [{}] * children))
