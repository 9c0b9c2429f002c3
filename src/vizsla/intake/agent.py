"""Host metadata and events: `/intake/` of the Agent, `/api/v1/events` of API clients."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.intake.door import Door
from vizsla.intake.receive import receive
from vizsla.model.batch import Decoded
from vizsla.wire import events, metadata
from vizsla.wire.arrival import Arrival


async def intake(request: Request, door: Door) -> Response:
    """POST /intake/: kinds are told apart by their members, as the real one does."""

    def decode(body: bytes, arrival: Arrival) -> Decoded:
        given = metadata.read(body)
        if isinstance(given.get("events"), dict):
            return events.decode_intake(given["events"], arrival)
        if metadata.is_host_metadata(given):
            batch = metadata.rows(given, arrival.now)
            door.hosts.remember(batch["hosts"].to_pylist())
            return Decoded(batch)
        return Decoded({})  # process snapshots and the like: nothing here reads them yet

    return await receive(request, door, decode, lambda _: JSONResponse({"status": "ok"}, 202))


async def event(request: Request, door: Door) -> Response:
    """POST /api/v1/events."""
    number = events.new_id()
    seen: list[events.Event] = []

    def decode(body: bytes, arrival: Arrival) -> Decoded:
        one = events.read(body)
        seen.append(one)
        return Decoded(events.rows([(number, one)], arrival))

    def answer(_rejected: Sequence[str]) -> Response:
        one = seen[0]
        shown = {
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
            "url": f"{door.url}/events?event={number}",
        }
        return JSONResponse({"status": "ok", "event": shown}, 202)

    return await receive(request, door, decode, answer)
