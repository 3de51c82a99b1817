"""The voice: text (or a recorded wav) in, a prompt for the telephone out. Runs as a process.

`python -m recordings.voice` reads a JSON list of jobs from its input and answers each with a line.
It is a process of its own because the voice costs a second of import and 240 MB, which nobody who
answers calls should pay. Offline: voice and dictionary come with pyopenjtalk-plus. The voice is
HTS Voice "Mei" (CC BY 3.0, see NOTICE). English is spoken by flite's voice slt, a package of the
system. A change here that can be heard needs a new `ivr_flows.prompts.VOICE` or `ENGLISH_VOICE`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import numpy as np
import soxr

from ivr_flows.values import ENGLISH, JAPANESE
from recordings import sound
from recordings.errors import RecordingsError, SpeechFailed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Samples = NDArray[np.float64]

LEVEL = 10 ** (-22 / 20)
"""Effective value of the speech, pauses left out, against full scale."""
PEAK = 10 ** (-3 / 20)
ENGLISH_S = 20.0
"""What flite may take for one text; it needs a tenth of a second."""
FRAME = sound.RATE // 50
"""20 ms: the grain at which speech and silence are told apart."""
PAUSE_BELOW = 10 ** (-45 / 20)
"""A frame this far below the loudest one is no speech."""


class Around(NamedTuple):
    """What is left around the speech of a sound."""

    held: int
    """Frames kept: a voiceless ending (the su of ます) is as faint as silence."""
    before_s: float
    """The first moments of a fresh call's audio are easily lost."""
    after_s: float


ALONE, TIGHT = Around(10, 0.1, 0.15), Around(3, 0.0, 0.02)


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One sound to be made."""

    spoken: str
    language: str = JAPANESE
    is_tight: bool = False
    """Others follow it in one breath: digits of a number."""
    wav: str | None
    """Path of a recorded sound to be used in place of the voice."""
    target: str


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a job; `error` is empty if the sound is there."""

    target: str
    error: str = ""


def make(job: Job) -> None:
    """Make one sound and put it in its place.

    Raises:
        SpeechFailed: no sound comes of the text, or the recorded one is silence.
        UnreadableSound: the recorded sound cannot be read.
        OSError: the sound cannot be written.
    """
    if job.wav is not None:
        raw, rate = _recorded(Path(job.wav))
    elif job.language == ENGLISH:
        raw, rate = _speak_english(job.spoken)
    else:
        raw, rate = _speak(job.spoken)
    if not np.any(raw):
        raise SpeechFailed(why="no sound comes of it", text=job.spoken)
    sound.write(
        _for_telephone(raw, rate, TIGHT if job.is_tight else ALONE), Path(job.target), mode=0o644
    )


def _speak(text: str) -> tuple[Samples, int]:
    import pyopenjtalk  # most of a second, which recorded sounds do not need

    with warnings.catch_warnings():
        # It asks its own dictionary in a way that this has deprecated; nothing we could change.
        warnings.simplefilter("ignore", DeprecationWarning)
        samples, rate = pyopenjtalk.tts(text, predict_nani=False)
    return samples / 2**15, rate


def _speak_english(text: str) -> tuple[Samples, int]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        command = ["flite", "-voice", "slt", "-t", text, "-o", str(path)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=ENGLISH_S)
        except FileNotFoundError as exc:
            why = "the English voice is missing (apt-get install flite)"
            raise SpeechFailed(why=why, text=text) from exc
        except subprocess.SubprocessError as exc:
            raise SpeechFailed(why="flite cannot speak it", text=text) from exc
        return _recorded(path)


def _recorded(path: Path) -> tuple[Samples, int]:
    recorded = sound.read(path).set_channels(1)
    samples: Samples = np.array(recorded.get_array_of_samples(), dtype=np.float64)
    return samples / recorded.max_possible_amplitude, recorded.frame_rate


def _for_telephone(samples: Samples, rate: int, around: Around) -> sound.AudioSegment:
    """Bring to 8 kHz, one loudness, and short silences before and after."""
    narrow: Samples = soxr.resample(samples, rate, sound.RATE, quality="VHQ")
    levels = _levels(narrow)
    speech = np.flatnonzero(levels > levels.max() * PAUSE_BELOW)
    held = around.held
    cut = narrow[max(0, speech[0] - held) * FRAME : (speech[-1] + 1 + held) * FRAME]
    active = float(np.sqrt(np.mean(levels[speech] ** 2)))
    cut = cut * min(LEVEL / active, PEAK / float(np.abs(cut).max()))
    padded = np.pad(cut, (round(around.before_s * sound.RATE), round(around.after_s * sound.RATE)))
    return sound.AudioSegment(
        data=np.rint(padded * (2**15 - 1)).astype("<i2").tobytes(),
        sample_width=sound.SAMPLE_BYTES,
        frame_rate=sound.RATE,
        channels=1,
    )


def _levels(samples: Samples) -> Samples:
    """Effective value of each frame of 20 ms, the last filled up with silence."""
    frames = np.pad(samples, (0, -len(samples) % FRAME)).reshape(-1, FRAME)
    levels: Samples = np.sqrt(np.mean(frames**2, axis=1))
    return levels


def _answer(job: Job) -> Done:
    try:
        make(job)
    except (RecordingsError, OSError) as exc:
        return Done(target=job.target, error=str(exc))
    return Done(target=job.target)


def main() -> None:
    """Do all jobs of the input, answering each on what was the standard output."""
    os.nice(10)  # calls go first
    # The voice's libraries print remarks; they must not get between the answers.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        for job in msgspec.json.decode(sys.stdin.buffer.read(), type=list[Job]):
            answers.write(msgspec.json.encode(_answer(job)) + b"\n")
            answers.flush()


if __name__ == "__main__":
    main()
