"""Whether somebody would be paid twice (重複確認): one pass over all who are or were to be paid.

Everybody is compared with those who stand before: people paid elsewhere or in earlier runs first,
then the payees of this run in their order. What proves a second payment blocks the later one; what
only looks like it holds both, as far as they are not paid yet, until a supervisor decides. Of one
pair only the strongest level is told. Source: requirements 3.3, SPR-III-3-4-4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import reduce
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from cases.claims import Claim, Compared, Crowd
from cases.near_names import near_pairs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = "1"
"""Kept with every check; it changes when a level does."""

NEAR = 2
"""So many letters of a child's kana may differ."""
_ODD = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
"""Odd numbers of 64 bits that spread two hashes over one."""


class Level(StrEnum):
    """How two payments are alike, the strongest first."""

    CHILD = "child"
    """The same child: kana and birth date."""
    APPLICANT = "applicant"
    """The same applicant with children born on the same dates."""
    ACCOUNT = "account"
    """The same account of two different applicants."""
    NEAR = "near"
    """Children born on one day with names alike, or with one phone."""


LEVELS = tuple(Level)
BLOCKING = frozenset({Level.CHILD, Level.APPLICANT})
WORDS = {
    Level.CHILD: "同じ児童",
    Level.APPLICANT: "同じ申請者と児童",
    Level.ACCOUNT: "別の申請者と同じ口座",
    Level.NEAR: "よく似た児童",
}


class Match(NamedTuple):
    """A payee of this run who is like somebody else."""

    seq: int
    level: Level
    against: str
    """The other one's receipt number or place."""


def find_matches(payees: Sequence[Claim], priors: Sequence[Claim]) -> list[Match]:
    """Compare every payee with all priors and with the payees before; in the payees' order."""
    crowd = Crowd([*priors, *payees])
    hashed = _Hashed(crowd)
    near = _near_children(crowd, hashed)
    book, found = _Book(near), dict[Match, None]()
    for at in sorted(_alike(crowd, hashed, near)):
        claim = crowd[at]
        if at >= len(priors):
            found.update(dict.fromkeys(book.compare(claim)))
        book.add(claim)
    return list(found)


_Near = Mapping[tuple[str, str], Sequence[str]]
"""For the kana and the birth date of a child the kana of that day that are near."""


class _Hashed:
    """What a crowd's children are as numbers, in the crowd's order."""

    def __init__(self, crowd: Crowd) -> None:
        import numpy as np  # a tenth of a second: who pays nobody does without it

        self.days = list(dict.fromkeys(crowd.births))
        """Each birth date once."""
        place = {each: at for at, each in enumerate(self.days)}
        self.day = np.fromiter(map(place.__getitem__, crowd.births), np.intp, len(crowd.births))
        """The place of each child's birth date."""
        self.births = _hashes(self.days)[self.day]
        self.children = _mixed(_hashes(crowd.kana), self.births)
        """A hash of kana and birth date."""


def _near_children(crowd: Crowd, hashed: _Hashed) -> _Near:
    """Find them among the children of each day, in the crowd's order."""
    near: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for at, beside in sorted(near_pairs(crowd.kana, hashed.day, most=NEAR)):
        one, other, birth = crowd.kana[at], crowd.kana[beside], crowd.births[at]
        near[one, birth].append(other)
        near[other, birth].append(one)
    return near


def _alike(crowd: Crowd, hashed: _Hashed, near: _Near) -> set[int]:
    """Give the places of those who have anything in common with somebody: few of a city.

    Hashes are compared, all at once: two that meet by chance cost a look and nothing else.
    """
    import numpy as np

    places, keys = _keys(crowd, hashed)
    ordered = np.sort(keys)
    found = set(_having(places, keys, ordered[1:][ordered[1:] == ordered[:-1]]))
    kana, births = ([each[n] for each in near] for n in range(2))
    owners = np.repeat(np.arange(len(crowd.counts)), crowd.counts)
    found.update(_having(owners, hashed.children, _mixed(_hashes(kana), _hashes(births))))
    return found


def _having(
    places: NDArray[np.int64], keys: NDArray[np.uint64], wanted: NDArray[np.uint64]
) -> list[int]:
    """Give the places whose keys are among the wanted ones: those are few."""
    import numpy as np

    if not len(wanted):
        return []
    wanted = np.unique(wanted)
    at = np.searchsorted(wanted, keys).clip(max=len(wanted) - 1)
    found: list[int] = places[wanted[at] == keys].tolist()
    return found


