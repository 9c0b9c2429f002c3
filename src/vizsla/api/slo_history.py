"""How an objective did over any time, and the status that this amounts to."""

import asyncio
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.body import whole
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.api.searching import json
from vizsla.api.slos import found_slo, shown
from vizsla.clock import LAST_S
from vizsla.documents.slo import TYPES
from vizsla.monitors.slo.measured import Measured, Part
from vizsla.monitors.slo.measuring import CORRECTION, measured
from vizsla.monitors.slo.objective import Counted, Objective, Target, understand
from vizsla.monitors.slo.standing import Standing, standing
from vizsla.store.documents import Document

_LONGEST_S = 400 * 86400
PRECISION = 2


async def history(request: Request) -> Response:
    """GET /api/v1/slo/{id}/history: good and total over [from_ts, to_ts), all together and by group or monitor."""
    context, document = of(request), await found_slo(request)
    start, end = _window(request, context)
    corrected = request.query_params.get("apply_correction", "true").lower() != "false"
    objective = understand(document.body)
    if wanted := request.query_params.get("target"):
        objective = replace(objective, targets=(Target("custom", _target(wanted)), *objective.targets))
    found = await asyncio.to_thread(_measured, context, document, objective, start, end, corrected)
    return json({"data": _history(document, objective, found, start, end), "errors": None})


async def status(request: Request) -> Response:
    """GET /api/v2/slo/{id}/status: the share of good over [from_ts, to_ts) against the first target."""
    context, document = of(request), await found_slo(request)
    start, end = _window(request, context)
    corrected = request.query_params.get("disable_corrections", "").lower() != "true"
    objective = understand(document.body)
    found = await asyncio.to_thread(_measured, context, document, objective, start, end, corrected)
    stands = standing(found.overall.sli, objective.targets[0])
    attributes = {
        "sli": stands.sli,
        "error_budget_remaining": stands.remaining,
        "raw_error_budget_remaining": raw(objective, found.overall, stands),
        "span_precision": PRECISION,
        "state": stands.state,
    }
    return json({"data": {"id": document.id, "type": "slo_status", "attributes": attributes}})


def _measured(
    context: Context, document: Document, objective: Objective, start: float, end: float, corrected: bool
) -> Measured:
    corrections = context.documents.all(CORRECTION) if corrected else []
    return measured(context.documents, context.engine.run, document, objective, start, end, corrections)


def _history(document: Document, objective: Objective, found: Measured, start: int, end: int) -> dict[str, Any]:
    thresholds = {one["timeframe"]: one for one in shown(document)["thresholds"]}
    data = {
        "from_ts": start,
        "to_ts": end,
        "type": objective.type,
        "type_id": TYPES[objective.type],
        "group_by": list(found.group_by),
        "thresholds": thresholds,
        "overall": _part(objective.name, found.overall, objective)
        | {"history": [list(pair) for pair in found.states()]}
        | {"precision": {one.timeframe: PRECISION for one in objective.targets}},
        "series": _series(objective, found),
    }
    several = objective.type == "monitor" and len(document.body["monitor_ids"]) > 1
    parts = [
        _part(name.partition("/")[2] if several else name, part, objective) | {"group": name}
        for name, part in found.groups.items()
    ]
    return data | ({"monitors" if several else "groups": parts} if parts else {})


def _part(name: str, part: Part, objective: Objective) -> dict[str, Any]:
    sli = part.sli
    left = {one.timeframe: standing(sli, one).remaining for one in objective.targets}
    value = {"sli_value": sli} | ({} if sli is None else {"uptime": sli})
    budget = {key: remaining for key, remaining in left.items() if remaining is not None}
    return {"name": name, "span_precision": PRECISION, "preview": False, "error_budget_remaining": budget} | value


def _series(objective: Objective, found: Measured) -> dict[str, Any]:
    # For time the same series, in seconds: what a burn-down is drawn from.
    def one(values: Any) -> dict[str, Any]:
        return {"count": len(values), "sum": float(values.sum()), "values": values.tolist()}

    return {
        "numerator": one(found.overall.good),
        "denominator": one(found.overall.total),
        "interval": found.step_s,
        "times": (found.times * 1000.0).tolist(),
        "query": objective.source.text if isinstance(objective.source, Counted) else "",
        "res_type": "time_series",
        "resp_version": 2,
        "message": "",
    }


def raw(objective: Objective, part: Part, stands: Standing) -> dict[str, Any]:
    """What may still go wrong until the target is missed: bad events, or seconds."""
    allowed = float(part.total.sum()) * (100 - stands.target.target) / 100
    left = allowed - float((part.total - part.good).sum())
    return {"unit": "events" if isinstance(objective.source, Counted) else "seconds", "value": left}


def _window(request: Request, context: Context) -> tuple[int, int]:
    given = request.query_params
    start, end = (whole(given.get(key) or "", key, most=LAST_S) for key in ("from_ts", "to_ts"))
    end = min(end, int(context.clock()))
    if not start < end:
        raise ApiError(400, "The value provided for parameter 'from_ts' is invalid: it must lie before 'to_ts' and now")
    if end - start > _LONGEST_S:
        raise ApiError(400, "The value provided for parameter 'from_ts' is invalid: ask for 400 days at most")
    return start, end


def _target(text: str) -> float:
    try:
        target = float(text)
    except ValueError:
        target = 0.0
    if not 0 < target < 100:
        raise ApiError(400, "The value provided for parameter 'target' is invalid: a number above 0 and below 100")
    return target
