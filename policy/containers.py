"""What task definitions say about their containers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.graph import Resource
from policy.values import UNKNOWN, UNREADABLE, Unknown, Unreadable, decode, dig, each_object, has_unknown, items, text

_PATH = "containerDefinitions"


@dataclass(frozen=True)
class Container:
    """One container of a task definition.

    Attributes:
        label: Its name, else its position, for messages.
        raw: Its definition.
    """

    label: str
    raw: Mapping[str, object]

    def get(self, path: str) -> object:
        """The value at a dotted path of the definition."""
        return dig(self.raw, path)

    def pairs(self, path: str, value: str) -> Iterator[tuple[str, object]]:
        """Name and value of each entry of a list such as `environment`."""
        for _, entry in each_object(self.get(path)):
            if isinstance(entry, Mapping):
                yield text(entry.get("name")), entry.get(value)


def containers(task: Resource) -> list[Container] | Unknown | Unreadable:
    """The containers of a task definition, `UNKNOWN` when anything in its document is."""
    decoded = decode(task.get(_PATH))
    if has_unknown(decoded):
        return UNKNOWN
    listed = items(decoded)
    if not all(isinstance(one, Mapping) for one in listed):
        return UNREADABLE
    return [
        Container(text(one.get("name")) or f"number {position + 1}", one)
        for position, one in enumerate(listed)
        if isinstance(one, Mapping)
    ]


def log_groups(container: Container) -> Iterator[str]:
    """The CloudWatch log groups a container writes to, through its own driver or through a FireLens router."""
    driver = text(container.get("logConfiguration.logDriver"))
    if driver == "awslogs":
        yield text(container.get("logConfiguration.options.awslogs-group"))
    elif driver == "awsfirelens" and text(container.get("logConfiguration.options.Name")).startswith("cloudwatch"):
        yield text(container.get("logConfiguration.options.log_group_name"))


def secret_references(container: Container) -> Iterator[str]:
    """What ECS fetches for a container before it starts: secrets, the log driver's, and registry credentials."""
    for path in ("secrets", "logConfiguration.secretOptions"):
        for _, reference in container.pairs(path, "valueFrom"):
            yield text(reference)
    registry = text(container.get("repositoryCredentials.credentialsParameter"))
    if registry:
        yield registry
