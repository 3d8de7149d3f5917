"""Who looks for drift of a stack each night: a role that may read what its deployer may read, and can change nothing."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pulumi
import pulumi_aws as aws

from components.base.iam import Statement, document
from stack.site import Site

_READING = ("BatchGet", "Describe", "Get", "List")
# They begin so, and hand out what the stack's services are made of: no preview reads it.
_CONTENT = frozenset({"ecr:BatchGetImage", "ecr:GetAuthorizationToken", "ecr:GetDownloadUrlForLayer"})
# Characters of statements in one policy: AWS takes 6,144 without white space (IAM guide, "quotas"), some around the statements.
_LONGEST = 6000


class Reader(pulumi.ComponentResource):
    """The role `<code>-<environment>-drift-<stack>` with its policies.

    A deployer's own role waits for reviewers, whom nobody can ask each night. This one waits for none, so it reads alone: as much
    as a preview needs, which is the state too, with the secrets in it.

    Args:
        name: logical and physical name part, `drift-<stack>`.
        site: the account stack's.
        deployment: what the stack's deployer may do.
        trust_policy: who may assume it, for an hour at most.
        after: what the trust policy names.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        deployment: Iterable[Statement],
        trust_policy: pulumi.Input[str],
        after: Iterable[pulumi.Resource],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:reader:Reader", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            f"{name}-role",
            name=site.name("role", name),
            description=f"Looks for drift of {name.removeprefix('drift-')}",
            assume_role_policy=trust_policy,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*after]),
        )
        for number, statements in enumerate(_documents(_reading(deployment)), start=1):
            policy = aws.iam.Policy(
                f"{name}-{number}",
                name=site.name("policy", f"{name}-{number}"),
                description=f"What {name.removeprefix('drift-')} is read with, part {number}",
                policy=document(statements),
                opts=child,
            )
            aws.iam.RolePolicyAttachment(f"{name}-{number}-attached", role=role.name, policy_arn=policy.arn, opts=child)
        self.arn = role.arn
        self.register_outputs({"arn": self.arn})


def _reading(deployment: Iterable[Statement]) -> Iterator[Statement]:
    """Yield what statements allow that a preview may call; reading what is encrypted takes `kms:Decrypt`."""
    for statement in deployment:
        calls = tuple(
            call
            for call in statement.actions
            if (call.partition(":")[2].startswith(_READING) and call not in _CONTENT) or call == "kms:Decrypt"
        )
        if statement.effect == "Allow" and calls:
            yield replace(statement, actions=calls)


def _documents(statements: Iterable[Statement]) -> list[list[Statement]]:
    """Return the statements in as many documents as they need."""
    documents: list[list[Statement]] = []
    length = _LONGEST
    for statement in statements:
        added = len(json.dumps(statement.render(), separators=(",", ":"))) + 1
        if length + added > _LONGEST:
            documents.append([])
            length = 0
        documents[-1].append(statement)
        length += added
    return documents
