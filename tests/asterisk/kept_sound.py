"""A kept recording, judged by its sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from recordings.codec import decode
from recordings.processing import Place
from tests.asterisk.phones.sound import RATE, Samples


def sides(path: Path) -> tuple[Samples, Samples]:
    """Give what the caller said and what the seat said, out of the vault of its home."""
    home, call = path.parents[2], path.stem
    vault = Place(keys=str(home / "keys"), folder=str(home / "recordings")).vault()
    opened = vault.open(call, str(path.relative_to(home / "recordings")))
    sound, rate = decode(b"".join(opened.parts()))
    assert (sound.shape[1], rate) == (2, RATE)
    return np.ascontiguousarray(sound[:, 0]), np.ascontiguousarray(sound[:, 1])


def sounding_s(side: Samples) -> float:
    """Tell how long it is to the last sample that is no silence."""
    return float(np.flatnonzero(np.abs(side.astype(np.int32)) > 500)[-1] / RATE)
