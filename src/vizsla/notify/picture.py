"""A picture of a graph before it is drawn: plain values that travel to the process which draws."""

from typing import Literal

import msgspec

Kind = Literal["timeseries", "query_value", "toplist"]
Theme = Literal["light", "dark"]


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One series: values (None in a gap) at times in seconds, and the edges it is expected between, if any."""

    label: str
    times: list[float]
    values: list[float | None]
    style: Literal["line", "area", "bars"] = "line"
    lower: list[float | None] | None = None
    upper: list[float | None] | None = None
    color: str = ""


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """A horizontal line, or a zone where `low` and `high` differ; None is the edge of the graph."""

    low: float | None
    high: float | None
    level: Literal["error", "warning", "ok", "info"] = "error"
    label: str = ""
    dashed: bool = True


class Picture(msgspec.Struct, frozen=True):
    """All that is to be seen; `events` are times in seconds, `message` stands where there is nothing to draw."""

    kind: Kind
    title: str
    start: float
    end: float
    lines: list[Line]
    marks: list[Mark] = []
    events: list[float] = []
    unit: str = ""
    theme: Theme = "light"
    width: int = 600
    height: int = 240
    message: str = ""
    values: list[tuple[str, float]] = []
    """A top list's rows, or the only value of a query value."""
    palette: str = ""
    """The conditional format of a query value, such as `white_on_red`."""
