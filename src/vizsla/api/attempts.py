"""Attempts to log in by password, counted so that passwords cannot be guessed by trying."""

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import ip_address
from threading import Lock

WINDOW_S = 300.0
_FROM_ONE_PLACE = 10
_FOR_ONE_USER = 100
_REMEMBERED = 10_000


class Attempts:
    """The failed attempts of the last minutes: ten from one address, a hundred for one user, then one has to wait."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._made: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = Lock()

    def begin(self, address: str, handle: str) -> int:
        """Count an attempt and return 0, or the seconds to wait before another is looked at."""
        now = self._monotonic()
        limits = {_place(address): _FROM_ONE_PLACE, _user(handle): _FOR_ONE_USER}
        with self._lock:
            made = {key: self._recent(key, now) for key in limits}
            wait_s = max(
                made[key][-most] + WINDOW_S - now if len(made[key]) >= most else 0.0 for key, most in limits.items()
            )
            if wait_s > 0:
                return math.ceil(wait_s)
            for key, times in made.items():
                times.append(now)
                self._made[key] = times
                self._made.move_to_end(key)
            while len(self._made) > _REMEMBERED:
                self._made.popitem(last=False)
        return 0

    def succeeded(self, address: str, handle: str) -> None:
        """Forget the attempts of this address, and the one counted last for the user."""
        with self._lock:
            self._made.pop(_place(address), None)
            if times := self._made.get(_user(handle)):
                times.pop()

    def _recent(self, key: str, now: float) -> deque[float]:
        times = self._made.get(key) or deque()
        while times and times[0] <= now - WINDOW_S:
            times.popleft()
        return times


def _place(address: str) -> str:
    """An address; of IPv6 the network, since one host has many addresses in it."""
    try:
        packed = ip_address(address).packed
    except ValueError:
        return f"from {address}"
    return f"from {packed[:8].hex() if len(packed) == 16 else packed.hex()}"


def _user(handle: str) -> str:
    return f"for {handle.strip().lower()[:200]}"
