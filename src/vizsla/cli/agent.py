"""`vizsla agent`: run this host's agent, try a check, see how it does."""

import logging
import os
import sys
import time
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from vizsla.agent import status as status_file
from vizsla.agent.config import Config, ConfigError, from_environment

app = typer.Typer(
    name="agent",
    help="This host's agent: DogStatsD, traces, host metrics, checks and log files, sent to the server.",
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ConfigFile = Annotated[
    Path | None, typer.Option("--config", "-c", help="file in datadog.yaml's form; DD_* variables win over it")
]

Data = Annotated[
    Path | None, typer.Option("--data", help="data directory, as given to `vizsla up`; the agent's is `agent` in it")
]


@app.callback()
def default(context: typer.Context) -> None:
    """This host's agent; without a subcommand it runs."""
    if context.invoked_subcommand is None:
        run(None, None)


@app.command()
def run(config: ConfigFile = None, data: Data = None) -> NoReturn:
    """Run the agent until it is stopped."""
    _use(data)
    # A fresh interpreter under the same process id: the agent does not keep what only the command line needs.
    arguments = [str(config)] if config else []
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "vizsla.agent", *arguments])  # noqa: S606


@app.command()
def check(
    name: Annotated[str, typer.Argument(help="the check's name, as conf.d and checks.d spell it")],
    config: ConfigFile = None,
    data: Data = None,
    *,
    twice: Annotated[bool, typer.Option("--check-rate", "-r", help="run it twice, so that rates have a value")] = False,
) -> None:
    """Run a check once and print what it would send; nothing is sent."""
    from vizsla.agent.main import rules_of
    from vizsla.agent.runner import Runner

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    found = _configured(config, data)
    runner = Runner(found, rules_of(found), lambda _: None)
    logging.getLogger("vizsla.agent.runner").disabled = True  # errors are printed below
    runner.load(name)
    errors = [f"{source}: {text}" for source, text in runner.errors.items() if _is_of(Path(source), name)]
    if not runner.running and not errors:
        errors = [f"no file of {found.confd_path} configures {name}; write {name}.yaml there, with `instances: [{{}}]`"]
    for one in runner.running.values():
        if twice:
            runner.run_once(one)
            time.sleep(1)
        flushed = runner.run_once(one)
        typer.echo(f"{one.check.check_id} (every {one.interval_s:g} s, took {one.last_took_s:.3f} s)")
        for series in flushed.series:
            value = f"{series.points[0][1]:.6g}"
            typer.echo(f"  {series.kind:6} {series.metric} {value} {' '.join(series.tags)}".rstrip())
        for sketch in flushed.distributions:
            typer.echo(f"  sketch {sketch.metric} of {sketch.count} values {' '.join(sketch.tags)}".rstrip())
        for result in flushed.checks:
            tags = f"{result.message} {' '.join(result.tags)}".strip()
            typer.echo(
                f"  check  {result.check} {('ok', 'warning', 'critical', 'unknown')[result.status]} {tags}".rstrip()
            )
        for event in flushed.events:
            typer.echo(f"  event  {event.msg_title}: {event.msg_text}")
        for warning in one.warnings:
            typer.echo(f"  warning: {warning}")
        if one.last_error:
            errors.append(f"{one.name}: {one.last_error}")
    for error in errors:
        typer.echo(error, err=True)
    raise typer.Exit(1 if errors else 0)


def _is_of(source: Path, name: str) -> bool:
    return source.name.startswith(f"{name}.") or source.parent.name == f"{name}.d"


@app.command()
def status(
    config: ConfigFile = None,
    data: Data = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="print it as JSON")] = False,
) -> None:
    """Print how the running agent does: checks, what was sent, what waits, errors."""
    found = _configured(config, data)
    current = status_file.read(Path(found.run_path))
    if current is None:
        raise _end(
            f"no agent runs with the directory {found.data}; start it with `vizsla agent run`, "
            "or name another with --data or VIZSLA_AGENT_DATA"
        )
    if as_json:
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(current)).decode())
        return
    for line in _lines(current):
        typer.echo(line)


def _lines(current: status_file.Status) -> list[str]:
    now = time.time()
    lines = [
        f"Agent {current.version} on {current.hostname} (process {current.pid}), "
        f"up {_span(now - current.began)}, {current.memory_mb:.0f} MB",
        f"  server     {current.server}",
        f"  directory  {current.directory} (datadog.yaml, conf.d, checks.d)",
        f"  tags       {' '.join(current.tags) or '-'}",
        "",
        f"Forwarder: {current.spool_bytes} bytes wait on disk, {current.spool_dropped} requests dropped as it was full",
    ]
    for name, lane in current.lanes.items():
        last = f"last {_span(now - lane.last_sent)} ago" if lane.last_sent else "none yet"
        lines.append(
            f"  {name:8} {lane.sent} sent ({lane.sent_bytes} bytes, {last}), {lane.waiting} waiting, "
            f"{lane.refused} refused, {lane.failures} failed attempts"
        )
        if lane.last_error:
            lines.append(f"           {lane.last_error}")
    for name, part in current.parts.items():
        lines += ["", name, *_part(part, "  ")]
    return lines


def _part(part: dict[str, object], indent: str) -> list[str]:
    lines = []
    for key, value in part.items():
        match value:
            case dict():
                lines += [f"{indent}{key}", *_part(value, indent + "  ")]
            case list():
                lines += [f"{indent}{key}", *(f"{indent}  {item}" for item in value)]
            case float():
                lines.append(f"{indent}{key}: {value:.6g}")
            case _:
                lines.append(f"{indent}{key}: {value}")
    return lines


def _span(seconds: float) -> str:
    seconds = max(0, int(seconds))
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"


def _use(data: Path | None) -> None:
    if data is not None:
        os.environ["VIZSLA_AGENT_DATA"] = str(data.expanduser().resolve() / "agent")


def _configured(file: Path | None, data: Path | None) -> Config:
    _use(data)
    try:
        return from_environment(file)
    except ConfigError as error:
        raise _end(str(error)) from error


def _end(message: str) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(2)


if __name__ == "__main__":
    app()
