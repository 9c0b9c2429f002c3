"""Health, login by one-time link or password, and logout."""

import asyncio
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import author, json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.settings import Settings
from vizsla.store.engine import Limits
from vizsla.store.errors import Busy, LimitExceeded

COOKIE = "vizsla_session"

_HEALTH = Limits(seconds=2)


async def health(request: Request) -> Response:
    """GET /health: 200 as soon as the server takes requests and its store answers, or is busy with others' queries."""
    with suppress(Busy, LimitExceeded):
        await asyncio.to_thread(of(request).engine.run, "SELECT 1 AS one", limits=_HEALTH)
    return JSONResponse({"status": "ok"})


async def login(request: Request) -> Response:
    """POST /api/vizsla/login: a session for a link's `token`, or for `handle` and `password`."""
    auth, given = of(request).auth, await json_object(request)
    if given.get("token"):
        session = await asyncio.to_thread(auth.session_by_token, str(given["token"]))
        wrong = "This login link was used or is too old; `vizsla keys --login-link` makes another"
    else:
        handle, password = str(given.get("handle") or ""), str(given.get("password") or "")
        address = request.client.host if request.client else ""
        if wait_s := auth.attempts.begin(address, handle):
            text = (
                f"Too many wrong passwords; try again in {wait_s} s, or log in by a link of `vizsla keys --login-link`"
            )
            raise ApiError(429, text, headers={"Retry-After": str(wait_s)})
        session = await asyncio.to_thread(auth.session_by_password, handle, password)
        if session is not None:
            auth.attempts.succeeded(address, handle)
        wrong = "No user has this name and password"
    if session is None:
        raise ApiError(403, wrong)
    answer = JSONResponse({"ok": True})
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, session, max_age=30 * 86400, httponly=True, samesite="lax", secure=secure)
    return answer


async def logout(request: Request) -> Response:
    """POST /api/vizsla/logout."""
    await asyncio.to_thread(of(request).auth.end, request.cookies.get(COOKIE, ""))
    answer = JSONResponse({"ok": True})
    answer.delete_cookie(COOKIE)
    return answer


async def current(request: Request) -> Response:
    """GET /api/vizsla/session: who is logged in, as what, and what of other sites the browser may show."""
    context, handle = of(request), author(request)
    admin = await asyncio.to_thread(context.auth.is_admin, handle)
    return JSONResponse({"handle": handle, "admin": admin} | outside(context.settings))


def outside(settings: Settings) -> dict[str, bool]:
    """What of other sites the page's security policy lets the browser show."""
    return {"external_images": settings.external_images, "external_frames": settings.external_frames}


async def password(request: Request) -> Response:
    """PUT /api/vizsla/password: set one's own password, which ends one's other sessions."""
    new = (await json_object(request)).get("password")
    if not isinstance(new, str) or len(new) < 8:
        raise ApiError(400, "The value provided for parameter 'password' is invalid: eight characters or more")
    session = request.cookies.get(COOKIE, "")
    await asyncio.to_thread(of(request).auth.set_password, author(request), new, session)
    return JSONResponse({"ok": True})
