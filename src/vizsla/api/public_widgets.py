"""What a public dashboard's widgets show that is neither figures nor records: checks, hosts, monitors, objectives,
powerpacks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vizsla.documents.templates import Variable, fill_search, fill_tags

Part = tuple[Mapping[str, Any], Sequence[Variable]]
"""Any object within a widget, with the variables that hold there."""

DAY_S = 86400.0
_WINDOWS_S = {"week_to_date": 7 * DAY_S, "previous_week": 14 * DAY_S, "month_to_date": 31 * DAY_S,
              "previous_month": 62 * DAY_S}  # fmt: skip
# Tags that name what holds hosts.
_NAMED_BY = {"pod": ("pod_name",), "cluster": ("kube_cluster_name",)}


@dataclass(frozen=True)
class ShownObjective:
    """How far back a widget shows an objective, and whether it shows groups; the page's own time aside."""

    longest_s: float
    groups: bool


@dataclass(frozen=True)
class Shown:
    """The objects that may be asked for, each as far as a widget shows it."""

    checks: Mapping[str, frozenset[tuple[tuple[str, ...], ...]]] = field(default_factory=dict)
    """For each check the tags that results carry: one alternative of each."""
    hosts: Mapping[str, frozenset[tuple[frozenset[str], bool]]] = field(default_factory=dict)
    """For each filter the keys of tags shown, and whether hosts without them are."""
    objectives: Mapping[str, ShownObjective] = field(default_factory=dict)
    searches: Mapping[str, int] = field(default_factory=dict)
    """For each search of objectives how many of them."""
    powerpacks: frozenset[str] = frozenset()
    graphs: frozenset[str] = frozenset()
    """Monitors whose graph is shown."""
    values: frozenset[str] = frozenset()
    """Monitors whose value is shown."""
    lists: Mapping[str, bool] = field(default_factory=dict)
    """For each search of monitors whether their groups are shown too."""


