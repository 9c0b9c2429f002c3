"""What messages say of a host comes from metadata that anybody with a key may have sent."""

from typing import Any

import msgspec
import pyarrow as pa
import pytest

from vizsla.monitors.host import facts_of

GOOD = {"gohai": {"network": {"ipaddress": "10.0.0.1"}, "platform": {"machine": "x86_64"}}}


def known(meta: Any) -> dict[str, str]:
    row = {"meta": msgspec.json.encode(meta).decode(), "agent_version": "7", "tags": ["env:prod"]}
    return facts_of("a", lambda *_: pa.Table.from_pylist([row]))


def test_what_is_known_is_told() -> None:
    assert known(GOOD) | {"ip": "10.0.0.1", "metadata_machine": "x86_64", "env": "prod"} == known(GOOD)


@pytest.mark.parametrize("odd", [{"gohai": {"network": "x", "platform": [1]}}, {"systemStats": "x"}, {"gohai": 5}, 5])
def test_odd_metadata_is_passed_over(odd: Any) -> None:
    assert known(odd) == {"name": "a", "metadata_agent_version": "7", "env": "prod"}
