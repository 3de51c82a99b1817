"""The shape of a flow: what may stand in its file, and what comes out of it.

For now a flow is one announcement. A file has:

    text   what is said, Japanese; {center_name}, {opens} ... are filled from the campaign
    kana   table of words that the voice reads wrongly, with their reading
    wav    a recorded sound that replaces the voice, beside the file
    max_s  the announcement must not last longer than this
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ivr_flows.prompts import Prompt

KEYS = ("text", "kana", "wav", "max_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A checked flow as plain data."""

    name: str
    prompt: Prompt

    @property
    def hash(self) -> str:
        """Name this version of the flow by what a caller hears and reads of it."""
        content = "\n".join((self.name, self.prompt.sound, self.prompt.text))
        return hashlib.sha256(content.encode()).hexdigest()
