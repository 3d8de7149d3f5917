"""What deploying roles takes, and how a deployer is kept from making itself more than it is."""

from collections.abc import Collection, Mapping

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Condition, Statement, actions
from components.compute.job import Job
from components.compute.schedule import Schedule
from components.data.backup import ROLE_POLICY
from components.data.cache import Cache
from components.data.postgres import PostgresTier
from components.data.restore_test import RESTORE_POLICY
from components.data.stream import Stream
from components.delivery.pipeline import Pipeline
from components.network.network import Network
from stack.site import Site, bucket_arn

# Whom the program's roles trust, and so to whom they may be handed -> the component that has such a role, or None for any stack.
PASSED_TO: Mapping[str, type | None] = {
    "backup.amazonaws.com": Network,
    "chatbot.amazonaws.com": None,
    "codebuild.amazonaws.com": Pipeline,
    "codepipeline.amazonaws.com": Pipeline,
    "ecs.amazonaws.com": Network,
    "ecs-tasks.amazonaws.com": Network,
    "monitoring.rds.amazonaws.com": PostgresTier,
    "s3.amazonaws.com": None,
    "scheduler.amazonaws.com": Schedule,
    "states.amazonaws.com": Job,
    "vpc-flow-logs.amazonaws.com": Network,
}
# AWS's own policies that the program attaches; what they allow is bounded like everything else.
ATTACHED = (ROLE_POLICY, RESTORE_POLICY)
# Services that make a role of their own in the account when they are first used.
_SERVICE_LINKED: Mapping[str, type | None] = {
    "backup.amazonaws.com": Network,
    "ecs.amazonaws.com": Network,
    "ecs.application-autoscaling.amazonaws.com": Network,
    "elasticache.amazonaws.com": Cache,
    "elasticloadbalancing.amazonaws.com": Network,
    "kafka.amazonaws.com": Stream,
    "kafka.application-autoscaling.amazonaws.com": Stream,
    "management.chatbot.amazonaws.com": None,
    "rds.amazonaws.com": PostgresTier,
    "restore-testing.backup.amazonaws.com": Network,
    "wafv2.amazonaws.com": Network,
}


def identity(scope: DeployerScope, components: Collection[type], boundary_arn: str) -> list[Statement]:
    """Return what roles need: they exist only within the stack's boundary.

    Without it, a principal that may write a role's policies may do anything: write it, hand the role to a task, act as it.

    Args:
        scope: whose roles.
        components: what the stack can have.
        boundary_arn: of the policy that bounds them.
    """
    roles = scope.roles()
    bounded: Condition = {"StringEquals": {"iam:PermissionsBoundary": boundary_arn}}
    return [
        Statement(
            sid="WriteBoundedRoles",
            actions=actions("iam", "CreateRole DeleteRolePolicy PutRolePermissionsBoundary PutRolePolicy UpdateAssumeRolePolicy"),
            resources=roles,
            conditions=bounded,
        ),
        Statement(
            sid="AttachKnownPolicies",
            actions=("iam:AttachRolePolicy", "iam:DetachRolePolicy"),
            resources=roles,
            conditions={**bounded, "ArnEquals": {"iam:PolicyARN": list(ATTACHED)}},
        ),
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
            conditions={"StringEquals": {"iam:PassedToService": _used(PASSED_TO, components)}},
        ),
        Statement(
            sid="LetServicesMakeTheirRoles",
            actions=("iam:CreateServiceLinkedRole",),
            resources=scope.arns("iam", "role/aws-service-role/*", region=""),
            conditions={"StringEquals": {"iam:AWSServiceName": _used(_SERVICE_LINKED, components)}},
        ),
    ]


def _used(services: Mapping[str, type | None], components: Collection[type]) -> list[str]:
    return [
        service
        for service, wanted in services.items()
        if wanted is None or any(issubclass(component, wanted) for component in components)
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
