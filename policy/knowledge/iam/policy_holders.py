"""Who holds which of the stack's own managed policies."""

from dataclasses import dataclass, field

from policy.knowledge.iam.permissions import ATTACHMENTS
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import Finding, Known, Undecided
from policy.model.values import items

# Where each type that attaches policies names them.
_POLICIES = {
    kinds.ROLE: "managedPolicyArns",
    kinds.USER_ATTACHMENT: "policyArn",
    kinds.GROUP_ATTACHMENT: "policyArn",
    kinds.USER_ATTACHMENTS_EXCLUSIVE: "policyArns",
    kinds.GROUP_ATTACHMENTS_EXCLUSIVE: "policyArns",
    **{token: policies for token, (_, policies) in ATTACHMENTS.items()},
}
_OTHERS = ("users", "groups")


@dataclass
class Holders:
    """Who holds managed policies, gathered once for a stack.

    Attributes:
        by_policy: By a policy's URN the roles that have it; for users and groups, what attaches it to them.
        unresolved: Attachments of policies that are not known.
    """

    by_policy: dict[str, Known[Resource]] = field(default_factory=dict)
    unresolved: list[Finding] = field(default_factory=list)


def holders(graph: Graph) -> Holders:
    """Gather who holds what."""
    gathered = Holders()
    for token, path in _POLICIES.items():
        for attachment in graph.of(token):
            policies = Known[Resource]() if attachment.is_unset(path) else _each(graph, attachment, path, kinds.MANAGED_POLICY)
            gathered.unresolved += policies.unresolved
            for policy in policies.found:
                gathered.by_policy.setdefault(policy.urn, Known()).add(_holders_by(graph, attachment))
    return gathered


def _holders_by(graph: Graph, attachment: Resource) -> Known[Resource]:
    """Who has the policies that something attaches."""
    others = attachment.type not in ATTACHMENTS or any(not attachment.is_unset(path) for path in _OTHERS)
    named = [attachment] if others else []
    if attachment.type not in ATTACHMENTS:
        return Known(named)
    path = ATTACHMENTS[attachment.type][0]
    roles = _each(graph, attachment, path, kinds.ROLE).found
    return Known([*named, *roles], [] if roles or others else [Undecided(attachment, path)])


def _each(graph: Graph, source: Resource, path: str, token: str) -> Known[Resource]:
    """What a property surely names in the stack."""
    links = graph.links(source, path, token)
    if links.unknown or len(links.targets) > len(items(source.get(path))):
        return Known(unresolved=[Undecided(source, path)])
    return Known(list(links.targets))
