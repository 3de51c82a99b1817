"""A telephone's keys on the wire: events (RFC 4733), or two tones in the sound (ITU-T Q.23)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tests.asterisk.phones import sound

KEYS = "0123456789*#"
EVENT_TYPE = 101
"""The payload type that our descriptions give to telephone-event."""
FRAMES = 5
"""A key is held for so many frames of 20 ms, and as long a pause follows."""
_TICKS = 160
_ENDS = 3
"""The last packet of an event is sent so often, for one may be lost."""
_VOLUME = 10
_LOW, _HIGH = (697, 770, 852, 941), (1209, 1336, 1477)
_ROWS = ("123", "456", "789", "*0#")


def events(key: str) -> Iterator[bytes]:
    """Give the payloads of one key's event, 20 ms apart."""
    code = KEYS.index(key)
    for count in range(1, FRAMES + 1):
        yield struct.pack("!BBH", code, _VOLUME, count * _TICKS)
    for _ in range(_ENDS):
        yield struct.pack("!BBH", code, 0x80 | _VOLUME, FRAMES * _TICKS)


def tones(key: str) -> Iterator[bytes]:
    """Give the u-law frames of one key's tones and of the pause after them."""
    row = next(number for number, keys in enumerate(_ROWS) if key in keys)
    low, high = _LOW[row], _HIGH[_ROWS[row].index(key)]
    seconds = FRAMES * _TICKS / sound.RATE
    both = sound.sine(low, seconds) + sound.sine(high, seconds)
    encoded = sound.to_ulaw(both) + sound.to_ulaw(sound.sine(0, seconds))
    yield from (encoded[at : at + _TICKS] for at in range(0, len(encoded), _TICKS))
