"""Dashboards as documents: what of their JSON is checked; the rest is kept as given."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

MOST_TAGS = 5


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
        elif wrong := _wrong_types(variable):
            found += [f"The value provided for parameter '{place}.{key}' is invalid: {kind}" for key, kind in wrong]
        elif variable.get("defaults") == []:
            found.append(f"The value provided for parameter '{place}.defaults' is invalid: it must not be empty")
        elif variable.get("default") is not None and variable.get("defaults") is not None:
            found.append(f"The value provided for parameter '{place}' is invalid: give 'default' or 'defaults'")
    return [*found, *_preset_problems(body.get("template_variable_presets")), *_tag_problems(body.get("tags"))]


def _wrong_types(variable: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [
        (key, "a text is wanted") for key in ("prefix", "default") if not isinstance(variable.get(key), str | None)
    ]
    for key in ("defaults", "available_values"):
        values = variable.get(key)
        if values is not None and not (isinstance(values, list) and all(isinstance(one, str) for one in values)):
            found.append((key, "a list of texts is wanted"))
    return found


def _preset_problems(presets: object) -> list[str]:
    place = "template_variable_presets"
    if presets is None:
        return []
    if not isinstance(presets, list):
        return [f"The value provided for parameter '{place}' is invalid: a list is wanted"]
    found = []
    for i, preset in enumerate(presets):
        chosen = preset.get("template_variables") if isinstance(preset, Mapping) else None
        if not isinstance(preset, Mapping) or not isinstance(chosen or [], list):
            found.append(f"The value provided for parameter '{place}[{i}]' is invalid: an object with a list is wanted")
            continue
        for j, one in enumerate(chosen or []):
            if not isinstance(one, Mapping) or ("value" in one and "values" in one):
                here = f"{place}[{i}].template_variables[{j}]"
                found.append(f"The value provided for parameter '{here}' is invalid: give 'value' or 'values'")
    return found


def _tag_problems(tags: object) -> list[str]:
    if tags is None:
        return []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        return ["The value provided for parameter 'tags' is invalid: a list of texts is wanted"]
    found = []
    if len(tags) > MOST_TAGS:
        found.append(f"The value provided for parameter 'tags' is invalid: {MOST_TAGS} at most")
    if wrong := [tag for tag in tags if not re.fullmatch(r"team:[\w./-]+", tag)]:
        found.append(f"The value provided for parameter 'tags' is invalid: '{wrong[0]}' is not of the form team:name")
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
