"""Where an objective stands: its state, what is left of its error budget, and how fast it burns."""

from dataclasses import dataclass
from typing import Literal

from vizsla.monitors.slo.objective import Target

State = Literal["breached", "warning", "ok", "no_data"]


@dataclass(frozen=True)
class Standing:
    """The state against one target; `remaining` is the percentage of the error budget left, negative when overspent."""

    target: Target
    sli: float | None
    state: State
    remaining: float | None


def standing(sli: float | None, target: Target) -> Standing:
    """How a measured share of good, in percent, stands against its target."""
    if sli is None:
        return Standing(target, None, "no_data", None)
    state: State = "ok"
    if sli < target.target:
        state = "breached"
    elif target.warning is not None and sli < target.warning:
        state = "warning"
    return Standing(target, sli, state, 100.0 * (sli - target.target) / (100.0 - target.target))


def consumed(sli: float | None, target: float) -> float | None:
    """The share of the error budget that was used, in percent."""
    return None if sli is None else 100.0 * (100.0 - sli) / (100.0 - target)


def burn_rate(sli: float | None, target: float) -> float | None:
    """How many times faster than sustainable errors come: the share of bad by the share that is allowed."""
    return None if sli is None else (100.0 - sli) / (100.0 - target)
