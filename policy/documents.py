"""Where policy documents are written, and the statements in them."""

from collections.abc import Generator, Iterator

from policy import kinds
from policy.expectations import statements_in
from policy.graph import Resource
from policy.iam_analysis import Statement
from policy.rule import Finding
from policy.values import dig, items

# What identities may do.
IDENTITY_POLICIES = (kinds.ROLE_POLICY, kinds.USER_POLICY, kinds.GROUP_POLICY, kinds.MANAGED_POLICY)
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
}

Placed = tuple[str, Statement]


def identity_statements(resource: Resource) -> Generator[Finding, None, list[Placed]]:
    """All statements of an identity's policies with the path of their document, as the value of `yield from`."""
    found: list[Placed] = []
    for path, document in documents(resource):
        statements = yield from statements_in(resource, path, document)
        found += [(path, statement) for statement in statements]
    return found


def documents(resource: Resource) -> Iterator[tuple[str, object]]:
    """The policies of an identity with their paths, as they are written."""
    if resource.type in IDENTITY_POLICIES:
        yield "policy", resource.get("policy")
    elif not resource.is_unset("inlinePolicies"):
        for position, inline in enumerate(items(resource.get("inlinePolicies"))):
            yield f"inlinePolicies.{position}.policy", dig(inline, "policy")
