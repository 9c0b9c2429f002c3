"""Public links of dashboards: `/api/v1/dashboard/public`, made, changed, revoked, and whom they invite."""

import asyncio
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api import dashboards, saved
from vizsla.api.body import author, json_object
from vizsla.api.context import of
from vizsla.api.dashboard_lists import type_of
from vizsla.api.errors import ApiError
from vizsla.store.documents import Document
from vizsla.store.outbox import Told

INVITATION = "dashboard_invitation"
_OWN = ("author", "created", "last_accessed", "public_url", "token")
_LIVE_SPANS = ("15m", "1h", "4h", "1d", "2d", "1w", "1mo", "3mo")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*")
_DOMAIN = re.compile(r"(https?://)?(\*\.)?[\w.-]+(:\d+)?", re.ASCII)  # it stands in a header
_INVITED_DAYS = 30


async def create(request: Request) -> Response:
    """POST /api/v1/dashboard/public."""
    given = await json_object(request)
    if not isinstance(wanted := given.get("dashboard_id"), str) or not wanted:
        raise ApiError(400, "The value provided for parameter 'dashboard_id' is invalid: a dashboard's id is wanted")
    board = await dashboards.document(request, wanted)
    return JSONResponse(shown(request, await opened(request, board, _checked(given)), board))


async def opened(request: Request, board: Document, body: Mapping[str, Any] | None = None) -> Document:
    """A new link to a dashboard."""
    about = {"dashboard_id": board.id, "dashboard_type": type_of(board)}
    return await saved.create(request, dashboards.SHARED, dict(body or {}) | about, secrets.token_urlsafe(24))


async def read(request: Request) -> Response:
    """GET /api/v1/dashboard/public/{token}."""
    found = await _share(request)
    return JSONResponse(shown(request, found, await dashboards.document(request, found.body["dashboard_id"])))


async def update(request: Request) -> Response:
    """PUT /api/v1/dashboard/public/{token}: what is not given stays."""
    before, given = await _share(request), await json_object(request)
    kept = {key: before.body[key] for key in ("dashboard_id", "dashboard_type")}
    after = await saved.save(request, before, _checked(before.body | given) | kept)
    return JSONResponse(shown(request, after, await dashboards.document(request, after.body["dashboard_id"])))


async def delete(request: Request) -> Response:
    """DELETE /api/v1/dashboard/public/{token}: the link shows nothing any more."""
    found = await _share(request)
    await asyncio.to_thread(of(request).documents.delete, dashboards.SHARED, found.id)
    for one in await _invitations(request, found.id):
        await asyncio.to_thread(of(request).documents.delete, INVITATION, one.id)
    return JSONResponse({"deleted_public_dashboard_token": found.id})


async def listed(request: Request) -> Response:
    """GET /api/vizsla/dashboards/{id}/shares: the links to one dashboard."""
    board = await dashboards.document(request)
    found = [one for one in await saved.documents(request, dashboards.SHARED) if one.body["dashboard_id"] == board.id]
    return JSONResponse({"shares": [shown(request, one, board) for one in found]})


async def invitations(request: Request) -> Response:
    """GET /api/v1/dashboard/public/{token}/invitation."""
    found = await _invitations(request, (await _share(request)).id)
    data = [_invitation(one) for one in found]
    return JSONResponse({"data": data, "meta": {"page": {"total_count": len(data)}}})


async def invite(request: Request) -> Response:
    """POST /api/v1/dashboard/public/{token}/invitation: mail each address a link of its own; 201."""
    share = await _share(request)
    board = await dashboards.document(request, share.body["dashboard_id"])
    known = {one["email"] for one in share.body.get("invitees") or ()} | set(share.body.get("share_list") or ())
    emails = _emails((await json_object(request)).get("data"))
    for email in emails:
        if email not in known:
            raise ApiError(400, f"{email} is not in the share's list; add it to 'invitees' first")
    made = [await _invite(request, share, board, email) for email in emails]
    data = [_invitation(one) for one in made]
    return JSONResponse({"data": data if len(data) > 1 else data[0], "meta": {"page": {"total_count": len(data)}}}, 201)


async def uninvite(request: Request) -> Response:
    """DELETE /api/v1/dashboard/public/{token}/invitation: their links open nothing any more."""
    share = await _share(request)
    gone = set(_emails((await json_object(request)).get("data")))
    for one in await _invitations(request, share.id):
        if one.body["email"] in gone:
            await asyncio.to_thread(of(request).documents.delete, INVITATION, one.id)
    return Response(status_code=204)


def is_invited(request: Request, share: Document, secret: str) -> bool:
    """Whether the secret of a personal link is good for this dashboard, now."""
    now = datetime.now(UTC)
    found = of(request).documents.get(INVITATION, _digest(share.id, secret)) if secret else None
    if found is None or datetime.fromisoformat(found.body["expires"]) < now:
        return False
    listed = {one["email"]: one.get("access_expiration") for one in share.body.get("invitees") or ()}
    listed |= dict.fromkeys(share.body.get("share_list") or ())
    email = found.body["email"]
    return email in listed and not is_over(listed[email])


def is_over(expiration: object) -> bool:
    """Whether a moment, as ISO 8601 writes it, lies in the past; never for none."""
    return bool(expiration) and _moment(expiration, "expiration") < datetime.now(UTC)


