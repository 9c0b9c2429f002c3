"""Monitor groups' states, their transitions and what is still to be delivered, in the documents database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa

from vizsla.store.documents import documents
from vizsla.store.outbox_tables import deliveries, groups, runs, transitions
from vizsla.store.upsert import insert, upsert

_AT_ONCE = 1000
LONGEST_WAIT_S = 660.0
"""No attempt is put off for longer."""


@dataclass(frozen=True)
class Told:
    """A transition with its words, ready to be stored; `handles` are to be told unless it is silenced."""

    group: str
    at: float
    kind: str
    previous: str
    status: str
    value: float | None
    title: str
    text: str
    handles: tuple[str, ...] = ()
    silenced_by: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What channels tell besides: the monitor's query and tags, the graph to draw, and so on."""


@dataclass(frozen=True)
class Evaluation:
    """All that one evaluation of a monitor changes, stored in one commit."""

    monitor_id: int
    at: float | None
    """Up to when the monitor is evaluated now; None leaves that as it is."""
    states: Mapping[str, tuple[str, bytes]]
    """Changed groups: key to status and encoded state."""
    forgotten: Sequence[str] = ()
    told: Sequence[Told] = ()
    version: int = 0
    """Version of the monitor that was evaluated."""
    edits: int = 0
    """How often its states had been edited when they were read."""


@dataclass(frozen=True)
class Run:
    """What is stored of a monitor's evaluations."""

    evaluated_at: float
    edits: int
    """How often somebody else than the evaluator changed the states."""


@dataclass(frozen=True)
class Delivery:
    """One transition to be told to one handle."""

    id: int
    transition_id: int
    monitor_id: int
    handle: str
    attempts: int
    at: float
    kind: str
    status: str
    group: str
    title: str
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    value: float | None = None


