"""Service checks (`/api/v1/check_run`)."""

import msgspec

from vizsla.model.batch import Decoded
from vizsla.model.records import table
from vizsla.wire import normal, times
from vizsla.wire.arrival import Arrival
from vizsla.wire.lenient import items


class Check(msgspec.Struct):
    """One result: status 0 ok, 1 warning, 2 critical, 3 unknown."""

    check: str
    status: int
    host_name: str | None = None
    timestamp: float | None = None
    message: str | None = None
    tags: list[str] | None = None


def decode(body: bytes, arrival: Arrival) -> Decoded:
    """A list of checks, or one alone, as the several clients send them."""
    rejected: list[str] = []
    body = body.strip()
    given = items(b"[" + body + b"]" if body.startswith(b"{") else body, list[Check], Check, "", rejected.append)
    good = []
    for one in given:
        if fault := _fault(one):
            rejected.append(f"check {one.check!r}: {fault}")
        else:
            good.append(one)
    rows = {
        "name": [one.check for one in good],
        "ts": [int(one.timestamp or arrival.now) for one in good],
        "status": [one.status for one in good],
        "host": [one.host_name or "" for one in good],
        "message": [one.message or "" for one in good],
        "tags": [_tags(one, arrival) for one in good],
    }
    return Decoded({"checks": table("checks", rows)} if good else {}, rejected)


def _fault(one: Check) -> str:
    if not one.check:
        return "its name is empty"
    if not 0 <= one.status <= 3:
        return f"status {one.status} is not one of 0, 1, 2, 3"
    return f"timestamp {one.timestamp} is no Unix time in seconds" if not times.usable(one.timestamp) else ""


def _tags(one: Check, arrival: Arrival) -> list[str]:
    own = {normal.tag(tag) for tag in one.tags or ()}
    if one.host_name:
        own |= {f"host:{one.host_name}", *arrival.host_tags(one.host_name)}
    return sorted(own - {""})
