"""Runs test scripts of metrics queries and monitors against a real engine."""

import math
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from vizsla.model import records
from vizsla.model.sketch import bins_of
from vizsla.model.tags import canonical, series_id, value_of
from vizsla.query.errors import QueryError
from vizsla.query.frame import Frame
from vizsla.query.metrics.evaluate import evaluate
from vizsla.store.engine import Engine, open_engine
from vizsla.store.migrate import migrate
from vizsla.testing.monitor_script import Monitor, Objective, Run
from vizsla.testing.monitors import watching
from vizsla.testing.records import store
from vizsla.testing.script import RECORDS, Eval, Fault, Load, Row, Series, parse

_DAY_S = 86400
_CLOSE = 1e-5


def run_script(path: Path) -> list[str]:
    """Run a script on an engine of its own; one text for each expectation that failed. Raises ScriptError, OSError.

    A process can open one embedded engine only: not for use inside a server.
    """
    with tempfile.TemporaryDirectory(prefix="vizsla-test-") as directory:
        engine = open_engine(Path(directory))
        try:
            migrate(engine)
            return run_on(engine, path.read_text(encoding="utf-8"), path.name)
        finally:
            engine.close()


def run_on(engine: Engine, text: str, name: str) -> list[str]:
    """Run a script's text on an engine that holds no metrics; failures name the script's line."""
    # Midnight three days ago: every step divides it, and no retention has reached it.
    zero = int(time.time()) // _DAY_S * _DAY_S - 3 * _DAY_S
    failures: list[str] = []
    with watching(engine, zero) as watch:
        for step in parse(text):
            match step:
                case Load():
                    load(engine, step, zero)
                case Eval():
                    wrong = _check(engine, step, zero)
                    failures += [f"{name}:{step.line}: {step.query}\n{failure}" for failure in wrong]
                case Monitor():
                    watch.add(step)
                case Objective():
                    watch.know(step)
                case Run():
                    failures += [f"{name}:{step.line}:\n{failure}" for failure in watch.run(step)]
    return failures


def load(engine: Engine, step: Load, zero: int) -> None:
    """Store the series, or the records; second 0 of the script is `zero`."""
    if step.type in RECORDS:
        rows = [
            (one.metric, one.tags, at, values[0]) for one in step.series for at, values in _moments(one, step, zero)
        ]
        store(engine, step.type, rows)
        return
    known: dict[str, list[object]] = {name: [] for name in records.SCHEMAS["series"].names}
    points: dict[str, list[object]] = {name: [] for name in records.SCHEMAS["points"].names}
    sketches: dict[str, list[object]] = {name: [] for name in records.SCHEMAS["sketches"].names}
    for series in step.series:
        tags = canonical(series.tags)
        sid = series_id(series.metric, tags)
        moments = list(_moments(series, step, zero))
        for day in sorted({at // _DAY_S for at, _ in moments}):
            last = max(at for at, _ in moments if at // _DAY_S == day)
            row = (
                series.metric, datetime.fromtimestamp(day * _DAY_S, UTC).date(), sid, step.type,
                step.step_s if step.type in ("count", "rate") else 0, "", "", value_of(tags, "host"), tags, last,
            )  # fmt: skip
            _append(known, row)
        for at, values in moments:
            if step.type == "distribution":
                keys, counts = bins_of(values)
                _append(
                    sketches,
                    (series.metric, sid, at, len(values), sum(values), min(values), max(values), keys, counts),
                )
            else:
                _append(points, (series.metric, sid, at, values[0]))
    for table, columns in (("series", known), ("points", points), ("sketches", sketches)):
        engine.insert(table, records.table(table, dict(columns)))


def _moments(series: Series, step: Load, zero: int) -> Iterable[tuple[int, tuple[float, ...]]]:
    for i, sample in enumerate(series.samples):
        present = tuple(value for value in sample if not math.isnan(value))
        if present:
            yield zero + step.at_s + i * step.step_s, present


def _append(columns: dict[str, list[object]], row: Iterable[object]) -> None:
    for column, value in zip(columns.values(), row, strict=True):
        column.append(value)


def _check(engine: Engine, step: Eval, zero: int) -> list[str]:
    try:
        frames = evaluate(step.query, zero + step.start_s, zero + step.end_s, engine.run, step.step_s)
    except QueryError as error:
        got = f"error {error.message!r} at {error.start}..{error.end}"
        if step.expected == Fault(error.message, error.start, error.end):
            return []
        return [f"  expected {_shown_expectation(step.expected)}\n  got {got}"]
    rows = [row for frame in frames for row in _rows(frame)]
    if not isinstance(step.expected, Fault) and _same(step.expected, rows):
        return []
    return [f"  expected {_shown_expectation(step.expected)}\n  got {_shown(rows)}"]


def _rows(frame: Frame) -> list[Row]:
    return [
        Row(tuple(group), tuple(float(value) for value in values))
        for group, values in zip(frame.groups, frame.values, strict=True)
    ]


def _same(expected: Iterable[Row], got: Iterable[Row]) -> bool:
    a, b = list(expected), list(got)
    return len(a) == len(b) and all(
        ",".join(x.tags) == ",".join(y.tags) and len(x.values) == len(y.values) and all(map(_close, x.values, y.values))
        for x, y in zip(a, b, strict=True)
    )


def _close(a: float, b: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=_CLOSE, abs_tol=1e-9)


def _shown_expectation(expected: tuple[Row, ...] | Fault) -> str:
    if isinstance(expected, Fault):
        return f"error {expected.message!r} at {expected.start}..{expected.end}"
    return _shown(expected)


def _shown(rows: Iterable[Row]) -> str:
    lines = [
        f"    {{{','.join(row.tags)}}} {' '.join('_' if math.isnan(v) else f'{v:.6g}' for v in row.values)}"
        for row in rows
    ]
    return "\n" + "\n".join(lines) if lines else "nothing"
