"""The agent's configuration: a file in datadog.yaml's form, and DD_* or VIZSLA_AGENT_* variables, which win."""

import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
import yaml
from msgspec import Meta

Port = Annotated[int, Meta(ge=0, le=65535)]


class ConfigError(ValueError):
    """A configuration that cannot be used; the message names the key and the way out."""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent is told; a port of 0 turns that door off. Paths are absolute."""

    dd_url: str = "http://127.0.0.1:8410"
    api_key: str = ""
    hostname: str = ""
    tags: tuple[str, ...] = ()
    env: str = ""
    data: str = ""
    run_path: str = ""
    confd_path: str = ""
    checksd_path: str = ""
    bind_host: str = "127.0.0.1"
    log_level: str = "info"
    skip_ssl_validation: bool = False
    spool_max_bytes: Annotated[int, Meta(ge=1 << 20)] = 512 << 20
    host_metrics: bool = True
    min_collection_interval: Annotated[float, Meta(gt=0)] = 15
    dogstatsd_port: Port = 8125
    dogstatsd_socket: str = ""
    dogstatsd_stream_socket: str = ""
    dogstatsd_non_local_traffic: bool = False
    dogstatsd_tags: tuple[str, ...] = ()
    statsd_metric_namespace: str = ""
    histogram_aggregates: tuple[str, ...] = ("max", "median", "avg", "count")
    histogram_percentiles: tuple[str, ...] = ("0.95",)
    apm_enabled: bool = True
    apm_port: Port = 8126
    apm_socket: str = ""
    apm_non_local_traffic: bool = False
    logs_enabled: bool = False

    @property
    def host_tags(self) -> tuple[str, ...]:
        """The tags of this host: those configured, and its environment."""
        extra = (f"env:{self.env}",) if self.env and f"env:{self.env}" not in self.tags else ()
        return (*self.tags, *extra)


# Where the file spells a key otherwise than its field.
_SPELLED = {
    "apm_enabled": "apm_config.enabled",
    "apm_port": "apm_config.receiver_port",
    "apm_socket": "apm_config.receiver_socket",
    "apm_non_local_traffic": "apm_config.apm_non_local_traffic",
    "checksd_path": "additional_checksd",
    "spool_max_bytes": "forwarder_storage_max_size_in_bytes",
}
# Variables that are not just the key in capitals; the first one set wins.
_VARIABLES = {
    "dd_url": ("DD_DD_URL", "DD_URL"),
    "tags": ("DD_TAGS", "DD_EXTRA_TAGS"),
    "apm_enabled": ("DD_APM_ENABLED", "DD_APM_CONFIG_ENABLED"),
    "apm_port": ("DD_APM_RECEIVER_PORT",),
    "apm_socket": ("DD_APM_RECEIVER_SOCKET",),
    "apm_non_local_traffic": ("DD_APM_NON_LOCAL_TRAFFIC",),
    "data": ("VIZSLA_AGENT_DATA",),
}


def load(environment: Mapping[str, str], file: Path | None = None) -> Config:
    """The configuration from the file and the environment; ConfigError names the key that is wrong.

    Without `file`, the file is VIZSLA_AGENT_CONFIG, or datadog.yaml in the agent's data directory if there is one.
    """
    data = Path(environment.get("VIZSLA_AGENT_DATA") or _default_data(environment)).expanduser().resolve()
    if file is None and environment.get("VIZSLA_AGENT_CONFIG"):
        file = Path(environment["VIZSLA_AGENT_CONFIG"])
    if file is None and (data / "datadog.yaml").exists():
        file = data / "datadog.yaml"
    given: dict[str, Any] = {"data": str(data)}
    tree = _read(file) if file else {}
    for field in Config.__struct_fields__:
        key = _SPELLED.get(field, field)
        value, source = _inside(tree, key), f"{key} in {file}"
        for name in (*_VARIABLES.get(field, (f"DD_{key.upper().replace('.', '_')}",)), f"VIZSLA_AGENT_{field.upper()}"):
            if environment.get(name) and field != "data":
                value, source = environment[name], name
                break
        if value is not None:
            given[field] = _convert(field, value, source)
    return _completed(given, data)


def _completed(given: dict[str, Any], data: Path) -> Config:
    given["api_key"] = given.get("api_key", "").strip()  # files of secrets end with a newline
    given["run_path"] = str(_under(data, given.get("run_path"), "run"))
    given["confd_path"] = str(_under(data, given.get("confd_path"), "conf.d"))
    given["checksd_path"] = str(_under(data, given.get("checksd_path"), "checks.d"))
    given["hostname"] = given.get("hostname") or socket.gethostname()
    config: Config = msgspec.convert(given, Config)
    if any(not "!" <= sign <= "~" for sign in config.api_key):
        raise ConfigError("api_key (DD_API_KEY) has a sign that keys do not have; see `vizsla keys`")
    if not config.dd_url.startswith(("http://", "https://")):
        raise ConfigError(f"dd_url is '{config.dd_url}'; it must be the server's address, as in http://127.0.0.1:8410")
    try:
        urlsplit(config.dd_url).port  # noqa: B018
    except ValueError as error:
        raise ConfigError(f"dd_url cannot be read: {error}") from None
    return config


def _default_data(environment: Mapping[str, str]) -> Path:
    if environment.get("VIZSLA_DATA"):  # the server's: `vizsla up` keeps its agent below it
        return Path(environment["VIZSLA_DATA"]) / "agent"
    base = environment.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "vizsla" / "agent"


def _under(data: Path, given: Any, name: str) -> Path:
    return Path(given).expanduser().resolve() if given else data / name


def _read(file: Path) -> dict[str, Any]:
    try:
        tree = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"the configuration file {file} cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"the configuration file {file} is not YAML: {error}") from error
    if tree is None:
        return {}
    if not isinstance(tree, dict):
        raise ConfigError(f"the configuration file {file} must hold keys and values, as in 'dd_url: http://…'")
    return tree


def _inside(tree: dict[str, Any], key: str) -> Any:
    value: Any = tree
    for part in key.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _convert(field: str, value: Any, source: str) -> Any:
    default = getattr(Config, "__struct_defaults__")[Config.__struct_fields__.index(field)]  # noqa: B009
    if isinstance(default, tuple):
        items = value.replace(",", " ").split() if isinstance(value, str) else value
        if not isinstance(items, list):
            raise ConfigError(f"{source} must be a list, or words separated by spaces")
        return tuple(str(item) for item in items)
    if field == "apm_socket" and isinstance(value, str):
        value = value.removeprefix("unix://")
    if field in ("apm_enabled", "logs_enabled", "host_metrics") and isinstance(value, str):
        value = value.strip().lower()
    if isinstance(default, str) and not isinstance(value, str):
        value = str(value)
    if field == "dd_url":
        value = value.rstrip("/")
    try:
        msgspec.convert({field: value}, Config, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{source} is not usable: {str(error).split(' - at `')[0]}") from error
    return getattr(msgspec.convert({field: value}, Config, strict=False), field)


def from_environment(file: Path | None = None) -> Config:
    """The configuration of this process's environment."""
    return load(os.environ, file)