def shown(request: Request, share: Document, board: Document) -> dict[str, Any]:
    """A share as the API answers it."""
    defaults: dict[str, Any] = {
        "title": board.body.get("title"), "share_type": "open", "status": "active", "expiration": None,
        "global_time": {"live_span": "1h"}, "global_time_selectable_enabled": False, "selectable_template_vars": [],
        "share_list": [], "invitees": [], "embeddable_domains": [],
        "viewing_preferences": {"high_density": False, "theme": "system"},
    }  # fmt: skip
    own = {
        "token": share.id,
        "public_url": f"{of(request).settings.url}/public/{share.id}",
        "author": {"handle": share.author, "name": share.author.partition("@")[0]},
        "created": saved.iso(share.created),
        "last_accessed": None,
    }
    return defaults | {key: value for key, value in share.body.items() if value is not None} | own


async def _invite(request: Request, share: Document, board: Document, email: str) -> Document:
    context, secret = of(request), secrets.token_urlsafe(24)
    for one in await _invitations(request, share.id):
        if one.body["email"] == email:  # a new link takes the place of the one before
            await asyncio.to_thread(context.documents.delete, INVITATION, one.id)
    expires = datetime.now(UTC) + timedelta(days=_INVITED_DAYS)
    body = {"email": email, "token": share.id, "expires": expires.isoformat()}
    made = await saved.create(request, INVITATION, body, _digest(share.id, secret))
    # Behind the # the secret is sent to no server and stands in no log.
    link, title = f"{context.settings.url}/public/{share.id}#{secret}", str(board.body.get("title"))
    text = f"{author(request)} shares the dashboard **{title}** with you. The link is yours alone: [{title}]({link})"
    subject = f"{author(request)} shares the dashboard {title} with you"
    told = Told("", context.clock(), "invitation", "", "", None, subject, text, (email,), facts={"link": link})
    await asyncio.to_thread(context.outbox.record, 0, told)
    return made


async def _share(request: Request) -> Document:
    token = request.path_params["token"]
    return await saved.document(request, dashboards.SHARED, token, f"Shared dashboard {token} not found")


async def _invitations(request: Request, token: str) -> list[Document]:
    return [one for one in await saved.documents(request, INVITATION) if one.body["token"] == token]


def _invitation(one: Document) -> dict[str, Any]:
    attributes = {
        "email": one.body["email"],
        "share_token": one.body["token"],
        "created_at": saved.iso(one.created),
        "invitation_expiry": one.body["expires"],
        "has_session": False,
        "session_expiry": None,
    }
    return {"type": "public_dashboard_invitation", "attributes": attributes}


def _emails(data: Any) -> list[str]:
    found = []
    for one in data if isinstance(data, list) else [data]:
        attributes = one.get("attributes") if isinstance(one, dict) else None
        email = attributes.get("email") if isinstance(attributes, dict) else None
        found.append(_email(email, "email"))
    if not found:
        raise ApiError(400, "The value provided for parameter 'data' is invalid: an invitation is wanted")
    return found


def _email(given: object, field: str) -> str:
    if not isinstance(given, str) or not _ADDRESS.fullmatch(given) or len(given) > 254:
        raise ApiError(400, f"The value provided for parameter '{field}' is invalid: an e-mail address is wanted")
    return given


def _digest(token: str, secret: str) -> str:
    return sha256(f"{token} {secret}".encode()).hexdigest()


def _moment(given: object, field: str) -> datetime:
    try:
        found = datetime.fromisoformat(str(given))
    except ValueError:
        raise ApiError(
            400, f"The value provided for parameter '{field}' is invalid: a moment as ISO 8601 writes it"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    body = {key: value for key, value in given.items() if key not in _OWN}
    for field, allowed in (("share_type", ("open", "invite", "embed")), ("status", ("active", "paused"))):
        if body.get(field) is not None and body[field] not in allowed:
            raise ApiError(400, f"The value provided for parameter '{field}' is invalid: one of {', '.join(allowed)}")
    span = body.get("global_time")
    if span is not None and (not isinstance(span, dict) or span.get("live_span", "1h") not in _LIVE_SPANS):
        raise ApiError(
            400,
            f"The value provided for parameter 'global_time.live_span' is invalid: one of {', '.join(_LIVE_SPANS)}",
        )
    if not isinstance(body.get("global_time_selectable_enabled") or False, bool):
        raise ApiError(
            400, "The value provided for parameter 'global_time_selectable_enabled' is invalid: true or false"
        )
    if body.get("expiration") is not None:
        body["expiration"] = _moment(body["expiration"], "expiration").isoformat()
    for field in ("selectable_template_vars", "invitees", "share_list", "embeddable_domains"):
        if not isinstance(body.get(field) or [], list):
            raise ApiError(400, f"The value provided for parameter '{field}' is invalid: a list is wanted")
    for i, one in enumerate(body.get("invitees") or []):
        _email(one.get("email") if isinstance(one, dict) else None, f"invitees[{i}].email")
        if one.get("access_expiration") is not None:
            _moment(one["access_expiration"], f"invitees[{i}].access_expiration")
    for i, one in enumerate(body.get("share_list") or []):
        _email(one, f"share_list[{i}]")
    for i, one in enumerate(body.get("embeddable_domains") or []):
        if not isinstance(one, str) or not _DOMAIN.fullmatch(one):
            raise ApiError(400, f"The value provided for parameter 'embeddable_domains[{i}]' is invalid")
    for i, one in enumerate(body.get("selectable_template_vars") or []):
        tags = one.get("visible_tags") if isinstance(one, dict) else ()
        name = one.get("name") if isinstance(one, dict) else None
        if not isinstance(name, str) or not (tags is None or isinstance(tags, list)):
            raise ApiError(400, f"The value provided for parameter 'selectable_template_vars[{i}]' is invalid")
    return body
