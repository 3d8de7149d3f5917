"""Where policy documents are written, and the statements in them."""

from collections.abc import Generator, Iterator

from policy.knowledge.iam.statements import Statement, parse
from policy.model import kinds
from policy.model.graph import Resource
from policy.model.rule import Finding, Findings, Undecided, Violation
from policy.model.values import UNKNOWN, UNREADABLE, dig, items

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


def statements_of(resource: Resource, path: str) -> Generator[Finding, None, tuple[Statement, ...]]:
    """The statements of a policy document, as the value of `yield from`; what cannot be read is found on the way."""
    return (yield from statements_in(resource, path, resource.get(path)))


def statements_in(resource: Resource, path: str, document: object) -> Generator[Finding, None, tuple[Statement, ...]]:
    """The same for a document already taken from below a property."""
    parsed = parse(document)
    if parsed is UNKNOWN:
        yield Undecided(resource, path)
        return ()
    if parsed is UNREADABLE:
        yield Violation(resource, f"`{path}` is no readable policy document.")
        return ()
    return parsed


def policy_must_not_be_open(resource: Resource) -> Findings:
    """The `policy` of a resource, if it has one, lets nobody in without a condition on who comes."""
    if resource.is_unset("policy"):
        return
    for statement in (yield from statements_of(resource, "policy")):
        if statement.is_open:
            yield Violation(resource, f"Statement {statement.label} of `policy` lets anyone in, with no condition on who comes.")
