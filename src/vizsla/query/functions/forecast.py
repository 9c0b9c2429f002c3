"""The forecast function: values carried on beyond their last point, with the range that they are expected in."""

from dataclasses import replace

import numpy as np

from vizsla.detect import forecast as detect
from vizsla.query.frame import Flags, Frame, among
from vizsla.query.functions.anomalies import BANDS, LONGER_S, SEASON_NAMES, SEASONS_S
from vizsla.query.functions.function import Function, Parameter, within
from vizsla.query.metrics.interval import LADDER

_MOST_HISTORY = 11_000
_HISTORY_S = {"hourly": 6 * 86400, "daily": 28 * 86400, "weekly": 42 * 86400}


def _wanted_s(algorithm: str, history: str, seasonality: str) -> int:
    if history:
        return detect.seconds(history)
    return _HISTORY_S[seasonality] if algorithm == "seasonal" else 7 * 86400


def _history(step_s: int, algorithm: str, _: float, history: str, __: str, seasonality: str, ___: str) -> int:
    return min(_wanted_s(algorithm, history, seasonality) // step_s, _MOST_HISTORY)


def _least_step_s(algorithm: str, _: float, history: str, __: str, seasonality: str, ___: str) -> int:
    wanted = _wanted_s(algorithm, history, seasonality)
    return next((step for step in LADDER if wanted / step <= _MOST_HISTORY), LADDER[-1])


def _forecast(
    frame: Frame, algorithm: str, deviations: float, _history: str, model: str, seasonality: str, _interval: str = ""
) -> Frame:  # fmt: skip
    values = frame.values
    length = values.shape[1]
    season = max(2, round(SEASONS_S[seasonality] / frame.step_s))
    longer = round(LONGER_S[seasonality] / frame.step_s)
    present = ~np.isnan(values)
    ends = np.where(present.any(axis=1), length - present[:, ::-1].argmax(axis=1), length)
    middle, lower, upper = values.copy(), np.full_like(values, np.nan), np.full_like(values, np.nan)
    for end in np.unique(ends).tolist():
        rows = np.flatnonzero(ends == end)
        found = detect.ahead(values[rows, :end], length - end, algorithm, deviations, model, season, longer)
        for whole, part in zip((middle, lower, upper), found, strict=True):
            whole[rows, end:] = part
    groups = tuple(one for group in frame.groups for one in (group, *((*group, edge) for edge in BANDS)))
    shape = (len(groups), length)
    stacked = np.stack([middle, lower, upper], axis=1).reshape(shape)
    notices = (*frame.notices, *_notices(present, algorithm, season, SEASON_NAMES[seasonality]))
    return replace(frame, groups=groups, values=stacked, notices=notices)


def _notices(present: Flags, algorithm: str, season: int, name: str) -> list[str]:
    known = present.shape[1] - np.where(present.any(axis=1), present.argmax(axis=1), present.shape[1])
    found = []
    few = present.sum(axis=1) < detect.LEAST_VALUES
    if few.any():
        found.append(f"forecast: a group needs {detect.LEAST_VALUES} values to be carried on{among(few)}")
    short = (known < detect.LEAST_SEASONS * season) & ~few
    if algorithm == "seasonal" and short.any():
        found.append(
            f"forecast: 'seasonal' needs two {name}s of history{among(short)}, and there is less; 'linear' is used"
        )
    return found


forecast = Function(
    "forecast",
    "Values, and in the buckets after the last one those that are to come, with their range as groups tagged "
    "band:lower and band:upper; ask for a window that reaches beyond now. `linear` draws a line through the history "
    "(1w if not told), from its last change of course (`default`), as a whole (`simple`), or by its last points "
    "(`reactive`); `seasonal` repeats the season and the one above it, and is linear until two seasons are there.",
    "forecast(avg:a{*}, 'linear', 2, history='1w')",
    _forecast,
    (
        Parameter("algorithm", str, None, detect.ALGORITHMS),
        Parameter("deviations", float, check=within(1)),
        Parameter("history", str, "", check=lambda text: text and detect.seconds(text)),
        Parameter("model", str, "default", detect.MODELS),
        Parameter("seasonality", str, "daily", tuple(SEASONS_S)),
        Parameter("interval", str, "", check=lambda text: text and detect.seconds(text)),
    ),
    history=_history,
    least_step_s=_least_step_s,
    banded=True,
    not_over=(
        "anomalies",
        "cumsum",
        "forecast",
        "integral",
        "outliers",
        "piecewise_constant",
        "robust_trend",
        "trend_line",
    ),
)
