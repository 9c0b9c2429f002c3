"""Which objectives a search finds: words of their names, and `key:value` of their tags, type, timeframes and target."""

from collections.abc import Callable

from vizsla.query.search.parser import parse
from vizsla.query.search.predicate import compile
from vizsla.store.documents import Document


def matching(text: str) -> Callable[[Document], bool]:
    """A predicate of the search language; QueryError where the text cannot be read."""
    if not text.strip():
        return lambda _: True
    holds = compile(parse(text), "events")
    return lambda document: holds(_record(document))


def facts(document: Document) -> dict[str, list[str]]:
    """What objectives can be searched and counted by."""
    body = document.body
    tags = [str(tag) for tag in body.get("tags") or []]
    found = {
        "all_tags": tags,
        "slo_type": [body["type"]],
        "timeframe": [one["timeframe"] for one in body["thresholds"]],
        "target": [f"{one['target']:g}" for one in body["thresholds"]],
        "creator_name": [document.author],
    }
    return found | {
        f"{key}_tags": [tag.partition(":")[2] for tag in tags if tag.startswith(f"{key}:")]
        for key in ("env", "service", "team")
    }


def _record(document: Document) -> dict[str, object]:
    known = facts(document)
    more = [f"{key}:{value}" for key in ("slo_type", "timeframe", "target") for value in known[key]]
    creator = [f"creator:{document.author}", f"id:{document.id}"]
    return {
        "title": document.body["name"],
        "text": document.body.get("description") or "",
        "tags": [tag.lower() for tag in [*known["all_tags"], *more, *creator]],
        "attributes": {},
        "host": "",
        "source": "",
        "priority": "",
        "alert_type": "",
        "aggregation_key": "",
    }
