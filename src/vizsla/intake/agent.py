"""Host metadata and events: `/intake/` of the Agent, `/api/v1/events` of API clients."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.intake.door import Door
from vizsla.intake.receive import receive
from vizsla.model.batch import Decoded
from vizsla.wire import events, inventory, metadata
from vizsla.wire.arrival import Arrival


async def intake(request: Request, door: Door) -> Response:
    """POST /intake/: kinds are told apart by their members, as the real one does."""

    def decode(body: bytes, arrival: Arrival) -> Decoded:
        given = metadata.read(body)
        if isinstance(given.get("events"), dict):
            return events.decode_intake(given["events"], arrival)
        snapshot = inventory.processes(given, arrival.now)
        if metadata.is_host_metadata(given):
            batch = metadata.rows(given, arrival.now)
            door.hosts.remember(batch["hosts"].to_pylist())
            return Decoded(batch | snapshot)
        return Decoded(snapshot)

    return await receive(request, door, decode, lambda _: JSONResponse({"status": "ok"}, 202))


async def event(request: Request, door: Door) -> Response:
    """POST /api/v1/events."""

    def shown(number: int, one: events.Event) -> dict[str, Any]:
        url = f"{door.url}/events?event={number}"
        about = {
            "id": number,
            "id_str": str(number),
            "title": one.title,
            "text": one.text,
            "date_happened": int(one.date_happened or door.clock()),
            "handle": None,
            "priority": one.priority,
            "related_event_id": one.related_event_id,
            "tags": one.tags,
            "device_name": one.device_name,
            "url": url,
        }
        return {"status": "ok", "event": about}

    return await _posted(request, door, events.read, shown)


async def event_v2(request: Request, door: Door) -> Response:
    """POST /api/v2/events."""

    def shown(number: int, _one: events.Event) -> dict[str, Any]:
        evt = {"id": str(number), "uid": str(number)}
        data = {"type": "event", "attributes": {"attributes": {"evt": evt}}}
        return {"data": data, "links": {"self": f"{door.url}/events?event={number}"}}

    return await _posted(request, door, events.read_v2, shown)


async def _posted(
    request: Request,
    door: Door,
    read: Callable[[bytes], events.Event],
    shown: Callable[[int, events.Event], dict[str, Any]],
) -> Response:
    number = events.new_id()
    seen: list[events.Event] = []

    def decode(body: bytes, arrival: Arrival) -> Decoded:
        one = read(body)
        seen.append(one)
        return Decoded(events.rows([(number, one)], arrival))

    return await receive(request, door, decode, lambda _: JSONResponse(shown(number, seen[0]), 202))
