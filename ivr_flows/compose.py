"""From a text with placeholders to the parts that are played.

What stands side by side and never changes is one sound, so that the voice speaks it in one breath.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ivr_flows.check import PLACEHOLDER, SPEAKABLE, sentences
from ivr_flows.prompts import Prompt, name_of_speech
from ivr_flows.speech import Changing, Fixed, Part, Spelled
from ivr_flows.spoken import english, japanese
from ivr_flows.values import ENGLISH, JAPANESE

_LEFT_OVER = "、，,.。 "
"""Marks that mean nothing at the beginning of a sound."""


_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """How texts of one language become sounds."""

    language: str
    fixed: Mapping[str, str]
    """Words of the placeholders that are filled once and for all."""
    changing: Mapping[str, Mapping[str, str]]
    """Words of each value of the placeholders that a call fills."""
    kana: Mapping[str, str]
    """Readings of words that the voice gets wrong."""
    in_pieces: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Pieces of further values of those that a call fills."""

    def parts(self, text: str, *, max_s: float | None = None) -> tuple[Part, ...]:
        """Compose a text whose placeholders were checked; each that is unknown here is spelled."""
        return tuple(self._parts(text, max_s))

    def written(self, text: str) -> str:
        """Fill in what is filled once and for all; lines of the file are no pauses."""
        lines = (line.strip() for line in text.splitlines())
        joined = self._space.join(line for line in lines if line)
        return _once(PLACEHOLDER.sub(lambda found: self.fixed.get(found[1], found[0]), joined))

    @property
    def _space(self) -> str:
        """Japanese has no spaces between sentences."""
        return "" if self.language == JAPANESE else " "

    def _parts(self, text: str, max_s: float | None) -> Iterator[Part]:
        plain: list[str] = []
        for sentence in sentences(self.written(text)):
            if not PLACEHOLDER.search(sentence):
                plain.append(sentence)
                continue
            yield from self._fixed(plain, max_s)
            plain = []
            yield from self._changing(sentence, max_s)
        yield from self._fixed(plain, max_s)

    def _fixed(self, plain: list[str], max_s: float | None = None) -> Iterator[Fixed]:
        said = self._space.join(plain).lstrip(_LEFT_OVER)
        if SPEAKABLE.search(said):
            yield Fixed(self.prompt(said, max_s))

    def _changing(self, sentence: str, max_s: float | None) -> Iterator[Part]:
        names = PLACEHOLDER.findall(sentence)
        value = next((name for name in names if name in self.changing), None)
        if value is not None:
            yield self._by_value(sentence, value, max_s)
            return
        for number, piece in enumerate(PLACEHOLDER.split(sentence)):
            if number % 2:
                yield Spelled(piece, self._digits())
            else:
                yield from self._fixed([piece], max_s)

    def _by_value(self, sentence: str, value: str, max_s: float | None) -> Changing:
        """Write a sentence out for each value, and put it together from pieces for further ones."""
        place = f"{{{value}}}"
        prompts = {
            key: self.prompt(_once(sentence.replace(place, words)), max_s)
            for key, words in self.changing[value].items()
        }
        further = self.in_pieces.get(value)
        if not further:
            return Changing(value, prompts)
        around = sentence.split(place, maxsplit=1)
        before, after = (tuple(self._fixed([piece], max_s)) for piece in around)
        pieces = {each.prompt.text: each.prompt for each in (*before, *after)}
        first, last = ([each.prompt.text for each in some] for some in (before, after))
        for words in further.values():
            pieces |= {each: self.prompt(each, is_tight=True) for each in words}
        later = {key: (*first, *words, *last) for key, words in further.items()}
        return Changing(value, prompts, later, pieces)

    def _digits(self) -> dict[str, Prompt]:
        digits = english.DIGITS if self.language == ENGLISH else japanese.DIGITS
        return {digit: self.prompt(said, is_tight=True) for digit, said in digits.items()}

    def prompt(self, text: str, max_s: float | None = None, *, is_tight: bool = False) -> Prompt:
        """Name the sound of a text."""
        spoken = self._pronounced(text)
        return Prompt(
            sound=name_of_speech(spoken, self.language, is_tight=is_tight),
            text=text,
            spoken=spoken,
            language=self.language,
            max_s=max_s,
            is_tight=is_tight,
        )

    def _pronounced(self, text: str) -> str:
        """Put readings in place of words, longest first, and none inside another's reading."""
        if not self.kana:
            return text
        longest_first = sorted(self.kana, key=lambda word: (-len(word), word))
        pattern = "|".join(re.escape(word) for word in longest_first)
        return re.sub(pattern, lambda found: self.kana[found[0]], text)


def _once(text: str) -> str:
    """Write one full stop where a value ends in one of its own: nine a.m."""
    return _TWO_STOPS.sub(".", text)
