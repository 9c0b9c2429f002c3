"""Policies, notification rules and templates of monitors: `/api/v2/monitor/…`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import author, json_object
from vizsla.api.context import of
from vizsla.api.errors import ApiError
from vizsla.api.monitor_checks import checked
from vizsla.api.monitor_shown import iso
from vizsla.documents.monitor_rules import NotificationRule, Policy, Template
from vizsla.monitors.rules import problem
from vizsla.store.documents import Conflict, Document

Handler = Callable[[Request], Awaitable[Response]]
Attributes = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    """A sort of document under `/api/v2/monitor/`."""

    kind: str
    name: str
    holds: type[msgspec.Struct]
    check: Callable[[Attributes], None]
    show: Callable[[Document], Attributes]


def create(resource: Resource) -> Handler:
    """POST: store a new one."""

    async def handler(request: Request) -> Response:
        context, given = of(request), await _given(request, resource)
        body = {"attributes": _checked(resource, given)}
        made = await asyncio.to_thread(
            lambda: context.documents.create(resource.kind, body, id=str(uuid4()), author=author(request))
        )
        return JSONResponse({"data": _shown(resource, made)})

    return handler


def listed(resource: Resource) -> Handler:
    """GET: all of them."""

    async def handler(request: Request) -> Response:
        found = await asyncio.to_thread(of(request).documents.all, resource.kind)
        return JSONResponse({"data": [_shown(resource, one) for one in found]})

    return handler


def read(resource: Resource) -> Handler:
    """GET: one, a template with its earlier versions where they are asked for."""

    async def handler(request: Request) -> Response:
        document = await _found(request, resource)
        data = _shown(resource, document)
        if resource is TEMPLATES and request.query_params.get("with_all_versions", "").lower() == "true":
            data["attributes"]["versions"] = await _versions(request, document)
        return JSONResponse({"data": data})

    return handler


def update(resource: Resource) -> Handler:
    """PATCH and PUT: change what is given; an id that is not the path's is 422."""

    async def handler(request: Request) -> Response:
        context, document = of(request), await _found(request, resource)
        given = await _given(request, resource, document.id)
        before = document.body["attributes"]
        merged = given if resource is TEMPLATES else before | given
        if resource is POLICIES and isinstance(given.get("policy"), dict):
            merged = merged | {"policy": before["policy"] | given["policy"]}
        if resource is RULES:  # one of the two forms takes the place of the other
            for one, other in (("recipients", "conditional_recipients"), ("conditional_recipients", "recipients")):
                if one in given and other not in given:
                    merged.pop(other, None)
        body = {"attributes": _checked(resource, merged)}
        try:
            kept = await asyncio.to_thread(
                lambda: context.documents.save(
                    resource.kind, document.id, body, expected=document.version, author=author(request)
                )
            )
        except Conflict as error:
            raise ApiError(409, "It was changed at the same time; read it again and repeat the change") from error
        data = _shown(resource, kept)
        if resource is TEMPLATES:
            data["attributes"]["versions"] = await _versions(request, kept)
        return JSONResponse({"data": data})

    return handler


def delete(resource: Resource) -> Handler:
    """DELETE."""

    async def handler(request: Request) -> Response:
        document = await _found(request, resource)
        await asyncio.to_thread(of(request).documents.delete, resource.kind, document.id)
        return Response(status_code=204)

    return handler


def validate(resource: Resource) -> Handler:
    """POST: check without storing."""

    async def handler(request: Request) -> Response:
        if "id" in request.path_params:
            await _found(request, resource)
        _checked(resource, await _given(request, resource))
        return Response(status_code=204)

    return handler


async def _given(request: Request, resource: Resource, id: str = "") -> Attributes:
    data = (await json_object(request)).get("data")
    if not isinstance(data, dict) or not isinstance(data.get("attributes"), dict):
        raise ApiError(400, "API input validation failed: 'data.attributes' is missing")
    if data.get("type") != resource.name:
        raise ApiError(400, f"API input validation failed: 'data.type' is {resource.name}")
    if id and data.get("id") not in (None, id):
        raise ApiError(422, "The id of the body is not that of the path")
    return dict(data["attributes"])


async def _found(request: Request, resource: Resource) -> Document:
    id = request.path_params["id"]
    try:
        UUID(id)
    except ValueError:
        raise ApiError(400, f"The id {id} is no UUID") from None
    found = await asyncio.to_thread(of(request).documents.get, resource.kind, id)
    if found is None:
        raise ApiError(404, f"{resource.name} {id} not found")
    return found


def _checked(resource: Resource, attributes: Attributes) -> Attributes:
    try:
        msgspec.convert({key: value for key, value in attributes.items() if value is not None}, resource.holds)
    except msgspec.ValidationError as error:
        raise ApiError(400, f"API input validation failed: {str(error).replace('$.', '')}") from error
    resource.check(attributes)
    return attributes


def _shown(resource: Resource, document: Document) -> dict[str, Any]:
    data = {"id": document.id, "type": resource.name, "attributes": resource.show(document)}
    if resource is RULES:
        creator = {"data": {"id": document.author or "none", "type": "users"}}
        data["relationships"] = {"created_by": creator}
    return data


async def _versions(request: Request, document: Document) -> list[Attributes]:
    found = await asyncio.to_thread(of(request).documents.history, document.kind, document.id)
    return [_template(one) | {"id": document.id} for one in found]


def _template(document: Document) -> Attributes:
    times = {"created": iso(document.created), "modified": iso(document.modified)}
    empty: Attributes = {"description": None, "template_variables": []}
    return {**empty, **document.body["attributes"], **times, "version": document.version - 1}


def _rule(document: Document) -> Attributes:
    return dict(document.body["attributes"]) | {"created": iso(document.created), "modified": iso(document.modified)}


def _check_rule(attributes: Mapping[str, Any]) -> None:
    if bool(attributes.get("recipients")) == bool(attributes.get("conditional_recipients")):
        raise ApiError(400, "API input validation failed: give 'recipients' or 'conditional_recipients'")
    conditional = attributes.get("conditional_recipients") or {}
    filter_ = attributes.get("filter") or {}
    if filter_.get("tags") and filter_.get("scope"):
        raise ApiError(400, "API input validation failed: 'filter' takes 'tags' or 'scope'")
    for scope in (filter_.get("scope"), *(one["scope"] for one in conditional.get("conditions") or ())):
        if scope and (wrong := problem(scope)):
            raise ApiError(400, f"API input validation failed: the scope {scope!r} cannot be read: {wrong}")


def _check_template(attributes: Mapping[str, Any]) -> None:
    checked(attributes["monitor_definition"])


def _nothing(_attributes: Attributes) -> None:
    pass


POLICIES = Resource(
    "monitor_policy", "monitor-config-policy", Policy, _nothing, lambda document: dict(document.body["attributes"])
)
RULES = Resource("notification_rule", "monitor-notification-rule", NotificationRule, _check_rule, _rule)
TEMPLATES = Resource("monitor_template", "monitor-user-template", Template, _check_template, _template)
