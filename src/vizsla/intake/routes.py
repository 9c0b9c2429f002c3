"""Every way in for telemetry: paths, formats and the answers that clients expect."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vizsla.intake import agent, otlp
from vizsla.intake.door import Door
from vizsla.intake.receive import Answer, Decode, body_of, forbidden, quarantined, receive, store_answer
from vizsla.store.errors import StoreError
from vizsla.wire import checks, inventory, logs, series, series_v3, sketches, stats, traces
from vizsla.wire.errors import WireError

Handler = Callable[[Request], Awaitable[Response]]


def _status_ok(rejected: Sequence[str]) -> Response:
    return JSONResponse({"status": "ok"} | ({"errors": list(rejected)} if rejected else {}), 202)


def _errors(rejected: Sequence[str]) -> Response:
    return JSONResponse({"errors": list(rejected)}, 202)


def _empty(_rejected: Sequence[str]) -> Response:
    return JSONResponse({}, 202)


_FORMATS: tuple[tuple[str, Decode, Answer], ...] = (
    ("/api/v1/series", series.decode_v1, _status_ok),
    ("/api/v2/series", series.decode_v2, _errors),
    ("/api/intake/metrics/v3/series", series_v3.decode, _errors),
    ("/api/intake/metrics/v3beta/series", series_v3.decode, _errors),
    ("/api/intake/metrics/v3/sketches", series_v3.decode, _errors),
    ("/api/intake/metrics/v3beta/sketches", series_v3.decode, _errors),
    ("/api/v1/distribution_points", series.decode_distributions, _status_ok),
    ("/api/beta/sketches", sketches.decode, _errors),
    ("/api/v1/check_run", checks.decode, _status_ok),
    ("/api/v2/logs", logs.decode, _empty),
    ("/v1/input", logs.decode, _empty),
    ("/v1/input/{key}", logs.decode, _empty),
    ("/api/v0.2/traces", traces.decode, _empty),
    ("/api/v0.2/stats", stats.decode, _empty),
    ("/api/v1/metadata", inventory.decode, _empty),
    ("/api/v2/apmtelemetry", inventory.decode_telemetry, _empty),
)


def routes(door: Door) -> list[Route]:
    """The routes of intake; the last one takes whatever no other route knows."""
    otlp_routes = [Route(path, _bound(handler, door), methods=["POST"]) for path, handler in otlp.handlers()]
    return [
        *(Route(path, _reader(door, decode, answer), methods=["POST"]) for path, decode, answer in _FORMATS),
        *otlp_routes,
        Route("/api/v1/events", _bound(agent.event, door), methods=["POST"]),
        Route("/api/v2/events", _bound(agent.event_v2, door), methods=["POST"]),
        Route("/intake", _bound(agent.intake, door), methods=["POST"]),
        Route("/intake/", _bound(agent.intake, door), methods=["POST"]),
        Route("/api/v1/validate", _bound(_validate, door), methods=["GET"]),
        Route("/api/v2/validate", _bound(_validate, door), methods=["GET"]),
        Route("/{path:path}", _bound(_unknown, door), methods=["POST", "PUT"]),
    ]


def _bound(handler: Callable[[Request, Door], Awaitable[Response]], door: Door) -> Handler:
    async def handle(request: Request) -> Response:
        return await handler(request, door)

    return handle


def _reader(door: Door, decode: Decode, answer: Answer) -> Handler:
    async def handle(request: Request) -> Response:
        return await receive(request, door, decode, answer)

    return handle


async def _validate(request: Request, door: Door) -> Response:
    return await forbidden(request, door) or JSONResponse({"valid": True})


async def _unknown(request: Request, door: Door) -> Response:
    """Clients retry a 404 for ever: what nobody knows is accepted, kept in quarantine and shown."""
    if refused := await forbidden(request, door):
        return refused
    try:
        raw, body = await body_of(request, door)
    except WireError as error:
        return JSONResponse({"errors": [str(error)]}, error.status)
    try:
        await door.write(quarantined(request, door, body or raw, "no format of this path is known"), "")
    except StoreError as error:
        return store_answer(error)
    return JSONResponse({}, 202)
