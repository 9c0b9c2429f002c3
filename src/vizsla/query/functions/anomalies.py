"""The anomalies function: values with the band that they are expected in."""

from dataclasses import replace

import numpy as np

from vizsla.detect import anomalies as detect
from vizsla.query.frame import Floats, Frame
from vizsla.query.functions.function import Argument, Function, Parameter

SEASONS_S = {"hourly": 3600, "daily": 86400, "weekly": 604800}
BANDS = ("band:lower", "band:upper")
_MOST_HISTORY = 20_000


def _season(seasonality: str, step_s: int) -> int:
    return max(2, round(SEASONS_S[seasonality] / step_s))


def _history(step_s: int, algorithm: str, _bounds: float, *given: Argument) -> int:
    seasonality = str(given[_PLACE["seasonality"]])
    return min(detect.history(algorithm, _season(seasonality, step_s)), _MOST_HISTORY)


def _anomalies(frame: Frame, algorithm: str, bounds: float, *given: Argument) -> Frame:
    values = frame.values
    if frame.aggregator.endswith("as_count") and given[_PLACE["count_default_zero"]] == "true":
        begun = np.cumsum(~np.isnan(values), axis=1) > 0
        values = np.where(np.isnan(values) & begun, 0.0, values)
    season = _season(str(given[_PLACE["seasonality"]]), frame.step_s)
    lower, upper = detect.band(values, algorithm, bounds, season)
    groups, rows = [], []
    for i, group in enumerate(frame.groups):
        groups += [group, *((*group, edge) for edge in BANDS)]
        rows += [values[i], lower[i], upper[i]]
    return replace(frame, groups=tuple(groups), values=np.array(rows).reshape(len(rows), len(frame.times)))


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
    Parameter("alert_window", str, "last_15m"),
    Parameter("interval", float, 0.0),
    Parameter("count_default_zero", str, "true", ("true", "false")),
    Parameter("seasonality", str, "daily", tuple(SEASONS_S)),
    Parameter("timezone", str, "utc"),
)
_PLACE = {parameter.name: i for i, parameter in enumerate(_MORE)}

anomalies = Function(
    "anomalies",
    "Values with the band that they are expected in, as groups tagged band:lower and band:upper. `basic` follows the "
    "last points; `agile` and `robust` know the season and act as `basic` until two seasons are there.",
    "anomalies(avg:a{*}, 'basic', 2)",
    _anomalies,
    (Parameter("algorithm", str, None, detect.ALGORITHMS), Parameter("bounds", float), *_MORE),
    history=_history,
)
