"""Telephone numbers as people write them."""

from __future__ import annotations

import phonenumbers

JAPAN = 81


def as_written(number: str) -> str:
    """Write a number in E.164 as we do (`011-000-0100`), one from abroad with its country.

    Anything else is given as it is.
    """
    try:
        read = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    form = phonenumbers.PhoneNumberFormat
    is_ours = read.country_code == JAPAN
    return phonenumbers.format_number(read, form.NATIONAL if is_ours else form.INTERNATIONAL)
