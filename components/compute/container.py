"""A container definition: what an image is started with, and the trace collector that may run beside it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.access import Access, environment_of, secrets_of
from components.compute.probe import Probe
from components.compute.repository import Image
from naming.parts import name_problem, texts_problem

USER = "10001"
"""The user id containers run as unless a workload says otherwise; unprivileged on the host (docs/image-contract.md)."""
WRITABLE_PATHS = ("/tmp",)  # noqa: S108  a mount point inside the container, not a file of ours
"""What containers may write to; everything else of them is read-only."""
_LAST_PORT = 65_535


@dataclass(frozen=True)
class ContainerSpec:
    """What an image is started with, whether it runs all the time or once.

    Raises:
        ValueError: when it is written wrongly: a name that AWS does not take, a text for a tuple of texts, a port that is none.
    """

    name: str
    """Logical and physical name part; for ever."""
    _: KW_ONLY
    command: tuple[str, ...] = ()
    """In place of the image's own; empty for the image's own."""
    port: int | None = None
    """TCP port it listens on."""
    probe: Probe | None = None
    user: str = USER
    writable_paths: tuple[str, ...] = WRITABLE_PATHS

    def __post_init__(self) -> None:
        """Refuse what is written wrongly where it is written."""
        for problem in filter(None, self._problems()):
            raise ValueError(problem)

    def _problems(self) -> Iterator[str]:
        """What is wrong with it; empty texts count as nothing."""
        yield name_problem("the service or job", self.name)
        yield texts_problem(self.name, "command", self.command)
        yield texts_problem(self.name, "writable_paths", self.writable_paths, each=_is_path, such_as="a path from /")
        if self.port is not None and not 1 <= self.port <= _LAST_PORT:
            yield f"{self.name}: port is {self.port}: write 1 to {_LAST_PORT}"

    def volumes(self) -> list[aws.ecs.TaskDefinitionVolumeArgsDict]:
        """Return the task's volumes behind the writable paths."""
        return [{"name": _volume(path)} for path in self.writable_paths]

    def render(self, image: Image, accesses: Iterable[Access], logs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the container definition as ECS writes it: read-only but for its writable paths, zombie processes reaped.

        Raises:
            pulumi.RunError: when two accesses claim one environment variable.
        """
        accesses = tuple(accesses)
        secrets = {variable: secret.value_from for variable, secret in secrets_of(accesses).items()}
        container: dict[str, Any] = {
            "name": self.name,
            "image": image.reference,
            "essential": True,
            "user": self.user,
            "readonlyRootFilesystem": True,
            "linuxParameters": {"initProcessEnabled": True},
            "environment": _sorted(environment_of(accesses), "value"),
            "secrets": _sorted(secrets, "valueFrom"),
            "mountPoints": [
                {"sourceVolume": _volume(path), "containerPath": path, "readOnly": False} for path in self.writable_paths
            ],
            "logConfiguration": logs,
            "stopTimeout": 60,
        }
        if self.command:
            container["command"] = list(self.command)
        if self.port is not None:
            container["portMappings"] = [{"name": self.name, "containerPort": self.port, "protocol": "tcp", "appProtocol": "http"}]
        if self.probe is not None:
            container["healthCheck"] = self.probe.render()
        return container


def collector_container(image: Image, logs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the trace collector's container. Not essential: a task without traces still serves."""
    return {
        "name": "collector",
        "image": image.reference,
        "essential": False,
        "user": USER,
        "readonlyRootFilesystem": True,
        "linuxParameters": {"initProcessEnabled": True},
        "command": ["--config=/etc/ecs/ecs-default-config.yaml"],
        "memoryReservation": 128,
        "logConfiguration": logs,
    }


def log_configuration(group: pulumi.Input[str], region: str, prefix: str) -> dict[str, Any]:
    """Return the awslogs configuration that writes to `group`, streams named `<prefix>/<container>/<task>`."""
    return {
        "logDriver": "awslogs",
        "options": {"awslogs-group": group, "awslogs-region": region, "awslogs-stream-prefix": prefix},
    }


def _sorted(values: Mapping[str, pulumi.Input[str]], key: str) -> list[dict[str, pulumi.Input[str]]]:
    """By name, so that the order of accesses never makes a new revision."""
    return [{"name": name, key: values[name]} for name in sorted(values)]


def _is_path(path: str) -> bool:
    return path.startswith("/")


def _volume(path: str) -> str:
    return path.strip("/").replace("/", "-").replace(".", "-")
