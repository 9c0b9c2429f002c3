"""What the vendor's agent calls an OpenTelemetry span: operation, resource and type, from kind and attributes."""

from collections.abc import Mapping
from typing import Any

from vizsla.wire.flatten import text

KINDS = ("unspecified", "internal", "server", "client", "producer", "consumer")
_SQL = frozenset((
    "mysql", "mariadb", "postgresql", "mssql", "oracle", "db2", "sqlite", "other_sql", "hive", "hsqldb",
    "maxdb", "hanadb", "ingres", "firstsql", "edb", "cache", "adabas", "firebird", "derby", "filemaker",
    "informix", "interbase", "netezza", "pervasive", "redshift", "snowflake", "clickhouse", "cockroachdb",
    "spanner", "trino",
))  # fmt: skip
_STORES = ("cassandra", "redis", "memcached", "mongodb", "elasticsearch", "opensearch")


def operation(kind: str, attributes: Mapping[str, Any]) -> str:
    """The span's operation name."""
    given = text(attributes.get("operation.name") or attributes.get("datadog.name"))
    if given:
        return given
    side = kind if kind in ("server", "client") else ""
    system = text(attributes.get("messaging.system"))
    action = text(attributes.get("messaging.operation") or attributes.get("messaging.operation.type"))
    rpc = text(attributes.get("rpc.system"))
    if side and method(attributes):
        return f"http.{side}.request"
    if side == "client" and database(attributes):
        return f"{database(attributes)}.query"
    if system and action and kind in ("producer", "consumer", "client", "server"):
        return f"{system}.{action}"
    if side and rpc:
        return f"{rpc}.{side}.request"
    if side == "server" and text(attributes.get("faas.trigger")):
        return f"{text(attributes['faas.trigger'])}.invoke"
    if text(attributes.get("graphql.operation.type")):
        return "graphql.server.request"
    if side:
        protocol = text(attributes.get("network.protocol.name"))
        return f"{protocol}.{side}.request" if protocol else f"{side}.request"
    return kind.capitalize() if kind != "unspecified" else "Internal"


def resource(name: str, kind: str, attributes: Mapping[str, Any]) -> str:
    """The span's resource: what is being done."""
    given = text(attributes.get("resource.name") or attributes.get("datadog.resource"))
    if given:
        return given
    verb = method(attributes)
    if verb:
        route = text(attributes.get("http.route")) if kind == "server" else ""
        return f"{'HTTP' if verb == '_OTHER' else verb} {route}".strip()
    action = text(attributes.get("messaging.operation") or attributes.get("messaging.operation.type"))
    if action:
        target = attributes.get("messaging.destination.name") or attributes.get("messaging.destination")
        return f"{action} {text(target)}".strip()
    called = text(attributes.get("rpc.method"))
    if called:
        return f"{called} {text(attributes.get('rpc.service'))}".strip()
    graph = text(attributes.get("graphql.operation.type"))
    if graph:
        return f"{graph} {text(attributes.get('graphql.operation.name'))}".strip()
    return text(attributes.get("db.query.text") or attributes.get("db.statement")) or name


def type_of(kind: str, attributes: Mapping[str, Any]) -> str:
    """The span's type: web, http, sql, db …"""
    given = text(attributes.get("span.type") or attributes.get("datadog.type"))
    if given:
        return given
    if kind == "server":
        return "web"
    if kind != "client":
        return "custom"
    system = database(attributes)
    if not system:
        return "http"
    return "sql" if system in _SQL else system if system in _STORES else "db"


def method(attributes: Mapping[str, Any]) -> str:
    """The HTTP method, by its new or old name."""
    return text(attributes.get("http.request.method") or attributes.get("http.method"))


def database(attributes: Mapping[str, Any]) -> str:
    """The database system, by its new or old name."""
    return text(attributes.get("db.system.name") or attributes.get("db.system"))