class Outbox:
    """Reads and writes these tables; every method is one transaction and may be called from any thread."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def states(self, monitor_id: int) -> dict[str, bytes]:
        """Encoded state of each group of a monitor."""
        with self._engine.connect() as db:
            rows = db.execute(sa.select(groups.c.grp, groups.c.state).where(groups.c.monitor_id == monitor_id))
            return {row.grp: row.state for row in rows}

    def statuses(self) -> dict[int, list[str]]:
        """Statuses of every group, by monitor."""
        found: dict[int, list[str]] = {}
        with self._engine.connect() as db:
            for row in db.execute(sa.select(groups.c.monitor_id, groups.c.status)):
                found.setdefault(row.monitor_id, []).append(row.status)
        return found

    def runs(self) -> dict[int, Run]:
        """When each monitor was last evaluated, and how often its states were edited."""
        with self._engine.connect() as db:
            return {row.monitor_id: Run(row.evaluated_at, row.edits) for row in db.execute(sa.select(runs))}

    def all_states(self, monitor_ids: Sequence[int]) -> dict[int, dict[str, bytes]]:
        """Encoded state of each group of many monitors."""
        found: dict[int, dict[str, bytes]] = {}
        with self._engine.connect() as db:
            for i in range(0, len(monitor_ids), _AT_ONCE):
                asked = groups.c.monitor_id.in_(monitor_ids[i : i + _AT_ONCE])
                for row in db.execute(sa.select(groups.c.monitor_id, groups.c.grp, groups.c.state).where(asked)):
                    found.setdefault(row.monitor_id, {})[row.grp] = row.state
        return found

    def commit(self, done: Sequence[Evaluation], fence: Callable[[sa.Connection], None] = lambda _: None) -> set[int]:
        """Store evaluations whole: states, transitions, deliveries due.

        Nothing is stored of a monitor that somebody edited, muted or deleted while it was evaluated; these are
        returned. `fence` is called first, in the same transaction; what it raises undoes all.
        """
        with self._engine.begin() as db:
            fence(db)
            overtaken = _overtaken(db, done)
            kept = [one for one in done if one.monitor_id not in overtaken]
            states = [
                {"monitor_id": one.monitor_id, "grp": key, "status": status, "state": state}
                for one in kept
                for key, (status, state) in one.states.items()
            ]
            upsert(db, groups, states)
            for one in kept:
                if one.forgotten:
                    gone = groups.c.grp.in_(one.forgotten) & (groups.c.monitor_id == one.monitor_id)
                    db.execute(groups.delete().where(gone))
                for told in one.told:
                    _record(db, one.monitor_id, told)
            moved = [{"monitor_id": one.monitor_id, "evaluated_at": one.at} for one in kept if one.at is not None]
            upsert(db, runs, moved)
            return overtaken

    def reset(self, monitor_id: int) -> None:
        """Forget the groups of a monitor that asks for something else now."""
        with self._engine.begin() as db:
            _edited(db, monitor_id)
            db.execute(groups.delete().where(groups.c.monitor_id == monitor_id))

    def edit(self, monitor_id: int, states: Mapping[str, tuple[str, bytes]], told: Sequence[Told] = ()) -> None:
        """Change groups' states from outside; the evaluator reads them anew before it goes on."""
        with self._engine.begin() as db:
            _edited(db, monitor_id)
            rows = [
                {"monitor_id": monitor_id, "grp": key, "status": status, "state": state}
                for key, (status, state) in states.items()
            ]
            upsert(db, groups, rows)
            for one in told:
                _record(db, monitor_id, one)

    def record(self, monitor_id: int, told: Told) -> int:
        """Store a transition by itself (a test notification, say) with its deliveries."""
        with self._engine.begin() as db:
            return _record(db, monitor_id, told)

    def forget(self, monitor_id: int) -> None:
        """Remove a deleted monitor's groups and run; its transitions stay as history."""
        with self._engine.begin() as db:  # runs first, as whoever stores an evaluation has them
            db.execute(runs.delete().where(runs.c.monitor_id == monitor_id))
            db.execute(groups.delete().where(groups.c.monitor_id == monitor_id))

    def history(self, monitor_id: int, limit: int = 100, since: float = 0.0) -> list[dict[str, Any]]:
        """The monitor's transitions, newest first, each with its deliveries."""
        with self._engine.connect() as db:
            found = [
                dict(row._mapping) | {"facts": msgspec.json.decode(row.facts or b"{}")}
                for row in db.execute(
                    sa.select(transitions)
                    .where(transitions.c.monitor_id == monitor_id, transitions.c.at >= since)
                    .order_by(transitions.c.id.desc())
                    .limit(limit)
                )
            ]
            by_id: dict[int, list[dict[str, Any]]] = {row["id"]: [] for row in found}
            sent = sa.select(
                deliveries.c.transition_id,
                deliveries.c.handle,
                deliveries.c.state,
                deliveries.c.attempts,
                deliveries.c.error,
                deliveries.c.finished_at,
            ).where(deliveries.c.transition_id.in_(list(by_id)))
            for row in db.execute(sent.order_by(deliveries.c.id)):
                by_id[row.transition_id].append(
                    {key: value for key, value in row._mapping.items() if key != "transition_id"}
                )
        return [row | {"deliveries": by_id[row["id"]]} for row in found]

    def due(self, now: float, lease_s: float, limit: int = 20) -> list[Delivery]:
        """Claim deliveries whose turn has come; a claim lapses after `lease_s`, then they are due again.

        What seems to be due much later than anything may be was noted by a clock that ran ahead, and is due now.
        """
        joined = sa.select(deliveries, transitions).join(transitions, transitions.c.id == deliveries.c.transition_id)
        d = deliveries.c
        turn = (d.next_attempt <= now) | (d.next_attempt > now + LONGEST_WAIT_S)
        free = (d.lease_until <= now) | (d.lease_until > now + 2 * lease_s)
        open_ = (d.state == "pending") & turn & free
        claimed = []
        with self._engine.begin() as db:
            for row in db.execute(joined.where(open_).order_by(deliveries.c.id).limit(limit)).mappings().all():
                took = db.execute(
                    deliveries.update()
                    .where(deliveries.c.id == row[deliveries.c.id], open_)  # another server may have sent it meanwhile
                    .values(lease_until=now + lease_s, attempts=deliveries.c.attempts + 1)
                )
                if took.rowcount:
                    claimed.append(_delivery(row))
        return claimed

    def spread(self, delivery_id: int, handles: Sequence[str]) -> None:
        """Tell these handles as well what a delivery tells; one that is told already is left as it is."""
        with self._engine.begin() as db:
            wanted = sa.select(deliveries.c.transition_id).where(deliveries.c.id == delivery_id)
            transition_id = db.execute(wanted).scalar_one()
            known = set(
                db.scalars(sa.select(deliveries.c.handle).where(deliveries.c.transition_id == transition_id)).all()
            )
            for handle in dict.fromkeys(handles):
                if handle not in known:
                    db.execute(deliveries.insert().values(transition_id=transition_id, handle=handle))

    def again(self, delivery_id: int) -> bool:
        """Let a delivery that failed for good be tried once more, from the start. False where there is none."""
        failed = (deliveries.c.id == delivery_id) & (deliveries.c.state == "failed")
        anew = {"state": "pending", "attempts": 0, "next_attempt": 0.0, "lease_until": 0.0, "finished_at": None}
        with self._engine.begin() as db:
            return bool(db.execute(deliveries.update().where(failed).values(anew)).rowcount)

    def deliveries_of(self, transition_id: int) -> list[dict[str, Any]]:
        """The deliveries of one transition."""
        shown = [deliveries.c[name] for name in ("id", "handle", "state", "attempts", "error", "finished_at")]
        with self._engine.connect() as db:
            rows = db.execute(
                sa.select(*shown).where(deliveries.c.transition_id == transition_id).order_by(deliveries.c.id)
            )
            return [dict(row._mapping) for row in rows]

    def log(
        self, *, state: str = "", handle: str = "", monitor_id: int | None = None, before: int = 0, limit: int = 100
    ) -> list[dict[str, Any]]:
        """Deliveries with the transition each tells of, newest first; `before` is the last id of the page before."""
        columns = [column for column in deliveries.c if column.name != "lease_until"]
        told = [transitions.c[name] for name in ("monitor_id", "grp", "at", "kind", "status", "title", "facts")]
        wanted = sa.select(*columns, *told).join(transitions, transitions.c.id == deliveries.c.transition_id)
        if state:
            wanted = wanted.where(deliveries.c.state == state)
        if handle:
            wanted = wanted.where(deliveries.c.handle.contains(handle, autoescape=True))
        if monitor_id is not None:
            wanted = wanted.where(transitions.c.monitor_id == monitor_id)
        if before:
            wanted = wanted.where(deliveries.c.id < before)
        with self._engine.connect() as db:
            found = db.execute(wanted.order_by(deliveries.c.id.desc()).limit(limit)).mappings().all()
        return [dict(row) | {"facts": msgspec.json.decode(row["facts"] or b"{}")} for row in found]

    def finish(self, delivery_id: int, now: float, error: str = "", retry_at: float | None = None) -> None:
        """Note a delivery's end: sent, failed for good, or to be tried again at `retry_at`."""
        state = "sent" if not error else "pending" if retry_at is not None else "failed"
        with self._engine.begin() as db:
            db.execute(
                deliveries.update()
                .where(deliveries.c.id == delivery_id)
                .values(
                    state=state,
                    error=error,
                    next_attempt=retry_at or 0.0,
                    lease_until=0.0,
                    finished_at=None if state == "pending" else now,
                )
            )


