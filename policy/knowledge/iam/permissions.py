"""What a role may do, put together from every policy the stack gives it."""

import re

from policy.knowledge.iam.documents import documents, statements_in
from policy.knowledge.iam.statements import Statement
from policy.model import kinds
from policy.model.graph import Graph, Resource
from policy.model.rule import Known, Undecided

# How each type of attachment names roles and policies.
ATTACHMENTS = {
    kinds.ROLE_ATTACHMENT: ("role", "policyArn"),
    kinds.ATTACHMENT: ("roles", "policyArn"),
    kinds.ROLE_ATTACHMENTS_EXCLUSIVE: ("roleName", "policyArns"),
}


Grant = tuple[Resource, Statement]


def grants(graph: Graph, role: Resource, harmless: re.Pattern[str]) -> Known[Grant]:
    """Collect a role's statements, each with the resource that holds it: its own, those beside it and attached ones of the stack.

    Args:
        graph: the stack.
        role: the role.
        harmless: ARNs of attached policies outside the stack that are known to say nothing of interest.
    """
    found = Known[Grant]()
    for path, document in documents(role):
        found.add(_read(role, path, document))
    policies = graph.attached(kinds.ROLE_POLICY, "role", kinds.ROLE)
    for policy in policies.to(role):
        found.add(_read(policy, "policy", policy.get("policy")))
    found.unresolved += [Undecided(policy, "role") for policy in policies.unresolved]
    for token, (roles, arns) in ATTACHMENTS.items():
        attachments = graph.attached(token, roles, kinds.ROLE)
        for attachment in attachments.to(role):
            _add_attached(graph, found, attachment, arns, harmless)
        found.unresolved += [Undecided(attachment, roles) for attachment in attachments.unresolved]
    if not role.is_unset("managedPolicyArns"):
        _add_attached(graph, found, role, "managedPolicyArns", harmless)
    return found


def _add_attached(graph: Graph, found: Known[Grant], source: Resource, path: str, harmless: re.Pattern[str]) -> None:
    links = graph.links(source, path, kinds.MANAGED_POLICY)
    for policy in links.targets:
        found.add(_read(policy, "policy", policy.get("policy")))
    if links.unknown or any(not harmless.search(arn) for arn in links.outside):
        found.unresolved.append(Undecided(source, path))


def _read(source: Resource, path: str, document: object) -> Known[Grant]:
    """The statements of one document. One that is no policy is another rule's finding."""
    read = statements_in(source, path, document)
    return Known([(source, statement) for statement in read.found], [*read.undecided])
