"""Secrets: what a task fetches is what its execution role may read, and the other way round."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policy.knowledge.containers import TASKS, containers, secret_references
from policy.knowledge.iam.pattern_scope import in_main_partition
from policy.knowledge.iam.permissions import Grant, grants
from policy.knowledge.iam.statements import Statement
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.patterns import matches
from policy.model.rule import About, Config, Findings, Known, Rule, Undecided, Violation, stack_rule
from policy.model.values import is_absent

_READS = ("secretsmanager:getsecretvalue", "ssm:getparameters")
_OTHER_READS = ("ssm:getparameter", "ssm:getparametersbypath", "secretsmanager:batchgetsecretvalue")
_DECRYPT = "kms:decrypt"
_VIA = re.compile(r"^(secretsmanager|ssm)\.[a-z0-9*?-]+\.amazonaws\.com(\.cn)?$")
_SUFFIX = re.compile(r"-(\?{6}|\*|[A-Za-z0-9]{6})$")
_SECRET_PARTS = 7
_WITHOUT_SECRETS = re.compile(r":aws:policy/service-role/AmazonECSTaskExecutionRolePolicy$")


@dataclass
class _Role:
    """An execution role: what it may do, and what its tasks fetch."""

    role: Resource
    granted: Known[Grant]
    references: Known[tuple[Resource, str]] = field(default_factory=Known)


@stack_rule(
    About(
        name="task-secrets-match-execution-role",
        title="Execution roles may read exactly the secrets their tasks name",
        severity="high",
        why="A secret that a task names and its role may not read keeps the task from ever starting; one that a role may read and "
        "no task names is there for whoever takes the role over.",
        fix="Give the execution role `secretsmanager:GetSecretValue` (parameters: `ssm:GetParameters`) on the ARN of each secret "
        "under `secrets` and on no other, and `kms:Decrypt` only with `kms:ViaService`.",
        references=("NIST-800-53 AC-6", "NIST-800-53 IA-5(7)"),
        preview="container definitions and policies when their text is known, and the edges to roles",
        passes='"Action": "secretsmanager:GetSecretValue", "Resource": secret_arn',
        fails='"Resource": "arn:aws:secretsmanager:*:*:secret:*"',
    )
)
def secrets_match(graph: Graph, _: Config) -> Findings:
    """Both sides are read in full before they are compared: a role's statements may be split over several policies."""
    roles: dict[str, _Role] = {}
    for task in graph.of(*TASKS):
        if is_absent(task.get("executionRoleArn")):
            if any(True for _ in _references(task)):
                yield Violation(task, "It names secrets but has no `executionRoleArn` to fetch them.")
            continue
        links = graph.links(task, "executionRoleArn", kinds.ROLE)
        if not links.targets:
            yield Undecided(task, "executionRoleArn")
        for role in links.targets:
            entry = roles.setdefault(role.urn, _Role(role, grants(graph, role, _WITHOUT_SECRETS)))
            entry.references.add(Known([(task, one) for one in _references(task)], [*containers(task).undecided]))
    for entry in roles.values():
        yield from entry.granted.unresolved
        yield from entry.references.unresolved
        yield from _compare(entry)


def _references(task: Resource) -> Iterator[str]:
    """What a task fetches, as ARNs without JSON key, stage and version; a bare name is a parameter's."""
    for container in containers(task).found:
        for reference in secret_references(container):
            if ":secretsmanager:" in reference:
                yield ":".join(reference.split(":")[:_SECRET_PARTS])
            elif reference.startswith("arn:"):
                yield reference
            elif reference:
                yield f":parameter/{reference.removeprefix('/')}"


def _compare(entry: _Role) -> Findings:
    granted = [
        (source, statement, pattern)
        for source, statement in entry.granted.found
        if any(map(statement.allows_action, (*_READS, *_OTHER_READS)))
        for pattern in statement.resources
    ]
    if not entry.granted.unresolved:
        for task, reference in entry.references.found:
            action = _READS[":secretsmanager:" not in reference]
            allowed = (pattern for _, statement, pattern in granted if statement.allows_action(action))
            if not any(_covers(pattern, reference) for pattern in allowed):
                # What is neither an ARN nor a path may be the secret itself, written in the wrong place.
                named = (
                    f"`{reference}`"
                    if reference.startswith("arn:") or "/" in reference.removeprefix(":parameter/")
                    else "what is no ARN"
                )
                yield Violation(task, f"It fetches {named}, which its execution role `{entry.role.name}` may not read.")
    if not entry.references.unresolved:
        for source, statement, pattern in granted:
            if not any(_is_for(pattern, reference) for _, reference in entry.references.found):
                yield Violation(
                    source, f"Statement {statement.label} lets `{entry.role.name}` read `{pattern}`, which no task names."
                )
    for source, statement in entry.granted.found:
        if statement.allows_action(_DECRYPT) and not _only_via_stores(statement):
            yield Violation(source, f"Statement {statement.label} lets `{entry.role.name}` decrypt without `kms:ViaService`.")


def _covers(pattern: str, reference: str) -> bool:
    if reference.startswith(":parameter/"):
        return pattern.endswith(reference) or matches(in_main_partition(pattern), f"arn:aws:ssm:region:account{reference}")
    return matches(pattern, reference)


def _is_for(pattern: str, reference: str) -> bool:
    """Whether a pattern stands for one reference and no more: the ARN, or the name with AWS's six random characters open."""
    if reference.startswith(":parameter/"):
        return pattern.endswith(reference) and "*" not in pattern
    names = {reference, _SUFFIX.sub("", reference)}
    return pattern in names or _SUFFIX.sub("", pattern) in names


def _only_via_stores(statement: Statement) -> bool:
    via = statement.condition_values("kms:viaservice")
    return bool(via) and all(_VIA.match(value) for value in via)


RULES: tuple[Rule, ...] = (secrets_match,)
