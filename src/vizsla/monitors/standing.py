"""Where monitors stand: the states of their groups in memory, true to what is stored."""

from collections.abc import Iterable, Mapping, Sequence

from vizsla.monitors.judge import decoded
from vizsla.monitors.kind import Gauge, Group
from vizsla.monitors.plan import Plan
from vizsla.monitors.state import GroupState
from vizsla.store.outbox import Outbox, Run

States = Mapping[Group, GroupState]


class Standing:
    """States and moments of evaluation of the monitors that this server evaluates.

    `gauge` measures objectives, and `url` is where people find the server, for links in messages.
    """

    def __init__(self, outbox: Outbox, gauge: Gauge, url: str = "") -> None:
        self._outbox = outbox
        self.gauge, self.url = gauge, url
        self._runs: dict[int, Run] = {}
        self._states: dict[int, States] = {}
        self._read: dict[int, Run] = {}

    def refresh(self, plans: Sequence[Plan]) -> None:
        """Read the states of monitors that are new here, or that somebody edited or evaluated elsewhere."""
        self._runs = self._outbox.runs()
        nothing = Run(0.0, 0)
        stale = [plan.id for plan in plans if self._read.get(plan.id) != self._runs.get(plan.id, nothing)]
        if not stale:
            return
        stored = self._outbox.all_states(stale)
        for number in stale:
            run = self._read[number] = self._runs.get(number, nothing)
            self._states[number] = dict(
                decoded(key, state, run.evaluated_at) for key, state in stored.get(number, {}).items()
            )

    def evaluated_at(self, monitor_id: int) -> float:
        """The last moment that was judged; 0 before the first."""
        run = self._runs.get(monitor_id)
        return run.evaluated_at if run else 0.0

    def edits(self, monitor_id: int) -> int:
        """How often the states had been edited when they were read."""
        read = self._read.get(monitor_id)
        return read.edits if read else 0

    def of(self, monitor_id: int) -> States:
        """The states of a monitor that was read."""
        return self._states.get(monitor_id, {})

    def others(self, monitor_ids: Iterable[int]) -> dict[int, States]:
        """The states of any monitors, as they are stored."""
        found = {number: self._states[number] for number in monitor_ids if number in self._states}
        missing = [number for number in monitor_ids if number not in found]
        for number, states in self._outbox.all_states(missing).items():
            found[number] = dict(decoded(key, state, self.evaluated_at(number)) for key, state in states.items())
        return found

    def keep(self, monitor_id: int, states: States, at: float) -> None:
        """Note what was just stored."""
        edits = self._read[monitor_id].edits if monitor_id in self._read else 0
        self._read[monitor_id] = self._runs[monitor_id] = Run(at, edits)
        self._states[monitor_id] = states

    def drop(self, monitor_ids: Iterable[int]) -> None:
        """Read these anew the next time."""
        for number in monitor_ids:
            self._read.pop(number, None)
            self._states.pop(number, None)

    def forget(self, monitor_id: int) -> None:
        """Remove what is stored of a monitor that is gone."""
        self.drop([monitor_id])
        self._outbox.forget(monitor_id)
