"""Telling of changes to a monitor itself, where its option `notify_audit` asks for that."""

from collections.abc import Mapping
from typing import Any

from vizsla.api.context import Context
from vizsla.documents.handles import handles_in
from vizsla.store.documents import Document
from vizsla.store.outbox import Told

_LONGEST = 300
_SHOWN = ("name", "query", "message", "tags", "priority", "options")


def tell_edit(context: Context, before: Document, after: Mapping[str, Any] | None, by: str) -> None:
    """Tell whom the message mentions, before or after, that the monitor was changed, or deleted (no `after`)."""
    bodies = [body for body in (before.body, after) if body is not None]
    if not any((body.get("options") or {}).get("notify_audit") for body in bodies):
        return
    changes = [] if after is None else _changes(before.body, after)
    handles = tuple(dict.fromkeys(handle for body in bodies for handle in handles_in(str(body.get("message") or ""))))
    if not handles or (after is not None and not changes):
        return
    name = " ".join(str(bodies[-1].get("name") or f"monitor {before.id}").split())
    what = "deleted" if after is None else "changed"
    text = "\n".join([f"The monitor was {what}{f' by {by}' if by else ''}.", "", *changes])
    facts = {"link": f"{context.settings.url}/monitors/{before.id}", "handles": list(handles)}
    told = Told("", context.clock(), "Edit", "OK", "Edit", None, f"[Monitor {what}] {name}", text, handles, "", facts)
    context.outbox.record(0, told)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    found = []
    for key in _SHOWN:
        old, new = before.get(key), after.get(key)
        if key == "options":
            names = sorted({*(old or {}), *(new or {})})
            pairs = [(f"options.{name}", (old or {}).get(name), (new or {}).get(name)) for name in names]
        else:
            pairs = [(key, old, new)]
        found += [f"- {name}: {_short(was)} → {_short(now)}" for name, was, now in pairs if was != now]
    return found


def _short(value: Any) -> str:
    # As code, so that nobody is mentioned and nothing is drawn.
    text = " ".join(str(value).replace("`", "'").split())
    return f"`{text[:_LONGEST]}{'…' if len(text) > _LONGEST else ''}`" if value not in (None, "") else "nothing"
