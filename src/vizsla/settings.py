"""Settings: one declaration gives defaults, the TOML file's keys, VIZSLA_* variables, flags and their documentation."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta


def default_data() -> Path:
    """The user's data folder for Vizsla (XDG)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "vizsla"


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and the way out."""


Port = Annotated[int, Meta(ge=1, le=65535)]
Days = Annotated[int, Meta(ge=1, le=36500)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting, with its default; `VIZSLA_PORT` sets `port`, and so on."""

    data: Annotated[Path, Meta(description="directory that holds all data")] = msgspec.field(
        default_factory=default_data
    )
    host: Annotated[str, Meta(description="address that the server listens on")] = "127.0.0.1"
    port: Annotated[Port, Meta(description="port of the browser app, the API and intake")] = 8410
    public_url: Annotated[str, Meta(description="how people's browsers reach this server; links in mails use it")] = ""
    store: Annotated[str, Meta(description="telemetry store: empty for the embedded one, or clickhouse://…")] = ""
    documents: Annotated[str, Meta(description="documents: empty for SQLite beside the data, or postgresql://…")] = ""
    api_key: Annotated[str, Meta(description="an API key that is valid besides those made in the app")] = ""
    app_key: Annotated[str, Meta(description="an application key that is valid besides those made in the app")] = ""
    retention_points: Annotated[Days, Meta(description="days that points are kept as received")] = 30
    retention_rollups: Annotated[Days, Meta(description="days that roll-ups of points are kept")] = 455
    retention_logs: Annotated[Days, Meta(description="days that logs are kept")] = 30
    retention_spans: Annotated[Days, Meta(description="days that spans are kept")] = 15
    retention_events: Annotated[Days, Meta(description="days that events are kept")] = 455
    retention_checks: Annotated[Days, Meta(description="days that service checks are kept")] = 30
    retention_evaluations: Annotated[Days, Meta(description="days that monitors' evaluations are kept")] = 7
    retention_transitions: Annotated[
        Days, Meta(description="days that monitors' changes of state and what was sent of them are kept")
    ] = 455
    retention_versions: Annotated[Days, Meta(description="days that earlier versions of documents are kept")] = 455
    retention_quarantine: Annotated[Days, Meta(description="days that what could not be understood is kept")] = 7
    smtp_host: Annotated[str, Meta(description="mail server; empty: no mail is sent")] = ""
    smtp_port: Annotated[Port, Meta(description="port of the mail server")] = 25
    smtp_user: Annotated[str, Meta(description="user at the mail server")] = ""
    smtp_password: Annotated[str, Meta(description="password at the mail server")] = ""
    smtp_security: Annotated[str, Meta(description="none, starttls or tls", pattern="^(none|starttls|tls)$")] = "none"
    smtp_from: Annotated[str, Meta(description="sender of mails")] = "vizsla@localhost"
    snapshot_days: Annotated[Days, Meta(description="days that snapshots of graphs are kept")] = 90
    snapshots_per_hour: Annotated[int, Meta(ge=1, description="snapshots of graphs that may be asked for an hour")] = 60
    mail_subject_prefix: Annotated[str, Meta(description="what subjects of monitors' mails begin with")] = (
        "[Monitor Alert] "
    )
    private_targets: Annotated[
        bool, Meta(description="whether webhooks may call private and loopback addresses: true or false")
    ] = False
    role: Annotated[
        str,
        Meta(
            description="what this server does: intake, api and evaluate, or some of them, with commas",
            pattern="^(intake|api|evaluate)(,(intake|api|evaluate))*$",
        ),
    ] = "intake,api,evaluate"
    body_limit_mb: Annotated[int, Meta(ge=1, le=1024, description="largest body of a request, decompressed")] = 64
    external_images: Annotated[
        bool, Meta(description="whether browsers may load images of dashboards from other sites")
    ] = False
    external_frames: Annotated[
        bool, Meta(description="whether browsers may show other sites in frames of dashboards")
    ] = False
    evaluate_every_s: Annotated[int, Meta(ge=1, le=60, description="seconds between evaluations of a monitor")] = 60

    @property
    def url(self) -> str:
        """Where people find this server."""
        shown = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::") else self.host  # noqa: S104
        return self.public_url.rstrip("/") or address(shown, self.port)

    @property
    def roles(self) -> frozenset[str]:
        """What this server does."""
        return frozenset(self.role.split(","))

    @property
    def retention_days(self) -> dict[str, int]:
        """Days by signal, as the store's templates and its sweep name signals."""
        return {
            name.removeprefix("retention_"): getattr(self, name)
            for name in self.__struct_fields__
            if name.startswith("retention_")
        }


def address(host: str, port: int) -> str:
    """The URL of a server at this host, which may be an IPv6 address, and port."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def load(flags: Mapping[str, Any], environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """Settings from defaults, then the TOML file, then VIZSLA_* variables, then flags; later ones win.

    Raises SettingsError naming what is wrong and where.
    """
    given: dict[str, Any] = {}
    source: dict[str, str] = {}
    file = file or (Path(environment["VIZSLA_CONFIG"]) if environment.get("VIZSLA_CONFIG") else None)
    if file is not None:
        for key, value in _toml(file).items():
            given[key], source[key] = value, f"{key} in {file}"
    for key in Settings.__struct_fields__:
        variable = f"VIZSLA_{key.upper()}"
        if environment.get(variable):
            given[key], source[key] = environment[variable], variable
    for key, value in flags.items():
        if value is not None:
            given[key], source[key] = value, f"--{key.replace('_', '-')}"
    for key, value in given.items():
        if key not in Settings.__struct_fields__:
            raise SettingsError(f"{source[key]} is no setting; there are: {', '.join(Settings.__struct_fields__)}")
        if key == "data":
            try:
                given[key] = Path(value).expanduser().resolve()
            except (TypeError, ValueError, RuntimeError, OSError) as error:
                raise SettingsError(f"{source[key]} is not usable: a directory's path is wanted") from error
            continue
        try:
            msgspec.convert({key: value}, Settings, strict=False)
        except msgspec.ValidationError as error:
            reason = str(error).split(" - at `")[0]
            raise SettingsError(f"{source[key]} is not usable: {reason}") from error
    return msgspec.convert(
        {k: str(v) if k == "data" else v for k, v in given.items()},
        Settings,
        strict=False,
        dec_hook=lambda kind, value: kind(value),
    )


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"the settings file {file} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"the settings file {file} is not TOML: {error}") from error
