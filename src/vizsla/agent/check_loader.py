"""From a check's name to an instance of its class: installed packages first, then checks.d, then those that ship."""

import hashlib
import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec

from vizsla.agent.check_api import import_base
from vizsla.agent.check_config import CheckConfig


class LoadError(Exception):
    """A check that cannot be loaded; the message says why and what to do."""


def load(config: CheckConfig, instance: dict[str, Any], checksd: Path) -> tuple[str, Any]:
    """The id and the object of a check's instance; LoadError when there is none to be had."""
    try:
        base = import_base()
    except ImportError as error:
        raise LoadError(
            f"checks need more packages ({error}); install them with: pip install 'vizsla[checks]'"
        ) from error
    found = _class(_module(config.name, checksd), base)
    if found is None:
        raise LoadError(f"{config.name}.py has no class that derives from datadog_checks.base.AgentCheck")
    try:
        check = found(name=config.name, init_config=config.init_config, instances=[instance])
    except TypeError:
        try:
            check = found(config.name, config.init_config, {}, [instance])  # as checks were once declared
        except Exception as error:
            raise LoadError(f"{found.__name__} cannot be made: {error}") from error
    except Exception as error:
        raise LoadError(f"{found.__name__} cannot be made: {error}") from error
    digest = hashlib.sha256(msgspec.json.encode([config.init_config, instance], enc_hook=str)).hexdigest()[:12]
    check.check_id = ":".join(part for part in (config.name, str(instance.get("name") or ""), digest) if part)
    check.provider = "file"
    check.config_source = f"file:{config.source}"
    return check.check_id, check


def _module(name: str, checksd: Path) -> ModuleType:
    if str(checksd) not in sys.path:
        sys.path.append(str(checksd))
    own = checksd / f"{name}.py"
    for full in (f"datadog_checks.{name}", name, f"vizsla.integrations.{name}.check"):
        try:
            return importlib.import_module(full)
        except ModuleNotFoundError as error:
            if error.name is None or not f"{full}.".startswith(f"{error.name}."):
                raise LoadError(f"{full} needs a module that is not installed: {error.name}") from error
        except Exception as error:
            raise LoadError(f"{own if full == name else full} cannot be imported: {error!r}") from error
    raise LoadError(
        f"there is no check {name}: put it into {own}, or install the package that has datadog_checks.{name}"
    )


def _class(module: ModuleType, base: Any) -> Any:
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, base) and value is not base and not value.__subclasses__():
            # What the module only imported is a base class of somebody else's.
            if value.__module__ == "datadog_checks.base" or value.__module__.startswith("datadog_checks.base."):
                continue
            return value
    return None


def forget(checksd: Path) -> None:
    """Drop the modules of checks.d, so that changed files are read anew."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).parent == checksd:
            del sys.modules[name]
    importlib.invalidate_caches()
