"""The plans of all monitors, read anew when a monitor was changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from vizsla.monitors.plan import Plan, Unplanned, plan_of
from vizsla.store.documents import Documents


class Plans:
    """Keeps a plan for each version of each monitor."""

    def __init__(self, documents: Documents, shortest_s: float) -> None:
        self._documents, self._shortest_s = documents, shortest_s
        self._found: dict[int, Plan | Unplanned] = {}
        self._fingerprint: object = None

    def refresh(self) -> list[int] | None:
        """Read what was changed; the ids of monitors that are gone, or None where nothing was changed."""
        fingerprint = self._documents.fingerprint("monitor")
        if fingerprint == self._fingerprint:
            return None
        versions = self._documents.versions_of("monitor")
        known = {str(number): one.version for number, one in self._found.items()}
        changed = [id for id, version in versions.items() if known.get(id) != version]
        for document in self._documents.some("monitor", changed):
            self._found[int(document.id)] = plan_of(document, self._shortest_s, spread=True)
        gone = [number for number in self._found if str(number) not in versions]
        for number in gone:
            del self._found[number]
        self._fingerprint = fingerprint
        return gone

    def planned(self) -> list[Plan]:
        """Every monitor that is evaluated."""
        return [one for one in self._found.values() if isinstance(one, Plan)]


@dataclass(frozen=True)
class Share:
    """The monitors that a server evaluates, by the shards that it holds, and all that are `known`."""

    shards: frozenset[int]
    plans: Mapping[int, Plan]
    known: Mapping[int, Plan]
