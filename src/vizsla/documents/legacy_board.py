"""Timeboards and screenboards, the forms before dashboards: converted to dashboards and back, unknown members kept."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

_VIZ = {"table": "query_table", "event_list": "event_stream"}  # the others have their names still
_OLD_VIZ = {new: old for old, new in _VIZ.items()}
_TEXTS = {"html": "content", "bgcolor": "background_color", "tick": "show_tick", "title_text": "title"}
_OLD_TEXTS = {new: old for old, new in _TEXTS.items() if new != "title"}
_BOX = ("x", "y", "width", "height")
_LINES = {"line", "area", "bars"}


def of_timeboard(body: Mapping[str, Any]) -> Json:
    """The dashboard of a timeboard's JSON."""
    made = {key: value for key, value in body.items() if key not in ("graphs", "read_only")}
    made |= {"layout_type": "ordered", "widgets": [_widget(graph) for graph in body.get("graphs") or ()]}
    return made | ({"is_read_only": bool(body["read_only"])} if "read_only" in body else {})


def timeboard(body: Mapping[str, Any]) -> Json:
    """The timeboard of a dashboard's JSON."""
    made = {key: value for key, value in body.items() if key not in ("widgets", "layout_type", "is_read_only")}
    made |= {"graphs": [_graph(widget) for widget in body.get("widgets") or ()]}
    return made | {"read_only": bool(body.get("is_read_only"))}


def of_screenboard(body: Mapping[str, Any]) -> Json:
    """The dashboard of a screenboard's JSON."""
    made = {key: value for key, value in body.items() if key not in ("board_title", "widgets", "read_only")}
    made |= {"title": body.get("board_title"), "layout_type": "free"}
    made |= {"widgets": [_placed(tile) for tile in body.get("widgets") or ()]}
    return made | ({"is_read_only": bool(body["read_only"])} if "read_only" in body else {})


def screenboard(body: Mapping[str, Any]) -> Json:
    """The screenboard of a dashboard's JSON."""
    made = {key: value for key, value in body.items() if key not in ("title", "widgets", "layout_type", "is_read_only")}
    made |= {"board_title": body.get("title"), "widgets": [_tile(widget) for widget in body.get("widgets") or ()]}
    return {"width": 1024, "height": 768} | made | {"read_only": bool(body.get("is_read_only"))}


def problems(body: Mapping[str, Any], title: str, parts: str) -> list[str]:
    """What keeps a legacy board's JSON from being converted, one sentence each."""
    found = []
    if not isinstance(body.get(title), str) or not body[title].strip():
        found.append(f"The parameter '{title}' is required")
    listed = body.get(parts)
    if not isinstance(listed, list):
        return [*found, f"The parameter '{parts}' is required: a list is wanted"]
    for i, one in enumerate(listed):
        inner = one.get("definition") if parts == "graphs" and isinstance(one, Mapping) else one
        if not isinstance(inner, Mapping):
            found.append(f"The value provided for parameter '{parts}[{i}]' is invalid: an object is wanted")
        elif parts == "widgets" and not isinstance(inner.get("type"), str):
            found.append(f"The value provided for parameter 'widgets[{i}].type' is invalid: a text is wanted")
        elif not isinstance(inner.get("tile_def") or {}, Mapping):
            found.append(f"The value provided for parameter '{parts}[{i}].tile_def' is invalid: an object is wanted")
        elif parts == "graphs" and not isinstance(inner.get("viz", "timeseries"), str):
            found.append(f"The value provided for parameter 'graphs[{i}].definition.viz' is invalid: a text is wanted")
    return found


def _definition(given: Mapping[str, Any], kind: str) -> Json:
    rest = {key: value for key, value in given.items() if key not in ("viz", "requests")}
    made = {"type": _VIZ.get(kind, kind)} | rest
    if "requests" in given:
        listed = given["requests"]
        made["requests"] = [_request(one) for one in listed] if isinstance(listed, list) else listed
    return made


def _request(given: Any) -> Any:
    if not isinstance(given, dict) or given.get("type") not in _LINES:
        return given
    return {("display_type" if key == "type" else key): value for key, value in given.items()}


def _old_request(given: Any) -> Any:
    if not isinstance(given, dict) or "type" in given:
        return given
    return {("type" if key == "display_type" else key): value for key, value in given.items()}


def _old_definition(given: Mapping[str, Any]) -> Json:
    made = {key: value for key, value in given.items() if key != "type"}
    if isinstance(made.get("requests"), list):
        made["requests"] = [_old_request(one) for one in made["requests"]]
    kind = str(given.get("type"))
    return {"viz": _OLD_VIZ.get(kind, kind)} | made


def _widget(graph: Mapping[str, Any]) -> Json:
    given = graph["definition"]
    definition = _definition(given, str(given.get("viz", "timeseries")))
    if "title" in graph:
        definition = {"title": graph["title"]} | definition
    return {key: value for key, value in graph.items() if key not in ("definition", "title")} | {
        "definition": definition
    }


def _graph(widget: Mapping[str, Any]) -> Json:
    definition = _old_definition(widget["definition"])
    title = definition.pop("title", "")
    return {key: value for key, value in widget.items() if key != "definition"} | {
        "title": title,
        "definition": definition,
    }


def _placed(tile: Mapping[str, Any]) -> Json:
    own = ("type", "tile_def", "timeframe", "board_id", *_BOX)
    definition = _definition(tile.get("tile_def") or {}, str(tile["type"]))
    for key, value in tile.items():
        if key not in own and not (key == "title" and isinstance(value, bool)):
            definition[_TEXTS.get(key, key)] = value
    if tile.get("title") is False:
        definition["title"] = ""
    if isinstance(tile.get("timeframe"), str):
        definition["time"] = {"live_span": tile["timeframe"]}
    size = {"x": 0, "y": 0, "width": 47, "height": 15}
    layout = size | {key: int(tile[key]) for key in _BOX if isinstance(tile.get(key), int | float)}
    return {"definition": definition, "layout": layout}


def _tile(widget: Mapping[str, Any]) -> Json:
    definition: Json = dict(widget["definition"])
    layout: Json = widget.get("layout") or {}
    made: Json = {"type": definition.get("type")}
    made |= {key: layout[key] for key in _BOX if key in layout}
    time = definition.pop("time", None)
    if isinstance(time, dict) and "live_span" in time:
        made["timeframe"] = time["live_span"]
    made |= {"title": bool(definition.get("title")), "title_text": definition.pop("title", "")}
    if "requests" in definition:
        old = _old_definition(definition)
        drawn = ("viz", "requests", "markers", "events", "yaxis", "xaxis", "autoscale", "precision", "style")
        made["tile_def"] = {key: old[key] for key in drawn if key in old}
        definition = {key: value for key, value in definition.items() if key not in drawn}
    for key, value in definition.items():
        if key not in ("type", "requests"):
            made[_OLD_TEXTS.get(key, key)] = value
    return made
