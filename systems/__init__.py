"""What is deployed: one module a system, each read top to bottom like its diagram."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from systems.system import System

_SHARED = {"__main__", "asked", "deployments", "foundation", "outputs", "system"}


class Systems(Mapping[str, "System[Any]"]):
    """The systems that exist, by name; a module is imported when its system is asked for."""

    def __iter__(self) -> Iterator[str]:
        """Return the names, from the modules' file names."""
        modules = (module.name for module in pkgutil.iter_modules(__path__) if not module.ispkg)
        return (name.replace("_", "-") for name in modules if name not in _SHARED)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(list(iter(self)))

    def __getitem__(self, name: str) -> "System[Any]":
        """Return the system of a name.

        Raises:
            KeyError: when there is none.
        """
        if name not in list(iter(self)):
            raise KeyError(name)
        system: System[Any] = importlib.import_module(f"systems.{name.replace('-', '_')}").SYSTEM
        return system
