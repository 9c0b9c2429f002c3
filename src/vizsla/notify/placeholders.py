"""`$VARIABLES` of webhooks: what each stands for, and how it is written into JSON, an address or a header."""

import re
from collections.abc import Callable, Mapping
from typing import Literal
from urllib.parse import quote

import msgspec

from vizsla.documents.inert import inert
from vizsla.notify.content import Content, cycle_of
from vizsla.notify.markdown import text_of
from vizsla.store.outbox import Delivery

Values = dict[str, str]

DEFAULT_PAYLOAD = (
    '{"body": "$EVENT_MSG", "last_updated": "$LAST_UPDATED", "event_type": "$EVENT_TYPE", "title": "$EVENT_TITLE", '
    '"date": "$DATE", "org": {"id": "$ORG_ID", "name": "$ORG_NAME"}, "id": "$ID"}'
)
ALERT_TYPES = {"Alert": "error", "Warn": "warning", "No Data": "warning", "Unknown": "warning", "OK": "success"}

_PLACE = re.compile(r"\$([A-Z][A-Z0-9_]*)(?:\[([^\]\"]{1,200})\])?")
# Of products that send nothing here: empty, so that payloads written for them stay valid.
_ELSEWHERE = ("SECURITY_", "SYNTHETICS_", "INCIDENT_")
_RAW = ("LOGS_SAMPLE",)
_NUMBERS = ("ID", "DATE", "LAST_UPDATED", "ALERT_ID", "ALERT_CYCLE_KEY", "ORG_ID")


def values_of(delivery: Delivery, content: Content, snapshot: str) -> Values:
    """Every variable's value for a delivery."""
    facts, tags = delivery.facts, content.tags
    at = str(int(delivery.at * 1000))
    monitor = str(delivery.monitor_id or "")
    scope = delivery.group or str(facts.get("scope") or "")
    text = f"{content.body}\n\n{content.sentence}".strip()
    samples = {
        "columns": ["at", "message"],
        "label": "Sample of what matched",
        "rows": [{"items": [one["at"]], "message": one["message"]} for one in content.samples],
    }
    return {
        "ID": str(facts.get("event_id") or f"{delivery.transition_id}"),
        "DATE": at,
        "LAST_UPDATED": at,
        "EVENT_TITLE": delivery.title,
        "EVENT_MSG": text,
        "TEXT_ONLY_MSG": text_of(f"{content.markdown}\n\n{inert(content.sentence)}".strip()),
        "EVENT_TYPE": str(facts.get("event_type") or "event"),
        "ALERT_ID": monitor,
        "ALERT_TITLE": str(facts.get("monitor") or delivery.title),
        "ALERT_METRIC": str(facts.get("metric") or ""),
        "ALERT_QUERY": str(facts.get("query") or ""),
        "ALERT_SCOPE": scope,
        "ALERT_STATUS": content.sentence,
        "ALERT_TRANSITION": delivery.kind,
        "ALERT_TYPE": ALERT_TYPES.get(delivery.status, "info"),
        "ALERT_PRIORITY": f"P{facts['priority']}" if facts.get("priority") else "",
        "ALERT_CYCLE_KEY": cycle_of(delivery),
        "AGGREG_KEY": f"{monitor}:{delivery.group}",
        "PRIORITY": "normal",
        "HOSTNAME": str(facts.get("host") or ""),
        "TAGS": ", ".join(tags),
        "METRIC_NAMESPACE": str(facts.get("metric") or "").partition(".")[0],
        "LINK": content.link,
        "SNAPSHOT": snapshot,
        "LOGS_SAMPLE": msgspec.json.encode(samples).decode(),
        "EMAIL": str(facts.get("author") or ""),
        "USER": str(facts.get("author") or ""),
        "USERNAME": str(facts.get("author") or ""),
        "ORG_ID": "1",
        "ORG_NAME": "Vizsla",
    } | {f"TAGS[{tag.partition(':')[0]}]": tag.partition(":")[2] for tag in reversed(tags)}


def filled(text: str, values: Mapping[str, str], where: Literal["json", "url", "header"]) -> str:
    """The text with its variables' values, escaped for where they stand; unknown ones stay as written."""
    write = _WRITERS[where]

    def value(found: re.Match[str]) -> str:
        name, key = found[1], found[2]
        if key is not None and name == "TAGS":
            return write(values.get(f"TAGS[{key}]", ""))
        if name in _RAW and where == "json":
            return values[name] + (f"[{key}]" if key else "")
        known = values.get(name, "" if name.startswith(_ELSEWHERE) else None)
        return found[0] if known is None else write(known) + (f"[{key}]" if key else "")

    found = _PLACE.sub(value, text)
    return " ".join(found.split()) if where == "header" else found


def any_values(text: str) -> str:
    """The text with such a thing in the place of each variable as its value is, to see whether that makes JSON."""
    return _PLACE.sub(lambda found: "{}" if found[1] in _RAW else "1" if found[1] in _NUMBERS else "a", text)


_WRITERS: dict[str, Callable[[str], str]] = {
    "json": lambda value: msgspec.json.encode(value).decode()[1:-1],
    "url": lambda value: quote(value, safe="/:?&=%@"),
    "header": str,
}
