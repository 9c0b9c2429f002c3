"""Draws pictures with matplotlib; run as a program it is the process that draws for a server."""

import io
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, BinaryIO

import msgspec
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from vizsla.notify.picture import Line, Mark, Picture
from vizsla.notify.quantity import quantity

# The browser's colours (ui/src/lib/colors.ts), so that a picture looks like the graph it was made of.
COLORS = (
    "#3b8fd4", "#e69f00", "#18a779", "#d267a5", "#8b7be0", "#d55e00", "#56b4e9", "#a89b1c", "#7f8c9b", "#b0664a",
)  # fmt: skip
_LEVELS = {"error": "#d5432b", "warning": "#e69f00", "ok": "#18a779", "info": "#3b8fd4"}
_GROUNDS = {"red": "#c8392b", "yellow": "#d99a00", "green": "#128a63", "blue": "#2f7fc4", "orange": "#d9730d"}
_BAND = "#8b93a1"
_THEMES = {
    "light": {"ground": "#ffffff", "text": "#1f2430", "faint": "#6b7280", "grid": "#e6e8ec"},
    "dark": {"ground": "#1a1b1e", "text": "#e4e6eb", "faint": "#9aa1ad", "grid": "#33363d"},
}
_DPI = 100
_NAMED = 6  # series with a place in the legend


def draw(picture: Picture) -> bytes:
    """The picture as a PNG of its width and height in pixels."""
    look = _look(picture)
    figure = Figure(figsize=(picture.width / _DPI, picture.height / _DPI), dpi=_DPI, facecolor=look["ground"])
    figure.set_layout_engine("constrained", w_pad=0.08, h_pad=0.06)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.set_facecolor(look["ground"])
    if picture.title:
        longest = max(10, int(picture.width / 7.2))
        axes.set_title(_short(picture.title, longest), loc="left", fontsize=9.5, color=look["text"], parse_math=False)
    if picture.message:
        _message(axes, picture.message, look)
    elif picture.kind == "timeseries":
        _timeseries(axes, picture, look)
    elif picture.kind == "toplist":
        _toplist(axes, picture, look)
    else:
        _value(axes, picture, look)
    out = io.BytesIO()
    figure.savefig(out, format="png", facecolor=figure.get_facecolor())
    return out.getvalue()


def _look(picture: Picture) -> dict[str, str]:
    text, _, ground = picture.palette.partition("_on_")
    if ground in _GROUNDS:
        return _THEMES["dark"] | {"ground": _GROUNDS[ground], "text": "#ffffff", "faint": "#ffffff"}
    look = _THEMES[picture.theme]
    return look | {"text": _GROUNDS[text]} if text in _GROUNDS else look


