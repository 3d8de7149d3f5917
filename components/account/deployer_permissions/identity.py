"""What deploying roles takes, and how a deployer is kept from making itself more than it is."""

from collections.abc import Mapping

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Statement, actions
from stack.site import Site, bucket_arn

# Whom the program's roles trust, and so to whom they may be handed.
PASSED_TO = (
    "backup.amazonaws.com",
    "chatbot.amazonaws.com",
    "ecs.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "s3.amazonaws.com",
    "states.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
)
# AWS's own policies that the program attaches; what they allow is bounded like everything else.
ATTACHED = ("arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",)
# Services that make a role of their own in the account when they are first used.
_SERVICE_LINKED = (
    "backup.amazonaws.com",
    "ecs.amazonaws.com",
    "ecs.application-autoscaling.amazonaws.com",
    "elasticache.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "kafka.amazonaws.com",
    "kafka.application-autoscaling.amazonaws.com",
    "management.chatbot.amazonaws.com",
    "rds.amazonaws.com",
    "wafv2.amazonaws.com",
)


def identity(scope: DeployerScope, boundaries: Mapping[str, str]) -> list[Statement]:
    """Return what roles need: those of each system exist only within that system's boundary.

    Without it, a principal that may write a role's policies may do anything: write it, hand the role to a task, act as it.

    Args:
        scope: whose roles.
        boundaries: code of each system -> ARN of its boundary.
    """
    roles = scope.roles()
    return [
        *(statement for code, arn in sorted(boundaries.items()) for statement in _bounded(scope.only(code), code, arn)),
        Statement(
            sid="ManageRoles",
            actions=actions(
                "iam",
                "DeleteRole GetRole GetRolePolicy ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies "
                "ListRoleTags TagRole UntagRole UpdateRole UpdateRoleDescription",
            ),
            resources=roles,
        ),
        Statement(
            sid="HandRolesToServices",
            actions=("iam:PassRole",),
            resources=roles,
            conditions={"StringEquals": {"iam:PassedToService": list(PASSED_TO)}},
        ),
        Statement(
            sid="LetServicesMakeTheirRoles",
            actions=("iam:CreateServiceLinkedRole",),
            resources=scope.arns("iam", "role/aws-service-role/*", region=""),
            conditions={"StringEquals": {"iam:AWSServiceName": list(_SERVICE_LINKED)}},
        ),
    ]


def _bounded(scope: DeployerScope, code: str, boundary_arn: str) -> list[Statement]:
    bounded = {"StringEquals": {"iam:PermissionsBoundary": boundary_arn}}
    return [
        Statement(
            sid=f"WriteBoundedRolesOf{code.capitalize()}",
            actions=actions("iam", "CreateRole DeleteRolePolicy PutRolePermissionsBoundary PutRolePolicy UpdateAssumeRolePolicy"),
            resources=scope.roles(),
            conditions=bounded,
        ),
        Statement(
            sid=f"AttachKnownPoliciesOf{code.capitalize()}",
            actions=("iam:AttachRolePolicy", "iam:DetachRolePolicy"),
            resources=scope.roles(),
            conditions={**bounded, "ArnEquals": {"iam:PolicyARN": list(ATTACHED)}},
        ),
    ]


def guard(site: Site) -> list[Statement]:
    """Return what stays refused whatever else is allowed: this account's identities, its trail, and the bucket that holds it.

    Args:
        site: the account stack's, whose names are refused.
    """
    names = f"{site.code}-*"
    return [
        Statement(
            sid="LeaveIdentities",
            effect="Deny",
            actions=("iam:*",),
            resources=(site.iam_arn(f"role/{names}"), site.iam_arn(f"policy/{names}"), site.iam_arn("oidc-provider/*")),
        ),
        Statement(
            sid="LeaveTrail",
            effect="Deny",
            actions=("cloudtrail:*", "logs:*", "s3:*"),
            resources=(
                site.arn("cloudtrail", "trail/*"),
                site.arn("logs", f"log-group:/{site.system}/*"),
                bucket_arn(f"{names}-{site.account}"),
                bucket_arn(f"{names}-{site.account}", "*"),
            ),
        ),
    ]
