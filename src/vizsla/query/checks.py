"""The latest results of service checks."""

from vizsla.query.moments import Window
from vizsla.query.records import Row, Run, between

MOST = 5000


def latest(window: Window, name: str, tags: list[str], run: Run) -> list[Row]:
    """The newest result of each host and set of tags: those of a check (all checks where empty) that carry every tag.

    A tag may end with `*`; `at` is in seconds, `status` 0 ok, 1 warning, 2 critical, 3 unknown.
    """
    params: dict[str, object] = {"from": window.start_ms, "to": window.end_ms, "name": name}
    conditions = [between("checks"), "({name:String} = '' OR name = {name:String})"]
    for number, tag in enumerate(tags):
        params[f"tag{number}"] = tag.rstrip("*")
        test = f"startsWith(tag, {{tag{number}:String}})" if tag.endswith("*") else f"tag = {{tag{number}:String}}"
        conditions.append(f"arrayExists(tag -> {test}, tags)")
    rows: list[Row] = run(
        "SELECT name AS check, host, arraySort(tags) AS tags, argMax(status, r.ts) AS status, "
        "argMax(message, r.ts) AS message, toUnixTimestamp(max(r.ts)) AS at "
        f"FROM checks AS r WHERE {' AND '.join(conditions)} GROUP BY check, host, tags "
        "ORDER BY check, host, tags LIMIT {most:UInt32}",
        params | {"most": MOST},
    ).to_pylist()
    return rows


def names(window: Window, run: Run) -> list[str]:
    """Every check that reported."""
    rows = run(
        f"SELECT DISTINCT name FROM checks WHERE {between('checks')} ORDER BY name LIMIT 2000",
        {"from": window.start_ms, "to": window.end_ms},
    )
    return [str(name) for name in rows.column("name").to_pylist()]