def _timeseries(axes: Axes, picture: Picture, look: dict[str, str]) -> None:
    axes.set_xlim(_days(picture.start), _days(picture.end))
    stacked: dict[str, dict[float, float]] = {"area": {}, "bars": {}}
    for index, line in enumerate(picture.lines):
        color = line.color or COLORS[index % len(COLORS)]
        _line(axes, line, color, index < _NAMED, stacked)
    if not picture.lines:
        axes.text(0.5, 0.5, "No data in this time", transform=axes.transAxes, ha="center", color=look["faint"])
    for mark in picture.marks:
        _mark(axes, mark)
    for at in picture.events:
        axes.axvline(_days(at), color="#8b7be0", linewidth=1, alpha=0.7)
    locator = AutoDateLocator(minticks=3, maxticks=max(4, picture.width // 90))
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=max(3, picture.height // 60)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _at: quantity(value, picture.unit)))
    _frame(axes, look)
    if len(picture.lines) > 1:
        shown = axes.get_legend_handles_labels()
        more = len(picture.lines) - _NAMED
        legend = axes.legend(
            *shown, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2 if picture.width < 700 else 3,
            frameon=False, fontsize=7.5, labelcolor=look["text"], handlelength=1.2,
            title=f"and {more} more" if more > 0 else None, title_fontsize=7,
        )  # fmt: skip
        legend.get_title().set_color(look["faint"])


def _line(axes: Axes, line: Line, color: str, named: bool, stacked: dict[str, dict[float, float]]) -> None:
    times = [_days(at) for at in line.times]
    values = _numbers(line.values)
    label = _short(line.label, 48).replace("$", r"\$") if named and line.label else "_hidden"
    if line.style == "line":
        axes.plot(times, values, color=color, linewidth=1.4, label=label, solid_joinstyle="round")
        if len([value for value in line.values if value is not None]) == 1:
            axes.plot(times, values, "o", color=color, markersize=4)
        if line.lower is not None and line.upper is not None:
            _band(axes, line, times)
        return
    below = stacked[line.style]
    bases = [below.get(at, 0.0) for at in line.times]
    tops = [base + (value or 0.0) for base, value in zip(bases, line.values, strict=True)]
    below |= dict(zip(line.times, tops, strict=True))
    if line.style == "area":
        axes.fill_between(times, bases, tops, color=color, alpha=0.45, linewidth=0, label=label)
        axes.plot(times, tops, color=color, linewidth=1)
    else:
        width = min((later - at for at, later in pairwise(times)), default=1 / 1440) * 0.85
        axes.bar(times, [v or 0.0 for v in line.values], width, bases, align="edge", color=color, label=label)


def _band(axes: Axes, line: Line, times: list[float]) -> None:
    lower, upper = _numbers(line.lower or []), _numbers(line.upper or [])
    axes.fill_between(times, lower, upper, color=_BAND, alpha=0.3, linewidth=0, zorder=1)
    # Points outside and their neighbours, so that the way out and back is seen.
    beyond = [
        value is not None and ((low == low and value < low) or (high == high and value > high))
        for value, low, high in zip(line.values, lower, upper, strict=True)
    ]
    near = [any(beyond[max(0, at - 1) : at + 2]) for at in range(len(beyond))]
    red = [value if out else None for value, out in zip(line.values, near, strict=True)]
    if any(near):
        axes.plot(times, _numbers(red), color=_LEVELS["error"], linewidth=2, zorder=4)


def _mark(axes: Axes, mark: Mark) -> None:
    color, style = _LEVELS[mark.level], "--" if mark.dashed else "-"
    if mark.low is not None and mark.low == mark.high:
        axes.axhline(mark.low, color=color, linewidth=1.2, linestyle=style, zorder=3)
    else:
        axes.set_autoscaley_on(True)
        low, high = axes.get_ylim()
        bottom, top = (low if mark.low is None else mark.low), (high if mark.high is None else mark.high)
        axes.axhspan(min(bottom, top), max(bottom, top), color=color, alpha=0.12, linewidth=0)
    at = mark.high if mark.low is None else mark.low
    if mark.label and at is not None:
        axes.annotate(
            _short(mark.label, 40), (1, at), xycoords=("axes fraction", "data"), xytext=(-3, 3), color=color,
            textcoords="offset points", ha="right", fontsize=7.5, parse_math=False,
        )  # fmt: skip


def _toplist(axes: Axes, picture: Picture, look: dict[str, str]) -> None:
    rows = picture.values[: max(1, (picture.height - 40) // 22)]
    if not rows:
        _message(axes, "No data in this time", look)
        return
    places = [-at for at in range(len(rows))]
    axes.barh(places, [value for _name, value in rows], color=COLORS[0], alpha=0.35, height=0.8)
    for place, (name, value) in zip(places, rows, strict=True):
        words = f"  {quantity(value, picture.unit)}   {_short(name, max(10, picture.width // 9))}"
        axes.annotate(words, (0, place), xycoords=("axes fraction", "data"), va="center", fontsize=8.5,
                      color=look["text"], parse_math=False)  # fmt: skip
    axes.set_axis_off()


def _value(axes: Axes, picture: Picture, look: dict[str, str]) -> None:
    if not picture.values:
        _message(axes, "No data in this time", look)
        return
    size = max(14, min(picture.height * 0.28, picture.width * 0.11))
    axes.text(0.5, 0.45, quantity(picture.values[0][1], picture.unit), transform=axes.transAxes, ha="center",
              va="center", fontsize=size, color=look["text"], parse_math=False)  # fmt: skip
    axes.set_axis_off()


def _message(axes: Axes, text: str, look: dict[str, str]) -> None:
    axes.text(0.5, 0.5, _short(text, 120), transform=axes.transAxes, ha="center", va="center", color=look["faint"],
              fontsize=9, wrap=True, parse_math=False)  # fmt: skip
    axes.set_axis_off()


def _frame(axes: Axes, look: dict[str, str]) -> None:
    axes.grid(axis="y", color=look["grid"], linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=look["faint"], labelsize=7.5, length=2)
    axes.xaxis.get_offset_text().set(color=look["faint"], fontsize=7.5)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(look["grid"])


def _days(at: float) -> float:
    return float(date2num(datetime.fromtimestamp(at, UTC)))


def _numbers(values: Sequence[float | None]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _short(text: str, longest: int) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def serve(given: BinaryIO, taken: BinaryIO) -> None:
    """Answer pictures until the input ends: a length of four bytes and msgpack in, a length and a PNG out."""
    decoder = msgspec.msgpack.Decoder(Picture)
    while len(head := given.read(4)) == 4:
        try:
            answer: Any = draw(decoder.decode(given.read(int.from_bytes(head, "big"))))
        except Exception as error:  # the next picture may be drawn all the same
            print(f"a picture could not be drawn: {error!r}", file=sys.stderr, flush=True)  # noqa: T201
            answer = b""
        taken.write(len(answer).to_bytes(4, "big") + answer)
        taken.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
