"""Where policy documents are written, and the statements in them."""

from collections.abc import Iterator

from policy.knowledge.iam.statements import Statement, parse
from policy.model import kinds
from policy.model.graph import Resource
from policy.model.rule import Findings, Known, Undecided, Violation
from policy.model.values import UNKNOWN, UNREADABLE, dig, items

# What identities may do: roles, users and groups, and people who come by a permission set of Identity Center.
IDENTITY_POLICIES = {
    kinds.ROLE_POLICY: "policy",
    kinds.USER_POLICY: "policy",
    kinds.GROUP_POLICY: "policy",
    kinds.MANAGED_POLICY: "policy",
    kinds.PERMISSION_SET_POLICY: "inlinePolicy",
}
# What devices may do, which is no more than to send and receive messages of AWS IoT.
DEVICE_POLICIES = {kinds.DEVICE_POLICY: "policy"}
IDENTITY_HOLDERS = (*IDENTITY_POLICIES, kinds.ROLE)

# Who may come to a resource.
RESOURCE_POLICIES = {
    kinds.BUCKET: "policy",
    kinds.BUCKET_POLICY: "policy",
    **dict.fromkeys(kinds.KEYS, "policy"),
    kinds.KEY_POLICY: "policy",
    kinds.TOPIC: "policy",
    kinds.TOPIC_POLICY: "policy",
    kinds.QUEUE: "policy",
    kinds.QUEUE_POLICY: "policy",
    kinds.STORED_SECRETS: "policy",
    kinds.SECRETS_POLICY: "policy",
    kinds.REPOSITORY_POLICY: "policy",
    kinds.BACKUP_VAULT_POLICY: "policy",
    kinds.FUNCTION_POLICY: "policy",
}

Placed = tuple[str, Statement]


def identity_statements(resource: Resource) -> Known[Placed]:
    """All statements of an identity's policies with the path of their document."""
    placed = Known[Placed]()
    for path, document in documents(resource):
        read = statements_in(resource, path, document)
        placed.add(Known([(path, statement) for statement in read.found], read.unresolved))
    return placed


def documents(resource: Resource) -> Iterator[tuple[str, object]]:
    """The policies of an identity with their paths, as they are written."""
    path = IDENTITY_POLICIES.get(resource.type) or DEVICE_POLICIES.get(resource.type)
    if path:
        yield path, resource.get(path)
    elif not resource.is_unset("inlinePolicies"):
        for position, inline in enumerate(items(resource.get("inlinePolicies"))):
            yield f"inlinePolicies.{position}.policy", dig(inline, "policy")


def statements_of(resource: Resource, path: str) -> Known[Statement]:
    """The statements of a policy document. One that is no policy is unresolved as much as one that is unknown."""
    return statements_in(resource, path, resource.get(path))


def statements_in(resource: Resource, path: str, document: object) -> Known[Statement]:
    """The same for a document already taken from below a property."""
    parsed = parse(document)
    if parsed is UNKNOWN:
        return Known(unresolved=[Undecided(resource, path)])
    if parsed is UNREADABLE:
        return Known(unresolved=[Violation(resource, f"`{path}` is no readable policy document.")])
    return Known(list(parsed))


def policy_must_not_be_open(resource: Resource, opens: str = "lets anyone in", path: str = "policy") -> Findings:
    """The policy of a resource, if it has one, lets no caller in without a condition on who comes."""
    if resource.is_unset(path):
        return
    statements = statements_of(resource, path)
    yield from statements.unresolved
    for statement in statements.found:
        if statement.is_open:
            yield Violation(resource, f"Statement {statement.label} of `{path}` {opens}, with no condition on who comes.")
