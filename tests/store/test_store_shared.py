"""Servers that share one documents database, SQLite or PostgreSQL: nothing is given out or told twice."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from vizsla import clock
from vizsla.api.auth import Auth
from vizsla.cli.builtin import install_dashboards
from vizsla.store.database import open_documents
from vizsla.store.documents import Conflict, Documents
from vizsla.store.outbox import Outbox, Told

Answer = TypeVar("Answer")


@pytest.fixture(params=["sqlite", "postgres"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Documents]]:
    """Four servers' connections to one database."""
    url = str(request.getfixturevalue("postgres_url")) if request.param == "postgres" else ""
    opened = [Documents(open_documents(url, tmp_path)) for _ in range(4)]
    yield opened
    for one in opened:
        one.engine.dispose()


def _at_once(databases: list[Documents], do: Callable[[Documents], Answer]) -> list[Answer]:
    with ThreadPoolExecutor(len(databases)) as pool:
        return list(pool.map(do, databases))


def test_first_starts_at_once_agree(databases: list[Documents]) -> None:
    def start(documents: Documents) -> tuple[str, str]:
        install_dashboards(documents)
        return Auth(documents, clock.wall).ensure()

    keys = _at_once(databases, start)
    assert len(set(keys)) == 1
    assert databases[0].all("dashboard") == databases[1].all("dashboard") != []


def test_numbers_are_given_once(databases: list[Documents]) -> None:
    given = _at_once(databases, lambda documents: [documents.next_number("monitor") for _ in range(25)])
    assert sorted(number for some in given for number in some) == list(range(1, 101))


def test_of_two_that_save_one_wins(databases: list[Documents]) -> None:
    databases[0].create("dashboard", {"n": 0}, id="a")

    def save(documents: Documents) -> int:
        done = 0
        for n in range(20):
            found = documents.get("dashboard", "a")
            assert found is not None
            try:
                documents.save("dashboard", "a", {"n": n}, expected=found.version)
                done += 1
            except Conflict:
                pass
        return done

    saved = sum(_at_once(databases, save))
    assert [one.version for one in databases[0].history("dashboard", "a")] == list(range(1, saved + 2))


def test_of_all_that_are_deleted_at_once_the_last_stays(databases: list[Documents]) -> None:
    for n in range(4):
        databases[0].create("api_key", {"n": n}, id=str(n))
    numbered = {id(one): str(n) for n, one in enumerate(databases)}
    gone = _at_once(databases, lambda one: one.delete("api_key", numbered[id(one)], but_last=True))
    assert sorted(gone) == [False, True, True, True] and len(databases[0].all("api_key")) == 1


def test_a_delivery_is_claimed_by_one(databases: list[Documents]) -> None:
    count = 200
    for n in range(count):
        told = Told(f"host:{n}\0", time.time(), "alert", "OK", "Alert", 1.0, "title", "text", ("ops@example.org",))
        Outbox(databases[0].engine).record(1, told)

    def deliver(documents: Documents) -> list[int]:
        outbox, sent = Outbox(documents.engine), []
        while found := outbox.due(time.time(), 60):
            for one in found:
                sent.append(one.id)
                outbox.finish(one.id, time.time())
        return sent

    sent = [id for some in _at_once(databases, deliver) for id in some]
    assert len(sent) == len(set(sent)) == count
