"""Users: `/api/v2/users`, their two roles, and links by which they log in the first time."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.auth import ADMIN, USER
from vizsla.api.body import author, json_object, whole
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.store.documents import Conflict, Document, Documents

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
ROLES = {"admin": "Vizsla Admin Role", "member": "Vizsla Standard Role"}
_ORG = str(uuid5(NAMESPACE_URL, "vizsla:org"))
_ROLE_IDS = {str(uuid5(NAMESPACE_URL, f"vizsla:role:{role}")): role for role in ROLES}


class _Named(msgspec.Struct):
    id: str


class _Roles(msgspec.Struct):
    data: list[_Named] = []


class _Related(msgspec.Struct):
    roles: _Roles = msgspec.field(default_factory=_Roles)


def addresses_of(documents: Documents) -> dict[str, str]:
    """E-mail addresses of the users who may log in, by handle."""
    users = [one for one in documents.all(USER) if not one.body.get("disabled")]
    found = {one.id: str(one.body.get("email") or one.id) for one in users}
    return {handle: address for handle, address in found.items() if _ADDRESS.fullmatch(address)}


async def listed(request: Request) -> Response:
    """GET /api/v2/users: by `filter`, page by page."""
    given = request.query_params
    size = whole(given.get("page[size]") or "10", "page[size]", 1, 1000)
    first = whole(given.get("page[number]") or "0", "page[number]") * size
    words, status = (given.get("filter") or "").lower(), (given.get("filter[status]") or "").lower()
    found = [_data(one) for one in await asyncio.to_thread(_all, of(request))]
    chosen = [
        one
        for one in found
        if words in f"{one['attributes']['handle']} {one['attributes']['name']} {one['attributes']['email']}".lower()
        and (not status or one["attributes"]["status"].lower() in status.split(","))
    ]
    page = {"total_count": len(found), "total_filtered_count": len(chosen)}
    return JSONResponse({"data": chosen[first : first + size], "included": _roles(), "meta": {"page": page}})


async def create(request: Request) -> Response:
    """POST /api/v2/users: 201; whoever is made logs in by a link that `…/login-link` gives."""
    attributes, role = await _asked(request)
    email = str(attributes.get("email") or "").strip().lower()
    if not _ADDRESS.fullmatch(email):
        raise ApiError(400, "The value provided for parameter 'email' is invalid: an e-mail address is wanted")
    body = {"email": email, "name": str(attributes.get("name") or ""), "role": role or "member"}
    documents = of(request).documents
    try:
        made = await asyncio.to_thread(lambda: documents.create(USER, body, id=email, author=author(request)))
    except Conflict as error:
        raise ApiError(409, f"User {email} exists already") from error
    return JSONResponse({"data": _data(made)}, 201)


async def read(request: Request) -> Response:
    """GET /api/v2/users/{id}."""
    return JSONResponse({"data": _data(await _user(request)), "included": _roles()})


async def update(request: Request) -> Response:
    """PATCH /api/v2/users/{id}: name, e-mail, role, and whether the user is disabled."""
    user = await _user(request)
    attributes, role = await _asked(request)
    texts = {key: attributes.get(key) for key in ("name", "email")}
    changed: dict[str, Any] = {key: str(text) for key, text in texts.items() if text is not None}
    if "email" in changed and not _ADDRESS.fullmatch(changed["email"]):
        raise ApiError(400, "The value provided for parameter 'email' is invalid: an e-mail address is wanted")
    if "disabled" in attributes:
        if not isinstance(attributes["disabled"], bool):
            raise ApiError(400, "The value provided for parameter 'disabled' is invalid: true or false is wanted")
        changed["disabled"] = attributes["disabled"]
    if role:
        changed["role"] = role
    if user.id == ADMIN and (changed.get("disabled") or role == "member"):
        raise ApiError(400, "The first administrator stays one, so that somebody can always set up the server")
    return JSONResponse({"data": _data(await _save(request, user, changed))})


async def disable(request: Request) -> Response:
    """DELETE /api/v2/users/{id}: 204; a user is disabled, and what they made stays."""
    user = await _user(request)
    if user.id == ADMIN:
        raise ApiError(400, "The first administrator stays one, so that somebody can always set up the server")
    await _save(request, user, {"disabled": True})
    return Response(status_code=204)


async def roles(_request: Request) -> Response:
    """GET /api/v2/roles: the two that there are."""
    found = _roles()
    page = {"total_count": len(found), "total_filtered_count": len(found)}
    return JSONResponse({"data": found, "meta": {"page": page}})


async def login_link(request: Request) -> Response:
    """POST /api/vizsla/users/{id}/login-link: a link that logs the user in once, within a day."""
    user = await _user(request)
    if user.body.get("disabled"):
        raise ApiError(400, f"{user.id} is disabled")
    context = of(request)
    return JSONResponse({"url": await asyncio.to_thread(context.auth.login_link, context.settings.url, user.id)})


def _all(context: Context) -> list[Document]:
    found = context.documents.all(USER)
    if any(one.id == ADMIN for one in found):
        return found
    first = {"name": "Administrator", "role": "admin"}  # who never set a password
    with suppress(Conflict):  # another request was first
        context.documents.create(USER, first, id=ADMIN, author=ADMIN)
    return context.documents.all(USER)


async def _user(request: Request) -> Document:
    wanted = request.path_params["id"]
    for one in await asyncio.to_thread(_all, of(request)):
        if wanted in (one.id, user_id(one.id)):
            return one
    raise ApiError(404, "User not found")


async def _save(request: Request, user: Document, changed: Mapping[str, Any]) -> Document:
    documents = of(request).documents
    try:
        return await asyncio.to_thread(
            lambda: documents.save(
                USER, user.id, {**user.body, **changed}, expected=user.version, author=author(request)
            )
        )
    except Conflict as error:
        raise ApiError(409, "The user was changed at the same time; read it again and repeat the change") from error


async def _asked(request: Request) -> tuple[dict[str, Any], str]:
    data = (await json_object(request)).get("data")
    if not isinstance(data, dict) or not isinstance(data.get("attributes") or {}, dict):
        raise ApiError(400, "The value provided for parameter 'data' is invalid: an object with attributes is wanted")
    if data.get("type") != "users":
        raise ApiError(400, "The value provided for parameter 'data.type' is invalid: users is wanted")
    try:
        named = msgspec.convert(data.get("relationships") or {}, _Related).roles.data
    except msgspec.ValidationError as error:
        wrong = str(error).replace("`$", "`relationships")
        raise ApiError(400, f"The value provided for parameter 'relationships' is invalid: {wrong}") from error
    given = [_ROLE_IDS.get(one.id) for one in named]
    if None in given:
        raise ApiError(400, "The value provided for parameter 'relationships.roles' is invalid: no such role")
    return dict(data.get("attributes") or {}), "admin" if "admin" in given else "member" if given else ""


def user_id(handle: str) -> str:
    """The id by which the API names the user of this handle."""
    return str(uuid5(NAMESPACE_URL, f"vizsla:user:{handle}"))


def _data(user: Document) -> dict[str, Any]:
    body = user.body
    role = "admin" if user.id == ADMIN else str(body.get("role") or "member")
    disabled = bool(body.get("disabled"))
    attributes: dict[str, Any] = {
        "handle": user.id,
        "name": body.get("name") or "",
        "email": body.get("email") or user.id,
        "status": "Disabled" if disabled else "Active" if body.get("password") else "Pending",
        "disabled": disabled,
        "verified": True,
        "service_account": False,
        "title": None,
        "icon": "",
        "mfa_enabled": False,
        "allowed_login_methods": [],
        "created_at": user.created.isoformat(timespec="microseconds"),
        "modified_at": user.modified.isoformat(timespec="microseconds"),
    }
    id_of = {name: id for id, name in _ROLE_IDS.items()}
    related = {"roles": {"data": [{"type": "roles", "id": id_of[role]}]}, "org": {"data": {"type": "orgs", "id": _ORG}}}
    return {"type": "users", "id": user_id(user.id), "attributes": attributes, "relationships": related}


def _roles() -> list[dict[str, Any]]:
    return [{"type": "roles", "id": id, "attributes": {"name": ROLES[role]}} for id, role in _ROLE_IDS.items()]
