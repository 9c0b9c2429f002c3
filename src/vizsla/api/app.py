"""The web application: routes from the table, permissions, errors as the API's JSON, and the browser app."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute
from starlette.routing import Route as WebRoute

from vizsla.api.context import Context, of
from vizsla.api.errors import FORESEEN, ApiError, refusal
from vizsla.api.public import embedding
from vizsla.api.routes import ROUTES, Handler, Permission
from vizsla.api.session import COOKIE
from vizsla.settings import Settings

log = logging.getLogger(__name__)

UI = Path(__file__).parent.parent / "ui"
_SAFE = ("GET", "HEAD", "OPTIONS")
_ANYWHERE = " https: http:"


def create_app(
    context: Context,
    intake: Sequence[BaseRoute] = (),
    lifespan: Callable[[Starlette], object] | None = None,
    ui: Path = UI,
) -> Starlette:
    """The application: the API's routes, those of intake, and the browser app for every other path."""
    table: dict[str, dict[str, tuple[Handler, Permission]]] = {}
    for route in ROUTES if "api" in context.settings.roles else (r for r in ROUTES if r.path == "/health"):
        table.setdefault(route.path, {})[route.method] = (route.handler, route.permission)
    ours = [WebRoute(path, _door(methods), methods=list(methods)) for path, methods in table.items()]
    app = Starlette(
        routes=[*_merged(ours, intake), WebRoute("/{path:path}", _page(ui, policy(context.settings)), methods=["GET"])],
        exception_handlers=dict.fromkeys((*FORESEEN, Exception), _refused),
        lifespan=lifespan,  # type: ignore[arg-type]
    )
    app.state.context = context
    return app


def _merged(ours: list[WebRoute], intake: Sequence[BaseRoute]) -> list[BaseRoute]:
    # A path of both doors (GET reads, POST sends) goes by method; a route that matches only in part is passed over
    # by Starlette as long as another matches whole. Intake's catch-all comes last.
    return [*intake[:-1], *ours, *intake[-1:]] if intake else list(ours)


def _door(methods: dict[str, tuple[Handler, Permission]]) -> Handler:
    async def handle(request: Request) -> Response:
        handler, permission = methods["GET" if request.method == "HEAD" else request.method]
        await allow(request, permission)
        return await handler(request)

    return handle


async def allow(request: Request, permission: Permission) -> None:
    """Raise ApiError unless the request proves this permission; note who asks as `request.state.user`."""
    auth = of(request).auth
    key = request.headers.get("dd-api-key") or request.query_params.get("api_key") or ""
    app_key = request.headers.get("dd-application-key") or request.query_params.get("application_key") or ""
    request.state.user = ""
    if permission == "public":
        return
    if permission == "api_key" and await auth.valid_key(key):
        return
    if key and app_key and await auth.valid_key(key) and await auth.valid_app_key(app_key):
        request.state.user = "admin@localhost"
        return
    user = await asyncio.to_thread(auth.user_of, request.cookies.get(COOKIE, ""))
    if user is None:
        raise ApiError(403 if key or app_key else 401, "Forbidden" if key or app_key else "Unauthorized")
    origin = request.headers.get("origin")
    # Some of the API's GETs change something too; browsers tell of those from elsewhere by the second header.
    foreign = origin and urlsplit(origin).netloc != request.headers.get("host")
    if (request.method not in _SAFE and foreign) or request.headers.get("sec-fetch-site") == "cross-site":
        raise ApiError(403, "Forbidden: the request comes from another site")
    if permission == "admin" and not await asyncio.to_thread(auth.is_admin, user):
        raise ApiError(403, "Forbidden: only an administrator may do this")
    request.state.user = user


def policy(settings: Settings) -> str:
    """The Content-Security-Policy of the browser app: what of other sites it may show."""
    images, frames = settings.external_images, settings.external_frames
    return (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob:{_ANYWHERE if images else ''}; frame-src 'self'{_ANYWHERE if frames else ''}; "
        "base-uri 'self'; form-action 'self'"
    )


def _page(ui: Path, security: str) -> Callable[[Request], Awaitable[Response]]:
    top = ui.resolve()

    async def serve(request: Request) -> Response:
        path = request.path_params["path"]
        if path.startswith(("api/", "v1/")):
            raise ApiError(404, f"Not found: there is no {request.method} /{path}")
        file = _file(top, path)
        framed = await embedding(request, path.split("/")[1]) if path.startswith("public/") else "'none'"
        headers = {
            "Content-Security-Policy": f"{security}; frame-ancestors {framed}",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        }
        if file:
            forever = path.startswith("assets/")  # their names hold a hash of their content
            return FileResponse(
                file,
                headers=headers | {"Cache-Control": "public, max-age=31536000, immutable" if forever else "no-cache"},
            )
        index = _file(top, "index.html")
        if index is None:
            return PlainTextResponse("The browser app is not built: run ./run.sh, or npm run build in ui/.\n", 503)
        return FileResponse(index, headers=headers | {"Cache-Control": "no-cache"})

    return serve


def _file(top: Path, path: str) -> Path | None:
    """The file at this path below `top`; None when there is none or it lies elsewhere."""
    file = Path(os.path.normpath(top / path))
    return file if path and file.is_relative_to(top) and file.is_file() else None


async def _refused(_request: Request, error: Exception) -> Response:
    return refusal(error)
