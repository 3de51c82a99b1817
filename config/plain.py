"""A campaign in its plain form: canonical JSON, named by its content.

The validating child writes it, the controller reads it, so this file needs only msgspec and the
heart's dataclasses, never pydantic. The same campaign gives the same bytes and the same name on
every machine; a comment or a key's place in the TOML file changes neither.
"""

from __future__ import annotations

import hashlib

import msgspec

from callcenter.campaign import Campaign
from config.errors import UnreadablePlain

FORMAT = 1
"""Raised only when a field's meaning changes; new fields with defaults do not raise it."""


class _Plain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: int
    campaign: Campaign


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(_Plain)


def write(campaign: Campaign) -> bytes:
    """Write the plain form: UTF-8 JSON with sorted keys and sets, one line."""
    return _encoder.encode(_Plain(format=FORMAT, campaign=campaign)) + b"\n"


def name_of(plain: bytes) -> str:
    """Name a plain form by its content: its SHA-256 in hexadecimal."""
    return hashlib.sha256(plain).hexdigest()


def read(plain: bytes, *, name: str | None = None) -> Campaign:
    """Read a plain form; with `name`, only if it is the content of that name.

    Raises:
        UnreadablePlain: it is torn, altered, or of a format that this version does not know.
    """
    if name is not None and name_of(plain) != name:
        raise UnreadablePlain(f"its content is not {name}")
    try:
        found = _decoder.decode(plain)
    except msgspec.DecodeError as exc:
        raise UnreadablePlain(str(exc)) from exc
    if found.format != FORMAT:
        raise UnreadablePlain(f"format {found.format} is not known")
    return found.campaign
