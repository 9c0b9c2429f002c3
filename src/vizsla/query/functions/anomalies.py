"""The anomalies function: values with the band that they are expected in."""

from dataclasses import replace

import numpy as np

from vizsla.clock import offset_s, zone
from vizsla.detect import anomalies as detect
from vizsla.query.frame import Floats, Frame, Ints, among
from vizsla.query.functions.function import LONG_S, Argument, Function, Parameter, within
from vizsla.query.metrics.interval import LADDER, window_s

SEASONS_S = {"hourly": 3600, "daily": 86400, "weekly": 604800}
LONGER_S = {"hourly": 86400, "daily": 604800, "weekly": 0}
SEASON_NAMES = {"hourly": "hour", "daily": "day", "weekly": "week"}
BANDS = ("band:lower", "band:upper")
MOST_HISTORY = 31_000
_BASIC_LEAST_S = 2 * 3600  # points may come more seldom than buckets


def _seasons(algorithm: str, seasonality: str, step_s: int) -> tuple[int, int]:
    length = SEASONS_S["daily" if algorithm == "basic" else seasonality]
    return max(2, round(length / step_s)), round(LONGER_S[seasonality] / step_s)


def _history(step_s: int, algorithm: str, _bounds: float, *given: Argument) -> int:
    wanted = detect.history(algorithm, *_seasons(algorithm, str(given[_PLACE["seasonality"]]), step_s))
    return min(max(wanted, _BASIC_LEAST_S // step_s), MOST_HISTORY)


def _least_step_s(algorithm: str, _bounds: float, *given: Argument) -> int:
    # Seasons of very short buckets would be more points than anyone should read.
    if algorithm == "basic":
        return 1
    seasonality = str(given[_PLACE["seasonality"]])
    fits = (s for s in LADDER if detect.history(algorithm, *_seasons(algorithm, seasonality, s)) <= MOST_HISTORY)
    return next(fits)


def _anomalies(frame: Frame, algorithm: str, bounds: float, *given: Argument) -> Frame:
    values = frame.values
    if frame.aggregator.endswith("as_count") and given[_PLACE["count_default_zero"]] == "true":
        begun = np.cumsum(~np.isnan(values), axis=1) > 0
        values = np.where(np.isnan(values) & begun, 0.0, values)
    seasonality = str(given[_PLACE["seasonality"]])
    season, longer = _seasons(algorithm, seasonality, frame.step_s)
    places = _on_wall_clock(frame.times, frame.step_s, str(given[_PLACE["timezone"]]))
    if algorithm == "basic" or places is None:
        lower, upper = detect.band(values, algorithm, bounds, season, longer)
    else:
        local = np.full((len(values), places.max() + 1), np.nan)
        local[:, places] = values
        lower, upper = (edge[:, places] for edge in detect.band(local, algorithm, bounds, season, longer))
    groups, rows = [], []
    for i, group in enumerate(frame.groups):
        groups += [group, *((*group, edge) for edge in BANDS)]
        rows += [values[i], lower[i], upper[i]]
    found = np.array(rows).reshape(len(rows), len(frame.times))
    bare = np.asarray(np.isnan(lower).all(axis=1) & ~np.isnan(values).all(axis=1))
    short = ~bare & (values.shape[1] - detect.begun(values) < detect.LEAST_SEASONS * season)
    notices = frame.notices
    if bare.any():
        notices = (*notices, f"anomalies: no band before {detect.LEAST_POINTS} points went by{among(bare)}")
    if algorithm != "basic" and short.any():
        told = _SHORT.format(algorithm=algorithm, season=SEASON_NAMES[seasonality], groups=among(short))
        notices = (*notices, told)
    return replace(frame, groups=tuple(groups), values=found, notices=notices)


_SHORT = (
    "anomalies: '{algorithm}' needs three {season}s of history{groups}, and there is less; until then its band is that "
    "of 'basic', which follows the last points"
)


def _on_wall_clock(times: Ints, step_s: int, timezone: str) -> Ints | None:
    """Each bucket's place on the wall clock; None where that runs as the buckets do, as it does most of the year."""
    there = zone(timezone)
    halves, which = np.unique(times // 1800, return_inverse=True)
    ahead = np.array([offset_s(there, half * 1800) for half in halves.tolist()])
    if (ahead == ahead[:1]).all():
        return None
    places = (times + ahead[which]) // step_s
    return np.asarray(places - places.min())


def outside(frame: Frame, direction: str, window_s: float) -> dict[tuple[str, ...], float | None]:
    """The share, 0 to 1, of each group's last points over `window_s` that lie outside its band; None without points."""
    points = max(1, round(window_s / frame.step_s))
    found: dict[tuple[str, ...], float | None] = {}
    for i in range(0, len(frame.groups), 3):
        value, lower, upper = frame.values[i : i + 3, -points:]
        beyond: Floats = (value > upper) * (direction != "below") + (value < lower) * (direction != "above")
        judged = ~np.isnan(value) & ~np.isnan(lower)
        found[frame.groups[i]] = float(beyond[judged].astype(bool).mean()) if judged.any() else None
    return found


_MORE = (
    Parameter("direction", str, "both", ("both", "above", "below")),
    Parameter("alert_window", str, "last_15m", check=window_s),
    Parameter("interval", float, 0.0, check=within(0, LONG_S)),
    Parameter("count_default_zero", str, "true", ("true", "false")),
    Parameter("seasonality", str, "daily", tuple(SEASONS_S)),
    Parameter("timezone", str, "utc", check=zone),
)
_PLACE = {parameter.name: i for i, parameter in enumerate(_MORE)}

anomalies = Function(
    "anomalies",
    "Values with the band that they are expected in, as groups tagged band:lower and band:upper. `bounds` 3 is a band "
    "that 99.9 % of the past stayed inside, and its edge moves in while values stay on one side. `basic` follows the "
    "last points; `agile` knows the season and follows a new level at once; `robust` knows the season and the one "
    "above it, and is not misled by a long anomaly. Until three seasons are there, both act as `basic`.",
    "anomalies(avg:a{*}, 'basic', 2)",
    _anomalies,
    (
        Parameter("algorithm", str, None, detect.ALGORITHMS),
        Parameter("bounds", float, check=within(1)),
        *_MORE,
    ),
    history=_history,
    least_step_s=_least_step_s,
    banded=True,
    not_over=("anomalies", "forecast", "outliers"),
)
