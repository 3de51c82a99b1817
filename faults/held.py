"""Holds a row: its rounds in one instance, each judged at once, evidence kept if one is broken."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from random import Random

from faults.checker import check
from faults.disk import small_disk
from faults.facts import Facts, Injected, Violation
from faults.floor import Phones, floor
from faults.instance import Madoguchi
from faults.invariants.service import back_in_service
from faults.result import Result
from faults.round import Rounds
from faults.row import Row, SimulatedRow
from faults.simulated import simulate

FAULTS_A_ROUND = 5
SEQUENCES_A_FAULT = 40
"""The simulated Asterisk plays so many sequences where the real one sees one fault."""

Say = Callable[[str], None]


async def hold(
    row: Row, *, phones: Phones, faults: int, seed: int, evidence: Path, say: Say
) -> Result:
    """Hold rounds in a new instance, its seats with these phones, until so many faults were made.

    Raises:
        FaultBenchError: the bench could not be held.
        PhoneError: the phones could not sign on.
    """
    random = Random(f"{row.id} {seed}")
    kept = evidence / f"{row.id}-{seed}"
    calls, runs = 0, 0
    made: list[Injected] = []
    found: list[Violation] = []
    with tempfile.TemporaryDirectory(prefix="madoguchi-faults-") as name:
        folder = Path(name)
        disk = small_disk(folder / "home") if row.needs_small_disk else contextlib.nullcontext()
        with disk, contextlib.ExitStack() as stack:
            stack.callback(keep_home, kept, folder)
            async with Madoguchi(folder) as instance, floor(phones, instance, folder) as seats:
                rounds = Rounds(instance, say=say, floor=seats)
                while len(made) < faults:
                    few = min(FAULTS_A_ROUND, faults - len(made))
                    facts = await rounds.hold(row, random, faults=few)
                    runs += 1
                    calls += len(facts.callers)
                    made += facts.faults
                    broken = check(facts)
                    found += broken
                    if broken:
                        keep(kept, runs, facts, broken)
                    say(f"{row.id}: round {runs}, {calls} calls, {len(found)} violations")
            if not found:
                stack.pop_all()  # nothing was broken, and the instance ended: nothing to keep
    late = list(back_in_service(made))
    return Result(
        row=row.id,
        title=row.title if phones == "sip" else f"{row.title} (browsers)",
        runs=runs,
        faults=len(made),
        calls=calls,
        violations=(*found, *late),
        seed=seed,
        evidence=str(kept) if found else "",
    )


def hold_simulated(row: SimulatedRow, *, faults: int, seed: int) -> Result:
    """Play a row against the simulated Asterisk."""
    counts = simulate(row, sequences=faults * SEQUENCES_A_FAULT, seed=seed)
    return Result(
        row=row.id,
        title=row.title,
        runs=counts.sequences,
        faults=counts.faults,
        calls=counts.calls,
        violations=tuple(
            Violation(kind, "", f"python -m tests.sim {_again(name, number, row)}")
            for (name, number), kinds in sorted(counts.failing.items())
            for kind in sorted(kinds)
        ),
        seed=seed,
    )


def _again(name: str, number: int, row: SimulatedRow) -> str:
    """Tell how one sequence is played again."""
    if name in row.sweeps:
        return f"--sweep {name}  (number {number})"
    return f"--level {name} --seed {number} --sequences 1"


def keep(folder: Path, run: int, facts: Facts, broken: list[Violation]) -> None:
    """Keep what was seen in a round, and what was broken."""
    folder.mkdir(parents=True, exist_ok=True)
    told = asdict(facts) | {"violations": [str(each) for each in broken]}
    (folder / f"round-{run}.json").write_text(json.dumps(told, ensure_ascii=False, default=str))


def keep_home(folder: Path, run: Path) -> None:
    """Keep the home as it was left, without sound."""
    wanted = shutil.ignore_patterns("*.wav", "ballast", "*.sock", "run", "sounds", "prompts")
    with contextlib.suppress(shutil.Error):  # sockets cannot be copied
        shutil.copytree(run, folder / "instance", ignore=wanted, dirs_exist_ok=True)
