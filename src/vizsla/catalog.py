"""The catalogue: values of one kind, declared in a package's modules, collected by name."""

from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, TypeVar


class Named(Protocol):
    """Whatever a catalogue holds has a name that is unique in it."""

    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


def load(package: str, kind: type[T]) -> dict[str, T]:
    """Import the package's modules in name order and collect their module-level values of `kind`.

    Raises ValueError when two modules declare the same name.
    """
    found: dict[str, T] = {}
    for info in sorted(iter_modules(import_module(package).__path__), key=lambda m: m.name):
        module = import_module(f"{package}.{info.name}")
        for value in vars(module).values():
            if isinstance(value, kind) and found.setdefault(value.name, value) is not value:
                raise ValueError(f"{package}: {value.name!r} is declared twice, again in {info.name}")
    return found
