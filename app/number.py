"""Telephone numbers as people write them."""

from __future__ import annotations

import phonenumbers


def as_written(number: str) -> str:
    """Write a number in E.164 as its country does (`011-000-0100`); anything else as it is."""
    try:
        read = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.NATIONAL)
