"""A little traffic for the site, at random but never the same."""

import random
import threading

import httpx

_WEIGHTS = {"/": 4, "/patients/{}": 6, "/patients/{}/measure": 4, "/report": 2, "/patients/{}/transfer": 1}


def visit(url: str, stopped: threading.Event, per_second: float = 2.0) -> None:
    """Ask for pages until stopped; a site that is away is asked again later."""
    with httpx.Client(timeout=10) as client:
        while not stopped.wait(random.expovariate(per_second)):
            path = random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0].format(random.randint(1, 105))
            try:
                client.get(url + path)
            except httpx.HTTPError:
                stopped.wait(1)
