"""Volumes in the list of metrics: how many series each has, and how many more than in as many days before."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from vizsla.api.errors import ApiError
from vizsla.query.metrics import inventory

INCLUDED = "metric_volumes"
KEYS = tuple(f"{INCLUDED}.{kind}_volume{change}" for kind in ("indexed", "ingested") for change in ("", "_delta"))
_DAY_S = 86400


@dataclass(frozen=True)
class Volumes:
    """Series of each metric in a window and in the one before; `configured` ones alone count as ingested."""

    now: dict[str, int]
    before: dict[str, int]
    configured: Container[str]

    def of(self, name: str, key: str = KEYS[0]) -> int:
        """The figure that one of the keys names."""
        if "ingested" in key and name not in self.configured:
            return 0
        series = self.now.get(name, 0)
        return series - self.before.get(name, 0) if key.endswith("_delta") else series


def read(
    since_s: int, now_s: int, changes: bool, configured: Container[str], run: inventory.Run,
    names: Sequence[str] | None = None,
) -> Volumes:  # fmt: skip
    """What was sent on the days since then, and where `changes` are wanted on as many days before; of all metrics, or
    of these."""
    first = since_s // _DAY_S * _DAY_S
    days = now_s // _DAY_S - since_s // _DAY_S + 1
    before = inventory.volumes(first - days * _DAY_S, first - 1, run) if changes else {}
    return Volumes(inventory.volumes(since_s, now_s, run, names), before, configured)


def wanted(request: Request) -> bool:
    """Whether `include` asks for them."""
    given = request.query_params.get("include") or ""
    if given not in ("", INCLUDED):
        raise ApiError(400, f"The value provided for parameter 'include' is invalid: it is {INCLUDED}")
    return bool(given)


def order(request: Request) -> tuple[str, bool] | None:
    """The key that `sort` names, and whether the highest come first; None for the order of names."""
    given = request.query_params.get("sort") or ""
    if not given:
        return None
    if (key := given.removeprefix("-")) not in KEYS:
        raise ApiError(400, f"The value provided for parameter 'sort' is invalid: one of {', '.join(KEYS)}, or -…")
    if not {"page[size]", "page[cursor]"} & request.query_params.keys():
        raise ApiError(400, "The value provided for parameter 'sort' is invalid: ask for pages with 'page[size]'")
    return key, given.startswith("-")


def page(
    found: list[inventory.Sent], volumes: Volumes, by: tuple[str, bool], after: str, size: int
) -> list[inventory.Sent]:
    """The metrics behind `after` in the order of a key, one more than fits where more follow."""
    key, sign = by[0], -1 if by[1] else 1
    ordered = sorted(found, key=lambda one: (sign * volumes.of(one.name, key), one.name))
    names = [one.name for one in ordered]
    if after and after not in names:
        raise ApiError(
            400, "The value provided for parameter 'page[cursor]' is invalid: it is none that this list gave"
        )
    start = names.index(after) + 1 if after else 0
    return ordered[start : start + size + 1]
