"""Who holds which of the stack's own managed policies."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from policy.knowledge.iam.permissions import ATTACHMENTS
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import Undecided
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
        doubts: By a policy's URN, holders that are not known.
        loose: Attachments of any policy, as far as is known.
    """

    by_policy: dict[str, list[Resource]] = field(default_factory=dict)
    doubts: dict[str, list[Undecided]] = field(default_factory=dict)
    loose: list[Undecided] = field(default_factory=list)


def holders(graph: Graph) -> Holders:
    """Gather who holds what."""
    found = Holders()
    for token, path in _POLICIES.items():
        for attachment in graph.of(token):
            policies = () if attachment.is_unset(path) else _each(graph, attachment, path, kinds.MANAGED_POLICY)
            if policies is None:
                found.loose.append(Undecided(attachment, path))
                continue
            for policy in policies:
                _add(graph, found, attachment, policy)
    return found


def _add(graph: Graph, found: Holders, attachment: Resource, policy: Resource) -> None:
    holding = found.by_policy.setdefault(policy.urn, [])
    if attachment.type not in ATTACHMENTS:
        holding.append(attachment)
        return
    others = any(not attachment.is_unset(path) for path in _OTHERS)
    if others:
        holding.append(attachment)
    path = ATTACHMENTS[attachment.type][0]
    roles = _each(graph, attachment, path, kinds.ROLE)
    holding += roles or ()
    if not roles and not others:
        found.doubts.setdefault(policy.urn, []).append(Undecided(attachment, path))


def _each(graph: Graph, source: Resource, path: str, token: str) -> Sequence[Resource] | None:
    """What a property surely names in the stack, None when that is not known."""
    links = graph.links(source, path, token)
    return None if links.unknown or len(links.targets) > len(items(source.get(path))) else links.targets
