"""Permissions that allow privilege escalation or exfiltration, and credentials that never expire."""

from collections.abc import Callable, Sequence

from policy.knowledge.iam.documents import IDENTITY_HOLDERS, IDENTITY_POLICIES, identity_statements
from policy.knowledge.iam.managed_policies import HOLDERS, attached, reads_data
from policy.knowledge.iam.risks import Document, escalations, exfiltrations
from policy.knowledge.iam.statements import Statement
from policy.model import kinds
from policy.model.graph import Resource
from policy.model.rule import About, Config, Findings, Rule, Violation, resource_rule


@resource_rule(
    About(
        name="iam-no-escalation",
        title="Nobody can give themselves more rights",
        severity="critical",
        why="Whoever holds such a permission holds every right that can be attached, passed or assumed with it.",
        fix="Name the roles in `iam:PassRole`, and in `sts:AssumeRole` their account; allow writing policies and trusts only under "
        "one `iam:PermissionsBoundary` (attaching: `iam:PolicyARN`), or leave it to the deployment.",
        references=("AWS-FSBP IAM.21", "NIST-800-53 AC-6", "NIST-800-53 AC-6(1)", "NIST-800-53 AC-6(10)"),
        preview="policies when their text is known",
        passes='"Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/pde-production-api-task"',
        fails='"Action": "iam:PassRole", "Resource": "*"',
    ),
    *IDENTITY_HOLDERS,
)
def no_escalation(resource: Resource, _: Config) -> Findings:
    """An administrator's `*` is another rule's: it needs no escalation."""
    yield from _risky(resource, escalations, "without a limit")


def _risky(resource: Resource, risks: Callable[[Statement, Document], Sequence[str]], how: str) -> Findings:
    placed = identity_statements(resource)
    yield from placed.unresolved
    document = Document([statement for _, statement in placed.found])
    for path, statement in placed.found:
        found = "" if statement.is_everything else ", ".join(f"`{action}`" for action in risks(statement, document))
        if found:
            yield Violation(resource, f"Statement {statement.label} of `{path}` allows {found} {how}.")


@resource_rule(
    About(
        name="iam-no-exfiltration",
        title="Nobody can take all data of a kind out of the account",
        severity="critical",
        why="One stolen set of credentials reads or shares every secret, object, snapshot or table there is, not one workload's.",
        fix="Give `Resource` the ARNs that the workload uses, in a policy of your own instead of AWS's `...ReadOnlyAccess`; "
        "`kms:Decrypt` can be limited by `kms:ViaService` as well.",
        references=("AWS-FSBP KMS.1", "AWS-FSBP KMS.2", "NIST-800-53 AC-4", "NIST-800-53 AC-6"),
        preview="policies when their text is known; managed policies by their ARN",
        passes='"Action": "secretsmanager:GetSecretValue", "Resource": secret_arn',
        fails='"Action": "secretsmanager:GetSecretValue", "Resource": "arn:aws:secretsmanager:us-east-1:111122223333:secret:*"',
    ),
    *IDENTITY_POLICIES,
    *HOLDERS,
)
def no_exfiltration(resource: Resource, _: Config) -> Findings:
    """Every resource, every one of a service and every one of a type are the same here."""
    yield from _risky(resource, exfiltrations, "everywhere")
    for path, name in attached(resource):
        if reads_data(name):
            yield Violation(resource, f"`{path}` is AWS's `{name}`, which reads all data of a kind.")


@resource_rule(
    About(
        name="iam-no-users",
        title="There are no users and no access keys",
        severity="high",
        why="A key that never expires works from anywhere until somebody notices that it leaked.",
        fix="Let people come through `aws.iam.Role` and a sign-in provider, workloads through their task role, pipelines through "
        "`aws.iam.OpenIdConnectProvider`.",
        references=("AWS-FSBP IAM.2", "CIS-AWS-3.0 1.15", "NIST-800-53 AC-2(1)", "NIST-800-53 IA-5(1)"),
        preview="the resource's being there",
        passes="aws.iam.Role(...)",
        fails="aws.iam.AccessKey(...)",
    ),
    kinds.USER,
    kinds.ACCESS_KEY,
    kinds.LOGIN,
    kinds.USER_POLICY,
    kinds.USER_ATTACHMENT,
    kinds.USER_ATTACHMENTS_EXCLUSIVE,
    kinds.SERVICE_CREDENTIAL,
    kinds.SSH_KEY,
    kinds.GROUP_MEMBERSHIP,
)
def no_users(resource: Resource, _: Config) -> Findings:
    """Policies of users that another stack declares count as well."""
    yield Violation(resource, "It belongs to a user, who signs in with something that never expires.")


RULES: tuple[Rule, ...] = (no_escalation, no_exfiltration, no_users)
