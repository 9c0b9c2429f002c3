"""The engine elsewhere: a ClickHouse server or cluster, reached by its URL."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, unquote, urlsplit

import clickhouse_connect
import pyarrow as pa
from clickhouse_connect import common
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError
from clickhouse_connect.driver.httputil import get_pool_manager

from vizsla.store import params as parameters
from vizsla.store import tuning
from vizsla.store.engine import DEFAULT_LIMITS, NO_PARAMS, Limits
from vizsla.store.errors import Busy, StoreError, from_engine

_READS = re.compile(r"[\s(]*(SELECT|WITH|SHOW|DESCRIBE|EXPLAIN|EXISTS)\b", re.IGNORECASE)
_CONNECTIONS = 16


def open_cluster(url: str) -> "Cluster":
    """Connect to `clickhouse[s]://user:password@host:port/database?cluster=name`; without a name, to one server."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # of which the address, and so its password, may be a part
        raise StoreError("the store's address cannot be read; see VIZSLA_STORE") from None
    secure = parts.scheme == "clickhouses"
    options = parse_qs(parts.query)
    unknown = sorted(options.keys() - {"cluster"})
    if unknown:
        raise StoreError(f"the store's URL has an option {unknown[0]!r}; the only one there is is cluster=NAME")
    host = parts.hostname or "localhost"
    common.set_setting("dict_parameter_format", "map")
    try:
        client = clickhouse_connect.get_client(
            host=host,
            port=port or (8443 if secure else 8123),
            secure=secure,
            username=unquote(parts.username or "default"),
            password=unquote(parts.password or ""),
            database=parts.path.strip("/") or "default",
            settings=dict(tuning.SESSION),
            autogenerate_session_id=False,  # a session runs one query at a time
            pool_mgr=get_pool_manager(maxsize=_CONNECTIONS, num_pools=2),
        )
    except Exception as error:
        raise _translated(error, host) from None
    return Cluster(client, host, options.get("cluster", [""])[0])


class Cluster:
    """One pool of HTTP connections; the server runs as many statements at once as it is asked."""

    def __init__(self, client: Client, host: str, cluster: str = "") -> None:
        self._client = client
        self._host = host
        self._cluster = cluster

    @property
    def cluster(self) -> str:
        """The cluster's name as given in the URL."""
        return self._cluster

    def run(
        self, sql: str, params: Mapping[str, object] = NO_PARAMS, *, limits: Limits = DEFAULT_LIMITS, tag: str = ""
    ) -> pa.Table:
        """Run one statement; raises Busy when the server has too many."""
        settings: dict[str, object] = {
            "max_execution_time": limits.seconds,
            "max_memory_usage": limits.memory_bytes,
            "max_result_rows": limits.rows,
            "log_comment": tag,
        }
        bound = _bound(sql, params)
        try:
            if not _READS.match(sql):
                self._client.command(sql, parameters=bound, settings=settings)
                return pa.table({})
            answer = self._client.raw_query(sql, parameters=bound, settings=settings, fmt="ArrowStream")
        except Exception as error:
            raise _translated(error, self._host) from None
        with pa.ipc.open_stream(answer) as reader:
            return reader.read_all()

    def insert(self, table: str, rows: pa.Table, token: str = "") -> None:
        """Insert rows as one block; returns when every shard has its part."""
        if rows.num_rows == 0:
            return
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, rows.schema) as stream:
            stream.write_table(rows.combine_chunks())
        settings: dict[str, object] = {"distributed_foreground_insert": 1}
        if token:
            settings |= tuning.TOKENED | {"insert_deduplication_token": token}
        block = sink.getvalue().to_pybytes()
        try:
            self._client.raw_insert(table, rows.schema.names, block, settings=settings, fmt="ArrowStream")
        except Exception as error:
            raise _translated(error, self._host, writing=True) from None

    def described(self, metric: str) -> int | None:
        """Always None: other servers write too."""
        return None

    def cancel(self, tag: str) -> None:
        """Stop the queries that run under this tag on every node; an empty tag stops nothing."""
        if not tag:
            return
        everywhere = f"ON CLUSTER '{self._cluster}'" if self._cluster else ""
        self.run(f"KILL QUERY {everywhere} WHERE Settings['log_comment'] = {{comment:String}} ASYNC", {"comment": tag})

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _bound(sql: str, params: Mapping[str, object]) -> dict[str, object]:
    # The client escapes text and containers itself; the rest is written as the embedded engine has it.
    texts = parameters.encode(sql, params)
    own = (str, bytes, list, tuple, dict)
    return {name: params[name] if isinstance(params[name], own) else text for name, text in texts.items()}


def _translated(error: Exception, host: str, *, writing: bool = False) -> StoreError:
    if isinstance(error, ClickHouseError) and "DB::Exception" in str(error):
        return from_engine(str(error), writing=writing)
    if isinstance(error, ClickHouseError) and not isinstance(error, OperationalError):
        return StoreError(str(error))
    message = f"the ClickHouse server at {host} does not answer ({type(error).__name__})"
    return (Busy if writing else StoreError)(message)
