"""conf.d: what checks to run and what log files to read, from YAML files in the Agent's layout."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

_VARIABLE = re.compile(r"%%env_(\w+)%%")


class CheckConfig(msgspec.Struct, frozen=True):
    """One file of conf.d; `text` values of the environment are already in their places."""

    name: str
    source: str
    init_config: dict[str, Any]
    instances: tuple[dict[str, Any], ...]
    logs: tuple[dict[str, Any], ...]


def read(directory: Path, environment: Mapping[str, str] | None = None) -> tuple[list[CheckConfig], dict[str, str]]:
    """Every configuration below `directory`, and for each file that cannot be used what is wrong with it.

    `<name>.yaml` and `<name>.d/*.yaml` are read; `*.example` is not, nor templates for containers (`ad_identifiers`).
    """
    found: list[CheckConfig] = []
    errors: dict[str, str] = {}
    for name, file in _files(directory):
        try:
            one = _config(name, file, os.environ if environment is None else environment)
        except ValueError as error:
            errors[str(file)] = str(error)
            continue
        except OSError as error:
            errors[str(file)] = f"it cannot be read: {error.strerror}"
            continue
        if one is not None:
            found.append(one)
    return found, errors


def _files(directory: Path) -> list[tuple[str, Path]]:
    found: dict[str, list[Path]] = {}
    defaults: dict[str, list[Path]] = {}
    if not directory.is_dir():
        return []
    for entry in sorted(directory.iterdir()):
        inside = sorted(entry.iterdir()) if entry.is_dir() and entry.suffix == ".d" else [entry]
        for file in inside:
            name = entry.name.removesuffix(".d") if file is not entry else file.name.partition(".")[0]
            if file.name == "metrics.yaml" and file is not entry:
                continue
            if file.suffix in (".yaml", ".yml"):
                found.setdefault(name, []).append(file)
            elif file.name.endswith(".yaml.default"):
                defaults.setdefault(name, []).append(file)
    return [(name, file) for name, files in sorted({**defaults, **found}.items()) for file in files]


def _config(name: str, file: Path, environment: Mapping[str, str]) -> CheckConfig | None:
    text = _VARIABLE.sub(lambda match: environment.get(match[1], ""), file.read_text(encoding="utf-8"))
    try:
        tree = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"it is not YAML: {error}") from error
    if not isinstance(tree, dict):
        raise ValueError("it must hold `instances:` or `logs:`")
    if tree.get("ad_identifiers") or tree.get("advanced_ad_identifiers"):
        return None
    instances, logs = _list(tree, "instances"), _list(tree, "logs")
    if not instances and not logs:
        raise ValueError("it has neither `instances:` nor `logs:`; a check needs at least `instances: [{}]`")
    init_config = tree.get("init_config") or {}
    if not isinstance(init_config, dict):
        raise ValueError("`init_config:` must hold keys and values")
    return CheckConfig(name, str(file), init_config, instances, logs)


def _list(tree: dict[str, Any], key: str) -> tuple[dict[str, Any], ...]:
    items = tree.get(key) or []
    if not isinstance(items, list) or not all(item is None or isinstance(item, dict) for item in items):
        raise ValueError(f"`{key}:` must be a list of keys and values, as in `{key}: [{{}}]`")
    return tuple(item or {} for item in items)
