"""Whether a monitor that was given can be taken: its query, options, policies, and what a name or a deletion needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from vizsla.api.errors import ApiError
from vizsla.documents.monitor import filled, problems
from vizsla.documents.monitor_options import numbers
from vizsla.monitors.kind import Condition, condition_of, kind_of
from vizsla.monitors.naming import named
from vizsla.monitors.schedule import problems as schedule_problems
from vizsla.store.documents import Document

OWN = (
    "id", "org_id", "created", "created_at", "modified", "deleted", "creator", "multi", "overall_state",
    "overall_state_modified", "state", "matching_downtimes", "not_evaluated",
)  # fmt: skip


def checked(body: Mapping[str, Any], policies: Sequence[Document] = ()) -> dict[str, Any]:
    """The monitor with what is filled in; ApiError with everything that is wrong with it."""
    condition: Condition | None = None
    options = body.get("options")
    if kind_of(str(body.get("type"))) and isinstance(body.get("query"), str) and isinstance(options or {}, dict):
        try:
            condition = condition_of(body)
        except (TypeError, AttributeError):  # an option of a wrong sort, which is named below
            condition = None
        except ValueError as error:
            raise ApiError(400, f"The value provided for parameter 'query' is invalid: {error}") from error
    has_threshold = condition is not None and "critical" in condition.thresholds
    wrong = problems(body, condition.threshold if condition and has_threshold else None)
    if isinstance(options, dict):
        wrong += schedule_problems(options)
        if condition is not None:
            wrong += _thresholds(condition, options) + _notify_by(condition, options)
    wrong += _policies(body, policies)
    if wrong:
        raise ApiError(400, *wrong)
    found = filled({key: value for key, value in body.items() if key not in OWN})
    if not found["name"] and condition is not None:
        found["name"] = named(found, condition)
    return found


def member_problems(body: Mapping[str, Any], others: Sequence[Document]) -> list[str]:
    """What is wrong with the monitors that a composite joins: each exists, and none is a composite."""
    types = {int(one.id): one.body.get("type") for one in others}
    members = condition_of(body).members
    gone = [str(number) for number in members if number not in types]
    nested = [str(number) for number in members if types.get(number) == "composite"]
    found = [f"Some monitor IDs are invalid: there is no monitor {', '.join(gone)}"] if gone else []
    if nested:
        found.append(f"Some monitor IDs are invalid: {', '.join(nested)} is a composite, which no other one can join")
    return found


def users_of(number: int, others: Sequence[Document], slos: Sequence[Document]) -> list[str]:
    """What would miss the monitor: composites and SLOs that name it."""
    found = []
    for one in others:
        if one.body.get("type") == "composite" and number in _members(one):
            found.append(f"monitor {number} is referenced in composite monitors: [{one.id}]")
    for one in slos:
        # Objectives of other types keep whatever stands here.
        if one.body["type"] == "monitor" and number in one.body["monitor_ids"]:
            found.append(f"monitor {number} is referenced in slos: [{one.id}]")
    return found


def _members(document: Document) -> tuple[int, ...]:
    try:
        return condition_of(document.body).members
    except ValueError:
        return ()


def _thresholds(condition: Condition, options: Mapping[str, Any]) -> list[str]:
    given = options.get("thresholds") or {}
    sign = {">": 1, ">=": 1, "<": -1, "<=": -1}.get(condition.comparator)
    if (
        not isinstance(given, dict)
        or condition.dynamic
        or sign is None
        or "critical_recovery" not in condition.thresholds
    ):
        return []
    known = {key: value for key, value in numbers(given).items() if isinstance(value, float)}
    critical, warning = known.get("critical", condition.threshold), known.get("warning")
    side = "less" if sign > 0 else "greater"
    found = []
    if warning is not None and sign * (critical - warning) < 0:
        found.append(f"Warning threshold ({warning}) must be {side} than alert threshold ({critical}).")
    for key, limit in (("critical_recovery", critical), ("warning_recovery", warning)):
        recovery = known.get(key)
        if recovery is not None and limit is not None and sign * (limit - recovery) < 0:
            found.append(f"Recovery threshold '{key}' ({recovery}) must be {side} than the threshold ({limit}).")
        if recovery is not None and limit is None:
            found.append(f"Recovery threshold '{key}' needs the threshold that it belongs to.")
    return found


def _notify_by(condition: Condition, options: Mapping[str, Any]) -> list[str]:
    keys = options.get("notify_by")
    if not isinstance(keys, list) or condition.unevaluated:
        return []
    unknown = [key for key in keys if key != "*" and str(key).removeprefix("@") not in condition.group_by]
    if unknown and condition.group_by:
        known = ", ".join(condition.group_by)
        return [f"The value provided for parameter 'options.notify_by' is invalid: {unknown[0]!r} is none of {known}"]
    return []


def _policies(body: Mapping[str, Any], policies: Sequence[Document]) -> list[str]:
    tags = [str(tag) for tag in body.get("tags") or []] if isinstance(body.get("tags") or [], list) else []
    found = []
    for one in policies:
        policy = one.body["attributes"]["policy"]
        if "tag_key" not in policy:
            continue
        key, allowed = policy["tag_key"], policy.get("valid_tag_values") or []
        values = [tag.partition(":")[2] for tag in tags if tag.partition(":")[0] == key]
        if not values and policy.get("tag_key_required"):
            found.append(f"A policy asks for a tag {key}: with one of the values {', '.join(allowed)}")
        found += [
            f"A policy does not allow the tag {key}:{value}" for value in values if allowed and value not in allowed
        ]
    return found
