"""The services of a system, each with the function that declares it and what a stack file may ask of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

P = TypeVar("P")


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """What must be known of a service before anything is declared, to hold a stack file against it."""

    routed: bool = False
    """The load balancer sends it requests."""
    sessions: bool = False
    """It keeps a browser on one task, because the session is in the task's memory."""
    most_tasks: int | None = None
    """The most tasks that find work, such as the partitions of the topic it consumes; None for any number."""


class Services(Generic[P]):
    """Collects the functions of a module that each declare one service, given the system's other parts.

    The names are known as soon as the module is imported, so that stack files are checked before anything is declared,
    and each is written once: where its service is.
    """

    def __init__(self) -> None:
        self.facts: dict[str, ServiceFacts] = {}
        self._functions: list[Callable[[P], None]] = []

    def add(
        self, name: str, *, routed: bool = False, sessions: bool = False, most_tasks: int | None = None
    ) -> Callable[[Callable[[P], None]], Callable[[P], None]]:
        """Mark the function that declares the service `name`; the keywords are those of `ServiceFacts`.

        Raises:
            ValueError: when the name is taken.
        """
        if name in self.facts:
            raise ValueError(f"two functions declare the service {name}")
        self.facts[name] = ServiceFacts(routed=routed, sessions=sessions, most_tasks=most_tasks)

        def keep(function: Callable[[P], None]) -> Callable[[P], None]:
            self._functions.append(function)
            return function

        return keep

    def declare(self, parts: P) -> None:
        """Declare every service, in the order of the module."""
        for function in self._functions:
            function(parts)
