"""Which requests of the load balancer reach a service: a plain value of the service's spec."""

from dataclasses import dataclass

from naming.parts import texts_problem

CATCH_ALL_PRIORITY = 50_000


@dataclass(frozen=True, kw_only=True)
class Route:
    """Which requests of a load balancer reach a service, and how the balancer asks whether a task is healthy.

    Raises:
        ValueError: when AWS takes no such rule: a priority outside 1 to 50000, no path, or one that does not begin with `/`.
    """

    priority: int
    """Unique on the balancer; lower is asked first."""
    paths: tuple[str, ...]
    health: str
    """Path that answers 200 when the task can serve."""
    sticky: bool = False
    """Keep a browser on one task, for services that hold a session in memory."""

    def __post_init__(self) -> None:
        """Refuse what AWS would refuse."""
        if not 1 <= self.priority <= CATCH_ALL_PRIORITY:
            raise ValueError(f"a route has the priority {self.priority}: write 1 to {CATCH_ALL_PRIORITY}")
        paths = texts_problem("a route", "paths", self.paths, each=_is_path, such_as="a path from /, such as /reports/*")
        if problem := paths or ("" if self.paths else "a route has no paths: name one, such as /reports/*"):
            raise ValueError(problem)
        if not _is_path(self.health):
            raise ValueError(f"a route has the health path {self.health!r}: write a path from /, such as /health")

    @classmethod
    def catch_all(cls, *, health: str) -> "Route":
        """Return the route that takes what no other rule wants."""
        return cls(priority=CATCH_ALL_PRIORITY, paths=("/*",), health=health)

    @property
    def path(self) -> str:
        """Where a person begins: the first path, without what matches anything."""
        return self.paths[0].rstrip("*").rstrip("/")


def _is_path(path: str) -> bool:
    return path.startswith("/")
