from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.errors import PeopleUnavailable, PeopleUnreadable
from storage.people import RECENT, People
from storage.seal import Seal

pytestmark = pytest.mark.unit

KEY = bytes(range(32))
NUMBER, OTHER = "+819012345678", "+81112113944"

Open = Callable[..., People]


def now() -> datetime:
    return datetime(2026, 2, 2, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.db"


@pytest.fixture
def people_at(path: Path) -> Iterator[Open]:
    opened: list[People] = []

    def open_it(**options: float) -> People:
        made = People(path, KEY, clock=now, **{"busy_s": 0.05, "look_s": 0.02, **options})  # type: ignore[arg-type]
        opened.append(made)
        return made

    yield open_it
    for each in opened:
        each.close()


@pytest.fixture
def lock(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program's connection, to hold the write lock with BEGIN IMMEDIATE."""
    other = sqlite3.connect(path, isolation_level=None)
    yield other
    other.close()


def eventually(is_so: Callable[[], bool], within_s: float = 5.0) -> bool:
    """Ask until it is so: what another process has done cannot be awaited."""
    pause = threading.Event()
    for _ in range(int(within_s / 0.01)):
        if is_so():
            return True
        pause.wait(0.01)
    return False


def test_a_number_has_one_id_and_an_id_one_number(people_at: Open) -> None:
    people = people_at()
    person = people.id_of(NUMBER)
    assert people.id_of(NUMBER) == person
    assert people.id_of(OTHER) != person
    assert (people.number_of(person), people.number_of("p-nobody")) == (NUMBER, None)


def test_an_id_is_random_not_derived(people_at: Open, tmp_path: Path) -> None:
    with People(tmp_path / "other.db", KEY, clock=now) as other:
        assert people_at().id_of(NUMBER) != other.id_of(NUMBER)


def test_ids_survive_a_restart(people_at: Open) -> None:
    first = people_at()
    person = first.id_of(NUMBER)
    first.close()
    again = people_at()
    assert again.id_of(NUMBER) == person
    assert again.number_of(person) == NUMBER


def test_the_file_is_the_owners_alone(people_at: Open, path: Path) -> None:
    people_at()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_locked_database_makes_the_row_late_never_the_call(
    people_at: Open, lock: sqlite3.Connection
) -> None:
    people = people_at()
    lock.execute("BEGIN IMMEDIATE")
    started = time.perf_counter()
    person = people.id_of(NUMBER)
    assert people.number_of(person) == NUMBER
    assert time.perf_counter() - started < 0.05
    assert not people.flush(0.3)
    assert people.late == 1
    lock.execute("ROLLBACK")
    assert people.flush(5.0)
    assert people.late == 0
    assert lock.execute("SELECT id FROM person").fetchall() == [(person,)]


def test_known_numbers_are_found_at_a_start_while_others_hold_the_lock(
    people_at: Open, lock: sqlite3.Connection
) -> None:
    first = people_at()
    person = first.id_of(NUMBER)
    first.flush(5.0)
    lock.execute("BEGIN IMMEDIATE")
    second = people_at()
    assert second.id_of(NUMBER) == person
    assert second.number_of(person) == NUMBER
    lock.execute("ROLLBACK")


def test_above_capacity_rows_are_given_up_and_counted(
    people_at: Open, lock: sqlite3.Connection
) -> None:
    people = people_at(capacity=2)
    lock.execute("BEGIN IMMEDIATE")
    people_of_calls = [people.id_of(f"+8190000000{number}") for number in range(5)]
    assert len(set(people_of_calls)) == 5
    assert [people.id_of(f"+8190000000{number}") for number in range(5)] == people_of_calls
    assert (people.late, people.dropped) == (2, 3)
    lock.execute("ROLLBACK")
    assert people.flush(5.0)


def test_closing_writes_what_is_late(people_at: Open) -> None:
    people = people_at(look_s=60.0)
    ids = [people.id_of(f"+8190{number:08}") for number in range(2_000)]
    people.close()
    again = people_at()
    assert [again.number_of(each) for each in ids[::500]] == [
        f"+8190{number:08}" for number in range(0, 2_000, 500)
    ]


def test_only_recent_numbers_stand_in_memory_in_the_clear(people_at: Open) -> None:
    people = people_at()
    first = people.id_of(NUMBER)
    for number in range(RECENT + 50):
        people.id_of(f"+8190{number:08}")
    assert people.flush(5.0)
    assert len(people._recent) == RECENT
    assert people.number_of(first) == NUMBER


def test_what_one_process_adds_the_other_finds(people_at: Open) -> None:
    one, other = people_at(), people_at()
    person = one.id_of(NUMBER)
    assert one.flush(5.0)
    assert other.number_of(person) == NUMBER
    assert eventually(lambda: other._seen[0] > 0)
    assert other.id_of(NUMBER) == person


def test_a_number_that_both_named_at_once_resolves_under_both_ids(
    people_at: Open, lock: sqlite3.Connection
) -> None:
    one, other = people_at(), people_at()
    lock.execute("BEGIN IMMEDIATE")
    ids = {one.id_of(NUMBER), other.id_of(NUMBER)}
    lock.execute("ROLLBACK")
    assert one.flush(5.0)
    assert other.flush(5.0)
    third = people_at()
    assert {third.number_of(each) for each in ids} == {NUMBER}
    assert third.id_of(NUMBER) in ids
    assert third.erase(third.id_of(NUMBER))
    assert {third.number_of(each) for each in ids} == {None}


def test_an_erased_id_resolves_nowhere_and_the_number_gets_a_new_one(people_at: Open) -> None:
    one, other = people_at(), people_at()
    person = one.id_of(NUMBER)
    one.flush(5.0)
    assert other.number_of(person) == NUMBER
    assert other.erase(person)
    assert other.number_of(person) is None
    assert eventually(lambda: one.number_of(person) is None)
    assert one.id_of(NUMBER) != person
    assert one.number_of(person) is None


def test_an_erasure_overtakes_a_row_that_is_still_late_elsewhere(
    people_at: Open, lock: sqlite3.Connection
) -> None:
    one, other = people_at(busy_s=0.01), people_at(busy_s=5.0)
    lock.execute("BEGIN IMMEDIATE")
    person = one.id_of(NUMBER)
    with ThreadPoolExecutor(1) as pool:
        erasing = pool.submit(other.erase, person)
        lock.execute("ROLLBACK")
        assert erasing.result(10)
    assert eventually(lambda: one.late == 0 and one.number_of(person) is None)
    assert lock.execute("SELECT count(*) FROM person").fetchone() == (0,)


def test_erasing_a_row_that_is_not_yet_written_leaves_nothing(
    people_at: Open, lock: sqlite3.Connection
) -> None:
    people = people_at(busy_s=0.01)
    lock.execute("BEGIN IMMEDIATE")
    person = people.id_of(NUMBER)
    with pytest.raises(PeopleUnavailable):
        people.erase(person)
    assert people.number_of(person) == NUMBER
    lock.execute("ROLLBACK")
    people.erase(person)
    assert people.number_of(person) is None
    assert people.flush(5.0)
    assert lock.execute("SELECT count(*) FROM person").fetchone() == (0,)


def test_no_byte_of_erased_rows_is_left_in_the_files(people_at: Open, path: Path) -> None:
    people = people_at()
    ids = [people.id_of(f"+8190{number:08}") for number in range(600)]
    assert people.flush(5.0)
    database = sqlite3.connect(path)
    values = {row[0]: row[1:] for row in database.execute("SELECT id, sealed, blind FROM person")}
    database.close()
    gone = ids[100:220]
    assert all(people.erase(each) for each in gone)
    left = b"".join(file.read_bytes() for file in path.parent.glob("people.db*"))
    for person in ids:
        sealed, blind = values[person]
        assert (sealed[:16] in left, blind in left) == (
            (False, False) if person in gone else (True, True)
        )


def test_a_reader_delays_the_emptying_of_the_wal_which_is_done_later(
    people_at: Open, path: Path, lock: sqlite3.Connection
) -> None:
    people = people_at()
    person = people.id_of(NUMBER)
    people.flush(5.0)
    sealed = lock.execute("SELECT sealed FROM person").fetchone()[0]
    lock.execute("BEGIN")
    lock.execute("SELECT * FROM person").fetchone()
    assert not people.erase(person)
    assert people.number_of(person) is None
    lock.execute("COMMIT")

    def is_gone() -> bool:
        files = path.parent.glob("people.db*")
        return not any(sealed[:16] in file.read_bytes() for file in files)

    assert eventually(is_gone)


@pytest.mark.clause("SPR-I-7-3", "SET-特-5/6", "SHJ-特-8")
def test_another_instances_key_is_refused(people_at: Open, path: Path) -> None:
    people_at().close()
    with pytest.raises(PeopleUnreadable, match="another instance's key"):
        People(path, bytes(32), clock=now)


def test_a_damaged_file_is_refused(path: Path) -> None:
    path.write_bytes(b"no database at all " * 100)
    with pytest.raises(PeopleUnreadable):
        People(path, KEY, clock=now)


def test_a_newer_file_is_refused(people_at: Open, path: Path) -> None:
    people_at().close()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(PeopleUnreadable, match="newer"):
        People(path, KEY, clock=now)


def test_a_value_that_was_tampered_with_is_unknown(people_at: Open, path: Path) -> None:
    first = people_at()
    person, other = first.id_of(NUMBER), first.id_of(OTHER)
    first.close()
    database = sqlite3.connect(path)
    database.execute(
        "UPDATE person SET sealed = (SELECT sealed FROM person WHERE id = ?)", (other,)
    )
    database.commit()
    database.close()
    again = people_at()
    assert (again.number_of(person), again.number_of(other)) == (None, OTHER)


def test_many_threads_agree_on_every_id(people_at: Open) -> None:
    people = people_at()
    numbers = [f"+8190{number % 50:08}" for number in range(2_000)]
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(people.id_of, numbers))
    assert len(set(zip(numbers, ids, strict=True))) == 50


def test_the_check_value_says_nothing_of_the_key() -> None:
    assert KEY not in Seal(KEY, "people").check
