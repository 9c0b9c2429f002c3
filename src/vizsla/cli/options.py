"""Command-line flags for every setting, from the settings' own declaration."""

import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from vizsla.settings import Settings, SettingsError, load

_SECRET = ("api_key", "app_key", "smtp_password")  # never on a command line, where every user of the machine sees them


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """The command, a function of settings and its own parameters, with a flag for each setting.

    A setting that cannot be used ends it with one sentence.
    """

    own = list(inspect.signature(command, eval_str=True).parameters.values())[1:]

    def run(config: Path | None = None, **flags: Any) -> None:
        given = {one.name: flags.pop(one.name) for one in own}
        try:
            settings = load(flags, os.environ, config)
        except SettingsError as error:
            raise end(str(error)) from error
        command(settings, **given)

    config = Annotated[Path | None, typer.Option("--config", help="TOML file with settings  [env: VIZSLA_CONFIG]")]
    parameters = [*own, inspect.Parameter("config", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=config)]
    for field in msgspec.structs.fields(Settings):
        if field.name in _SECRET:
            continue
        flag = f"--{field.name.replace('_', '-')}"
        shown = "" if field.default in ("", msgspec.NODEFAULT) else f"; default {field.default}"
        said = f"{_description(field.type)}{shown}  [env: VIZSLA_{field.name.upper()}]"
        annotation = Annotated[str | None, typer.Option(flag, help=said, show_default=False)]
        parameters.append(
            inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        )
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in parameters}
    run.__doc__, run.__name__ = command.__doc__, command.__name__
    return run


def end(message: str) -> typer.Exit:
    """Say on stderr why the command cannot go on; raise what this returns."""
    typer.echo(f"vizsla: {message}", err=True)
    return typer.Exit(2)


def _description(type_: Any) -> str:
    metas = getattr(type_, "__metadata__", ())
    return next((meta.description for meta in metas if getattr(meta, "description", None)), "")
