"""What each role may do, and who may take it on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from offline.access.hidden import clear, listed
from offline.access.statements import Grant, grants
from offline.simulation.model import Recording, Resource

ROLE: Final = "aws:iam/role:Role"
_INLINE: Final = "aws:iam/rolePolicy:RolePolicy"
_ATTACHMENT: Final = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
_POLICY: Final = "aws:iam/policy:Policy"
RESOURCE_POLICIES: Final[Mapping[str, str]] = {
    "aws:s3/bucketPolicy:BucketPolicy": "policy",
    "aws:sqs/queuePolicy:QueuePolicy": "policy",
    "aws:sns/topicPolicy:TopicPolicy": "policy",
    "aws:kms/key:Key": "policy",
    "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
    "aws:backup/vaultPolicy:VaultPolicy": "policy",
}
"""Types whose policy says who may use them, and its argument."""

_SUBJECTS: Final = ("bucket", "queueUrl", "arn", "secretArn", "repository", "backupVaultName")
"""Arguments in which a policy that is a resource of its own says what it is about."""


@dataclass(frozen=True)
class Holder:
    """A role, or a resource with a policy of its own.

    Attributes:
        name: its logical name.
        grants: what its documents allow and deny.
        managed: managed policies attached to it that the stack does not declare, by ARN.
        boundary: its permissions boundary, if it has one.
        subject: what the policy of a resource is about, where it is a resource of its own; empty for a role.
        unread: the documents that could not be read, by the logical name of what holds them.
    """

    name: str
    grants: tuple[Grant, ...]
    managed: frozenset[str] = frozenset()
    boundary: str = ""
    unread: frozenset[str] = frozenset()
    subject: str = ""


def roles(recording: Recording) -> Mapping[str, Holder]:
    """Every role by its logical name, with its inline policies, its attached policies and its trust."""
    attached: dict[str, list[Resource]] = {}
    for policy in (*recording.of(_INLINE), *recording.of(_ATTACHMENT)):
        attached.setdefault(str(clear(policy.inputs.get("role"))), []).append(policy)
    declared = {arn: policy for policy in recording.of(_POLICY) for arn in _names(policy)}
    return {
        role.name: _role(role, [one for name in _names(role) for one in attached.get(name, [])], declared)
        for role in recording.of(ROLE)
    }


def resource_policies(recording: Recording) -> Mapping[str, Holder]:
    """Resources whose policy names who may use them, by logical name."""
    return {
        resource.name: replace(_read(resource.name, [(resource.name, resource.inputs[argument])]), subject=_subject(resource))
        for kind, argument in RESOURCE_POLICIES.items()
        for resource in recording.of(kind)
        if argument in resource.inputs
    }


def _subject(resource: Resource) -> str:
    found = (clear(resource.inputs.get(argument)) for argument in _SUBJECTS)
    return next((one for one in found if isinstance(one, str)), "")


def _role(role: Resource, policies: list[Resource], declared: Mapping[str, Resource]) -> Holder:
    documents: list[tuple[str, Any]] = [(role.name, role.inputs.get("assumeRolePolicy"))]
    documents += [(role.name, one.get("policy")) for one in listed(role.inputs.get("inlinePolicies")) if isinstance(one, Mapping)]
    managed = {str(arn) for arn in listed(role.inputs.get("managedPolicyArns"))}
    for policy in dict.fromkeys(one.urn for one in policies):
        found = next(one for one in policies if one.urn == policy)
        arn = str(clear(found.inputs.get("policyArn")))
        if found.type == _INLINE:
            documents.append((found.name, found.inputs.get("policy")))
        elif arn in declared:
            documents.append((declared[arn].name, declared[arn].inputs.get("policy")))
        else:
            managed.add(arn)
    read = _read(role.name, documents)
    return Holder(role.name, read.grants, frozenset(managed), str(role.inputs.get("permissionsBoundary") or ""), read.unread)


def _read(name: str, documents: list[tuple[str, Any]]) -> Holder:
    found: dict[Grant, None] = {}
    unread = set()
    for holder, document in documents:
        parsed, whole = grants(document)
        found.update(dict.fromkeys(parsed))
        unread |= set() if whole else {holder}
    return Holder(name, tuple(found), unread=frozenset(unread))


def _names(resource: Resource) -> Iterator[str]:
    """What others may call it: its id, its ARN, its physical name."""
    yield from dict.fromkeys(
        str(clear(one))
        for one in (resource.id, resource.outputs.get("arn"), resource.outputs.get("name"), resource.inputs.get("name"))
        if one
    )
