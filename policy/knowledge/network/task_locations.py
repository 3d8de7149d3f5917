"""Where tasks are placed: by services, and by whatever else starts them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.model import kinds
from policy.model.graph import Resource
from policy.model.values import UNKNOWN, decode


@dataclass(frozen=True)
class TaskLocation:
    """Where one type says how its tasks run.

    Attributes:
        network: The path of the network configuration.
        task: The path of the task definition.
    """

    network: str
    task: str


TASK_LOCATIONS = {
    kinds.SERVICE: TaskLocation("networkConfiguration", "taskDefinition"),
    kinds.TASK_SET: TaskLocation("networkConfiguration", "taskDefinition"),
    kinds.EVENT_TARGET: TaskLocation("ecsTarget.networkConfiguration", "ecsTarget.taskDefinitionArn"),
    kinds.SCHEDULE: TaskLocation("target.ecsParameters.networkConfiguration", "target.ecsParameters.taskDefinitionArn"),
}


def in_definition(machine: Resource, name: str) -> Iterator[object]:
    """What a state machine's definition says under a name, wherever it says it; `UNKNOWN` while the definition is."""
    waiting = [decode(machine.get("definition"))]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Mapping):
            if name in one:
                yield one[name]
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif one is UNKNOWN:
            yield UNKNOWN
