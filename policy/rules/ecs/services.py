"""Services and their clusters: private, current, able to roll back, with recorded sessions."""

from collections.abc import Iterator

from policy.knowledge.containers import JOB_DOCUMENTS, JOBS
from policy.knowledge.network.task_locations import TASK_LOCATIONS, in_definition
from policy.model import kinds
from policy.model.expectations import must_be_off, must_be_on, must_be_one_of, must_name
from policy.model.graph import Graph, Links, Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, dig, is_absent, items, shown, text

_NATIVE = frozenset({"BLUE_GREEN", "CANARY", "LINEAR"})
_COMMANDS = "configuration.executeCommandConfiguration"
# What starts tasks -> where it says that people may get in, and in which cluster. State machines say it in their definition.
_SHELLS = {
    kinds.SERVICE: ("enableExecuteCommand", "cluster"),
    kinds.DAEMON: ("enableExecuteCommand", "clusterArn"),
    kinds.EVENT_TARGET: ("ecsTarget.enableExecuteCommand", "arn"),
    kinds.SCHEDULE: ("target.ecsParameters.enableExecuteCommand", "target.arn"),
    kinds.PIPE: ("targetParameters.ecsTaskParameters.enableExecuteCommand", "target"),
}
# What says in a document of JSON whether its tasks have a public address -> its documents, and the word there.
_IN_WORDS = {kinds.STATE_MACHINE: (("definition",), "AssignPublicIp"), JOBS: (JOB_DOCUMENTS, "assignPublicIp")}


@resource_rule(
    About(
        name="ecs-no-public-address",
        title="Tasks have no public address",
        severity="high",
        why="A task with a public address is one security-group mistake away from the internet.",
        fix="Leave `assign_public_ip` of `network_configuration` off (of a state machine, a pipe or a job of Batch `DISABLED`) and "
        "give the subnets a NAT gateway or endpoints.",
        references=("AWS-FSBP ECS.2", "AWS-FSBP ECS.16", "NIST-800-53 AC-4", "NIST-800-53 SC-7"),
        preview="the switch itself",
        passes='network_configuration={"assign_public_ip": False, ...}',
        fails='network_configuration={"assign_public_ip": True, ...}',
    ),
    *(token for token in TASK_LOCATIONS if token != kinds.EXPRESS_SERVICE),
    *_IN_WORDS,
)
def private(resource: Resource, _: Config) -> Findings:
    """Off is AWS's default. State machines, pipes and jobs of Batch write it in words (API reference, "AwsVpcConfiguration")."""
    if resource.type in _IN_WORDS:
        paths, name = _IN_WORDS[resource.type]
        for path in paths:
            yield from _in_words(resource, path, name)
        return
    path = f"{TASK_LOCATIONS[resource.type].network}.assignPublicIp"
    if resource.type != kinds.PIPE:
        yield from must_be_off(resource, path)
    elif not is_absent(resource.get(path)):
        yield from must_be_one_of(resource, path, ("DISABLED",))


def _in_words(resource: Resource, path: str, name: str) -> Findings:
    for assigned in in_definition(resource, name, path):
        if assigned is UNKNOWN:
            yield Undecided(resource, path)
        elif assigned != "DISABLED":
            yield Violation(resource, f"`{name}` in `{path}` is {shown(assigned, quote=True)}, not `DISABLED`.")


@resource_rule(
    About(
        name="ecs-deployments-go-back",
        title="Services go back when a deployment fails, on the current platform",
        severity="high",
        why="A broken image is started again for ever while the old tasks are already gone; an old platform gets no fixes.",
        fix='Set `deployment_circuit_breaker={"enable": True, "rollback": True}` (or alarms with `rollback`, or a strategy of '
        "ECS's own), and leave `platform_version` at `LATEST`.",
        references=("AWS-FSBP ECS.10", "NIST-800-53 CM-3", "NIST-800-53 SI-2", "NIST-800-53 SI-17"),
        preview="the switches themselves",
        passes='deployment_circuit_breaker={"enable": True, "rollback": True}',
        fails='deployment_circuit_breaker={"enable": True, "rollback": False}',
    ),
    kinds.SERVICE,
)
def goes_back(service: Resource, _: Config) -> Findings:
    """A deployment that another controller runs is that controller's to undo."""
    yield from must_be_one_of(service, "platformVersion", ("LATEST",))
    controller, strategy = service.get("deploymentController.type"), service.get("deploymentConfiguration.strategy")
    if text(controller) in ("CODE_DEPLOY", "EXTERNAL") or text(strategy) in _NATIVE:
        return
    undone = [_is_undone(service, kind) for kind in ("deploymentCircuitBreaker", "alarms")]
    if True in undone:
        return
    if UNKNOWN in (controller, strategy, *undone):
        yield Undecided(service, "deploymentCircuitBreaker")
    else:
        yield Violation(service, "Neither `deploymentCircuitBreaker` nor `alarms` has `enable` and `rollback`.")


