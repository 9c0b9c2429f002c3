"""Time as a parameter: whoever needs the present is given a clock."""

import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds since 1970 as a float."""

wall: Clock = time.time
