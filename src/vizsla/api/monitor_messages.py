"""What monitors would say: previews of each state while a message is written, and test notifications."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from vizsla.api.body import json_object
from vizsla.api.channels import sent
from vizsla.api.context import Context, of
from vizsla.api.errors import ApiError
from vizsla.api.searching import json
from vizsla.documents.handles import places_of
from vizsla.documents.monitor import problems
from vizsla.monitors.event import event_of
from vizsla.monitors.host import facts_of
from vizsla.monitors.judge import decoded
from vizsla.monitors.kind import Condition, Group, condition_of, rules_of
from vizsla.monitors.lint import Doubt, doubts, names_of
from vizsla.monitors.members import member_variables
from vizsla.monitors.message import Message, compose
from vizsla.monitors.sample import samples_of
from vizsla.monitors.schedule import problems as schedule_problems
from vizsla.monitors.slo.measuring import gauge
from vizsla.monitors.state import SEVERITY, GroupState, Limits, Observed, Status, Transition, TransitionKind
from vizsla.notify.markdown import html_of
from vizsla.notify.recipients import recipients_of
from vizsla.store.outbox import Told

_KINDS: dict[Status, TransitionKind] = {
    "Alert": "Triggered", "Warn": "Warn", "No Data": "No Data", "Unknown": "Unknown", "OK": "Recovered",
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """A monitor with one of its groups, as it is at the moment."""

    monitor: Mapping[str, Any]
    condition: Condition
    group: Group
    state: GroupState
    known: bool
    """Whether the group was seen; else its tags are examples."""
    more: Mapping[str, str]
    limits: Limits | None = None
    """The thresholds that the group is held against now, where these are its own."""

    def said(self, context: Context, state: Status, kind: TransitionKind, prefix: str = "") -> Message:
        """What the monitor says of this group in a state."""
        now = context.clock()
        previous: Status = "Alert" if state == "OK" else state if kind.startswith("Re-") else "OK"
        value = None if state == "No Data" else self.state.value
        made = Transition(kind, previous, state, now, value, "the check's own message", limits=self.limits)
        since = self.state.first_triggered or now
        seen = msgspec.structs.replace(self.state, first_triggered=since, last_triggered=since)
        host = next((tag[5:] for tag in self.group if tag.startswith("host:")), "")
        run = context.engine.run
        facts = facts_of(host, run) if host and self.known else {"name": host, "ip": "192.0.2.1"}
        samples = samples_of(self.monitor, self.condition, self.group, now, run, context.settings.url)
        return compose(self.monitor, self.condition, self.group, seen, made, facts, prefix, samples, self.more)


async def preview(request: Request) -> Response:
    """POST /api/vizsla/monitors/preview: a monitor's JSON in; what it says in each state, to whom, and doubts."""
    context, monitor = of(request), await json_object(request)
    return json(await asyncio.to_thread(_previewed, context, monitor))


async def notify(request: Request) -> Response:
    """POST /api/vizsla/monitors/{id}/notify: tell everybody now, as a test, of the given `states` of a `group`."""
    context, given = of(request), await json_object(request, needed=False)
    document = await asyncio.to_thread(context.documents.get, "monitor", request.path_params["id"])
    if document is None:
        raise ApiError(404, "Monitor not found")
    wanted = given.get("states") or ["Alert"]
    if not isinstance(wanted, list) or not all(isinstance(one, str) and one in _KINDS for one in wanted):
        raise ApiError(
            400, f"The value provided for parameter 'states' is invalid: a list of {', '.join(_KINDS)} is wanted"
        )
    monitor = dict(document.body) | {"id": int(document.id)}
    scene = await asyncio.to_thread(_scene, context, monitor, str(given.get("group") or ""))
    results = []
    for state in dict.fromkeys(wanted):
        said = await asyncio.to_thread(scene.said, context, state, _KINDS[state], "[TEST] ")
        facts = dict(said.facts) | {"test": True, "monitor_id": int(document.id)}
        told = Told(",".join(scene.group), context.clock(), _KINDS[state], "OK", state, scene.state.value,
                    said.title, said.text, said.handles, "", facts)  # fmt: skip
        await context.writer.write(event_of(int(document.id), monitor, [told]))
        results.append({"state": state, "title": said.title} | await sent(context, told))
    return json({"sent": results})


