"""Kinds of monitors that are kept and given back as they are: Vizsla has no data of their sort to evaluate."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from vizsla.monitors.comparison import TAIL
from vizsla.monitors.kind import Condition, Kind
from vizsla.query.errors import QueryError


def _parser(head: str, why: str) -> Callable[[str, Mapping[str, Any]], Condition]:
    begins = re.compile(rf"\s*(?:{head})\b|\s*(?:{head})\(") if head else None

    def parsed(text: str, _options: Mapping[str, Any]) -> Condition:
        if begins and not begins.match(text):
            raise QueryError(f"the query begins with {head.replace('|', '(…) or ')}(…)", 0, min(len(text), 20))
        tail = TAIL.search(text)
        comparator, number = tail.group(1, 2) if tail else (">", "0")
        threshold = 0.0 if number == "threshold" else float(number)
        found = Condition(300.0, comparator, threshold, (), "*", text[:60], unevaluated=why)
        return found if tail else replace(found, thresholds=())

    return parsed


def _stored(name: str, type_: str, head: str, data: str) -> Kind:
    why = f"Vizsla has no {data}"
    return Kind(name, (type_,), f"Kept as given: {why}.", _parser(head, why), unevaluated=why)


rum = _stored("rum", "rum alert", "rum|formula", "data of browser sessions")
audit = _stored("audit", "audit alert", "audits|formula", "audit trail to search")
ci_pipelines = _stored("ci pipelines", "ci-pipelines alert", "ci-pipelines|formula", "data of CI pipelines")
ci_tests = _stored("ci tests", "ci-tests alert", "ci-tests|formula", "data of CI tests")
database = _stored(
    "database monitoring", "database-monitoring alert", "database-monitoring|formula", "samples of databases' queries"
)
network_performance = _stored(
    "network performance", "network-performance alert", "network-performance|formula", "search over network flows"
)
network_path = _stored("network path", "network-path alert", "network-path|formula", "data of network paths")
errors = _stored("error tracking", "error-tracking alert", "error-tracking|formula", "tracking of errors as issues")
process = _stored("process", "process alert", "processes|formula", "history of live processes")
cost = _stored("cost", "cost alert", "", "data of cloud costs")
synthetics = _stored("synthetics", "synthetics alert", "", "synthetic tests")
data_quality = _stored("data quality", "data-quality alert", "", "data of data sets' quality")
data_jobs = _stored("data jobs", "data-jobs alert", "", "data of data jobs")
llm = _stored("llm observability", "llm-observability alert", "", "data of language models' calls")