def _edited(db: sa.Connection, monitor_id: int) -> None:
    """Note that somebody edits the states: first of all, so that an evaluation that is being stored ends before."""
    made = insert(db, runs)
    again = made.on_conflict_do_update(index_elements=["monitor_id"], set_={"edits": runs.c.edits + 1})
    db.execute(again, {"monitor_id": monitor_id, "evaluated_at": 0.0, "edits": 1})


def _overtaken(db: sa.Connection, done: Sequence[Evaluation]) -> set[int]:
    """Monitors that are not as they were when they were read; nobody can edit the others until the transaction ends."""
    first = [{"monitor_id": one.monitor_id} for one in done if not one.edits]
    if first:
        db.execute(insert(db, runs).on_conflict_do_nothing(), first)
    edits: dict[int, int] = {}
    versions: dict[int, int] = {}
    ids = [one.monitor_id for one in done]
    for i in range(0, len(ids), _AT_ONCE):
        some = ids[i : i + _AT_ONCE]
        held = sa.select(runs.c.monitor_id, runs.c.edits).where(runs.c.monitor_id.in_(some)).order_by(runs.c.monitor_id)
        edits |= {row.monitor_id: row.edits for row in db.execute(held.with_for_update())}
        d = documents.c
        wanted = sa.select(d.id, d.version).where(d.kind == "monitor", d.id.in_([str(one) for one in some]))
        versions |= {int(row.id): row.version for row in db.execute(wanted)}
    return {
        one.monitor_id
        for one in done
        if (edits.get(one.monitor_id), versions.get(one.monitor_id)) != (one.edits, one.version)
    }


def _record(db: sa.Connection, monitor_id: int, told: Told) -> int:
    row = {"monitor_id": monitor_id, "grp": told.group, "at": told.at, "kind": told.kind, "previous": told.previous}
    row |= {"status": told.status, "value": told.value, "title": told.title, "text": told.text}
    row["facts"] = msgspec.json.encode(told.facts)
    made = db.execute(transitions.insert().values(**row, silenced_by=told.silenced_by)).inserted_primary_key
    assert made is not None
    if not told.silenced_by:
        for handle in told.handles:
            db.execute(deliveries.insert().values(transition_id=made[0], handle=handle))
    return int(made[0])


def _delivery(row: sa.RowMapping) -> Delivery:
    d, t = deliveries.c, transitions.c
    facts = msgspec.json.decode(row[t.facts] or b"{}", type=dict[str, Any])
    return Delivery(
        id=row[d.id],
        transition_id=row[t.id],
        monitor_id=int(facts.get("monitor_id") or row[t.monitor_id]),
        handle=row[d.handle],
        attempts=row[d.attempts] + 1,
        at=row[t.at],
        kind=row[t.kind],
        status=row[t.status],
        group=row[t.grp],
        title=row[t.title],
        text=row[t.text],
        facts=facts,
        value=row[t.value],
    )
