"""Reports of objectives: asked for, made in the background, and downloaded as CSV."""

import asyncio
import csv
import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vizsla.api.body import author, json_object
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.clock import LAST_S
from vizsla.monitors.slo.matching import matching
from vizsla.monitors.slo.measuring import CORRECTION, measured
from vizsla.monitors.slo.objective import understand
from vizsla.monitors.slo.standing import standing
from vizsla.query.errors import QueryError
from vizsla.store.documents import Conflict, Document
from vizsla.store.errors import LimitExceeded

log = logging.getLogger(__name__)

KIND = "slo_report"
_KEPT_S = 7 * 86400.0
_LOST_AFTER_S = 3600.0
_AGAIN_AFTER_S = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Pauses between attempts to store what came of a report; then it stays in progress until it counts as lost."""
_LONGEST_S = 400 * 86400
_MOST_ROWS = 5000
_COLUMNS = ("SLO ID", "SLO Name", "SLO Type", "Tags", "Interval Start", "Interval End", "SLI (%)", "Target (%)",
            "Status", "Error Budget Remaining (%)", "Good", "Total", "Error")  # fmt: skip
_making: set[asyncio.Task[None]] = set()

Seconds = Annotated[int, Meta(ge=0, le=LAST_S)]


class Asked(msgspec.Struct):
    """A report's attributes."""

    query: str
    from_ts: Seconds
    to_ts: Seconds
    interval: Literal["daily", "weekly", "monthly"] = "weekly"
    timezone: str = "UTC"


async def create(request: Request) -> Response:
    """POST /api/v2/slo/report: begin a report of the objectives that a query finds, in intervals of a time zone."""
    context, asked = of(request), _asked(await json_object(request))
    chosen = await asyncio.to_thread(_chosen, context, asked)
    by, now = author(request), context.clock()
    body = {"asked": msgspec.to_builtins(asked), "status": "in_progress", "begun": now}
    made = await asyncio.to_thread(lambda: context.documents.create(KIND, body, author=by))
    await asyncio.to_thread(_forget_old, context, now)
    task = asyncio.create_task(_make(context, made, asked, chosen))
    _making.add(task)
    task.add_done_callback(_making.discard)
    return JSONResponse({"data": {"id": made.id, "type": "report_id"}})


async def status(request: Request) -> Response:
    """GET /api/v2/slo/report/{id}/status."""
    found = await _found(request)
    return JSONResponse(
        {"data": {"id": found.id, "type": "report_id", "attributes": {"status": _status(found, request)}}}
    )


async def download(request: Request) -> Response:
    """GET /api/v2/slo/report/{id}/download: the CSV of a report that is completed."""
    found = await _found(request)
    if "csv" not in found.body:
        raise ApiError(400, f"The report is {_status(found, request).replace('_', ' ')}; there is nothing to download")
    name = f'attachment; filename="slo-report-{found.id}.csv"'
    return Response(found.body["csv"], media_type="text/csv", headers={"Content-Disposition": name})


