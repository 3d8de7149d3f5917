"""What runs: each service's tasks, its targets, and the images that were recorded and that ran last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ops.aws import ecs, elbv2, ssm
from ops.aws.client import Aws, MissingError
from ops.readers.outputs import Outputs
from ops.readers.stack_file import StackFile

_ONE_AFTER_THE_OTHER = 100
"""`maximumPercent` of a service of which no second task may run while the first does."""
NO_IMAGE = "none"
"""What a parameter holds that nobody has written yet."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service as ECS has it."""

    name: str
    """Its logical name."""
    ecs_name: str
    desired: int
    running: int
    pending: int
    task_definition: str
    """`<family>:<revision>`."""
    rollout: str
    """`COMPLETED`, `IN_PROGRESS` or `FAILED`."""
    deployments: int
    """How many revisions are there now: two while one replaces another."""
    target_groups: tuple[str, ...]
    runs_once: bool
    """Whether ECS stops its task before it starts the next: two would do harm."""
    last_event: str

    @property
    def settled(self) -> bool:
        """Whether one revision runs with as many tasks as are wanted."""
        return self.deployments == 1 and self.running == self.desired and self.rollout == "COMPLETED"


@dataclass(frozen=True, kw_only=True)
class Images:
    """The image protocol's two parameters of each service: digests, or None."""

    recorded: Mapping[str, str | None]
    """What the next `pulumi up` is to run."""
    deployed: Mapping[str, str | None]
    """What has run by the end of the last one."""


@dataclass(frozen=True, kw_only=True)
class Targets:
    """The health of a service's targets."""

    healthy: int
    all: int
    reasons: tuple[str, ...]
    """Why those that are not healthy are not."""


def read_services(aws: Aws, outputs: Outputs, names: list[str] | None = None) -> dict[str, Service]:
    """Return services by their logical names.

    Args:
        aws: the account.
        outputs: the stack's.
        names: which; None for all.

    Raises:
        OpsError: one that the outputs name is not there.
    """
    wanted = {outputs.services[name]: name for name in (names or outputs.services)}
    found = {one["serviceName"]: one for one in ecs.describe_services(aws, outputs.cluster, wanted)}
    gone = [name for name in wanted if found.get(name, {}).get("status", "INACTIVE") == "INACTIVE"]
    if gone:
        raise MissingError(f"{', '.join(gone)} of cluster {outputs.cluster} does not exist; fix: pulumi up, or look at --region")
    return {name: _service(name, found[ecs_name]) for ecs_name, name in wanted.items()}


def _service(name: str, raw: Mapping[str, Any]) -> Service:
    deployments = raw.get("deployments", [])
    primary: Mapping[str, Any] = next((one for one in deployments if one["status"] == "PRIMARY"), {})
    events = raw.get("events", [])
    return Service(
        name=name,
        ecs_name=raw["serviceName"],
        desired=raw["desiredCount"],
        running=raw["runningCount"],
        pending=raw["pendingCount"],
        task_definition=raw["taskDefinition"].rpartition("/")[2],
        rollout=primary.get("rolloutState", "COMPLETED"),
        deployments=len(deployments),
        runs_once=raw.get("deploymentConfiguration", {}).get("maximumPercent") == _ONE_AFTER_THE_OTHER,
        target_groups=tuple(one["targetGroupArn"] for one in raw.get("loadBalancers", []) if "targetGroupArn" in one),
        last_event=events[0]["message"] if events else "",
    )


def read_targets(aws: Aws, service: Service) -> Targets | None:
    """Return the health of a service's targets, or None where nothing sends it requests."""
    if not service.target_groups:
        return None
    targets = [one["TargetHealth"] for group in service.target_groups for one in elbv2.describe_target_health(aws, group)]
    bad = [one for one in targets if one["State"] not in {"healthy", "draining"}]
    return Targets(
        healthy=sum(one["State"] == "healthy" for one in targets),
        all=len(targets),
        reasons=tuple(one.get("Description") or one.get("Reason") or one["State"] for one in bad),
    )


def read_images(aws: Aws, file: StackFile, outputs: Outputs) -> Images:
    """Return what was recorded and what ran last, for each service."""
    recorded, deployed = (ssm.parameters_below(aws, file.path(tail)) for tail in ("images", "deployed"))
    return Images(
        recorded={name: _digest(recorded.get(name)) for name in outputs.services},
        deployed={name: _digest(deployed.get(name)) for name in outputs.services},
    )


def _digest(value: str | None) -> str | None:
    return None if value in {None, NO_IMAGE} else value
