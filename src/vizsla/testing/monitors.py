"""Runs the monitors of test scripts: the evaluator's own steps on a clock that the script moves."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from vizsla.monitors.evaluation import Work, evaluated
from vizsla.monitors.plan import Plan, Unplanned, plan_of
from vizsla.monitors.slo.measuring import gauge
from vizsla.monitors.standing import Standing
from vizsla.store.database import open_documents
from vizsla.store.documents import Document, Documents
from vizsla.store.engine import Engine
from vizsla.store.outbox import Outbox, Told
from vizsla.testing.monitor_script import Monitor, Objective, Run, Said
from vizsla.testing.times import ScriptError

Timelines = dict[str, list[tuple[int, str]]]


class Watch:
    """The monitors of a script and where they stand; second 0 of the script is `zero`."""

    def __init__(self, engine: Engine, documents: Documents, zero: int) -> None:
        self._engine, self._documents, self._zero = engine, documents, zero
        self._plans: dict[int, Plan] = {}
        self._anew()

    def _anew(self) -> None:
        self._standing = Standing(Outbox(self._documents.engine), gauge(self._documents, self._engine.run))
        self._ran = False

    def add(self, step: Monitor) -> None:
        """Take a monitor into the script, or another in its place; after a run everything begins anew."""
        if self._ran:
            self._anew()
        now = datetime.now(UTC)
        plan = plan_of(Document("monitor", str(step.number), step.line, step.body, "", now, now))
        if isinstance(plan, Unplanned):
            raise ScriptError(f"line {step.line}: this monitor is not evaluated: {plan.why}")
        self._plans[step.number] = plan

    def know(self, step: Objective) -> None:
        """Take an objective into the script, or another in its place."""
        self._documents.delete("slo", step.id)
        self._documents.create("slo", step.body, id=step.id)

    def run(self, step: Run) -> list[str]:
        """Evaluate over the time; one text for each expectation on the last monitor that failed."""
        if not self._plans:
            raise ScriptError(f"line {step.line}: there is no monitor to run yet")
        self._ran, last = True, max(self._plans)
        timelines: Timelines = {}
        told: list[Told] = []
        for moments, now in self._turns(step):
            for number, plan in self._plans.items():
                due = [at for at in moments if plan.schedule.newest(at) == at]
                if not due:
                    continue
                work = Work([plan], due, now)
                (done,) = evaluated(work, self._standing, self._engine.run)
                if number == last:
                    told += done.heard
                    for account in done.accounts:
                        if account.error:
                            return [f"  at {self._clock(account.at)} it could not be evaluated: {account.error}"]
                        for group, state in account.states.items():
                            line = timelines.setdefault(",".join(group), [])
                            if not line or line[-1][1] != state.status:
                                line.append((int(account.at) - self._zero, state.status))
                self._standing.keep(number, done.states, due[-1])
        return [*self._wrong_states(step, timelines), *self._wrong_words(step, told)]

    def _turns(self, step: Run) -> Iterator[tuple[list[float], float]]:
        """Moments that are evaluated together, and when that is."""
        stop, go = step.stopped or (0, 0)
        missed: list[float] = []
        for at_s in range(step.start_s, step.end_s + 1, 60):
            at = float(self._zero + at_s)
            if stop < at_s < go:
                missed.append(at)
                continue
            yield [*missed, at], at
            missed = []

    def _wrong_states(self, step: Run, found: Timelines) -> list[str]:
        if not step.states:
            return []
        wanted = {group: [(at or step.start_s, status) for at, status in line] for group, line in step.states.items()}
        # A group's first status counts from whenever it was first seen.
        same = set(wanted) == set(found) and all(
            wanted[group][1:] == found[group][1:] and wanted[group][0][1] == found[group][0][1] for group in wanted
        )
        return [] if same else [f"  expected {_lines(wanted)}\n  got {_lines(found)}"]

    def _wrong_words(self, step: Run, found: list[Told]) -> list[str]:
        if step.said is None:
            return []
        shown = [Said(int(one.at) - self._zero, one.kind, one.group, "", bool(one.silenced_by)) for one in found]
        wanted = [Said(one.at_s, one.kind, one.group, "", one.muted) for one in step.said]
        order = sorted(shown, key=lambda one: (one.at_s, one.group))
        if order != sorted(wanted, key=lambda one: (one.at_s, one.group)):
            return [f"  expected to be told{_said(wanted)}\n  got{_said(shown)}"]
        wrong = []
        for one in step.said:
            texts = [
                f"{told.title}\n{told.text}" for told in found
                if (int(told.at) - self._zero, told.group, told.kind) == (one.at_s, one.group, one.kind)
            ]  # fmt: skip
            if not any(one.words in text for text in texts):
                wrong.append(f"  expected {one.words!r} to be said of {{{one.group}}}\n  got {texts[0]!r}")
        return wrong

    def _clock(self, at: float) -> str:
        return _moment(int(at) - self._zero)


@contextmanager
def watching(engine: Engine, zero: int) -> Iterator[Watch]:
    """A watch with nothing in it."""
    with tempfile.TemporaryDirectory(prefix="vizsla-test-") as directory:
        database = open_documents("", Path(directory))
        yield Watch(engine, Documents(database), zero)
        database.dispose()


def _moment(at_s: int) -> str:
    return f"{at_s // 60}m" if at_s % 60 == 0 else f"{at_s}s"


def _lines(found: Timelines) -> str:
    lines = [
        f"    {{{group}}} "
        + " ".join(status if i == 0 else f"{_moment(at)} {status}" for i, (at, status) in enumerate(line))
        for group, line in sorted(found.items())
    ]
    return "\n" + "\n".join(lines) if lines else "no group"


def _said(found: list[Said]) -> str:
    lines = [f"    {_moment(one.at_s)} {one.kind} {{{one.group}}}{' muted' if one.muted else ''}" for one in found]
    return "\n" + "\n".join(lines) if lines else " nothing"
