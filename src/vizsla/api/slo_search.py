"""The search that lists objectives, each with where it stands over every timeframe."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.body import whole
from vizsla.api.context import Context, of
from vizsla.api.searching import json
from vizsla.api.slo_history import PRECISION, raw
from vizsla.api.slos import shown
from vizsla.documents.slo import TIMEFRAME_DAYS, TYPES
from vizsla.monitors.slo.matching import facts, matching
from vizsla.monitors.slo.measuring import CORRECTION, applying, measured
from vizsla.monitors.slo.objective import Objective, Target, understand
from vizsla.monitors.slo.standing import standing
from vizsla.query.errors import QueryError
from vizsla.store.documents import Document
from vizsla.store.errors import LimitExceeded

_AT_ONCE = 3
_PATIENCE_S = 10.0
_HOLDS_S = 30


@dataclass(frozen=True)
class _Measuring:
    """What measuring a page of objectives takes; past `until` (monotonic) no more is begun."""

    context: Context
    corrections: list[Document]
    now: int
    until: float


async def search(request: Request) -> Response:
    """GET /api/v1/slo/search: a page of the objectives that match, each with its status over every timeframe."""
    context, given = of(request), request.query_params
    size = whole(given.get("page[size]", "10"), "page[size]", 1, 100)
    number = whole(given.get("page[number]", "0"), "page[number]")
    keeps = matching(given.get("query", ""))
    every = await asyncio.to_thread(context.documents.all, "slo")
    chosen = sorted((one for one in every if keeps(one)), key=lambda one: str(one.body["name"]).lower())
    page = chosen[number * size : (number + 1) * size]
    corrections = await asyncio.to_thread(context.documents.all, CORRECTION)
    measuring = _Measuring(context, corrections, int(context.clock()), time.monotonic() + _PATIENCE_S)
    free = asyncio.Semaphore(_AT_ONCE)

    async def row(one: Document) -> dict[str, Any]:
        async with free:
            return await asyncio.to_thread(_row, measuring, one)

    rows = await asyncio.gather(*(row(one) for one in page))
    last = max(0, -(-len(chosen) // size) - 1)
    attributes: dict[str, Any] = {"slos": rows}
    if given.get("include_facets", "").lower() == "true":
        attributes["facets"] = _facets(chosen)
    pagination = {
        "type": "number_size", "number": number, "size": size, "total": len(chosen), "first_number": 0,
        "last_number": last, "next_number": min(last, number + 1), "prev_number": max(0, number - 1),
    }  # fmt: skip
    return json({"data": {"type": "", "attributes": attributes}, "meta": {"pagination": pagination}})


def _row(measuring: _Measuring, document: Document) -> dict[str, Any]:
    body, objective = shown(document), understand(document.body)
    overall = [
        _overall(measuring, document, objective, target, TIMEFRAME_DAYS[target.timeframe])
        for target in objective.targets
        if target.timeframe in TIMEFRAME_DAYS
    ]
    first = next((one for one in overall if one["timeframe"] == body["timeframe"]), overall[0] if overall else None)
    known = facts(document)
    attributes = {
        "name": body["name"],
        "description": body["description"],
        "slo_type": body["type"],
        "thresholds": body["thresholds"],
        "monitor_ids": body.get("monitor_ids"),
        "groups": body.get("groups"),
        "query": body.get("query"),
        "all_tags": known["all_tags"],
        "env_tags": known["env_tags"],
        "service_tags": known["service_tags"],
        "team_tags": known["team_tags"],
        "created_at": body["created_at"],
        "modified_at": body["modified_at"],
        "creator": {"id": 1, "name": document.author, "email": document.author},
        "overall_status": overall,
    }
    if first:
        attributes["status"] = {
            "sli": first["status"],
            "calculation_error": first["error"],
        } | {
            key: first[key]
            for key in ("state", "error_budget_remaining", "raw_error_budget_remaining", "indexed_at", "span_precision")
        }
    return {"data": {"id": document.id, "type": "slo", "attributes": attributes}}


def _overall(
    measuring: _Measuring, document: Document, objective: Objective, target: Target, days: int
) -> dict[str, Any]:
    """Where it stands; what was measured a moment ago still holds, unless it or its corrections were changed."""
    cuts = tuple((one.id, one.version) for one in applying(measuring.corrections, document))
    key = "slo", document.id, document.version, target.timeframe, cuts
    found: dict[str, Any] | None = measuring.context.measured.get(key)
    if found is None or not 0 <= measuring.now - found["indexed_at"] < _HOLDS_S:
        found = _measured(measuring, document, objective, target, days)
        if found["error"] is None:
            measuring.context.measured.put(key, found, 1)
    return found


def _measured(
    measuring: _Measuring, document: Document, objective: Objective, target: Target, days: int
) -> dict[str, Any]:
    stands, part, fault = standing(None, target), None, None
    context, end = measuring.context, measuring.now
    try:
        if time.monotonic() > measuring.until:
            raise LimitExceeded("it could not be measured in time; open the objective, or ask for a shorter page")
        corrections, start = measuring.corrections, end - days * 86400
        part = measured(context.documents, context.engine.run, document, objective, start, end, corrections).overall
        stands = standing(part.sli, target)
    except (QueryError, LimitExceeded) as error:
        fault = str(error)
    return {
        "timeframe": target.timeframe,
        "target": target.target,
        "status": stands.sli,
        "state": stands.state,
        "error": fault,
        "error_budget_remaining": stands.remaining,
        "raw_error_budget_remaining": raw(objective, part, stands) if part else None,
        "span_precision": PRECISION,
        "indexed_at": end,
    }


def _facets(chosen: list[Document]) -> dict[str, list[dict[str, Any]]]:
    counts: dict[str, Counter[str]] = {}
    for one in chosen:
        for key, values in facts(one).items():
            counts.setdefault(key, Counter()).update(values)

    def name(key: str, value: str) -> str | float:
        return TYPES[value] if key == "slo_type" else float(value) if key == "target" else value

    return {
        key: [{"name": name(key, value), "count": n} for value, n in found.most_common()]
        for key, found in counts.items()
    }
