"""A downtime, whichever form of the API it was written in."""

from typing import Any, Literal

import msgspec

from vizsla.documents.downtimes.schedule import FOREVER, Occurrence, Schedule, active, occurrences

END_STATES = ("alert", "no data", "warn")
END_TYPES = ("canceled", "expired")
EVERY_TAG = "*"

Status = Literal["active", "scheduled", "ended", "canceled"]


class Downtime(msgspec.Struct, frozen=True):
    """For which monitors and groups, when, and whom to tell of what."""

    scope: str
    """Joined terms of tags; `*` for every group."""
    schedule: Schedule
    monitor_id: int | None = None
    monitor_tags: tuple[str, ...] = (EVERY_TAG,)
    """Monitors that have all of these, where no single one is named."""
    message: str = ""
    display_timezone: str = "UTC"
    mute_first_recovery: bool = False
    end_states: tuple[str, ...] = END_STATES
    end_types: tuple[str, ...] = ("expired",)
    canceled: float | None = None

    def active(self, at: float) -> Occurrence | None:
        """The occurrence that holds at a moment; one ends when the downtime is cancelled."""
        if self.canceled is not None and at >= self.canceled:
            return None
        found = active(self.schedule, at)
        return (found[0], min(found[1], self.canceled or FOREVER)) if found else None

    def status(self, now: float) -> Status:
        """What it is at a moment."""
        if self.canceled is not None and now >= self.canceled:
            return "canceled"
        if self.active(now):
            return "active"
        return "scheduled" if next(iter(occurrences(self.schedule, now)), None) else "ended"

    def holds_for(self, monitor_id: int, tags: list[str]) -> bool:
        """Whether it is for a monitor, by its number or its tags."""
        if self.monitor_id is not None:
            return self.monitor_id == monitor_id
        return self.monitor_tags == (EVERY_TAG,) or set(self.monitor_tags) <= set(tags)


def texts(given: Any, field: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A list of texts, of those that are known; ValueError says what is wrong with it."""
    if not isinstance(given, list) or not all(isinstance(one, str) and one for one in given):
        raise ValueError(f"{field}: a list of texts is wanted")
    wrong = [one for one in given if known and one not in known]
    if wrong:
        raise ValueError(f"{field}: {wrong[0]!r} is not one of {', '.join(known)}")
    return tuple(given)


def text(given: Any, field: str) -> str:
    """A text, or nothing; ValueError for anything else."""
    if given is not None and not isinstance(given, str):
        raise ValueError(f"{field}: a text is wanted")
    return given or ""


def flag(given: Any, field: str) -> bool:
    """True, false or nothing; ValueError for anything else."""
    if given not in (None, True, False):
        raise ValueError(f"{field}: true or false is wanted")
    return bool(given)
