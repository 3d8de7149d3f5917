"""Where tasks are placed: by services, by what else starts them, and by jobs of state machines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.knowledge.network.security_groups import GROUPS
from policy.model import kinds
from policy.model.graph import Graph, Links, Resource
from policy.model.values import UNKNOWN, decode, dig, inside, items

_DEFINITION = "definition"


@dataclass(frozen=True)
class TaskLocation:
    """Where one type says how its tasks run.

    Attributes:
        network: The path of the network configuration.
        task: The path of the task definition; empty where the type is one itself.
    """

    network: str
    task: str


TASK_LOCATIONS = {
    kinds.SERVICE: TaskLocation("networkConfiguration", "taskDefinition"),
    kinds.TASK_SET: TaskLocation("networkConfiguration", "taskDefinition"),
    kinds.EXPRESS_SERVICE: TaskLocation("networkConfigurations", ""),
    kinds.EVENT_TARGET: TaskLocation("ecsTarget.networkConfiguration", "ecsTarget.taskDefinitionArn"),
    kinds.SCHEDULE: TaskLocation("target.ecsParameters.networkConfiguration", "target.ecsParameters.taskDefinitionArn"),
    kinds.PIPE: TaskLocation(
        "targetParameters.ecsTaskParameters.networkConfiguration.awsVpcConfiguration",
        "targetParameters.ecsTaskParameters.taskDefinitionArn",
    ),
}


@dataclass(frozen=True)
class Run:
    """Tasks that something starts, and where it places them.

    Attributes:
        starter: What starts them.
        path: Its property that names the subnets.
        subnets: The subnets.
        groups: The security groups.
        tasks: The task definitions.
        some_unknown: Whether it is known by edges alone which of the subnets are meant.
    """

    starter: Resource
    path: str
    subnets: Links
    groups: Links
    tasks: Links
    some_unknown: bool


def runs(graph: Graph) -> Iterator[Run]:
    """Everything that starts tasks of ECS in subnets."""
    for token, location in TASK_LOCATIONS.items():
        for starter in graph.of(token):
            path = f"{location.network}.subnets"
            tasks = graph.links(starter, location.task, kinds.TASK_DEFINITION) if location.task else Links((starter,))
            groups = graph.links(starter, f"{location.network}.securityGroups", *GROUPS)
            subnets = graph.links(starter, path, kinds.SUBNET)
            yield Run(starter, path, subnets, groups, tasks, UNKNOWN in items(starter.get(path)))
    for machine in graph.of(kinds.STATE_MACHINE):
        yield from _jobs(graph, machine)


def _jobs(graph: Graph, machine: Resource) -> Iterator[Run]:
    """The tasks that a state machine runs. While its definition is unknown, what went into it tells."""
    definition = decode(machine.get(_DEFINITION))
    if definition is UNKNOWN:
        subnets, groups, tasks = (
            Links(tuple(machine.edges(_DEFINITION, *types))) for types in ((kinds.SUBNET,), GROUPS, (kinds.TASK_DEFINITION,))
        )
        if subnets.targets and tasks.targets:
            yield Run(machine, _DEFINITION, subnets, groups, tasks, some_unknown=True)
        return
    for state in inside(definition):
        network = dig(state, "NetworkConfiguration.AwsvpcConfiguration")
        if isinstance(network, Mapping):
            placed = items(network.get("Subnets"))
            subnets = graph.resolve(machine, _DEFINITION, placed, kinds.SUBNET)
            groups = graph.resolve(machine, _DEFINITION, items(network.get("SecurityGroups")), *GROUPS)
            tasks = graph.resolve(machine, _DEFINITION, [dig(state, "TaskDefinition")], kinds.TASK_DEFINITION)
            yield Run(machine, _DEFINITION, subnets, groups, tasks, UNKNOWN in placed)


def in_definition(machine: Resource, name: str, path: str = _DEFINITION) -> Iterator[object]:
    """What a state machine's definition, or another document, says under a name, wherever it says it; `UNKNOWN` while that is."""
    for one in inside(decode(machine.get(path))):
        if one is UNKNOWN:
            yield UNKNOWN
        elif isinstance(one, Mapping) and name in one:
            yield one[name]
