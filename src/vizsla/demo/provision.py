"""What the demonstration has to show, made with the official clients as a user's script would make it."""

from typing import Any

import datadog

TITLE = "Data Wizard"

MONITOR = {
    "type": "metric alert",
    "name": "my_metric is high on {{host.name}}",
    "query": "avg(last_5m):avg:my_metric{*} by {host} > 800",
    "message": (
        "{{#is_alert}}my_metric is {{value}} on {{host.name}} ({{host.ip}}), above 800.{{/is_alert}}\n"
        "{{#is_warning}}my_metric is {{value}} on {{host.name}}, above 500.{{/is_warning}}\n"
        "{{#is_no_data}}{{host.name}} has sent no my_metric for ten minutes.{{/is_no_data}}\n"
        "@team@example.com"
    ),
    "options": {
        "thresholds": {"critical": 800, "warning": 500},
        "notify_no_data": True,
        "no_data_timeframe": 10,
    },
}


OBJECTIVE = {
    "type": "metric",
    "name": "99 % of the site's requests are answered",
    "description": "Requests to the Django site that end without an error.",
    "tags": ["service:data-wizard", "env:demo"],
    "query": {
        "numerator": "sum:trace.django.request.hits{service:data-wizard}.as_count()"
        " - default_zero(sum:trace.django.request.errors{service:data-wizard}.as_count())",
        "denominator": "sum:trace.django.request.hits{service:data-wizard}.as_count()",
    },
    "thresholds": [{"timeframe": "7d", "target": 99.0, "warning": 99.5}, {"timeframe": "30d", "target": 98.0}],
}


def _timeseries(title: str, *queries: str, kind: str = "line") -> dict[str, Any]:
    requests = [{"q": query, "display_type": kind} for query in queries]
    return {"definition": {"type": "timeseries", "title": title, "show_legend": True, "requests": requests}}


def _widgets() -> list[dict[str, Any]]:
    hits = "sum:trace.django.request.hits{service:data-wizard}"
    errors = "sum:trace.django.request.errors{service:data-wizard}"
    return [
        {
            "definition": {
                "type": "note",
                "content": "**Data Wizard**: a Django site on PostgreSQL, watched by Vizsla. "
                "This dashboard was made by a script with the `datadog` library.",
                "background_color": "gray",
            }
        },
        _timeseries("my_metric", "avg:my_metric{*} by {host}"),
        _timeseries("my_metric, sum an hour", "avg:my_metric{*}.rollup(sum, 3600)", kind="bars"),
        _timeseries("Transactions a second", "anomalies(sum:postgresql.commits{*}, 'basic', 2)"),
        _timeseries("CPU", "100-avg:system.cpu.idle{*} by {host}"),
        _timeseries("Requests a second", f"{hits}.as_rate()", f"{errors}.as_rate()", kind="bars"),
        _timeseries(
            "Latency",
            *(f"{p}:trace.django.request{{service:data-wizard}}" for p in ("p50", "p95", "p99")),
        ),
        {
            "definition": {
                "type": "toplist",
                "title": "Busiest pages",
                "requests": [
                    {"q": f"top({hits[:-1]}}} by {{resource_name}}.as_count(), 10, 'sum', 'desc')"},
                ],
            }
        },
        {
            "definition": {
                "type": "check_status",
                "title": "PostgreSQL can be reached",
                "check": "postgres.can_connect",
                "grouping": "cluster",
                "group_by": ["host"],
                "tags": [],
            }
        },
        {
            "definition": {
                "type": "manage_status",
                "title": "Monitors",
                "query": "",
                "summary_type": "monitors",
                "display_format": "countsAndList",
                "color_preference": "text",
            }
        },
    ]


def _placed(widgets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first across the whole grid, the others three in a row below it."""
    note, *others = widgets
    placed = [note | {"layout": {"x": 0, "y": 0, "width": 12, "height": 1}}]
    for i, one in enumerate(others):
        placed.append(one | {"layout": {"x": i % 3 * 4, "y": 1 + i // 3 * 3, "width": 4, "height": 3}})
    return placed


def provision(url: str, api_key: str, app_key: str) -> str:
    """Make what is missing; the path of the dashboard."""
    datadog.initialize(api_key=api_key, app_key=app_key, api_host=url, hostname_from_config=False)
    known = [one for one in datadog.api.Dashboard.get_all()["dashboards"] if one["title"] == TITLE]
    dashboard = known[0] if known else datadog.api.Dashboard.create(
        title=TITLE,
        description="The demonstration's dashboard",
        layout_type="ordered",
        reflow_type="fixed",
        widgets=_placed(_widgets()),
    )  # fmt: skip
    if not any(one["name"] == MONITOR["name"] for one in datadog.api.Monitor.get_all()):
        datadog.api.Monitor.create(**MONITOR)
    if not datadog.api.ServiceLevelObjective.get_all()["data"]:
        datadog.api.ServiceLevelObjective.create(**OBJECTIVE)
    return str(dashboard["url"])
