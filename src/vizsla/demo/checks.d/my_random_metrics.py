"""A custom Agent check, as its author would write it for the real Agent."""

import random

from datadog_checks.base import AgentCheck

__version__ = "1.0.0"


class MyRandomMetrics(AgentCheck):
    """Gauges `my_metric` with a random value from 0 to 1000."""

    def check(self, instance):
        self.gauge("my_metric", random.randint(0, 1000), tags=instance.get("tags", []))
