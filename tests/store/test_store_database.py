"""The documents database: revisions make what is declared, once, on SQLite and PostgreSQL."""

import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

import vizsla.cli.server  # declares every table  # noqa: F401
from vizsla.store import database
from vizsla.store.database import _upgrade, metadata, open_documents, revisions
from vizsla.store.documents import Documents
from vizsla.store.errors import StoreError


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """The setting for either database."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def _version(engine: sa.Engine) -> str:
    with engine.connect() as db:
        return str(db.scalar(sa.text("SELECT version_num FROM alembic_version")))


def test_revisions_are_numbered_without_gaps() -> None:
    numbers = revisions()
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    for file in (Path(database.__file__).parent / "revisions" / "versions").glob("*.py"):
        number, before = re.search(r'^revision, down_revision = "(\d+)", (\S+)$', file.read_text(), re.M).groups()  # type: ignore[union-attr]
        assert file.name[:4] == number
        assert before == ("None" if number == "0001" else f'"{int(number) - 1:04}"')


def test_revisions_make_the_tables_that_are_declared(url: str, tmp_path: Path) -> None:
    engine = open_documents(url, tmp_path)
    with engine.connect() as db:
        missing = produce_migrations(MigrationContext.configure(db), metadata).upgrade_ops
    engine.dispose()
    assert missing is not None
    assert missing.is_empty(), f"a new revision has to do:\n{render_python_code(missing)}"


def test_a_database_older_than_the_revisions_is_taken_over(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_upgrade", partial(_upgrade, to="0001"))
    engine = open_documents(url, tmp_path)
    monkeypatch.undo()
    Documents(engine).create("dashboard", {"title": "kept"}, id="a")
    with engine.begin() as db:
        db.execute(sa.text("DROP TABLE alembic_version"))
        db.execute(sa.text("DROP TABLE tickets"))
    engine.dispose()
    engine = open_documents(url, tmp_path)
    kept = Documents(engine).get("dashboard", "a")
    assert kept and kept.body == {"title": "kept"}
    assert sa.inspect(engine).has_table("tickets")
    assert _version(engine) == revisions()[-1]
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(url: str, tmp_path: Path) -> None:
    engine = open_documents(url, tmp_path)
    with engine.begin() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer vizsla"):
        open_documents(url, tmp_path)


def _opening(url: str, directory: Path, then: str) -> subprocess.Popen[str]:
    code = f"""
import sys
from pathlib import Path
import vizsla.store.database
vizsla.store.database.open_documents({url!r}, Path({str(directory)!r}))
{then}
"""
    return subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)


def test_servers_that_start_at_once_migrate_once(url: str, tmp_path: Path) -> None:
    started = [_opening(url, tmp_path, "") for _ in range(4)]
    assert [one.communicate()[1] for one in started] == [""] * 4


def test_a_database_up_to_date_costs_no_alembic(tmp_path: Path) -> None:
    open_documents("", tmp_path).dispose()
    later = _opening("", tmp_path, "sys.exit(' '.join(set(sys.modules) & {'alembic', 'mako'}))")
    assert later.communicate()[1] == "\n"