def _keys(crowd: Crowd, hashed: _Hashed) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Give a hash of all that may be the same of two payments, each kind by itself, and whose.

    What a claim does not say is no key: nobody is alike for what neither says.
    """
    import numpy as np

    counts = np.array(crowd.counts, dtype=np.int64)
    everybody = np.arange(len(counts))
    owners = np.repeat(everybody, counts)
    births, names = hashed.births, _hashes(crowd.names)
    # Of an account branch and number are enough to look at two, of an applicant the birth date
    # beside those of the children.
    asked = 1, 2, 4, 6
    own = crowd.own
    days, phones, *account = (_hashes(list(map(itemgetter(n), own))) for n in asked)
    sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(births, dtype=np.uint64)))
    ends = np.cumsum(counts)
    families = sums[ends] - sums[ends - counts]
    nothing = _hashes([""])
    kinds = (
        (owners, hashed.children, ()),
        (owners, _mixed(names, births), (names,)),
        (owners, _mixed(phones[owners], births), (phones[owners],)),
        (everybody, _mixed(days, families), (days,)),
        (everybody, reduce(_mixed, account), account),
    )
    found = []
    for mark, (places, keys, needed) in enumerate(kinds):
        is_said = np.ones(len(places), bool)
        for each in needed:
            is_said &= each != nothing
        found.append((places[is_said], keys[is_said] + np.uint64(mark)))
    return np.concatenate([each for each, _ in found]), np.concatenate([each for _, each in found])


def _mixed(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Make one hash of two."""
    mixed: NDArray[np.uint64] = (one * _ODD[0] ^ other) * _ODD[1]
    return mixed


def _hashes(values: Sequence[object]) -> NDArray[np.uint64]:
    import numpy as np

    return np.fromiter(map(hash, values), np.int64, len(values)).view(np.uint64)


class _Book:
    """All who stand before, by what may be alike: nobody is compared with everybody."""

    def __init__(self, near: _Near) -> None:
        self._near = near
        self._children: defaultdict[tuple[str, str], list[Compared]] = defaultdict(list)
        self._families: defaultdict[object, list[Compared]] = defaultdict(list)
        self._accounts: defaultdict[tuple[str, ...], list[Compared]] = defaultdict(list)
        self._kanji: defaultdict[tuple[str, str], list[Compared]] = defaultdict(list)
        self._phones: defaultdict[tuple[str, str], list[Compared]] = defaultdict(list)

    def add(self, claim: Compared) -> None:
        for kana, name, birth in claim.children:
            self._children[kana, birth].append(claim)
            if name:
                self._kanji[name, birth].append(claim)
            if claim.phone:
                self._phones[claim.phone, birth].append(claim)
        if claim.family is not None:
            self._families[claim.family].append(claim)
        if claim.account:
            self._accounts[claim.account].append(claim)

    def compare(self, payee: Compared) -> Iterator[Match]:
        """Give the matches of a payee, and of those whom it makes doubtful too."""
        assert payee.seq is not None
        strongest: dict[str, tuple[Level, Compared]] = {}
        for level, other in self._alike(payee):
            strongest.setdefault(other.name, (level, other))
        for level, other in strongest.values():
            yield Match(payee.seq, level, other.name)
            if level not in BLOCKING and other.seq is not None:
                yield Match(other.seq, level, payee.name)

    def _alike(self, payee: Compared) -> list[tuple[Level, Compared]]:
        """Give all who are alike, the strongest level first."""
        children, phone = payee.children, payee.phone
        same, kanji, phones = self._children, self._kanji, self._phones
        proved = [
            (Level.CHILD, other)
            for kana, _, birth in children
            for other in same.get((kana, birth), ())
        ]
        proved += [(Level.APPLICANT, other) for other in self._families.get(payee.family, ())]
        if payee.account:
            proved += [
                (Level.ACCOUNT, other)
                for other in self._accounts.get(payee.account, ())
                if other.applicant != payee.applicant
            ]
        for kana, name, birth in children:
            proved += [(Level.NEAR, other) for other in phones.get((phone, birth), ())]
            proved += [(Level.NEAR, other) for other in kanji.get((name, birth), ())]
            for sound in self._near.get((kana, birth), ()):
                proved += [(Level.NEAR, other) for other in same.get((sound, birth), ())]
        return proved
