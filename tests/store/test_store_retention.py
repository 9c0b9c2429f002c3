"""What the daily sweep removes, on either database, and what it leaves."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from vizsla.store import retention
from vizsla.store.database import open_documents
from vizsla.store.documents import Documents, versions
from vizsla.store.outbox import Outbox, Told
from vizsla.store.outbox_tables import deliveries
from vizsla.store.retention import sweep

DAY = 86400.0
KEPT = {"transitions": 10, "versions": 10}


@pytest.fixture(params=["sqlite", "postgres"])
def documents(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Documents:
    monkeypatch.setattr(retention, "_AT_ONCE", 2)  # so that even few rows are more than one page
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))
    found = Documents(open_documents(url, tmp_path))
    request.addfinalizer(found.engine.dispose)
    return found


def told(group: str, day: float, *handles: str) -> Told:
    return Told(group, day * DAY, "Triggered", "OK", "Alert", 1.0, f"{group} {day:g}", "", handles)


def test_what_is_pending_and_the_newest_of_each_group_stay(documents: Documents) -> None:
    outbox = Outbox(documents.engine)
    outbox.edit(1, {"host:a": ("Alert", b"{}"), "host:b": ("OK", b"{}")})
    for one in (told("host:a", 1, "sent@example.org"), told("host:a", 2, "due@example.org"), told("host:a", 3),
                told("host:a", 4), told("host:b", 5, "sent@example.org"), told("host:gone", 6)):  # fmt: skip
        outbox.record(1, one)
    for one in outbox.due(100 * DAY, 60.0):
        if one.handle.startswith("sent"):
            outbox.finish(one.id, 100 * DAY)
    assert sweep(documents.engine, KEPT, 20 * DAY) == (3, 0)
    assert [row["title"] for row in outbox.history(1)] == ["host:b 5", "host:a 4", "host:a 2"]
    with documents.engine.connect() as db:
        assert sorted(db.scalars(sa.select(deliveries.c.handle))) == ["due@example.org", "sent@example.org"]
    assert sweep(documents.engine, KEPT, 20 * DAY) == (0, 0)


def test_only_the_newest_version_of_a_document_outlives_the_days(documents: Documents) -> None:
    for _ in range(3):
        documents.create("dashboard", {"n": 0})
    (first, second, _) = documents.all("dashboard")
    for n in (1, 2):
        documents.save("dashboard", first.id, {"n": n})
    now = documents.get("dashboard", second.id).modified.timestamp()  # type: ignore[union-attr]
    assert sweep(documents.engine, KEPT, now + 9 * DAY) == (0, 0)
    assert sweep(documents.engine, KEPT, now + 11 * DAY) == (0, 2)
    assert [one.body for one in documents.history("dashboard", first.id)] == [{"n": 2}]
    with documents.engine.connect() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(versions)) == 3
