"""Dashboards as documents: what of their JSON is checked; the rest is kept as given."""

import secrets
from collections.abc import Mapping
from typing import Any


def problems(body: Mapping[str, Any]) -> list[str]:
    """What is wrong with a dashboard's JSON, one sentence each."""
    found = []
    if not isinstance(body.get("title"), str) or not body["title"].strip():
        found.append("The value provided for parameter 'title' is invalid: a text is wanted")
    if body.get("layout_type") not in ("ordered", "free"):
        found.append("The value provided for parameter 'layout_type' is invalid: 'ordered' or 'free'")
    found += _widget_problems(body.get("widgets"), "widgets")
    variables = body.get("template_variables")
    if variables is not None and not isinstance(variables, list):
        return [*found, "The value provided for parameter 'template_variables' is invalid: a list is wanted"]
    for i, variable in enumerate(variables or []):
        place = f"template_variables[{i}]"
        if not isinstance(variable, Mapping) or not isinstance(variable.get("name"), str):
            found.append(f"The value provided for parameter '{place}' is invalid: an object with a 'name' is wanted")
        elif variable.get("defaults") == []:
            found.append(f"The value provided for parameter '{place}.defaults' is invalid: it must not be empty")
        elif variable.get("default") is not None and variable.get("defaults") is not None:
            found.append(f"The value provided for parameter '{place}' is invalid: give 'default' or 'defaults'")
    return found


def _widget_problems(widgets: object, place: str) -> list[str]:
    if not isinstance(widgets, list):
        return [f"The value provided for parameter '{place}' is invalid: a list is wanted"]
    found = []
    for i, widget in enumerate(widgets):
        here = f"{place}[{i}]"
        definition = widget.get("definition") if isinstance(widget, Mapping) else None
        if not isinstance(definition, Mapping):
            found.append(f"The value provided for parameter '{here}.definition' is invalid: an object is wanted")
        elif not isinstance(definition.get("type"), str):
            found.append(f"The value provided for parameter '{here}.definition.type' is invalid: a text is wanted")
        elif definition["type"] == "group":
            found += _widget_problems(definition.get("widgets"), f"{here}.definition.widgets")
    return found


def with_widget_ids(body: Mapping[str, Any]) -> dict[str, Any]:
    """The dashboard with an id in every widget, nested ones too; ids that are there stay."""
    return dict(body) | {"widgets": [_with_id(widget) for widget in body["widgets"]]}


def _with_id(widget: Mapping[str, Any]) -> dict[str, Any]:
    # Below 2**53, so that JavaScript reads it exactly.
    made = {"id": widget.get("id") or 10**15 + secrets.randbelow(8 * 10**15)} | dict(widget)
    definition = dict(widget["definition"])
    if definition["type"] == "group":
        definition["widgets"] = [_with_id(inner) for inner in definition["widgets"]]
    return made | {"definition": definition}
