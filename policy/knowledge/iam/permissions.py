"""What a role may do, put together from every policy the stack gives it."""

import re
from dataclasses import dataclass, field

from policy.knowledge.iam.documents import documents
from policy.knowledge.iam.statements import Statement, parse
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import Undecided
from policy.model.values import Unknown, Unreadable

# How each type of attachment names roles and policies.
ATTACHMENTS = {
    kinds.ROLE_ATTACHMENT: ("role", "policyArn"),
    kinds.ATTACHMENT: ("roles", "policyArn"),
    kinds.ROLE_ATTACHMENTS_EXCLUSIVE: ("roleName", "policyArns"),
}


@dataclass
class Grants:
    """A role's statements with the resources that hold them, and what is not known about them."""

    statements: list[tuple[Resource, Statement]] = field(default_factory=list)
    hidden: list[Undecided] = field(default_factory=list)

    def add(self, source: Resource, path: str, document: object) -> None:
        """Read one more document. One that is no policy is another rule's finding."""
        parsed = parse(document)
        if isinstance(parsed, Unknown):
            self.hidden.append(Undecided(source, path))
        elif not isinstance(parsed, Unreadable):
            self.statements += [(source, statement) for statement in parsed]


def grants(graph: Graph, role: Resource, harmless: re.Pattern[str]) -> Grants:
    """Collect a role's own policies, those beside it and attached ones of the stack.

    Args:
        graph: the stack.
        role: the role.
        harmless: ARNs of attached policies outside the stack that are known to say nothing of interest.
    """
    found = Grants()
    for path, document in documents(role):
        found.add(role, path, document)
    policies = graph.attached(kinds.ROLE_POLICY, "role", kinds.ROLE)
    for policy in policies.to(role):
        found.add(policy, "policy", policy.get("policy"))
    found.hidden += [Undecided(loose, "role") for loose in policies.loose]
    for token, (roles, arns) in ATTACHMENTS.items():
        attachments = graph.attached(token, roles, kinds.ROLE)
        for attachment in attachments.to(role):
            _add_attached(graph, found, attachment, arns, harmless)
        found.hidden += [Undecided(loose, roles) for loose in attachments.loose]
    if not role.is_unset("managedPolicyArns"):
        _add_attached(graph, found, role, "managedPolicyArns", harmless)
    return found


def _add_attached(graph: Graph, found: Grants, source: Resource, path: str, harmless: re.Pattern[str]) -> None:
    links = graph.links(source, path, kinds.MANAGED_POLICY)
    for policy in links.targets:
        found.add(policy, "policy", policy.get("policy"))
    if links.unknown or any(not harmless.search(arn) for arn in links.outside):
        found.hidden.append(Undecided(source, path))
