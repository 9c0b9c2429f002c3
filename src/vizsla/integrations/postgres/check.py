"""PostgreSQL as the Agent's `postgres` check sees it: the same names, tags and service check, for the core metrics."""

import re
from typing import Any

import psycopg
from datadog_checks.base import AgentCheck, ConfigurationError

from vizsla.integrations.postgres.queries import QUERIES, Query


class Postgres(AgentCheck):  # type: ignore[misc]
    """Reads one server through one database; with `relations`, that database's tables too."""

    __NAMESPACE__ = "postgresql"

    def __init__(self, name: str, init_config: dict[str, Any], instances: list[dict[str, Any]]) -> None:
        super().__init__(name, init_config, instances)
        given = self.instance
        self._host = str(given.get("host") or "")
        if not self._host or not given.get("username"):
            raise ConfigurationError("a postgres instance needs `host:` and `username:`")
        self._port = int(given.get("port") or 5432)
        self._database = str(given.get("dbname") or "postgres")
        self._tags = [*(given.get("tags") or []), f"server:{self._host}", f"port:{self._port}"]
        self._relations = [_pattern(one) for one in given.get("relations") or []]
        self._connection: psycopg.Connection[Any] | None = None

    def check(self, _instance: Any) -> None:
        """Ask everything that this server's version knows."""
        tags = [*self._tags, f"host:{self._host}", f"db:{self._database}"]
        try:
            connection = self._connected()
            self._ask_all(connection)
        except psycopg.OperationalError as error:
            self.cancel()
            text = str(error).strip()
            self.service_check("can_connect", AgentCheck.CRITICAL, tags=tags, message=text)
            raise
        self.service_check("can_connect", AgentCheck.OK, tags=tags)

    def service_check(self, name: str, *arguments: Any, **given: Any) -> None:
        """The real check reports under `postgres.`, though its metrics are under `postgresql.`."""
        given["raw"] = True
        super().service_check(f"postgres.{name}", *arguments, **given)

    def cancel(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> "psycopg.Connection[Any]":
        if self._connection is None or self._connection.closed:
            given = self.instance
            self._connection = psycopg.connect(
                host=self._host,
                port=self._port,
                user=str(given["username"]),
                password=str(given["password"]) if given.get("password") else None,
                dbname=self._database,
                sslmode=str(given.get("ssl") or "prefer"),
                connect_timeout=int(given.get("connection_timeout") or 5),
                application_name="vizsla-agent",
                options=f"-c statement_timeout={int(given.get('query_timeout') or 5000)}",
                autocommit=True,
            )
        return self._connection

    def _ask_all(self, connection: "psycopg.Connection[Any]") -> None:
        version = connection.info.server_version
        for query in QUERIES:
            if query.since <= version < query.until and (not query.relations or self._relations):
                try:
                    rows = connection.execute(query.sql.encode()).fetchall()
                except (psycopg.errors.InsufficientPrivilege, psycopg.errors.QueryCanceled) as error:
                    self.warning("the metrics of %s could not be read: %s", query.name, str(error).strip())
                    continue
                for row in rows:
                    self._submit(query, row)

    def _submit(self, query: Query, row: tuple[Any, ...]) -> None:
        found = {name: value for (kind, name), value in zip(query.columns, row, strict=True) if kind == "tag"}
        if query.relations:
            if not any(pattern.fullmatch(str(found["table"])) for pattern in self._relations):
                return
            found["db"] = self._database
        tags = [*self._tags, *(f"{name}:{value}" for name, value in found.items())]
        for (kind, name), value in zip(query.columns, row, strict=True):
            if kind != "tag" and value is not None:
                getattr(self, kind)(name, float(value), tags=tags)


def _pattern(given: Any) -> "re.Pattern[str]":
    """A table of `relations`: its name, or `relation_name:` or `relation_regex:` as the real check has them."""
    try:
        match given:
            case str():
                return re.compile(re.escape(given))
            case {"relation_name": str(name)}:
                return re.compile(re.escape(name))
            case {"relation_regex": str(regex)}:
                return re.compile(regex)
    except re.error as error:
        raise ConfigurationError(f"`relations:` has a regex that is none: {error}") from error
    raise ConfigurationError("`relations:` must list names, `relation_name:` or `relation_regex:`")
