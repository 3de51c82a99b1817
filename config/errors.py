"""What can go wrong with configuration that was checked before. What an operator wrote wrongly is
no exception but a `Problem`, one of a list.

ConfigError
└── UnreadablePlain   a plain form is not what this version writes
"""

from __future__ import annotations


class ConfigError(Exception):
    """Checked configuration cannot be used."""


class UnreadablePlain(ConfigError):
    """A plain form is torn, of an unknown format, or not the content that its name says."""

    def __init__(self, why: str) -> None:
        super().__init__(f"unreadable plain form: {why}")
        self.why = why
