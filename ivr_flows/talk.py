"""One node's talk with a caller: what it wished for, and what it still waits for.

A node is a generator. It wishes through its `Talk` and yields when it can only wait: what it yields
says whether keys interest it, what comes back is what happened. Nothing that it does not wait for
ever comes back, so no node has to guard itself against an old timer.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TypeVar

from callcenter.guidance import End, Facts, Happened, Hush, Key, Say, Wait, Wish
from ivr_flows.speech import Speech, parts_in, sounds
from ivr_flows.values import LANGUAGE

T = TypeVar("T")

Asking = Generator[bool, Happened, T]
"""A part of a talk that ends in a T."""
Next = str | End
"""Where a node leads: the name of another one, or the flow's end."""


class Talk:
    """What a node knows, wishes and waits for."""

    def __init__(self, *, facts: Facts, variables: Mapping[str, str], asked: int) -> None:
        """Begin.

        Args:
            facts: As known when the node was entered.
            variables: What the caller chose and keyed so far.
            asked: The last number that was given to a wish.
        """
        self.facts = facts
        self.variables = dict(variables)
        self.asked = asked
        self.wishes: list[Wish] = []
        self._awaited: set[int] = set()
        self._timer: int | None = None

    @property
    def language(self) -> str:
        """The language that the caller hears."""
        return self.variables.get(LANGUAGE, self.facts.language)

    def wish(self, what: Wish) -> None:
        """Wish for something that is not answered."""
        self.wishes.append(what)

    def ask(self, what: Callable[[int], Wish]) -> int:
        """Wish for something that is answered; gives its number."""
        self.asked += 1
        self._awaited.add(self.asked)
        self.wishes.append(what(self.asked))
        return self.asked

    def say(
        self, speech: Speech, *, language: str = "", slots: Mapping[str, str] | None = None
    ) -> int | None:
        """Say something; gives its number, or None if there is nothing to be said."""
        parts = tuple(
            sounds(
                parts_in(speech, language or self.language),
                facts=self.facts,
                keyed=self.variables,
                slots=slots or {},
            )
        )
        return self.ask(lambda n: Say(n, parts)) if parts else None

    def hush(self, n: int) -> None:
        """Cut short what is being said."""
        self._awaited.discard(n)
        self.wish(Hush(n))

    def wait(self, seconds: float) -> None:
        """Wait so long, afresh: the wait before is over."""
        self._end_wait()
        self._timer = self.ask(lambda n: Wait(n, seconds))

    def takes(self, happened: Happened, *, keys: bool) -> bool:
        """Tell whether something is waited for; what is answered once is so no more.

        A key that is taken ends the wait for it.
        """
        if isinstance(happened, Key):
            if keys:
                self._end_wait()
            return keys
        if happened.n not in self._awaited:
            return False
        self._awaited.discard(happened.n)
        return True

    def _end_wait(self) -> None:
        if self._timer is not None:
            self._awaited.discard(self._timer)
            self._timer = None