def objects(part: Any) -> Iterator[dict[str, Any]]:
    """Every object within, the outer ones first."""
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from objects(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from objects(inner)


def powerpacks_of(widgets: Any) -> frozenset[str]:
    """The powerpacks that stand among the widgets."""
    return frozenset(
        str(part["powerpack_id"])
        for part in objects(widgets)
        if part.get("type") == "powerpack" and part.get("powerpack_id")
    )


def graphed_in(widgets: Any) -> frozenset[str]:
    """The monitors whose graphs stand among the widgets."""
    return frozenset(_monitor(part) for part in objects(widgets) if part.get("type") == "alert_graph")


def parts_of(
    widgets: Any, powerpacks: Mapping[str, Any], graphs: Mapping[str, Any], variables: Sequence[Variable]
) -> Iterator[Part]:
    """Every object of the widgets, of the powerpacks among them, which fix variables of their own, and of the monitors'
    graphs, which have none."""
    for part, own in _widget_parts(widgets, powerpacks, variables):
        yield part, own
        if part.get("type") == "alert_graph":
            yield from ((inner, ()) for inner in objects(graphs.get(_monitor(part))))


def _widget_parts(widgets: Any, powerpacks: Mapping[str, Any], variables: Sequence[Variable]) -> Iterator[Part]:
    for part in objects(widgets):
        yield part, variables
        group = powerpacks.get(str(part.get("powerpack_id"))) if part.get("type") == "powerpack" else None
        if group is not None:
            given = part.get("template_variables")
            fixed = given.get("controlled_by_powerpack") if isinstance(given, dict) else None
            own = [
                Variable(
                    str(one.get("name")),
                    None if one.get("prefix") is None else str(one["prefix"]),
                    tuple(value for value in _texts(one.get("values")) if value != "*"),
                )
                for one in dicts(fixed)
            ]
            names = {one.name for one in own}
            inner = (*own, *(one for one in variables if one.name not in names))
            yield from ((part, inner) for part in objects(group))


def shown_by(parts: Iterable[Part], page_s: float) -> Shown:
    """What the widgets show; `page_s` is how long a time the page spans."""
    checks: dict[str, set[tuple[tuple[str, ...], ...]]] = {}
    hosts: dict[str, set[tuple[frozenset[str], bool]]] = {}
    objectives: dict[str, ShownObjective] = {}
    searches: dict[str, int] = {}
    powerpacks: set[str] = set()
    graphs: set[str] = set()
    values: set[str] = set()
    lists: dict[str, bool] = {}
    for part, variables in parts:
        match part.get("type"):
            case "check_status":
                wanted = fill_tags(_check_tags(part), variables)
                checks.setdefault(str(part.get("check") or "").strip(), set()).add(wanted)
            case "hostmap":
                for filter_, keys, groupless in _host_maps(part):
                    hosts.setdefault(host_filter(fill_search(filter_, variables)), set()).add((keys, groupless))
            case "slo":
                id, mine = str(part.get("slo_id") or ""), _objective(part, page_s)
                before = objectives.get(id, mine)
                objectives[id] = ShownObjective(max(before.longest_s, mine.longest_s), before.groups or mine.groups)
            case "slo_list":
                for request in dicts(part.get("requests")):
                    query = request.get("query")
                    query = query if isinstance(query, dict) else {}
                    text, limit = fill_search(str(query.get("query_string") or ""), variables), query.get("limit")
                    most = max(1, limit) if isinstance(limit, int) else 100
                    searches[text] = max(searches.get(text, 0), most)
            case "powerpack" if part.get("powerpack_id"):
                powerpacks.add(str(part["powerpack_id"]))
            case "alert_graph":
                graphs.add(_monitor(part))
            case "alert_value":
                values.add(_monitor(part))
            case "manage_status":
                query = fill_search(str(part.get("query") or ""), variables)
                lists[query] = lists.get(query, False) or part.get("summary_type") in ("groups", "combined")
    return Shown(
        {name: frozenset(wanted) for name, wanted in checks.items() if name},
        {filter_: frozenset(found) for filter_, found in hosts.items()},
        objectives,
        searches,
        frozenset(powerpacks),
        frozenset(graphs),
        frozenset(values),
        lists,
    )


def host_filter(text: str) -> str:
    """A host map's filter as the list of hosts is asked for: words that all hold."""
    plain = text.replace("(", " ").replace(")", " ")
    words = [word for word in plain.split() if word != "AND"]
    return "" if words == ["*"] else " ".join(words)


def _monitor(part: Mapping[str, Any]) -> str:
    return str(part.get("alert_id") or "").strip()


def _check_tags(part: Mapping[str, Any]) -> list[str]:
    group = part.get("group")
    own = [group] if part.get("grouping") != "cluster" and isinstance(group, str) else []
    return [*_texts(part.get("tags")), *own]


def _host_maps(part: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str], bool]]:
    requests = part.get("requests")
    if not isinstance(requests, list):
        if part.get("node_type", "host") == "host":
            keys = frozenset(_texts(part.get("group")))
            yield " ".join(_texts(part.get("scope"))), keys, part.get("no_group_hosts") is not False
        return
    for request in dicts(requests):
        yield from _nodes(request)
        if isinstance(child := request.get("child"), dict):
            yield from _nodes(child, _NAMED_BY.get(str(request.get("node_type")), ()))


def _nodes(request: Mapping[str, Any], outer: tuple[str, ...] = ()) -> Iterator[tuple[str, frozenset[str], bool]]:
    if request.get("node_type", "host") == "host":
        own = (str(one.get("key") or one.get("column") or "") for one in dicts(request.get("group_by")))
        yield str(request.get("filter") or ""), frozenset((*outer, *own)), request.get("no_group_hosts") is not True


def _objective(part: Mapping[str, Any], page_s: float) -> ShownObjective:
    windows = _texts(part.get("time_windows")) or ["7d"]
    spans = [_WINDOWS_S.get(one) or (float(one[:-1]) * DAY_S if one[:-1].isdecimal() else page_s) for one in windows]
    return ShownObjective(max(spans), part.get("view_mode") != "overall")


def _texts(given: Any) -> list[str]:
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


def dicts(given: Any) -> list[dict[str, Any]]:
    """The objects of a list; nothing of what is no list."""
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
