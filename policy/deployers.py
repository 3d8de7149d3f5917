"""Identity policies that are about other stacks by nature: what deploys them, and the boundaries of what it may make."""

from collections.abc import Callable

from policy import kinds
from policy.documents import IDENTITY_HOLDERS, IDENTITY_POLICIES
from policy.graph import Graph, Resource
from policy.iam_analysis import Statement, matches, parse
from policy.rule import Findings, Undecided, Violation
from policy.values import UNKNOWN, Unknown, Unreadable, text


def about_this_stack(graph: Graph, judge: Callable[[Resource], Findings]) -> Findings:
    """Findings of a rule on what holds statements for identities of this stack.

    Left out is what only a deployer holds (a role that nobody but an identity provider may assume, such as a pipeline's), because
    it names what other stacks declare, and permissions boundaries, which grant nothing. While it is unknown whether something is
    one of the two, a violation in it is undecided.
    """
    for source in graph.of(*IDENTITY_HOLDERS):
        doubts: list[Undecided] = []
        if not _is_elsewhere(graph, source, doubts):
            for finding in judge(source):
                yield doubts[0] if doubts and isinstance(finding, Violation) else finding


def _is_elsewhere(graph: Graph, source: Resource, doubts: list[Undecided]) -> bool:
    if source.type == kinds.MANAGED_POLICY and _is_boundary(graph, source, doubts):
        return True
    holders = _holders(graph, source, doubts)
    doubts += [Undecided(role, "assumeRolePolicy") for role in holders if role.get("assumeRolePolicy") is UNKNOWN]
    return bool(holders) and all(_is_deployer(role) for role in holders)


def _is_deployer(role: Resource) -> bool:
    trusted = _allowed(role.get("assumeRolePolicy"))
    return {kind for statement in trusted for kind, _ in statement.principals} == {"Federated"}


def _allowed(document: object) -> list[Statement]:
    statements = parse(document)
    return [] if isinstance(statements, Unknown | Unreadable) else [statement for statement in statements if statement.allows]


def _holders(graph: Graph, source: Resource, doubts: list[Undecided]) -> list[Resource]:
    """The roles that surely have a policy; none where that is not known."""
    if source.type == kinds.ROLE:
        return [source]
    if source.type == kinds.ROLE_POLICY:
        return list(graph.links(source, "role", kinds.ROLE).targets)
    if source.type != kinds.MANAGED_POLICY:
        return []
    attachments = graph.attached(kinds.ROLE_ATTACHMENT, "policyArn", kinds.MANAGED_POLICY)
    doubts += [Undecided(attachment, "policyArn") for attachment in attachments.loose]
    holders: list[Resource] = []
    for attachment in attachments.to(source):
        links = graph.links(attachment, "role", kinds.ROLE)
        holders += links.targets
        if not links.targets:
            doubts.append(Undecided(attachment, "role"))
    return holders


def _is_boundary(graph: Graph, policy: Resource, doubts: list[Undecided]) -> bool:
    """Whether a role has it as its boundary, or a statement demands it as one."""
    for role in graph.of(kinds.ROLE):
        boundary = role.get("permissionsBoundary")
        if boundary is UNKNOWN:
            doubts.append(Undecided(role, "permissionsBoundary"))
        elif _is_named(policy, text(boundary)):
            return True
    demanded = (
        arn
        for holder in graph.of(*IDENTITY_POLICIES)
        for statement in _allowed(holder.get("policy"))
        for arn in statement.condition_values("iam:PermissionsBoundary")
    )
    return any(_is_named(policy, arn) for arn in demanded)


def _is_named(policy: Resource, arn: str) -> bool:
    known, name = text(policy.get("arn")), text(policy.get("name"))
    return bool(arn) and ((bool(known) and matches(arn, known)) or (bool(name) and arn.endswith(f":policy/{name}")))
