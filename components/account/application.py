"""The role of an application's own repository: it brings images, starts jobs and watches rollouts of one stack, no more."""

import pulumi

from components.account.deployer_permissions.scope import DeployerScope
from components.base.iam import Role, Statement, actions
from stack.site import Site


class ApplicationRole(pulumi.ComponentResource):
    """The role `<code>-<environment>-application-<stack>` for workflows of the application's repository.

    Where it may record images, the next `pulumi up` runs what it pushed. Otherwise somebody with the right to does, after approval.

    Args:
        name: logical and physical name part, `application-<stack>`.
        site: the account stack's.
        scope: the stack.
        trust_policy: who may assume it, for an hour at most.
        records_images: whether it may say which image runs.
        signs_with: the signing profile that ECR signs with what it pushes, by its name; None for no signature.
    """

    def __init__(
        self,
        name: str,
        site: Site,
        *,
        scope: DeployerScope,
        trust_policy: pulumi.Input[str],
        records_images: bool,
        signs_with: str | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("platform:application:ApplicationRole", name, None, opts)
        role = Role(
            name,
            physical_name=site.name("role", name),
            description=f"Images, jobs and rollouts of {scope.system} {scope.environment}",
            trust_policy=trust_policy,
            statements=_statements(scope, records_images=records_images, signs_with=signs_with),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = role.arn
        self.register_outputs({"arn": self.arn})


def _statements(scope: DeployerScope, *, records_images: bool, signs_with: str | None) -> list[Statement]:
    statements = [
        scope.allow(
            "LogInToRegistry",
            ("ecr:GetAuthorizationToken",),
            ("*",),
            because="the token is the registry's; AWS offers no resource for it",
        ),
        scope.allow(
            "PushImages",
            actions(
                "ecr",
                "BatchCheckLayerAvailability BatchGetImage CompleteLayerUpload DescribeImageScanFindings DescribeImages "
                "GetDownloadUrlForLayer InitiateLayerUpload PutImage UploadLayerPart",
            ),
            scope.arns("ecr", "repository/{name}/*"),
        ),
        scope.allow("StartJobs", ("states:StartExecution",), scope.arns("states", "stateMachine:{name}-*")),
        scope.allow(
            "FollowJobs", actions("states", "DescribeExecution GetExecutionHistory"), scope.arns("states", "execution:{name}-*:*")
        ),
        scope.allow(
            "WatchRollouts",
            actions("ecs", "DescribeServiceDeployments DescribeServiceRevisions DescribeServices ListServiceDeployments"),
            scope.arns("ecs", *(f"{kind}/{{name}}-*" for kind in ("service", "service-deployment", "service-revision"))),
        ),
    ]
    if signs_with is not None:
        # ECR signs what is pushed with the pusher's permission (Amazon ECR guide, "managed signing").
        profile = scope.arns("signer", f"/signing-profiles/{signs_with}")
        statements.append(scope.allow("SignImages", ("signer:SignPayload",), profile))
    if records_images:
        images = scope.arns("ssm", "parameter/{path}/images/*")
        statements.append(scope.allow("RecordImages", ("ssm:GetParameter", "ssm:PutParameter"), images))
    return statements
