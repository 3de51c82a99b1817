"""What the client granted and no run has paid yet: what is compared of it, and what it is paid."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.account_check import unchecked
from cases.bundles import Reader
from cases.claims import Claim, Claims
from cases.columns import Asked, Wanted
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
    is_waiting: bool = False
    """Its account waits for a second person."""


class Grants:
    """Finds the granted cases of one form, and prices them by the campaign's rules."""

    def __init__(self, shelf: Shelf, payment: Payment) -> None:
        self._payment = payment
        compared = Claims(shelf.roles).wanted
        roles = Role.ACCOUNT_HOLDER, Role.APPLICANT_KANA, Role.APPLICANT_NAME
        shown = [shelf.roles.field(each) for each in roles]
        self._asks = payment.asks
        number = shelf.schema.having(Role.ACCOUNT_NUMBER)
        self._account_if = number.only_if if number is not None else None
        asked = [*self._asks, self._account_if.field if self._account_if else ""]
        own = (*compared.own, *map(Asked, [*shown, *asked]))
        self.wanted = Wanted(own, compared.child)
        """What has to be read of each."""
        self._decided = lru_cache(maxsize=1 << 12)(self._decide)

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
        connection = await session.connection()  # by itself: no object is made of a city's rows
        waiting = await unchecked(session)
        found = list[Granted]()
        for kind in ("push", "application") if with_push else ("application",):
            of_kind = asked.where(col(Case.kind) == kind).order_by(col(Case.seq))
            rows = (await connection.execute(of_kind)).all()
            told = await reader.read({seq: digest for seq, _, _, digest in rows})
            found += [
                Granted(Claim(number, told[seq], seq), hidden, seq in waiting)
                for seq, number, hidden, _ in rows
            ]
        only = self._payment.only_if
        if only is None:
            return found
        # It is the first that is asked.
        return [each for each in found if each.claim.told[0][_SHOWN] == only.value]

    def priced(self, granted: Granted) -> Payout | PayeeError:
        """Give what a case is paid, or why it is paid nothing."""
        (number, (own, children), seq), is_protected, is_waiting = granted
        _, _, _, bank, branch, kind, account, holder, kana, name, *_ = own
        account_by = own[-1]
        amount = self._decided(own[_SHOWN:-1], len(children))
        if amount is None or amount <= 0:
            return PayeeError(number, "支給額がありません（0円以下か、額が決まりません）。")
        if not (bank or branch or account) and self._has_none(account_by):
            return PayeeError(number, f"{account_by}の口座が、委託者からまだ届いていません。")
        if is_waiting:
            return PayeeError(number, "口座の二人目の入力が済んでいません。")
        if is_protected:
            kana = name = WITHHELD
        payee = Payee(number, seq or 0, bank, branch, kind, account, holder, amount)
        return Payout(payee, kana, name, len(children))

    def _has_none(self, account_by: str) -> bool:
        """Tell whether the form asks for no account: the client is to say it (F-R7)."""
        needed = self._account_if
        return needed is not None and account_by not in ("", needed.value)

    def _decide(self, said: tuple[str, ...], children: int) -> int | None:
        asked = dict(zip(self._asks, said, strict=True))
        return self._payment.amount(Document(asked, [{}] * children))
