"""Tasks: no secret in plain sight, roles of their own, logs where they are kept."""

from collections.abc import Mapping

from policy import kinds
from policy.containers import containers, log_groups
from policy.graph import Graph, Resource
from policy.rule import About, Config, Findings, Rule, Undecided, Violation, resource_rule, stack_rule
from policy.secret_text import is_secret, looks_secret
from policy.values import UNKNOWN, Unknown, Unreadable, is_absent, items, number, text

_ROLES = ("taskRoleArn", "executionRoleArn")


@resource_rule(
    About(
        name="ecs-no-plaintext-secrets",
        title="No container has a secret in its environment or command",
        severity="critical",
        why="Everyone who may describe a task definition reads it, and every old revision keeps it for ever.",
        fix="Store the value in `aws.secretsmanager.Secret` and name it under `secrets` (`name`, `valueFrom`) of the container; "
        "then change the value, as it has been in state and plans.",
        references=("AWS-FSBP ECS.8", "NIST-800-53 IA-5(7)", "NIST-800-53 SC-28"),
        preview="the container definitions when their text is known",
        passes='"secrets": [{"name": "DB_PASSWORD", "valueFrom": secret_arn}]',
        fails='"environment": [{"name": "DB_PASSWORD", "value": "..."}]',
    ),
    kinds.TASK_DEFINITION,
)
def no_plaintext_secrets(task: Resource, _: Config) -> Findings:
    """Found by name and by value. The value is never repeated."""
    listed = containers(task)
    if isinstance(listed, Unknown):
        yield Undecided(task, "containerDefinitions")
        return
    if isinstance(listed, Unreadable):
        yield Violation(task, "`containerDefinitions` is no readable list of containers.")
        return
    for container in listed:
        for name, value in container.pairs("environment", "value"):
            amount = number(value)
            if is_secret(name, text(value) if amount is None else f"{amount:g}"):
                yield Violation(task, f"`environment` of container {container.label} holds a secret in `{name}`.")
        for path in ("command", "entryPoint"):
            if any(looks_secret(text(word)) for word in items(container.get(path))):
                yield Violation(task, f"`{path}` of container {container.label} holds a secret.")


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
    roles = {task.urn: {path: _role(graph, task, path) for path in _ROLES} for task in graph.of(kinds.TASK_DEFINITION)}
    for task in graph.of(kinds.TASK_DEFINITION):
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
    if links.outside:
        return links.outside[0]
    return UNKNOWN if links.unknown or links.targets else None


def _short(role: str) -> str:
    return role.rsplit("::", maxsplit=1)[-1]


@stack_rule(
    About(
        name="task-log-groups-declared",
        title="Every log group that a task names is declared",
        severity="medium",
        why="A missing group stops the task from starting, or is made on the way with no key and no end.",
        fix="Declare an `aws.cloudwatch.LogGroup` with the name in `awslogs-group`, and leave `awslogs-create-group` out.",
        references=("AWS-FSBP ECS.9", "NIST-800-53 AU-11", "NIST-800-53 AU-12"),
        preview="the container definitions when their text is known",
        passes='"awslogs-group": "/pde/production/api", with a `LogGroup` of that name',
        fails='"awslogs-create-group": "true"',
    )
)
def log_groups_declared(graph: Graph, _: Config) -> Findings:
    """A group whose name AWS will choose cannot be the one that a text already names."""
    declared = {group.get("name") for group in graph.of(kinds.LOG_GROUP) if isinstance(group.get("name"), str)}
    for task in graph.of(kinds.TASK_DEFINITION):
        listed = containers(task)
        if isinstance(listed, Unknown):
            yield Undecided(task, "containerDefinitions")
            continue
        if isinstance(listed, Unreadable):
            continue  # the rule about secrets in plain text answers for it
        for container in listed:
            if text(container.get("logConfiguration.options.awslogs-create-group")).lower() == "true":
                yield Violation(task, f"Container {container.label} makes its log group itself (`awslogs-create-group`).")
            for name in log_groups(container):
                if name not in declared:
                    found = f"`{name}`, which this stack does not declare" if name else "no log group"
                    yield Violation(task, f"Container {container.label} logs to {found}.")


RULES: tuple[Rule, ...] = (no_plaintext_secrets, roles_separate, log_groups_declared)
