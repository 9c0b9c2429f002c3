"""What a notification consists of, before a channel dresses it: the parts that the monitor's options leave in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from vizsla.notify.channel import Outside
from vizsla.store.outbox import Delivery

COLOURS = {"Alert": "#c4314b", "Warn": "#b8860b", "No Data": "#6b7280", "Unknown": "#6b7280", "OK": "#2f855a"}
_GRAPH_ONLY = "show_only_snapshot"


@dataclass(frozen=True)
class Content:
    """The parts of a notification; those that are left out are empty."""

    title: str
    body: str
    """As it reads."""
    markdown: str
    """The same as Markdown, whose values are inert."""
    sentence: str
    tags: list[str]
    samples: list[dict[str, str]]
    link: str
    link_text: str
    graph: str
    more: list[tuple[str, str]]
    """Further links: their words and where they lead."""
    when: str
    told: str
    footer: str
    cycle: str
    """The same from an alert to its recovery."""


def content_of(delivery: Delivery, outside: Outside) -> Content:
    """The parts of a delivery, as the monitor's `notification_preset_name` has them."""
    facts = delivery.facts
    preset = str(facts.get("preset") or "show_all")
    everything = preset not in ("hide_all", _GRAPH_ONLY)
    # What is told of a monitor's downtime or of an edit has a link of its own, and no graph.
    monitor = delivery.monitor_id if not facts.get("link") else 0
    link = outside.link(delivery)
    graph, more = "", []
    if monitor and everything:
        graph = _graph_link(delivery, link)
        more = [("Graph of this time", graph), ("Silence for an hour", f"{link}?{_silence(delivery)}"),
                ("Edit", f"{link}/edit")]  # fmt: skip
    with_query = everything and preset not in ("hide_query", "hide_query_and_handles")
    with_handles = everything and "handles" not in preset
    handles = [str(handle) for handle in facts.get("handles") or []]
    footer = ""
    if monitor and everything and "footer" not in preset:
        footer = f"Sent by Vizsla, as the monitor “{facts.get('monitor') or delivery.title}” names this recipient."
    moment = datetime.fromtimestamp(delivery.at, UTC)
    return Content(
        title=delivery.title,
        body=delivery.text,
        markdown=str(facts.get("markdown") or delivery.text),
        sentence=str(facts.get("sentence") or "") if with_query else "",
        tags=[str(tag) for tag in facts.get("tags") or []] if everything else [],
        samples=list(facts.get("samples") or [])[:10] if everything else [],
        link=link,
        link_text="Open the monitor" if monitor else "Open in Vizsla",
        graph=graph,
        more=more,
        when=moment.strftime("%Y-%m-%d %H:%M:%S UTC"),
        told=", ".join(f"@{handle}" for handle in handles) if with_handles else "",
        footer=footer,
        cycle=cycle_of(delivery),
    )


def cycle_of(delivery: Delivery) -> str:
    """What is the same from a group's alert to its recovery, and differs for the next."""
    return f"{delivery.monitor_id}:{delivery.group}:{delivery.facts.get('cycle') or delivery.transition_id}"


def wants_graph(delivery: Delivery) -> dict[str, Any] | None:
    """The graph to draw beside the words: its definition, `start` and `end`; None where none is wanted."""
    graph = delivery.facts.get("graph")
    return graph if isinstance(graph, dict) and delivery.facts.get("preset") != "hide_all" else None


def _graph_link(delivery: Delivery, link: str) -> str:
    graph = delivery.facts.get("graph") or {}
    start, end = graph.get("start") or delivery.at - 3600, graph.get("end") or delivery.at + 300
    given = {"from": int(start) * 1000, "to": int(end) * 1000} | ({"group": delivery.group} if delivery.group else {})
    return f"{link}?{urlencode(given)}"


def _silence(delivery: Delivery) -> str:
    return urlencode({"mute": delivery.group or "*", "for": "1h"})
