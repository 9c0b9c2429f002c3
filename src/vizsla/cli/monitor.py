"""`vizsla monitor`: try a monitor's file over the data of a running server."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from vizsla.cli.options import end, with_settings
from vizsla.cli.running import ask
from vizsla.settings import Settings

app = typer.Typer(no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="the monitor's JSON, as exported", exists=True, dir_okay=False)]
From = Annotated[str, typer.Option("--from", help="how far back, such as -12h or -30d, or a moment")]
To = Annotated[str, typer.Option("--to", help="until when")]


@app.callback()
def monitors() -> None:
    """Try monitors before they are saved."""


@app.command()
@with_settings
def backtest(settings: Settings, file: File, start: From = "-1d", until: To = "now") -> None:
    """Tell when a monitor would have fired, over the data that the running server has."""
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise end(f"{file} is no JSON: {error}") from error
    monitor = given.get("definition", given) if isinstance(given, dict) else given
    asked = {"monitor": monitor, "from": f"now{start}" if start.startswith("-") else start, "to": until}
    _print(ask(settings, "/api/vizsla/monitors/backtest", asked).json())


def _print(found: dict[str, Any]) -> None:
    for one in found["transitions"]:
        value = "" if one["value"] is None else f"{one['value']:.6g}"
        quiet = "" if one["told"] else "  (nobody is told)"
        typer.echo(f"{_clock(one['at'])}  {one['kind']:13} {one['group']:30} {value}{quiet}")
    for error in found["errors"]:
        typer.echo(f"not judged: {error}", err=True)
    counts = ", ".join(f"{count} {kind}" for kind, count in found["counts"].items()) or "none"
    typer.echo(
        f"{found['evaluations']} evaluations of {found['groups_in_all']} groups from {_clock(found['from'])} "
        f"to {_clock(found['to'])}; notifications: {counts}"
    )


def _clock(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M UTC")
