"""One recording processed, start to end, for the worker: a merged wav in, the vault and facts out.

It may be done again at any time: the same wav gives the same facts, and the vault leaves the same
sound as it lies; another one replaces it only once it came back. The wav itself is not touched: it
is removed by who asked, once the rows say that the vault has it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import numpy as np

from recordings import codec, sound
from recordings.analysis import Facts, analyse
from recordings.codec import Codec
from recordings.errors import ProcessingFailed, RecordingsError, UnreadableSound
from recordings.stores import SUFFIX, store_at
from recordings.vault import Vault
from storage.errors import StorageError
from storage.key_ring import KeyRing

MIN_FREE_BYTES = 200 * 2**20
"""Below this the disk is left to the log and the database."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where an instance keeps its sound; handed to the worker, never written down by it."""

    keys: str
    folder: str
    store: str = ""
    """URL; empty: the folder."""

    def vault(self) -> Vault:
        """Open it; raises `StoreFailed` for a URL that is none."""
        return Vault(store_at(self.store, Path(self.folder)), KeyRing(Path(self.keys)))


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One recording to be processed."""

    call: str
    wav: str
    day: str
    """Its business date."""
    codec: Codec
    place: Place


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a job; `error` is empty if it is in the vault."""

    call: str
    name: str = ""
    """In the store."""
    bytes: int = 0
    sha256: str = ""
    facts: Facts | None = None
    error: str = ""
    is_passing: bool = False
    """Trying again later may help: a full disk, a store that does not answer."""


def process(job: Job) -> Result:
    """Process one recording; what fails is told in the result."""
    try:
        return _process(job)
    except OSError as exc:
        return Result(call=job.call, error=exc.strerror or str(exc), is_passing=True)
    except (RecordingsError, StorageError) as exc:
        is_passing = not isinstance(exc, ProcessingFailed | UnreadableSound)
        return Result(call=job.call, error=str(exc), is_passing=is_passing)


def _process(job: Job) -> Result:
    wav = Path(job.wav)
    samples = _samples(wav)
    encoded = codec.encode(samples, sound.RATE, job.codec)
    codec.prove(encoded, samples, job.codec, call=job.call)
    free = shutil.disk_usage(wav.parent).free
    if not job.place.store and free < MIN_FREE_BYTES + len(encoded):
        raise OSError(28, "No space left on device")
    name = f"{job.day}/{job.call}{SUFFIX}"
    stored = job.place.vault().put(job.call, name, encoded)
    return Result(
        call=job.call,
        name=stored.name,
        bytes=stored.bytes,
        sha256=stored.sha256,
        facts=analyse(samples[:, 0], samples[:, 1], sound.RATE),
    )


def _samples(wav: Path) -> codec.Sound:
    """Read a merged wav, or that of a voice message.

    Raises:
        UnreadableSound: it is not there, or is not ours.
        OSError: the disk does not give it now.
    """
    read = sound.read_ours(wav)
    if (read.frame_rate, read.sample_width) != (sound.RATE, sound.SAMPLE_BYTES):
        raise UnreadableSound(path=wav, why="not 16 bits at 8 kHz")
    samples = np.frombuffer(read.raw_data, dtype="<i2").reshape(-1, read.channels)
    if read.channels == 1:  # a voice message: nobody sat on the other side
        return np.column_stack([samples[:, 0], np.zeros(len(samples), dtype="<i2")])
    return samples
