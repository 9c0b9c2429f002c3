"""Service level objectives as documents: what of their JSON is checked and filled in; the rest stays as given."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

TYPES: Mapping[str, int] = {"monitor": 0, "metric": 1, "time_slice": 2}
"""Kinds of objectives, each with the number that the API also gives."""

TIMEFRAME_DAYS: Mapping[str, int] = {"7d": 7, "30d": 30, "90d": 90}
TIMEFRAMES = (*TIMEFRAME_DAYS, "custom")
MOST_MONITORS, MOST_GROUPS = 20, 20


def problems(body: Mapping[str, Any]) -> list[str]:
    """What is wrong with an objective's JSON, one sentence each; its queries are checked by whoever parses them."""
    found = []
    if not isinstance(body.get("name"), str) or not body["name"].strip():
        found.append(_invalid("name", "a text is wanted"))
    if body.get("description") is not None and not isinstance(body["description"], str):
        found.append(_invalid("description", "a text or null is wanted"))
    if not _texts(body.get("tags") or []):
        found.append(_invalid("tags", "a list of texts is wanted"))
    found += _threshold_problems(body.get("thresholds"))
    match body.get("type"):
        case "monitor":
            found += _monitor_problems(body)
        case "metric":
            found += _metric_problems(body)
        case "time_slice":
            found += _slice_problems(body)
        case _:
            found.append(_invalid("type", f"one of {', '.join(TYPES)}"))
    return found


def filled(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with what the real API fills in: displays of the targets, the timeframe and target shown first."""
    thresholds = [_displayed(one) for one in body["thresholds"]]
    first = next((one for one in thresholds if one["timeframe"] == body.get("timeframe")), thresholds[0])
    shown = {"description": None, "tags": []} | {key: value for key, value in body.items() if value is not None}
    shown |= {"thresholds": thresholds, "timeframe": first["timeframe"], "target_threshold": first["target"]}
    shown.pop("warning_threshold", None)
    return shown | ({"warning_threshold": first["warning"]} if "warning" in first else {})


def _displayed(threshold: Mapping[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in threshold.items() if value is not None}
    for key in ("target", "warning"):
        if key in shown:
            shown |= {key: float(shown[key]), f"{key}_display": display(float(shown[key]))}
    return shown


def display(percent: float) -> str:
    """A percentage as the real API shows it: `95.` for 95."""
    return f"{percent:.6f}".rstrip("0")


def _threshold_problems(thresholds: object) -> list[str]:
    if not isinstance(thresholds, list) or not thresholds:
        return [_invalid("thresholds", "a list of one target or more is wanted")]
    found, seen = [], set()
    for i, one in enumerate(thresholds):
        here = f"thresholds[{i}]"
        if not isinstance(one, Mapping):
            found.append(_invalid(here, "an object is wanted"))
            continue
        frame, target, warning = one.get("timeframe"), one.get("target"), one.get("warning")
        if frame not in TIMEFRAMES:
            found.append(_invalid(f"{here}.timeframe", f"one of {', '.join(TIMEFRAMES)}"))
        elif frame in seen:
            found.append(_invalid(f"{here}.timeframe", f"{frame} is given twice"))
        else:
            seen.add(frame)
        if not _share(target):
            found.append(_invalid(f"{here}.target", "a number above 0 and below 100 is wanted"))
        elif warning is not None and not (_share(warning) and warning > target):
            found.append(_invalid(f"{here}.warning", "a number above the target and below 100 is wanted"))
    return found


def _monitor_problems(body: Mapping[str, Any]) -> list[str]:
    ids, groups = body.get("monitor_ids"), body.get("groups") or []
    if not isinstance(ids, list) or not ids or not all(type(one) is int and one > 0 for one in ids):
        return [_invalid("monitor_ids", "a list of monitors' numbers is wanted")]
    found = []
    if len(ids) > MOST_MONITORS:
        found.append(_invalid("monitor_ids", f"{MOST_MONITORS} monitors at most"))
    if not _texts(groups):
        found.append(_invalid("groups", "a list of texts such as env:prod,host:a is wanted"))
    elif groups and len(ids) != 1:
        found.append(_invalid("groups", "groups go with a single monitor"))
    elif len(groups) > MOST_GROUPS:
        found.append(_invalid("groups", f"{MOST_GROUPS} groups at most"))
    return found


def _metric_problems(body: Mapping[str, Any]) -> list[str]:
    query, spec = body.get("query"), body.get("sli_specification")
    if isinstance(spec, Mapping):
        count = spec.get("count")
        if not isinstance(count, Mapping):
            return [_invalid("sli_specification.count", "an object is wanted")]
        found = _queries_problems(count.get("queries"), "sli_specification.count.queries")
        wanted = [
            "good_events_formula",
            "bad_events_formula" if "bad_events_formula" in count else "total_events_formula",
        ]
        for key in wanted:
            if not isinstance(count.get(key), Mapping) or not isinstance(count[key].get("formula"), str):
                found.append(_invalid(f"sli_specification.count.{key}", "an object with a 'formula' is wanted"))
        return found
    if not isinstance(query, Mapping):
        return [_invalid("query", "an object with 'numerator' and 'denominator' is wanted")]
    return [
        _invalid(f"query.{key}", "a metrics query is wanted")
        for key in ("numerator", "denominator")
        if not isinstance(query.get(key), str) or not query[key].strip()
    ]


def _slice_problems(body: Mapping[str, Any]) -> list[str]:
    place = "sli_specification.time_slice"
    spec = body.get("sli_specification")
    given = spec.get("time_slice") if isinstance(spec, Mapping) else None
    if not isinstance(given, Mapping):
        return [_invalid(place, "an object is wanted")]
    found = []
    query = given.get("query")
    if not isinstance(query, Mapping):
        found.append(_invalid(f"{place}.query", "an object with 'formulas' and 'queries' is wanted"))
    else:
        found += _queries_problems(query.get("queries"), f"{place}.query.queries")
        formulas = query.get("formulas")
        if not (isinstance(formulas, list) and len(formulas) == 1 and isinstance(formulas[0], Mapping)
                and isinstance(formulas[0].get("formula"), str)):  # fmt: skip
            found.append(_invalid(f"{place}.query.formulas", "a list of one object with a 'formula' is wanted"))
    if given.get("comparator") not in (">", ">=", "<", "<="):
        found.append(_invalid(f"{place}.comparator", "one of >, >=, <, <="))
    threshold = given.get("threshold")
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not isfinite(threshold):
        found.append(_invalid(f"{place}.threshold", "a number is wanted"))
    if given.get("query_interval_seconds", 300) not in (60, 300):
        found.append(_invalid(f"{place}.query_interval_seconds", "60 or 300"))
    return found


def _queries_problems(queries: object, place: str) -> list[str]:
    if not isinstance(queries, list) or not queries:
        return [_invalid(place, "a list of named queries is wanted")]
    return [
        _invalid(f"{place}[{i}]", "an object with 'name', 'query' and the data_source metrics is wanted")
        for i, one in enumerate(queries)
        if not isinstance(one, Mapping)
        or not isinstance(one.get("name"), str)
        or not isinstance(one.get("query"), str)
        or one.get("data_source", "metrics") != "metrics"
    ]


def _share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 100


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _invalid(field: str, wanted: str) -> str:
    return f"The value provided for parameter '{field}' is invalid: {wanted}"
