"""The forecast function: values carried on beyond their last point, with the range that they are expected in."""

from dataclasses import replace

import numpy as np

from vizsla.detect import forecast as detect
from vizsla.query.errors import QueryError
from vizsla.query.frame import Frame
from vizsla.query.functions.anomalies import BANDS, SEASONS_S
from vizsla.query.functions.function import Function, Parameter

_MOST_HISTORY = 20_000
_SEASONS = 6


def _length(text: str) -> int:
    try:
        return detect.seconds(text)
    except ValueError as error:
        raise QueryError(f"history: {error}") from None


def _history(
    step_s: int, algorithm: str, _deviations: float, history: str, _model: str, seasonality: str, _: str
) -> int:
    wanted = _SEASONS * SEASONS_S[seasonality] if algorithm == "seasonal" and not history else _length(history or "1w")
    return min(wanted // step_s, _MOST_HISTORY)


def _forecast(
    frame: Frame, algorithm: str, deviations: float, _history: str, model: str, seasonality: str, _interval: str = ""
) -> Frame:  # fmt: skip
    if deviations < 1:
        raise QueryError(f"deviations is 1 at least, not {deviations:g}")
    season = max(2, round(SEASONS_S[seasonality] / frame.step_s))
    groups, rows = [], []
    for group, row in zip(frame.groups, frame.values, strict=True):
        at = np.flatnonzero(~np.isnan(row))
        now = int(at[-1]) + 1 if len(at) else len(row)
        found = detect.ahead(row[:now], len(row) - now, algorithm, deviations, model, season)
        gap = np.full(now, np.nan)
        groups += [group, *((*group, edge) for edge in BANDS)]
        rows += [np.concatenate(pair) for pair in zip((row[:now], gap, gap), found, strict=True)]
    return replace(frame, groups=tuple(groups), values=np.array(rows).reshape(len(rows), len(frame.times)))


forecast = Function(
    "forecast",
    "Values, and in the buckets after the last one those that are to come, with their range as groups tagged "
    "band:lower and band:upper; ask for a window that reaches beyond now. `linear` draws a line through the history "
    "(1w if not told), from its last change of course (`default`), as a whole (`simple`), or by its last points "
    "(`reactive`); `seasonal` repeats the season and needs two of them.",
    "forecast(avg:a{*}, 'linear', 2, history='1w')",
    _forecast,
    (
        Parameter("algorithm", str, None, detect.ALGORITHMS),
        Parameter("deviations", float),
        Parameter("history", str, ""),
        Parameter("model", str, "default", detect.MODELS),
        Parameter("seasonality", str, "daily", tuple(SEASONS_S)),
        Parameter("interval", str, ""),
    ),
    history=_history,
)
