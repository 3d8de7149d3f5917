"""Tasks: no unencrypted secret, roles of their own, declared log groups."""

from collections.abc import Collection, Mapping

from policy.knowledge.containers import TASKS, Container, containers, log_groups, overrides, plain_secrets
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.model.values import UNKNOWN, decode, has_unknown, is_absent, is_too_deep, text

_PROXY_LOG = "serviceConnectConfiguration.logConfiguration"
_ROLES = ("taskRoleArn", "executionRoleArn")
# Where something that starts tasks says what it changes about their containers, and what tells that it starts tasks.
_OVERRIDES = {
    kinds.EVENT_TARGET: (("input", "inputTransformer.inputTemplate"), "ecsTarget"),
    kinds.SCHEDULE: (("target.input",), "target.ecsParameters"),
    kinds.STATE_MACHINE: (("definition",), "definition"),
}


@resource_rule(
    About(
        name="ecs-no-plaintext-secrets",
        title="No container has a secret in its environment, commands, labels or log options",
        severity="critical",
        why="Everyone who may describe a task definition, or what starts it, reads it, and every old revision keeps it for ever.",
        fix="Store the value in `aws.secretsmanager.Secret` and name it under `secrets` (`name`, `valueFrom`) of the container; "
        "then change the value, as it has been in state and plans. A log driver takes its token under `secretOptions`.",
        references=("AWS-FSBP ECS.8", "NIST-800-53 IA-5(7)", "NIST-800-53 SC-28"),
        preview="the container definitions, or the overrides of what starts the task, when their text is known",
        passes='"secrets": [{"name": "DB_PASSWORD", "valueFrom": secret_arn}]',
        fails='"environment": [{"name": "DB_PASSWORD", "value": "..."}]',
    ),
    *TASKS,
    *_OVERRIDES,
)
def no_plaintext_secrets(resource: Resource, _: Config) -> Findings:
    """Found by name and by value. The value is never repeated."""
    if resource.type in TASKS:
        yield from _in_definitions(resource)
        return
    paths, tasks = _OVERRIDES[resource.type]
    for path in paths:
        document = decode(resource.get(path))
        if is_too_deep(resource.get(path)):
            yield Violation(resource, f"`{path}` is nested too deep to be read.")
        elif not has_unknown(document):
            for container in overrides(document):
                yield from (Violation(resource, f"In `{path}`, {what}") for what in plain_secrets(container))
        elif not is_absent(resource.get(tasks)):
            yield Undecided(resource, path)


def _in_definitions(task: Resource) -> Findings:
    listed = containers(task)
    yield from listed.unresolved
    for container in listed.found:
        yield from (Violation(task, what) for what in plain_secrets(container))


@stack_rule(
    About(
        name="ecs-roles-separate",
        title="Tasks run under a role of their own, not under the one that starts them",
        severity="high",
        why="Code in the container could read every secret and image its starting role may, and one service's break-in would "
        "be every service's that shares the role.",
        fix="Declare one `aws.iam.Role` for `task_role_arn` and another for `execution_role_arn`, both for this service alone.",
        references=("NIST-800-53 AC-5", "NIST-800-53 AC-6"),
        preview="the edges from services to task definitions and from those to roles",
        passes="task_role_arn=task.arn, execution_role_arn=execution.arn",
        fails="task_role_arn=role.arn, execution_role_arn=role.arn",
    )
)
def roles_separate(graph: Graph, _: Config) -> Findings:
    """Roles are compared by the role resource that an ARN's value or edge names, else by the ARN."""
    roles = {task.urn: {path: _role(graph, task, path) for path in _ROLES} for task in graph.of(*TASKS)}
    for task in graph.of(*TASKS):
        yield from (Undecided(task, path) for path, role in roles[task.urn].items() if role is UNKNOWN)
        own, starting = (roles[task.urn][path] for path in _ROLES)
        if isinstance(own, str) and own == starting:
            yield Violation(task, "`taskRoleArn` and `executionRoleArn` are the same role.")
    yield from _shared_roles(graph, roles)


def _shared_roles(graph: Graph, roles: Mapping[str, Mapping[str, object]]) -> Findings:
    users: dict[str, list[tuple[Resource, Resource]]] = {}
    for service in graph.of(kinds.SERVICE):
        links = graph.links(service, "taskDefinition", kinds.TASK_DEFINITION)
        if links.unknown:
            yield Undecided(service, "taskDefinition")
        for task in links.targets:
            for role in {role for role in roles[task.urn].values() if isinstance(role, str)}:
                users.setdefault(role, []).append((service, task))
    for role, pairs in sorted(users.items()):
        services = {service.urn for service, _ in pairs}
        if len(services) > 1:
            for _, task in pairs:
                yield Violation(task, f"Its role `{_short(role)}` is shared by {len(services)} services.")


def _role(graph: Graph, task: Resource, path: str) -> object:
    """What tells one role from another: a role's URN, else its ARN; None for no role."""
    if is_absent(task.get(path)):
        return None
    links = graph.links(task, path, kinds.ROLE)
    if len(links.targets) == 1:
        return links.targets[0].urn
    return links.outside[0] if links.outside else UNKNOWN


def _short(role: str) -> str:
    return role.rpartition("::")[2]


@stack_rule(
    About(
        name="task-log-groups-declared",
        title="Every log group that a task names is declared",
        severity="medium",
        why="A missing group stops the task from starting, or is made on the way with no key and no end.",
        fix="Declare an `aws.cloudwatch.LogGroup` with the name in `awslogs-group`, and leave `awslogs-create-group` out.",
        references=("AWS-FSBP ECS.9", "NIST-800-53 AU-11", "NIST-800-53 AU-12"),
        preview="the container definitions when their text is known, and the edge from Service Connect's log to its group",
        passes='"awslogs-group": "/pde/production/api", with a `LogGroup` of that name',
        fails='"awslogs-create-group": "true"',
    )
)
def log_groups_declared(graph: Graph, _: Config) -> Findings:
    """A group whose name AWS will choose cannot be the one that a definition already names. A service's proxy logs as well."""
    declared = {group.get("name") for group in graph.of(kinds.LOG_GROUP) if isinstance(group.get("name"), str)}
    for task in graph.of(*TASKS):
        listed = containers(task)
        yield from listed.undecided  # for what is unreadable the rule about unencrypted secrets answers
        for container in listed.found:
            yield from _made_on_the_way(task, container)
            yield from _undeclared(task, container, declared)
    for service in graph.of(kinds.SERVICE):
        log = service.get(_PROXY_LOG)
        proxy = Container("of Service Connect", {"logConfiguration": log})
        yield from _made_on_the_way(service, proxy)
        if not has_unknown(log):
            yield from _undeclared(service, proxy, declared)
        elif not service.edges(_PROXY_LOG, kinds.LOG_GROUP):
            yield Undecided(service, _PROXY_LOG)


def _made_on_the_way(holder: Resource, container: Container) -> Findings:
    if text(container.get("logConfiguration.options.awslogs-create-group")).lower() == "true":
        yield Violation(holder, f"Container {container.label} makes its log group itself (`awslogs-create-group`).")


def _undeclared(holder: Resource, container: Container, declared: Collection[object]) -> Findings:
    for name in log_groups(container):
        if name not in declared:
            found = f"`{name}`, which this stack does not declare" if name else "no log group"
            yield Violation(holder, f"Container {container.label} logs to {found}.")


RULES: tuple[Rule, ...] = (no_plaintext_secrets, roles_separate, log_groups_declared)
