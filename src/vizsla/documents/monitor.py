"""Monitors as documents: what of their JSON is checked, and what is filled in; the rest is kept as given."""

from collections.abc import Mapping
from typing import Any

from vizsla.documents.monitor_options import numbers
from vizsla.documents.monitor_options import problems as option_problems

TYPES = frozenset(
    """metric alert|query alert|service check|event alert|event-v2 alert|log alert|trace-analytics alert|rum alert
    |audit alert|ci-pipelines alert|ci-tests alert|database-monitoring alert|network-performance alert
    |error-tracking alert|network-path alert|process alert|composite|slo alert|cost alert|synthetics alert
    |data-quality alert|data-jobs alert|llm-observability alert""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
"""Types of the real API; those whose data Vizsla does not have are stored and given back, not evaluated."""

OPTION_DEFAULTS: dict[str, Any] = {
    "notify_audit": False,
    "notify_no_data": False,
    "include_tags": True,
    "silenced": {},
}


def problems(body: Mapping[str, Any], critical: float | None) -> list[str]:
    """What is wrong with a monitor's JSON, one sentence each; `critical` is the threshold found in its query."""
    found = []
    if not isinstance(body.get("type"), str) or body["type"] not in TYPES:
        found.append(f"The value provided for parameter 'type' is invalid: one of {', '.join(sorted(TYPES))}")
    if not isinstance(body.get("query"), str) or not body["query"].strip():
        found.append("The value provided for parameter 'query' is invalid")
    for field in ("name", "message"):
        if body.get(field) is not None and not isinstance(body[field], str):
            found.append(f"The value provided for parameter '{field}' is invalid: a text is wanted")
    for field in ("tags", "restricted_roles"):
        given = body.get(field)
        if given is not None and not (isinstance(given, list) and all(isinstance(one, str) for one in given)):
            found.append(f"The value provided for parameter '{field}' is invalid: a list of texts is wanted")
    priority = body.get("priority")
    if priority is not None and (isinstance(priority, bool) or priority not in (1, 2, 3, 4, 5)):
        found.append("The value provided for parameter 'priority' is invalid: 1 to 5, or null")
    if body.get("draft_status") not in (None, "draft", "published"):
        found.append("The value provided for parameter 'draft_status' is invalid: draft or published")
    options = body.get("options")
    if options is None:
        return found
    if not isinstance(options, dict):
        return [*found, "The value provided for parameter 'options' is invalid: an object is wanted"]
    return [*found, *option_problems(options, critical)]


def filled(body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with the defaults that the real API fills in; thresholds become floats, null ones are dropped."""
    options = OPTION_DEFAULTS | dict(body.get("options") or {})
    thresholds = options.get("thresholds")
    if isinstance(thresholds, dict):
        options["thresholds"] = numbers(thresholds)
    empty: dict[str, Any] = {"name": "", "message": "", "tags": [], "priority": None, "restricted_roles": None}
    return empty | {key: value for key, value in body.items() if value is not None} | {"options": options}