def _is_undone(service: Resource, kind: str) -> object:
    found = [service.get(f"{kind}.{switch}") for switch in ("enable", "rollback")]
    return UNKNOWN if UNKNOWN in found and set(map(str, found)) <= {"True", str(UNKNOWN)} else found == [True, True]


@stack_rule(
    About(
        name="ecs-exec-logged",
        title="Shells into containers are encrypted and recorded",
        severity="high",
        why="Somebody in a production container can read and change everything it can, and nobody knows what they did.",
        fix='Give the cluster `execute_command_configuration` with `kms_key_id`, `logging="OVERRIDE"` and a `log_configuration` '
        "whose log group or bucket is encrypted, or leave `enable_execute_command` off.",
        references=("NIST-800-53 AU-2", "NIST-800-53 AU-14", "NIST-800-53 AC-17(1)", "NIST-800-53 MA-4"),
        preview="the edge from what starts tasks to its cluster, and the switches",
        passes='execute_command_configuration={"kms_key_id": key.arn, "logging": "OVERRIDE", "log_configuration": {...}}',
        fails='enable_execute_command=True, on a cluster with logging="NONE"',
    )
)
def exec_logged(graph: Graph, _: Config) -> Findings:
    """Only where something starts tasks that let anyone in."""
    for starter, enabled, switch, clusters, path in _starters(graph):
        findings = [finding for cluster in clusters.targets for finding in _recorded(cluster)]
        if not clusters.targets or (enabled is UNKNOWN and findings):
            yield Undecided(starter, switch if enabled is UNKNOWN else path)
        else:
            yield from findings


def _starters(graph: Graph) -> Iterator[tuple[Resource, object, str, Links, str]]:
    """Yield what may start tasks that let people in: whether it does, where it says so, in which clusters, and where that is."""
    for token, (switch, path) in _SHELLS.items():
        for starter in graph.of(token):
            enabled = starter.get(switch)
            if enabled not in (None, False):
                yield starter, enabled, switch, graph.links(starter, path, kinds.CLUSTER), path
    for machine in graph.of(kinds.STATE_MACHINE):
        said = [one for one in in_definition(machine, "EnableExecuteCommand") if one is not False]
        # What an execution is given decides it then (`.$`, "Reference paths" of the Amazon States Language).
        said += [UNKNOWN for _ in in_definition(machine, "EnableExecuteCommand.$")]
        if said:
            clusters = graph.resolve(machine, "definition", list(in_definition(machine, "Cluster")), kinds.CLUSTER)
            enabled = next((one for one in said if one is not UNKNOWN), UNKNOWN)
            yield machine, enabled, "definition", clusters, "definition"


def _recorded(cluster: Resource) -> Findings:
    yield from must_name(cluster, f"{_COMMANDS}.kmsKeyId")
    yield from must_be_one_of(cluster, f"{_COMMANDS}.logging", ("OVERRIDE",))
    log = f"{_COMMANDS}.logConfiguration"
    if cluster.get(f"{log}.s3BucketName") is not None:
        yield from must_be_on(cluster, f"{log}.s3BucketEncryptionEnabled")
    else:
        yield from must_name(cluster, f"{log}.cloudWatchLogGroupName")
        yield from must_be_on(cluster, f"{log}.cloudWatchEncryptionEnabled")


@resource_rule(
    About(
        name="ecs-container-insights",
        title="Clusters report what their tasks use",
        severity="low",
        level="advisory",
        why="Without task counts and memory, an alarm cannot tell a service that stopped from one that has nothing to do.",
        fix='Set `settings=[{"name": "containerInsights", "value": "enabled"}]` (or `enhanced`).',
        references=("AWS-FSBP ECS.12", "NIST-800-53 AU-6(3)", "NIST-800-53 SI-2"),
        preview="the setting itself",
        passes='settings=[{"name": "containerInsights", "value": "enabled"}]',
        fails='settings=[{"name": "containerInsights", "value": "disabled"}]',
    ),
    kinds.CLUSTER,
)
def insights(cluster: Resource, _: Config) -> Findings:
    """AWS's default depends on the account, so the cluster has to say it."""
    settings = items(cluster.get("settings"))
    values = [dig(one, "value") for one in settings if dig(one, "name") in ("containerInsights", UNKNOWN)]
    if UNKNOWN in (*settings, *values, *(dig(one, "name") for one in settings)):
        yield Undecided(cluster, "settings")
    elif not values or values[0] not in ("enabled", "enhanced"):
        yield Violation(cluster, f"`containerInsights` is {shown(values[0] if values else None, quote=True)}.")


RULES: tuple[Rule, ...] = (private, goes_back, exec_logged, insights)