def intervals(asked: Asked) -> Iterator[tuple[int, int]]:
    """Beginnings and ends of the days, weeks (from Sunday) or months, cut to what was asked for."""
    zone = ZoneInfo(asked.timezone)
    at = datetime.fromtimestamp(asked.from_ts, zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if asked.interval == "weekly":
        at -= timedelta(days=at.isoweekday() % 7)
    elif asked.interval == "monthly":
        at = at.replace(day=1)
    while True:
        step = {"daily": 1, "weekly": 7, "monthly": 32}[asked.interval]
        after = at + timedelta(days=step)
        after = after.replace(day=1) if asked.interval == "monthly" else after
        start, end = (int(one.replace(tzinfo=zone).timestamp()) for one in (at, after))
        if start >= asked.to_ts:
            return
        yield max(start, asked.from_ts), min(end, asked.to_ts)
        at = after


def _asked(body: dict[str, object]) -> Asked:
    data = body.get("data")
    attributes = data.get("attributes") if isinstance(data, dict) else None
    try:
        asked = msgspec.convert(attributes, Asked)
        ZoneInfo(asked.timezone)
    except msgspec.ValidationError as error:
        raise ApiError(400, f"The value provided for parameter 'data.attributes' is invalid: {error}") from error
    except (ValueError, OSError, LookupError) as error:
        raise ApiError(
            400, "The value provided for parameter 'timezone' is invalid: the name of a time zone is wanted"
        ) from error
    if not 0 < asked.to_ts - asked.from_ts <= _LONGEST_S:
        raise ApiError(400, "The value provided for parameter 'to_ts' is invalid: after 'from_ts', by 400 days at most")
    return asked


def _chosen(context: Context, asked: Asked) -> list[Document]:
    keeps = matching(asked.query)
    chosen = sorted((one for one in context.documents.all("slo") if keeps(one)), key=lambda one: str(one.body["name"]))
    rows = len(chosen) * sum(1 for _ in intervals(asked))
    if rows > _MOST_ROWS:
        raise ApiError(
            400, f"The report would have {rows} rows; {_MOST_ROWS} are the most: ask for less, or less often"
        )
    return chosen


async def _make(context: Context, made: Document, asked: Asked, chosen: list[Document]) -> None:
    try:
        ended = await asyncio.to_thread(_made, context, asked, chosen)
    except Exception:
        log.exception("the report %s could not be made", made.id)
        ended = {"status": "failed"}
    for pause_s in _AGAIN_AFTER_S:
        try:
            await asyncio.to_thread(context.documents.save, KIND, made.id, dict(made.body) | ended)
            return
        except Conflict:  # it was forgotten meanwhile
            return
        except Exception:
            log.exception("the end of the report %s could not be stored", made.id)
        await asyncio.sleep(pause_s)


def _made(context: Context, asked: Asked, chosen: list[Document]) -> dict[str, str]:
    text, failed = io.StringIO(), False
    out = csv.writer(text)
    out.writerow(_COLUMNS)
    corrections = context.documents.all(CORRECTION)
    for document in chosen:
        objective = understand(document.body)
        target = objective.targets[0]
        kind, tags = objective.type.replace("_", " "), ", ".join(objective.tags)
        about = (document.id, _plain(objective.name), kind, _plain(tags))
        for start, end in intervals(asked):
            known, fault = ("", "", "", "", ""), ""
            try:
                part = measured(
                    context.documents, context.engine.run, document, objective, start, end, corrections
                ).overall
                stands = standing(part.sli, target)
                good, total = float(part.good.sum()), float(part.total.sum())
                known = (_number(stands.sli), stands.state, _number(stands.remaining), _number(good), _number(total))
            except (QueryError, LimitExceeded) as error:
                fault, failed = str(error), True
            sli, state, remaining, *counts = known
            row = (
                *about,
                _iso(start, asked),
                _iso(end, asked),
                sli,
                target.target,
                state,
                remaining,
                *counts,
                _plain(fault),
            )
            out.writerow(row)
    return {"csv": text.getvalue(), "status": "completed_with_errors" if failed else "completed"}


def _plain(cell: str) -> str:
    # A spreadsheet takes what begins so for a formula.
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def _iso(at: int, asked: Asked) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(asked.timezone)).isoformat()


def _status(found: Document, request: Request) -> str:
    status = str(found.body["status"])
    lost = status == "in_progress" and of(request).clock() - float(found.body["begun"]) > _LOST_AFTER_S
    return "failed" if lost else status  # the server that made it was stopped


def _forget_old(context: Context, now: float) -> None:
    for one in context.documents.all(KIND):
        if now - one.created.timestamp() > _KEPT_S:
            context.documents.delete(KIND, one.id)


async def _found(request: Request) -> Document:
    found = await asyncio.to_thread(of(request).documents.get, KIND, request.path_params["id"])
    if found is None:
        raise ApiError(404, "Report not found; reports are kept for a week")
    return found
