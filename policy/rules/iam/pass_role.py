"""Roles that are handed to services, and permissions that name nothing."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from policy.knowledge.iam.deployers import PIPELINE_ISSUERS, about_this_stack, of_builds
from policy.knowledge.iam.documents import identity_statements
from policy.knowledge.iam.pattern_scope import is_everywhere
from policy.knowledge.iam.roles import Roles
from policy.knowledge.iam.statements import Statement, parse
from policy.knowledge.implicit_log_groups import made_groups
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.patterns import Texts, matches
from policy.model.rule import About, Config, Findings, Rule, Setting, Undecided, Violation, stack_rule
from policy.model.values import UNKNOWN, Unknown, Unreadable, text

# What an ARN's service is called where resources are declared.
_MODULES = {
    "cloudwatch": ("cloudwatch",),
    "codebuild": ("codebuild",),
    "dynamodb": ("dynamodb",),
    "ecr": ("ecr",),
    "ecs": ("ecs",),
    "elasticloadbalancing": ("lb",),
    "elasticache": ("elasticache",),
    "events": ("cloudwatch",),
    "kafka": ("msk",),
    "kms": ("kms",),
    "lambda": ("lambda",),
    "logs": ("cloudwatch",),
    "rds": ("rds",),
    "rds-db": ("rds",),
    "s3": ("s3",),
    "secretsmanager": ("secretsmanager",),
    "sns": ("sns",),
    "sqs": ("sqs",),
    "ssm": ("ssm",),
    "states": ("sfn",),
}
_NAMES = ("arn", "name", "bucket", "id", "clusterName", "replicationGroupId", "keyId", "identifier", "clusterIdentifier", "family")
# Users of a database are named by what AWS calls it.
_NAMES_OF = {"rds-db": ("resourceId", "clusterResourceId")}
_TYPE = re.compile(r"^[\w-]+[/:]")
_ARN_PARTS = 6
_SHORTEST_NAME = 3


@stack_rule(
    About(
        name="pass-role-closed",
        title="Roles are passed only within the stack, to the services that they trust",
        severity="critical",
        why="Whoever may pass a role to any service runs code with its rights on a service of their choice.",
        fix="Name roles of this stack as `Resource`, and their service in `StringEquals` `iam:PassedToService`.",
        references=("AWS-FSBP IAM.21", "NIST-800-53 AC-6", "NIST-800-53 AC-6(10)"),
        preview="policies and trusts when their text is known",
        passes='"Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}',
        fails='"Action": "iam:PassRole", with no condition',
        settings={
            "outside": Setting(default=(), description="ARN patterns of roles of other stacks that may be passed"),
            "pipelines": PIPELINE_ISSUERS,
        },
    )
)
def pass_role(graph: Graph, config: Config) -> Findings:
    """Every role at once is the rule about escalation's finding. What deploys other stacks passes their roles."""
    yield from about_this_stack(graph, config.strings("pipelines"), partial(_passes, graph.once(Roles), config))


def _passes(roles: Roles, config: Config, source: Resource) -> Findings:
    placed = identity_statements(source)
    yield from placed.unresolved
    for path, statement in placed.found:
        if statement.is_everything or not statement.allows_action("iam:passrole"):
            continue
        place = f"Statement {statement.label} of `{path}`"
        services = statement.condition_values("iam:passedtoservice")
        if not services or any("*" in service for service in services):
            yield Violation(source, f"{place} does not say to which service (`iam:PassedToService`).")
        for pattern in statement.resources:
            if not is_everywhere(pattern):
                outside = any(matches(known, pattern) for known in config.strings("outside"))
                yield from _target(roles, source, (place, pattern), services, outside=outside)


def _target(roles: Roles, source: Resource, where: tuple[str, str], services: Sequence[str], *, outside: bool) -> Findings:
    place, pattern = where
    targets = roles.named(pattern)
    if not targets and not outside:
        if not roles.are_known:
            yield Undecided(source, f"whether {pattern} is a role of the stack")
        else:
            yield Violation(source, f"{place} passes `{pattern}`, which is no role of this stack.")
    for role in targets:
        trusted = parse(role.get("assumeRolePolicy"))
        if isinstance(trusted, Unknown):
            yield Undecided(role, "assumeRolePolicy")
        elif services and not isinstance(trusted, Unreadable) and not _trusts(trusted, services):
            yield Violation(source, f"{place} passes `{role.name}` to {', '.join(services)}, which it does not trust.")


def _trusts(statements: Sequence[Statement], services: Sequence[str]) -> bool:
    trusted = {name for statement in statements if statement.allows for kind, name in statement.principals if kind == "Service"}
    return bool(trusted & set(services))