def _previewed(context: Context, monitor: Mapping[str, Any]) -> dict[str, Any]:
    wrong = problems(monitor, None)
    options = monitor.get("options") or {}
    if wrong or (wrong := schedule_problems(options)):
        raise ApiError(400, *wrong)
    scene = _scene(context, monitor, str(monitor.get("group") or ""))
    shown: list[tuple[Status, TransitionKind]] = [("Alert", "Triggered")]
    if (options.get("thresholds") or {}).get("warning") is not None:
        shown.append(("Warn", "Warn"))
    if rules_of(scene.condition, options).on_missing == "notify":
        shown.append(("No Data", "No Data"))
    if (options.get("thresholds") or {}).get("unknown") is not None:
        shown.append(("Unknown", "Unknown"))
    shown.append(("OK", "Recovered"))
    if options.get("renotify_interval"):
        shown.append(("Alert", "Re-Triggered"))
    states: list[dict[str, Any]] = []
    handles: dict[str, str] = {}
    for state, kind in shown:
        said = scene.said(context, state, kind)
        recipients = recipients_of(said.handles, context.outside)
        handles |= {one.handle: one.problem for one in recipients}
        states.append(
            {
                "state": state,
                "kind": kind,
                "title": said.title,
                "text": said.text,
                "html": html_of(said.markdown, context.settings.url),
                "sentence": said.facts["sentence"],
                "recipients": [asdict(one) for one in recipients],
            }
        )
    message = str(monitor.get("message") or "")
    found = doubts(monitor, scene.condition)
    found += [
        Doubt("message", handles[handle], start, end)
        for handle, start, end in places_of(message)
        if handles.get(handle)
    ]
    return {
        "group": ",".join(scene.group),
        "example": not scene.known,
        "value": scene.state.value,
        "states": states,
        "warnings": [asdict(one) for one in found],
        "variables": names_of(monitor, scene.condition),
    }


def _scene(context: Context, monitor: Mapping[str, Any], group: str) -> Scene:
    try:
        condition = condition_of(monitor)
    except ValueError as error:
        raise ApiError(400, f"The value provided for parameter 'query' is invalid: {error}") from error
    states = _stored(context, monitor, condition)
    observed = _observed(context, monitor, condition) if condition.dynamic or not states else {}
    states = states or {group: GroupState(value=one.value) for group, one in observed.items() if one.value is not None}
    if group and tuple(group.split(",")) not in states:
        raise ApiError(400, f"The value provided for parameter 'group' is invalid: the monitor has no group {group}")
    chosen = tuple(group.split(",")) if group else max(
        states, key=lambda one: (SEVERITY[states[one].status], states[one].value is not None), default=None
    )  # fmt: skip
    stored = context.outbox.all_states(list(condition.members)) if condition.members else {}
    members = {
        number: dict(decoded(key, state, 0.0) for key, state in found.items()) for number, found in stored.items()
    }
    example = tuple(f"{key.removeprefix('@')}:example" for key in condition.group_by)
    shown = example if chosen is None else chosen
    limits = observed[chosen].limits if chosen is not None and chosen in observed else None
    known = None if condition.dynamic else condition.threshold
    state = GroupState(value=known) if chosen is None else states[chosen]
    more = member_variables(condition, shown, members)
    more |= condition.words(gauge(context.documents, context.engine.run), context.clock() - _delay_s(monitor))
    return Scene(monitor, condition, shown, state, chosen is not None, more, limits)


def _stored(context: Context, monitor: Mapping[str, Any], condition: Condition) -> dict[Group, GroupState]:
    """The groups that are stored, unless the query is split otherwise by now."""
    number = monitor.get("id")
    if not isinstance(number, int):
        return {}
    stored = context.outbox.all_states([number]).get(number, {})
    found = dict(decoded(key, state, 0.0) for key, state in stored.items())
    same = all(len(group) == len(condition.group_by) or not condition.group_by for group in found)
    return found if same else {}


def _observed(context: Context, monitor: Mapping[str, Any], condition: Condition) -> Mapping[Group, Observed]:
    """What the query finds now."""
    end_s = context.clock() - _delay_s(monitor)
    if condition.combine is not None:
        return {}
    if condition.gauge is None:
        return condition.observe(context.engine.run, end_s)
    try:
        return condition.gauge(gauge(context.documents, context.engine.run), end_s)
    except ValueError:  # there is no such objective yet
        return {}


def _delay_s(monitor: Mapping[str, Any]) -> float:
    return float((monitor.get("options") or {}).get("evaluation_delay") or 0)
