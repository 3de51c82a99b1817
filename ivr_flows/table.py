"""A table of a flow's file, read key by key.

Each question tells what is wrong with its answer and goes on with something harmless, so that all
problems of a file are found in one go; a file with problems gives no flow. What nobody asked for is
an unknown key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ivr_flows import check
from ivr_flows.reading import Reading
from ivr_flows.speech import Speech, Spelled
from ivr_flows.toml_lines import Keys
from ivr_flows.values import ENGLISH, JAPANESE

KEYS_OF_A_PHONE = tuple("0123456789*#")
LABEL = 30
"""So many characters of a label stand in one line beside a call."""
LONGEST_S = 3600.0
"""A limit beyond it (TOML knows `inf`) limits nothing."""
SPEECH_KEYS = ("text", "english", "wav", "english_wav", "max_s")

_MISSING: Mapping[str, str] = {
    "timeout": "何も押されないときの行き先がありません",
    "wrong": "押し間違えたときの行き先がありません",
}


class Table:
    """One table, and where it stands."""

    def __init__(self, reading: Reading, keys: Keys, content: Mapping[str, Any]) -> None:
        self.reading = reading
        self.keys = keys
        self._content = content
        self._asked: list[str] = []

    def has(self, key: str) -> bool:
        """Tell whether a key is written."""
        return self._take(key) is not None

    def target(self, key: str) -> str:
        """Read where the flow goes on; it must be written."""
        if self._take(key) is None:
            message = _MISSING.get(key, "行き先がありません")
            self._blame((), message, f'{key} = "…" を書いてください', missing=key)
            self.reading.note_open_way(self.keys)
            return ""
        return self._target(key, self._content[key])

    def other_target(self, key: str, otherwise: str) -> str:
        """Read where the flow goes on in a rarer case; it need not be written."""
        found = self._take(key)
        return otherwise if found is None else self._target(key, found)

    def targets_by_key(self, key: str) -> dict[str, str]:
        """Read which key of the telephone leads where; at least one must."""
        found = self._take(key)
        if not isinstance(found, dict) or not found:
            self._blame(
                () if found is None else (key,),
                "押せる番号の表がありません",
                f'{key} = {{ 1 = "…" }} のように書いてください',
                missing=key,
            )
            self.reading.note_open_way(self.keys)
            return {}
        for pressed in found:
            self._is_a_key((key, pressed), pressed)
        return {pressed: self._target(key, to, pressed) for pressed, to in found.items()}

    def targets_by_code(self, key: str) -> dict[str, str]:
        """Read which outside number's code leads where, by the code; at least one must."""
        found = self._take(key)
        if not isinstance(found, dict) or not found:
            self._blame(
                () if found is None else (key,),
                "コードの行き先の表がありません",
                f'{key} = {{ [transfers] の名前 = "…" }} のように書いてください',
                missing=key,
            )
            self.reading.note_open_way(self.keys)
            return {}
        known = self.reading.values.codes
        for name in found:
            if name not in known:
                message = f"業務の [transfers] に、code のある「{name}」はありません"
                self._blame((key, name), message, check.did_you_mean(name, known))
        return {known.get(name, ""): self._target(key, to, name) for name, to in found.items()}

    def words_by_key(self, key: str, known: Iterable[str]) -> dict[str, str]:
        """Read which key of the telephone means which word."""
        found = self._take(key)
        if not isinstance(found, dict) or not found:
            self._blame((key,), "押せる番号の表がありません", missing=key)
            return {}
        for pressed, word in found.items():
            self._is_a_key((key, pressed), pressed)
            if word not in known:
                hint = check.did_you_mean(str(word), known)
                self._blame((key, pressed), f"「{word}」はありません", hint)
        return {pressed: str(word) for pressed, word in found.items()}

    def pressed(self, key: str, otherwise: str) -> str:
        """Read one key of the telephone."""
        found = self._take(key)
        if found is None:
            return otherwise
        self._is_a_key((key,), found)
        return str(found)

    def seconds(self, key: str, otherwise: float, *, most: float = 600.0) -> float:
        """Read a time in seconds."""
        found = self._take(key)
        if found is None:
            return otherwise
        if not _is_number(found) or not 0 < found <= most:
            self._blame((key,), f"0より大きく{most:g}以下の秒数ではありません")
            return otherwise
        return float(found)

    def delay(self, key: str, otherwise: float) -> float:
        """Read from how many seconds on something is done; 0 is from the beginning."""
        return 0.0 if self._is_zero(key) else self.seconds(key, otherwise, most=LONGEST_S)

    def count(self, key: str, otherwise: int | None, *, least: int, most: int) -> int:
        """Read a whole number; without `otherwise` it must be written."""
        found = self._take(key)
        if found is None and otherwise is not None:
            return otherwise
        if found is None:
            hint = f"{key} = {most} のように書いてください"
            self._blame((), f"{key} がありません", hint, missing=key)
        elif isinstance(found, bool) or not isinstance(found, int) or not least <= found <= most:
            self._blame((key,), f"{least}から{most}までの整数ではありません")
        else:
            return found
        return most

    def flag(self, key: str) -> bool:
        """Read whether something is so; it is not if nothing is written."""
        found = self._take(key)
        if found is not None and not isinstance(found, bool):
            self._blame((key,), "true か false を書いてください")
        return found is True

    def word(self, key: str, *, known: Iterable[str], needed: bool = True) -> str:
        """Read a name that is known; "" if nothing is written."""
        found = self._take(key)
        if found is None and not needed:
            return ""
        if found is None:
            hint = f'{key} = "…" を書いてください'
            self._blame((), f"{key} がありません", hint, missing=key)
        elif not isinstance(found, str) or not check.NAME.fullmatch(found):
            self._blame((key,), "小文字の英字で始まる名前ではありません")
        elif found not in known:
            self._blame((key,), f"「{found}」はありません", check.did_you_mean(found, known))
        return str(found or "")

    def variable(self, key: str) -> str:
        """Read the name under which digits are kept: none that texts have a meaning for already."""
        name = self.word(key, known=self.reading.keyed)
        if name in self.reading.taken:
            hint = "ほかの名前にしてください"
            self._blame((key,), f"「{name}」は、ほかの値の名前です", hint)
        return name

    def label(self, key: str) -> str:
        """Read a few words that staff reads; "" if nothing is written."""
        found = self._take(key)
        if found is None:
            return ""
        if not isinstance(found, str) or not 0 < len(found.strip()) <= LABEL or "\n" in found:
            self._blame((key,), f"1行で{LABEL}文字までの言葉ではありません")
            return ""
        return found.strip()

    def speech(self, *, needed: bool = True, spelled: Iterable[str] = ()) -> Speech:
        """Read what is said: text, english, wav, english_wav, max_s stand in this table."""
        for key in SPEECH_KEYS:
            self._take(key)
        max_s = self._limit()
        speech: Speech = {}
        for language, text_key, wav_key in (
            (JAPANESE, "text", "wav"),
            (ENGLISH, "english", "english_wav"),
        ):
            text = self._text(text_key, needed=needed and language == JAPANESE)
            path = None
            if (found := self._take(wav_key)) is not None:
                path = check.wav(self.reading.source, (*self.keys, wav_key), found)
            if text is None:
                continue
            speech[language] = self.reading.parts(
                (*self.keys, text_key), text, language, wav=path, max_s=max_s, spelled=spelled
            )
        self.reading.note_speech(self.keys, speech)
        return speech

    def prompt(self, key: str, *, needed: bool = False, spelled: Iterable[str] = ()) -> Speech:
        """Read what is said by a key's own table, or by its text alone."""
        found = self._take(key)
        if isinstance(found, str):
            found = {"text": found}
        if isinstance(found, dict):
            inner = Table(self.reading, (*self.keys, key), found)
            speech = inner.speech(spelled=spelled)
            inner.close()
            return speech
        if found is not None or needed:
            self._blame(
                () if found is None else (key,),
                "読み上げる文がありません",
                f'{key} = "…" を書いてください',
                missing=key,
            )
        return {}

    def reading_back(self, key: str, value: str) -> Speech:
        """Read what is said, in every language with a value that only the call knows."""
        speech = self.prompt(key, needed=True, spelled=(value,))
        for language, parts in speech.items():
            if parts and not any(isinstance(each, Spelled) and each.of == value for each in parts):
                language_key = "text" if language == JAPANESE else "english"
                hint = "読み上げて確かめる値です。録音に置き換えることはできません"
                self._blame((key, language_key), f"{{{value}}} がありません", hint)
        return speech

    def sound(self, key: str, otherwise: Path) -> Speech:
        """Read a sound without words, a wav beside the file; ours if none is written."""
        found = self._take(key)
        path = otherwise
        if found is not None:
            path = check.wav(self.reading.source, (*self.keys, key), found) or otherwise
        return self.reading.sound(path)

    def prompts(self, key: str, *, known: Iterable[str], left_out: str) -> dict[str, Speech]:
        """Read a table of things to say, one for each known name that `left_out` does not list."""
        found, without = self._take(key), self._names(left_out, known)
        if not isinstance(found, dict) or not found:
            self._blame(
                () if found is None else (key,),
                "読み上げる文の表がありません",
                f'{key} の下に 「名前 = "…"」 の形で書いてください',
                missing=key,
            )
            return {}
        for name in found:
            if name not in known:
                self._blame((key, name), f"「{name}」はありません", check.did_you_mean(name, known))
            elif name in without:
                self._blame((key, name), f"{left_out} に「{name}」があるのに、文があります")
        inner = Table(self.reading, (*self.keys, key), found)
        for name in known:
            if name not in found and name not in without:
                inner._blame(
                    (),
                    f"「{name}」のときに読み上げる文がありません",
                    f'文を書くか、{left_out} = ["{name}"] で、言わないことを示してください',
                    missing=name,
                )
        return {name: inner.prompt(name, needed=True) for name in found}

    def _names(self, key: str, known: Iterable[str]) -> list[str]:
        """Read a list of known names; it need not be written."""
        found = self._take(key)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            self._blame((key,), "名前の一覧ではありません", f'{key} = ["…"] の形で書いてください')
            return []
        for name in found:
            if name not in known:
                self._blame((key,), f"「{name}」はありません", check.did_you_mean(name, known))
        return found

    def close(self) -> None:
        """Tell every key that nobody asked for."""
        for key in self._content:
            if key not in self._asked:
                self._blame((key,), "知らない項目です", check.did_you_mean(key, self._asked))

    def _take(self, key: str) -> Any:
        if key not in self._asked:
            self._asked.append(key)
        return self._content.get(key)

    def _blame(self, key: Keys, message: str, hint: str = "", *, missing: str = "") -> None:
        source, place = self.reading.source, (*self.keys, *key)
        if missing and not key:
            source.add(source.line_of(place), ".".join(map(str, (*place, missing))), message, hint)
        else:
            source.blame(place, message, hint)

    def _target(self, key: str, to: object, *more: str) -> str:
        keys = (*self.keys, key, *more)
        if not isinstance(to, str):
            self.reading.source.blame(keys, "場面の名前ではありません")
            self.reading.note_open_way(self.keys)
            return ""
        self.reading.note_target(keys, to)
        return to

    def _is_zero(self, key: str) -> bool:
        found = self._take(key)
        return _is_number(found) and found == 0

    def _is_a_key(self, keys: Keys, pressed: object) -> None:
        if pressed not in KEYS_OF_A_PHONE:
            self._blame(keys, "電話機の番号ではありません", "0 から 9、*、# が使えます")

    def _text(self, key: str, *, needed: bool) -> str | None:
        found = self._take(key)
        if found is None:
            if needed:
                self._blame(
                    (), "読み上げる文がありません", f'{key} = "…" を書いてください', missing=key
                )
        elif not isinstance(found, str):
            self._blame((key,), "文字列ではありません")
        elif not check.SPEAKABLE.search(check.PLACEHOLDER.sub("x", found)):
            self._blame((key,), "読み上げられる文字がありません")
        else:
            return found
        return None

    def _limit(self) -> float | None:
        found = self._take("max_s")
        if found is None:
            return None
        if not _is_number(found) or not 0 < found <= LONGEST_S:
            is_long = _is_number(found) and found > LONGEST_S
            hint = f"{LONGEST_S:g}秒までです" if is_long else ""
            self._blame(("max_s",), "0より大きい秒数ではありません", hint)
            return None
        return float(found)


def _is_number(found: object) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool)
