"""What is known while a flow's file is read, and what was found in it on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ivr_flows import check
from ivr_flows.compose import Composer
from ivr_flows.prompts import Prompt, name_of_wav
from ivr_flows.source import Source
from ivr_flows.speech import Fixed, Part, Speech
from ivr_flows.toml_lines import Keys
from ivr_flows.values import ENGLISH, JAPANESE, LANGUAGES, Values


class Reading:
    """The reading of one file."""

    def __init__(
        self, source: Source, values: Values, *, kana: Mapping[str, str], keyed: Iterable[str]
    ) -> None:
        """Begin.

        Args:
            source: The file.
            values: The campaign's words.
            kana: The file's own readings; they stand before the campaign's.
            keyed: The variables that its nodes fill with digits.
        """
        self.source = source
        self.values = values
        self.wavs: dict[str, Path] = {}
        """Recorded sounds, by the sound's name."""
        self.said: list[str] = []
        """Every Japanese text, placeholders filled."""
        self.targets: list[tuple[Keys, str]] = []
        """Where a node is named that something leads to."""
        self.open_ways: list[Keys] = []
        """Nodes of which some way is not written, or not so that it can be read."""
        self.keyed = tuple(keyed)
        """The variables that nodes of this file fill with digits."""
        self.taken = values.names
        """Names that texts or the interpreter have a meaning for."""
        self._speeches: list[tuple[Keys, Speech]] = []
        self._composers = {
            language: Composer(
                language=language,
                fixed=values.spoken(language),
                changing=values.changing(language),
                kana={**values.kana, **kana} if language == JAPANESE else {},
                in_pieces=values.in_pieces(language),
            )
            for language in LANGUAGES
        }

    def parts(
        self,
        keys: Keys,
        text: str,
        language: str,
        *,
        wav: Path | None,
        max_s: float | None,
        spelled: Iterable[str],
    ) -> tuple[Part, ...]:
        """Check a text and compose it; what is wrong with it gives no parts."""
        composer = self._composers[language]
        is_right = check.placeholders(
            self.source,
            keys,
            text,
            fixed=composer.fixed,
            changing=() if wav else composer.changing,
            spelled=() if wav else (*self.keyed, *spelled),
        )
        if not is_right:
            return ()
        if language == JAPANESE:
            self.said.append(composer.written(text))
        if wav is None:
            return composer.parts(text, max_s=max_s)
        sound = name_of_wav(wav.read_bytes())
        self.wavs[sound] = wav
        written = composer.prompt(composer.written(text))
        return (
            Fixed(
                Prompt(
                    sound=sound,
                    text=written.text,
                    spoken=written.spoken,
                    language=language,
                    wav=wav.name,
                    max_s=max_s,
                )
            ),
        )

    def sound(self, wav: Path) -> Speech:
        """Name a sound that is no speech, the same in every language."""
        sound = name_of_wav(wav.read_bytes())
        self.wavs[sound] = wav
        text = f"（{wav.stem}）"
        return {JAPANESE: (Fixed(Prompt(sound=sound, text=text, spoken=text, wav=wav.name)),)}

    def note_target(self, keys: Keys, to: str) -> None:
        """Remember that something leads to a node."""
        self.targets.append((keys, to))

    def note_open_way(self, keys: Keys) -> None:
        """Remember a node of which nobody knows yet where it leads."""
        self.open_ways.append(keys)

    def note_speech(self, keys: Keys, speech: Speech) -> None:
        """Remember what is said somewhere."""
        self._speeches.append((keys, speech))

    def close(self) -> None:
        """A flow that speaks English somewhere speaks it everywhere."""
        if any(ENGLISH in speech for _, speech in self._speeches):
            for keys, speech in self._speeches:
                if JAPANESE in speech and ENGLISH not in speech:
                    self.source.blame(
                        keys, "英語の文がありません", 'english = "…" を書いてください'
                    )
