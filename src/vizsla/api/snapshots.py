"""Snapshots of graphs: `/api/v1/graph/snapshot`, whether one is drawn, and the pictures themselves."""

import asyncio
import logging
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import LONGEST_S, json_object, whole
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.graph_picture import Asking, check, picture_of
from vizsla.api.metric_catalogue import Said
from vizsla.clock import LAST_S, Clock
from vizsla.notify.content import wants_graph
from vizsla.notify.painter import Painter, PictureFailed
from vizsla.query.metrics.series import Run
from vizsla.store.outbox import Delivery
from vizsla.store.snapshots import SnapshotTable

log = logging.getLogger(__name__)


class Snapshots:
    """Makes snapshots, draws them in the background, and once more for whoever looks at one that is not drawn yet."""

    def __init__(
        self,
        kept: SnapshotTable,
        run: Run,
        told: Said,
        painter: Painter,
        clock: Clock,
        keep_days: int,
        url: str,
    ) -> None:
        self._url, self._told = url, told
        self.kept, self._run, self._painter, self._clock = kept, run, painter, clock
        self._keep_s = keep_days * 86400.0
        self._drawing: dict[str, asyncio.Task[bytes]] = {}

    async def make(self, asking: Asking, key: str | None = None) -> str:
        """The name of a new snapshot, which is drawn from now on; the same key gives the same one."""
        now = self._clock()
        await asyncio.to_thread(self.kept.forget_before, now - self._keep_s)
        name = await asyncio.to_thread(self.kept.add, asking, now, key)
        self._begin(name, asking)
        return name

    async def image(self, name: str) -> bytes | None:
        """The PNG, drawn now if it is not yet; None for a name that was never given."""
        found = await asyncio.to_thread(self.kept.get, name)
        if found is None:
            return None
        if found.image is not None:
            return found.image
        return await asyncio.shield(self._begin(name, msgspec.json.decode(found.asked, type=Asking)))

    async def of_delivery(self, delivery: Delivery) -> str | None:
        """The address of the picture of a delivery's graph, one for all who are told; None where it has none."""
        graph = wants_graph(delivery)
        if graph is None:
            return None
        asking = msgspec.convert(graph | {"width": 1184 // 2, "height": 220}, Asking)
        return url_of(self._url, await self.make(asking, key=f"transition {delivery.transition_id}"))

    async def at(self, address: str) -> bytes | None:
        """The PNG at the address of a snapshot of this server."""
        name = address.removeprefix(url_of(self._url, "")[: -len(".png")]).removesuffix(".png")
        return await self.image(name)

    async def is_drawn(self, name: str) -> bool | None:
        """Whether it can be looked at without waiting; None for a name that was never given."""
        found = await asyncio.to_thread(self.kept.get, name)
        return None if found is None else found.image is not None

    async def stop(self) -> None:
        """End what draws."""
        for task in self._drawing.values():
            task.cancel()
        await asyncio.to_thread(self._painter.stop)

    def _begin(self, name: str, asking: Asking) -> asyncio.Task[bytes]:
        if name not in self._drawing:
            task = self._drawing[name] = asyncio.create_task(self._draw(name, asking))
            task.add_done_callback(lambda done: self._ended(name, done))
        return self._drawing[name]

    def _ended(self, name: str, task: "asyncio.Task[bytes]") -> None:
        self._drawing.pop(name, None)
        if not task.cancelled() and task.exception():
            log.warning("snapshot %s could not be drawn: %s", name, task.exception())

    async def _draw(self, name: str, asking: Asking) -> bytes:
        picture = await asyncio.to_thread(picture_of, asking, self._run, self._told)
        image = await self._painter.draw(picture)
        await asyncio.to_thread(self.kept.drawn, name, image)
        return image


async def create(request: Request) -> Response:
    """GET or POST /api/v1/graph/snapshot: a picture of `metric_query` or `graph_def` from `start` to `end`."""
    context, given = of(request), dict(request.query_params)
    if request.method == "POST":
        given |= await json_object(request)
    asking = _asking(given)
    await asyncio.to_thread(check, asking)
    hourly = context.settings.snapshots_per_hour
    if await asyncio.to_thread(context.snapshots.kept.asked_since, context.clock() - 3600) >= hourly:
        raise ApiError(
            429,
            f"Rate limit: {hourly} snapshots an hour; see the setting snapshots_per_hour",
            headers={"Retry-After": "60", "X-RateLimit-Limit": str(hourly), "X-RateLimit-Period": "3600"},
        )
    name = await context.snapshots.make(asking)
    return JSONResponse(
        {
            "snapshot_url": url_of(context.settings.url, name),
            "metric_query": given.get("metric_query") or "",
            "graph_def": given.get("graph_def") or "",
            "event_query": given.get("event_query") or "",
        }
    )


async def status(request: Request) -> Response:
    """GET /api/v1/graph/snapshot_status/{name}: `status_code` is 200 once the picture is there, 202 before."""
    drawn = await of(request).snapshots.is_drawn(request.path_params["name"].removesuffix(".png"))
    if drawn is None:
        raise ApiError(404, "Snapshot not found")
    return JSONResponse({"status_code": 200 if drawn else 202})


async def view(request: Request) -> Response:
    """GET /snapshot/view/{name}.png: the picture, for anybody who knows its name; waits until it is drawn."""
    try:
        image = await of(request).snapshots.image(request.path_params["name"])
    except PictureFailed as error:
        raise ApiError(503, str(error), headers={"Retry-After": "5"}) from error
    if image is None:
        raise ApiError(404, "Snapshot not found")
    headers = {
        "Cache-Control": "private, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    return Response(image, media_type="image/png", headers=headers)


def url_of(server_url: str, name: str) -> str:
    """Where a snapshot is looked at."""
    return f"{server_url}/snapshot/view/{name}.png"


def _asking(given: dict[str, Any]) -> Asking:
    start, end = (whole(str(given.get(name) or ""), name, 1, LAST_S) for name in ("start", "end"))
    if not start < end or end - start > LONGEST_S:
        raise ApiError(400, "The value provided for parameter 'start' is invalid: before 'end', by three years at most")
    theme = str(given.get("theme") or "light")
    if theme not in ("light", "dark"):
        raise ApiError(400, "The value provided for parameter 'theme' is invalid: light or dark is wanted")
    return Asking(
        definition=_definition(given.get("metric_query"), given.get("graph_def")),
        start=start,
        end=end,
        title=str(given.get("title") or "")[:500],
        event_query=str(given.get("event_query") or ""),
        width=whole(str(given.get("width") or 600), "width", 100, 2000),
        height=whole(str(given.get("height") or 240), "height", 60, 2000),
        theme=theme,  # type: ignore[arg-type]
    )


def _definition(metric_query: object, graph_def: object) -> dict[str, Any]:
    if metric_query:
        return {"type": "timeseries", "requests": [{"q": str(metric_query)}]}
    if not graph_def:
        raise ApiError(400, "The value provided for parameter 'metric_query' is invalid: give it, or 'graph_def'")
    if isinstance(graph_def, dict):
        return graph_def
    try:
        return msgspec.json.decode(str(graph_def), type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise ApiError(400, f"The value provided for parameter 'graph_def' is invalid: {error}") from error