class _Names:
    """What the resources of a service are called.

    Attributes:
        is_empty: Whether there are no resources.
        is_complete: Whether all names are known.
    """

    def __init__(self, names: Sequence[str | None]) -> None:
        known = [name for name in names if name is not None]
        self.is_empty = not names
        self.is_complete = len(known) == len(names)
        self._arns = Texts(name for name in known if name.startswith("arn:"))
        self._others = Texts(name for name in known if not name.startswith("arn:"))
        self._stripped = frozenset(name.removeprefix("/") for name in self._others.all)
        # What is below a resource may have a type of its own: a topic's ARN ends in its cluster's name and id.
        ends = (arn.rpartition(":") for arn in self._arns.all)
        self._above = frozenset((head, tail.partition("/")[2]) for head, _, tail in ends if "/" in tail)

    def covers(self, pattern: str) -> bool:
        """Whether a pattern is for a resource, by ARN or name, or for something inside it."""
        *_, service, _region, _account, rest = pattern.split(":", _ARN_PARTS - 1)
        if any(self._arns.like(pattern)) or not self._arns.all.isdisjoint(_beginnings(pattern, "/:")):
            return True
        inside = _TYPE.sub("", rest).removeprefix("/")
        heads = list(_beginnings(pattern, ":"))
        if any((head, name) in self._above for name in (inside, *_beginnings(inside, "/")) for head in heads if self._above):
            return True
        if service == "s3":
            return any(self._others.like(rest.partition("/")[0]))
        separators = "/:-" if service == "secretsmanager" else "/:"
        is_in = not self._stripped.isdisjoint((inside, *_beginnings(inside, separators)))
        return is_in or any(self._others.like(_TYPE.sub("", rest)))


def _beginnings(value: str, separators: str) -> Iterator[str]:
    """What stands before each separator in a text."""
    return (value[:place] for place, char in enumerate(value) if char in separators)


@stack_rule(
    About(
        name="permissions-name-what-exists",
        title="Permissions name resources of the stack",
        severity="medium",
        why="A permission on something that is not there is a typo that denies the program what it needs, or an opening for "
        "whoever creates something by that name.",
        fix="Name a resource that this stack declares, or list it under `outside` in the rule's configuration.",
        references=("NIST-800-53 AC-6", "NIST-800-53 AC-6(7)", "NIST-800-53 CM-7"),
        preview="policies when their text is known, and the names of resources",
        passes='"Resource": "arn:aws:s3:::pde-production-models/*", with a bucket of that name in the stack',
        fails='"Resource": "arn:aws:s3:::some-other-bucket/*"',
        settings={
            "outside": Setting(
                default=(
                    "arn:aws*:events:*:*:rule/StepFunctionsGetEventsFor*Rule",
                    "arn:aws*:logs:*:*:log-group:RDSOSMetrics*",
                    "arn:aws*:s3:::prod-*-starport-layer-bucket/*",
                    "arn:aws*:ssm:*::parameter/aws/*",
                ),
                description="ARN patterns of resources that other stacks or AWS itself declare",
            ),
            "pipelines": PIPELINE_ISSUERS,
        },
    )
)
def orphans(graph: Graph, config: Config) -> Findings:
    """Services whose resources this program could declare; roles to pass and everything at once are other rules' findings.

    A log group that AWS makes for what is declared is there: that nobody declares it is the finding of log-groups-declared.
    What deploys other stacks names what those declare. So do builds in a stack that has no repositories, of those that get images.
    """
    names = {service: _Names(list(_names(graph, modules, _NAMES_OF.get(service, _NAMES)))) for service, modules in _MODULES.items()}
    names["logs"] = _Names([*_names(graph, _MODULES["logs"], _NAMES), *_made(graph)])
    builds = of_builds(graph) if names["ecr"].is_empty else None
    yield from about_this_stack(
        graph, config.strings("pipelines"), partial(_names_nothing, names, config.strings("outside"), builds)
    )


def _names_nothing(
    names: Mapping[str, _Names],
    outside: Sequence[str],
    is_for_builds: Callable[[Resource], bool] | None,
    source: Resource,
) -> Findings:
    placed = identity_statements(source)
    yield from placed.unresolved
    builds = is_for_builds is not None and is_for_builds(source)
    for path, statement in placed.found:
        for pattern in statement.resources if statement.allows else ():
            parts = pattern.split(":", _ARN_PARTS - 1)
            known = names.get(parts[2]) if len(parts) == _ARN_PARTS else None
            if known is None or is_everywhere(pattern) or any(matches(one, pattern) for one in outside):
                continue
            if (builds and parts[2] == "ecr") or known.covers(pattern):
                continue
            if not known.is_complete:
                yield Undecided(source, f"whether {pattern} is of the stack")
            else:
                yield Violation(source, f"Statement {statement.label} of `{path}` names `{pattern}`, which is not in the stack.")


def _made(graph: Graph) -> Iterator[str | None]:
    """What the log groups are called that AWS makes by itself, with a `*` where it chooses the end."""
    return (made.name for made in made_groups(graph))


def _names(graph: Graph, modules: Sequence[str], properties: Sequence[str]) -> Iterator[str | None]:
    """What the resources of some modules are called, and repositories that ECR makes by itself; None for a name not yet known."""
    prefixes = tuple(f"aws:{module}/" for module in modules)
    for resource in graph.resources:
        if resource.type.startswith(prefixes):
            keys = (*properties, "prefix") if resource.type == kinds.REPOSITORY_TEMPLATE else properties
            found = [text(value) for value in map(resource.props.get, keys) if len(text(value)) >= _SHORTEST_NAME]
            yield from found
            if not found and any(resource.props.get(name) is UNKNOWN for name in keys):
                yield None


RULES: tuple[Rule, ...] = (pass_role, orphans)
