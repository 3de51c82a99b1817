"""Fills the cache of prompts: makes what is missing, in a process of its own, once for everybody.

The cache is shared by all instances of a machine: it is filled under a lock, and a sound appears in
it as a whole or not at all. Sounds are named by their content, so nothing in it is ever changed.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from ivr_flows.prompts import Prompt, each_once
from recordings import sound
from recordings.errors import SpeechFailed, UnreadableSound

START_S = 60.0
"""What the voice may take to start on a busy machine."""
PER_PROMPT_S = 30.0
WORTH_A_VOICE = 40
"""So many prompts are worth another voice beside the first: its start costs as much as ten."""
MOST_VOICES = 4
"""At once, each 240 MB."""

Progress = Callable[[int, int], None]
"""Called with how many of the missing prompts are made, and how many are to be made; never by two
threads at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A prompt that can be played."""

    prompt: Prompt
    path: Path
    duration_s: float

    @property
    def is_too_long(self) -> bool:
        """Say whether the flow asked for a shorter one."""
        return self.prompt.max_s is not None and self.duration_s > self.prompt.max_s


def path_of(prompt: Prompt, cache: Path) -> Path:
    """Tell where a prompt's sound lies, made or not."""
    return cache / f"{prompt.sound}.wav"


def render(
    prompts: Iterable[Prompt],
    cache: Path,
    *,
    wavs: Mapping[str, Path],
    on_progress: Progress | None = None,
) -> tuple[Spoken, ...]:
    """Make the sounds that the cache (a folder) has not, and give all of them, each once.

    Blocks for seconds if something is missing: call it in a thread, or before the loop runs.

    Raises:
        SpeechFailed: a sound cannot be made, or the cache cannot be written.
    """
    wanted = each_once(prompts)
    ready = _ready(wanted, cache)
    if len(ready) < len(wanted):
        with _locked(cache):
            ready = _ready(wanted, cache)  # another instance may have made them meanwhile
            missing = [prompt for prompt in wanted if prompt.sound not in ready]
            _make(missing, cache, wavs=wavs, on_progress=on_progress)
            ready |= _ready(missing, cache)
    return tuple(ready[prompt.sound] for prompt in wanted)


def _ready(prompts: Iterable[Prompt], cache: Path) -> dict[str, Spoken]:
    ready = {}
    for prompt in prompts:
        path = path_of(prompt, cache)
        try:
            made = sound.read(path)
        except UnreadableSound:
            continue  # missing, or torn by a power cut: made again
        ready[prompt.sound] = Spoken(prompt=prompt, path=path, duration_s=made.duration_seconds)
    return ready


@contextmanager
def _locked(cache: Path) -> Iterator[None]:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as exc:
        raise SpeechFailed(why=f"{cache}: {exc.strerror or exc}") from exc


def _make(
    missing: list[Prompt], cache: Path, *, wavs: Mapping[str, Path], on_progress: Progress | None
) -> None:
    """Have the prompts spoken by as many voices as the machine can run and the work is worth."""
    if not missing:
        return
    processors = len(os.sched_getaffinity(0))
    voices = min(processors, MOST_VOICES, 1 + len(missing) // WORTH_A_VOICE)
    work = _Work(cache, wavs, on_progress, of=len(missing))
    with ThreadPoolExecutor(voices, thread_name_prefix="voice") as threads:
        shares = [missing[number::voices] for number in range(voices)]
        for done in [threads.submit(work.speak, share) for share in shares]:
            done.result()


@dataclass(slots=True)
class _Work:
    """What the voices have in common."""

    cache: Path
    wavs: Mapping[str, Path]
    on_progress: Progress | None
    of: int
    made: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    failed: threading.Event = field(default_factory=threading.Event)
    """One voice failed: the others need not go on."""

    def speak(self, share: Sequence[Prompt]) -> None:
        """Have one voice speak its share.

        Raises:
            SpeechFailed: a sound cannot be made.
        """
        jobs = msgspec.json.encode([self._job(each) for each in share])
        answers = _voice(jobs, limit_s=START_S + PER_PROMPT_S * len(share))
        try:
            for prompt, answer in zip(share, answers, strict=True):
                if answer["error"]:
                    raise SpeechFailed(why=answer["error"], text=prompt.text)
                if self.failed.is_set():
                    return
                self._one_more()
        except SpeechFailed:
            self.failed.set()
            raise

    def _job(self, prompt: Prompt) -> dict[str, object]:
        return {
            "spoken": prompt.spoken,
            "language": prompt.language,
            "is_tight": prompt.is_tight,
            "wav": str(self.wavs[prompt.sound]) if prompt.wav is not None else None,
            "target": str(path_of(prompt, self.cache)),
        }

    def _one_more(self) -> None:
        with self.lock:
            self.made += 1
            if self.on_progress is not None:
                self.on_progress(self.made, self.of)


def _voice(jobs: bytes, *, limit_s: float) -> Iterator[dict[str, str]]:
    """Run the voice's process on all jobs and give its answers as they come."""
    command = [sys.executable, "-m", "recordings.voice"]
    # Files, not pipes: neither side ever waits for the other, and remarks are read on failure only.
    with tempfile.TemporaryFile() as work, tempfile.TemporaryFile() as remarks:
        work.write(jobs)
        work.seek(0)
        with subprocess.Popen(
            command, stdin=work, stdout=subprocess.PIPE, stderr=remarks
        ) as process:
            timer = threading.Timer(limit_s, process.kill)
            timer.start()
            try:
                for line in process.stdout or ():
                    yield msgspec.json.decode(line)
                process.wait()
            finally:
                timer.cancel()
                process.kill()
        if process.returncode != 0:
            remarks.seek(0)
            last = remarks.read().decode(errors="replace").strip().rpartition("\n")[2]
            raise SpeechFailed(why=f"the voice ended with status {process.returncode}: {last}")
