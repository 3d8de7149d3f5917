"""Which requests of the load balancer reach a service: a plain value of the service's spec."""

from dataclasses import dataclass

CATCH_ALL_PRIORITY = 50_000


@dataclass(frozen=True, kw_only=True)
class Route:
    """Which requests of a load balancer reach a service, and how the balancer asks whether a task is healthy."""

    priority: int
    """Unique on the balancer; lower is asked first."""
    paths: tuple[str, ...]
    health: str
    """Path that answers 200 when the task can serve."""
    sticky: bool = False
    """Keep a browser on one task, for services that hold a session in memory."""

    @classmethod
    def catch_all(cls, *, health: str) -> "Route":
        """Return the route that takes what no other rule wants."""
        return cls(priority=CATCH_ALL_PRIORITY, paths=("/*",), health=health)

    @property
    def path(self) -> str:
        """Where a person begins: the first path, without what matches anything."""
        return self.paths[0].rstrip("*").rstrip("/")
